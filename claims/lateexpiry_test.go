package claims

import "testing"

// A sweep that comes late moves no deadline, because no window of this kind of
// claim counts from an expiry. One that did would have to count from the end of
// the window, as that of an association does.
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
