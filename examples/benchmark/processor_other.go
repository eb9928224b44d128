//go:build !unix

package main

import "time"

// processorTime returns that the system does not tell how long the program has
// had a processor.
func processorTime() (time.Duration, bool) { return 0, false }
