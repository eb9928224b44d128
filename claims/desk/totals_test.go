package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// plainStore hides every optional ability of a store.
type plainStore struct{ store.Store }

// filled returns a store with a claim in each state.
func filled(t *testing.T) *store.Memory {
	t.Helper()
	s := &store.Memory{}
	for i, state := range reached() {
		record := reach(t, state).claim.Record()
		record.ID = claims.ID(strings.Repeat("c", i+1))
		put(t, s, record)
	}
	return s
}

func TestTotalsAreTheSameWhoeverAddsThemUp(t *testing.T) {
	s := filled(t)
	query := store.Query{Most: 1, ByKey: true, Key: store.ExpiresKey, After: "c"} // the order and the cursor are ignored
	query.ByKey = false
	query.Key = store.NoKey
	want, unread, err := desk.New(s, public()).Totals(t.Context(), query)
	if err != nil || unread != nil || len(want) == 0 {
		t.Fatalf("%v, %v, %v", want, unread, err)
	}
	got, unread, err := desk.New(plainStore{s}, public()).Totals(t.Context(), query)
	if err != nil || unread != nil {
		t.Fatalf("%v, %v", unread, err)
	}
	wantSame(t, "the totals", got, want)

	bad := &poisoned{Memory: s, ids: []claims.ID{"c"}}
	left, unread, err := desk.New(plainStore{bad}, public()).Totals(t.Context(), store.Query{})
	count := func(lines []store.PipelineStatus) (n int) {
		for _, line := range lines {
			n += line.Claims
		}
		return n
	}
	if err != nil || len(unread) != 1 || unread[0].ID != "c" || count(left) != count(want)-1 {
		t.Errorf("%d of %d claims, %v, %v", count(left), count(want), unread, err)
	}
}

func TestATakingBackThatCannotBeGivenIsAnErrorOfItsField(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	if _, err := d.TakeBack(t.Context(), "claim-1", 2, claims.Meta{Actor: claims.Partner, At: time.Now()}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("without an instant of its receipt: %v", err)
	}
	when := at("2022-11-20")
	meta := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, User: "pat", At: when, Received: when}
	if _, err := d.TakeBack(t.Context(), "claim-1", 2, meta); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of no claim: %v", err)
	}
}

// The history tells a repetition by every kind of entry: an opening, an
// observation, a taking-back and a command.
func TestAnEntryTellsWhatItsKeyWasUsedFor(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10")
	shown := claims.ReadStatus("Customer consent received")
	when := at("2022-11-12")
	seen := claims.Meta{Actor: claims.PartnerCenter, At: when, Key: "seen"}
	change := must(claims.Observe(l.claim, shown, seen))
	observed := change.Entries[0]
	again := must(claims.RepetitionOfObserving(shown, seen))
	if same, err := again.Of(&observed); err != nil || !same {
		t.Errorf("the observation is %t, %v", same, err)
	}
	other := must(claims.RepetitionOfObserving(claims.ReadStatus("Rejected"), seen))
	if same, err := other.Of(&observed); err == nil {
		t.Errorf("another status under the key is %t, and no error", same)
	}
	undo := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, User: "pat", At: when.Add(time.Hour), Key: "undo"}
	history := append(append([]claims.Entry{}, l.history...), change.Entries...)
	number := uint64(len(l.history) + 1)
	back, err := claims.TakeBack(change.Claim, history, number, public(), undo)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := must(claims.RepetitionOfTakingBack(number, undo)).Of(&back.Entries[0]); err != nil || !same {
		t.Errorf("the taking-back is %t, %v", same, err)
	}
	if same, err := must(claims.RepetitionOfTakingBack(number+1, undo)).Of(&back.Entries[0]); err == nil {
		t.Errorf("the taking-back of another entry is %t, and no error", same)
	}
}
