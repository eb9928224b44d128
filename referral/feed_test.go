package referral

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAFeedCatchesUpSinceItsLastMarkAndLosesNothing(t *testing.T) {
	at := now
	gateway := &MemoryGateway{Now: func() time.Time { at = at.Add(time.Second); return at }}
	first, mark, err := CatchUp(t.Context(), gateway, time.Time{}, Query{})
	if err != nil || len(first) != 0 || !mark.IsZero() {
		t.Fatalf("%v, %v, %v", first, mark, err)
	}
	var made []resource.Referral
	for range 5 {
		made = append(made, must(gateway.Create(t.Context(), full())))
	}
	found, mark, err := CatchUp(t.Context(), gateway, mark, Query{})
	if last, _ := made[4].UpdatedDateTime.Time(); err != nil || len(found) != 5 || !mark.Equal(last) {
		t.Fatalf("%d, %v, %v", len(found), mark, err)
	}
	must(gateway.Patch(t.Context(), made[2].ID, resource.Patch{{Op: resource.Add, Path: "/salesStage", Value: `"40"`}}, ""))
	found, next, err := CatchUp(t.Context(), gateway, mark, Query{})
	if err != nil || len(found) != 2 || found[0].ID != made[2].ID || !next.After(mark) {
		t.Errorf("%v, %v, %v", found, next, err)
	}
	// A page that could not be read leaves the mark where it was.
	found, same, err := CatchUp(t.Context(), halfRead{gateway}, mark, Query{})
	if !errors.Is(err, ErrUnread) || len(found) != 2 || same != mark {
		t.Errorf("%v, %v, %v", found, same, err)
	}
	// A customer without a readable instant is listed every time.
	if q := (Query{UpdatedSince: now}); !q.Selects(&resource.Referral{UpdatedDateTime: "soon"}) {
		t.Error("a referral of an unknown instant is left out")
	}
}

// endless is a feed with one element on each of endlessly many pages.
type endless struct{ broken int }

func (e endless) Query(_ context.Context, q Query) (Page, error) {
	n, _ := strconv.Atoi("0" + q.Next)
	if n == e.broken {
		return Page{}, errLost
	}
	return Page{[]resource.Referral{{ID: "R-" + strconv.Itoa(n%3), Name: q.Next}}, strconv.Itoa(n + 1)}, nil
}

func TestPagesThatNeverEndAreAnErrorAndARepeatedReferralIsReturnedOnce(t *testing.T) {
	found, err := All(t.Context(), endless{broken: -1}, Query{})
	if !errors.Is(err, ErrEndless) || len(found) != 3 || found[0].Name != "999" {
		t.Errorf("%v, %v", found, err)
	}
	if found, err := All(t.Context(), endless{broken: 2}, Query{}); !errors.Is(err, errLost) || len(found) != 2 {
		t.Errorf("%v, %v", found, err)
	}
	if _, err := (&MemoryGateway{}).Query(t.Context(), Query{Next: "nowhere"}); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}
