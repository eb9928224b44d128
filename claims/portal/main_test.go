package portal_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the garbage collector run less often. The tests allocate much
// and hold little of it at a time, so that by default the collector takes a
// sixth or more of their processor time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
