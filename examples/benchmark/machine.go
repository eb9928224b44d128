package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// A machine describes the computer and the software of a run.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	System string `json:"system"`
	Go     string `json:"go"`
	// Load is the load of the last minute. It is empty if the system does not
	// report it.
	Load string `json:"load,omitempty"`
	// Versions lists the modules with their versions, the library first.
	Versions []string `json:"versions"`
}

// libraryModule is the module under test.
const libraryModule = "github.com/mci-go/incentives"

// peerModules are the modules to compare with, in the order of the header.
var peerModules = []string{
	"github.com/looplab/fsm",
	"github.com/qmuntal/stateless",
	"cel.dev/cel-go",
	"github.com/expr-lang/expr",
	"github.com/shopspring/decimal",
}

// thisMachine describes this computer and the running program.
func thisMachine() machine {
	info, _ := debug.ReadBuildInfo() // nil if there is no module support; then the versions are unknown
	return machine{
		CPU:      cpuModel(),
		Cores:    runtime.NumCPU(),
		System:   runtime.GOOS + "/" + runtime.GOARCH,
		Go:       runtime.Version(),
		Load:     load(),
		Versions: versions(info),
	}
}

// load returns the average number of runnable programs in the last minute. If
// it is greater than the number of cores minus one, the times mean little.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	minute, _, _ := strings.Cut(string(data), " ")
	return minute
}

// cpuModel returns the CPU model, or "unknown CPU" if the system does not
// report it.
func cpuModel() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return unknownCPU
	}
	return modelName(string(data))
}

const unknownCPU = "unknown CPU"

// modelName returns the first model name in the text of /proc/cpuinfo.
func modelName(cpuinfo string) string {
	for line := range strings.Lines(cpuinfo) {
		name, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return unknownCPU
}

// versions returns the library and its peers with their versions in this build.
// The library is built from the folder above, so it has no release version.
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
			return "(this checkout)" // examples/go.mod replaces only the library, by a folder
		default:
			return module.Version
		}
	}
	return "of unknown version"
}

// String returns the description as lines for the head of the table.
func (m machine) String() string {
	busy := ""
	if m.Load != "" {
		busy = ", load " + m.Load
	}
	return fmt.Sprintf("%s, %d cores%s, %s, %s\n%s", m.CPU, m.Cores, busy, m.System, m.Go, strings.Join(m.Versions, "\n"))
}
