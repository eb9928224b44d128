package spelling

import (
	"strings"
	"testing"
)

func TestALongOrAFarWordIsNoMisspelling(t *testing.T) {
	words := []string{"accept", "approve", "customer survey"}
	for typed, want := range map[string]string{
		"acept": "accept", "Accept": "accept", "accept": "", "aprove": "approve", "customer-survey": "customer survey",
		"": "", "x": "", "reject": "", strings.Repeat("accept", 100): "",
	} {
		if got := Nearest(typed, words); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}
