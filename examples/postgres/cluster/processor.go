package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit in which Linux reports processor time to programs.
const tick = 10 * time.Millisecond

// processorOf returns the processor time of a process and its children,
// including children that have ended.
func processorOf(pid int) (time.Duration, bool) {
	all, _ := filepath.Glob("/proc/[0-9]*/stat") // it only fails if the pattern is malformed
	var used time.Duration
	found := false
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // the process has ended
		}
		// The name of the program is in parentheses, and may contain spaces.
		_, rest, _ := strings.Cut(string(data), ") ")
		fields := strings.Fields(rest)
		if len(fields) < 15 {
			continue
		}
		own := name == fmt.Sprintf("/proc/%d/stat", pid)
		if !own && fields[1] != strconv.Itoa(pid) {
			continue
		}
		last := 13 // user and system time of the process
		if own {
			last, found = 15, true // and those of its children that have ended
		}
		for _, field := range fields[11:last] {
			ticks, _ := strconv.ParseInt(field, 10, 64) // 0 if it is no number
			used += time.Duration(ticks) * tick
		}
	}
	return used, found
}
