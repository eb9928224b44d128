package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// A machine is what the figures were taken on and with.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	System string `json:"system"`
	Go     string `json:"go"`
	// of the last minute, where the system tells it
	Load string `json:"load,omitempty"`
	// module and version, the library first
	Versions []string `json:"versions"`
}

// libraryModule is what is measured.
const libraryModule = "github.com/mci-go/incentives"

// peerModules are what it is measured against, in the order of the header.
var peerModules = []string{
	"github.com/looplab/fsm",
	"github.com/qmuntal/stateless",
	"cel.dev/cel-go",
	"github.com/expr-lang/expr",
	"github.com/shopspring/decimal",
}

// thisMachine describes the machine and the program that runs.
func thisMachine() machine {
	info, _ := debug.ReadBuildInfo() // nil without module support; versions are unknown then
	return machine{
		CPU:      cpuModel(),
		Cores:    runtime.NumCPU(),
		System:   runtime.GOOS + "/" + runtime.GOARCH,
		Go:       runtime.Version(),
		Load:     load(),
		Versions: versions(info),
	}
}

// load returns how many programs wanted a processor in the last minute. Above
// the number of cores less one, times are worth little.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	minute, _, _ := strings.Cut(string(data), " ")
	return minute
}

// cpuModel returns the model that the system tells, where it tells one.
func cpuModel() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return unknownCPU
	}
	return modelName(string(data))
}

const unknownCPU = "unknown CPU"

// modelName finds the first model in what Linux tells of its processors.
func modelName(cpuinfo string) string {
	for line := range strings.Lines(cpuinfo) {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return unknownCPU
}

// versions returns the library and its peers with the versions that were built
// in. The library is built from the folder above; its version there is no
// release.
func versions(info *debug.BuildInfo) []string {
	listed := make([]string, 0, 1+len(peerModules))
	for _, path := range slices.Concat([]string{libraryModule}, peerModules) {
		listed = append(listed, path+" "+version(info, path))
	}
	return listed
}

func version(info *debug.BuildInfo, path string) string {
	if info == nil {
		return "of unknown version"
	}
	for _, module := range info.Deps {
		switch {
		case module.Path != path:
		case module.Replace != nil:
			return "(this checkout)" // examples/go.mod replaces the library alone, by a folder
		default:
			return module.Version
		}
	}
	return "of unknown version"
}

// String returns the machine in lines, for the head of the table.
func (m machine) String() string {
	busy := ""
	if m.Load != "" {
		busy = ", load " + m.Load
	}
	return fmt.Sprintf("%s, %d cores%s, %s, %s\n%s", m.CPU, m.Cores, busy, m.System, m.Go, strings.Join(m.Versions, "\n"))
}
