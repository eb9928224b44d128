package webhook

import (
	"net/http"
	"strconv"
	"testing"
)

func TestOnlyTheLatestEventsAreRemembered(t *testing.T) {
	r := &Receiver{seen: map[string]bool{}, busy: map[string]bool{}}
	for i := range mostEvents + 1 {
		if r.begin(strconv.Itoa(i)) != 0 {
			t.Fatalf("event %d is known before it came", i)
		}
		r.end(strconv.Itoa(i), true)
	}
	if r.begin(strconv.Itoa(mostEvents)) != http.StatusOK || r.begin("0") != 0 || len(r.seen) != mostEvents || len(r.order) != mostEvents || len(r.busy) != 1 {
		t.Errorf("%d events are remembered", len(r.seen))
	}
}
