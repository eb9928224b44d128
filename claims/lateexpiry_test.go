package claims

import "testing"

// If a sweep comes late, it moves no deadline, because no window of this kind
// of claim counts from an expiry. If one did, it would have to count from the
// end of the window, as for an association.
func TestNoWindowCountsFromAnExpiry(t *testing.T) {
	for i := range transitions {
		row := &transitions[i]
		if row.Event != WindowEnds {
			continue
		}
		for at := range instants {
			if instants[at].set(row) {
				t.Errorf("row %s, %s in %s, sets %s", row.Row, row.Event, row.From, instant(at))
			}
		}
		if !row.To.Terminal() {
			t.Errorf("row %s leads to %s, which can change", row.Row, row.To)
		}
	}
}
