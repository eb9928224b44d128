package claims_test

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets the garbage collector run less often. The tests allocate much
// and hold little of it at a time, so that by default the collector takes a
// sixth or more of their processor time.
//
// Unless somebody asks for another number, a property draws 30 cases. The
// scheduled job draws 3,000.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	if os.Getenv("RAPID_CHECKS") == "" {
		_ = flag.Set("rapid.checks", "30") // which -rapid.checks overrides
	}
	os.Exit(m.Run())
}

// drawn returns the least number of what a property has to see in its checks. A
// short run draws a fifth of the cases with a fifth of the steps, which says
// nothing of what a whole run sees.
func drawn(least int) int {
	if testing.Short() {
		return 0
	}
	return least
}
