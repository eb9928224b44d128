//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime returns the processor time that the program has used. It
// returns false if the system does not report it.
func processorTime() (time.Duration, bool) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, false
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), true
}
