package webhook

import (
	"strconv"
	"testing"
)

func TestOnlyTheLatestEventsAreRemembered(t *testing.T) {
	r := &Receiver{seen: map[string]bool{}}
	for i := range mostEvents + 1 {
		if !r.remember(strconv.Itoa(i)) {
			t.Fatalf("event %d is known before it came", i)
		}
	}
	if r.remember(strconv.Itoa(mostEvents)) || !r.remember("0") || len(r.seen) != mostEvents || len(r.order) != mostEvents {
		t.Errorf("%d events are remembered", len(r.seen))
	}
}
