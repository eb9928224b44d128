//go:build !unix

package main

import "time"

// processorTime returns false, because the system does not report the program's
// processor time.
func processorTime() (time.Duration, bool) { return 0, false }
