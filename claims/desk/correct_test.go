package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// expiredBySweep returns a desk with a claim that a sweep has expired by its third
// entry.
func expiredBySweep(t *testing.T, s store.Store) *desk.Desk {
	t.Helper()
	d := desk.New(s, public())
	must(d.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10T09:00Z"))), "claim-1", by(claims.AddCustomer, at("2022-11-10T09:00Z"))))
	must(d.Do(t.Context(), "claim-1", claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11"))))
	for _, err := range d.Sweep(t.Context(), store.Query{}, at("2022-12-11")) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if state := must(d.Claim(t.Context(), "claim-1")).State(); state.Status != claims.ConsentExpired {
		t.Fatalf("the claim is in %s", state)
	}
	return d
}

// late is what a partner does on the second day after the window's end about an
// answer inside it.
func late() (back, given claims.Meta) {
	back, given = by(claims.EntryTakenBack, at("2022-12-12")), by(claims.CustomerAccepts, at("2022-12-10"))
	back.Key, given.Key, given.Received = "back", "yes", back.At
	return back, given
}

func TestACorrectionIsSavedAsOneChangeWithTheHistoryOfBoth(t *testing.T) {
	s := new(store.Memory)
	d := expiredBySweep(t, s)
	back, given := late()
	change := must(d.Correct(t.Context(), "claim-1", 3, back, claims.Accept{}, given))
	if change.Expected() != 3 || len(change.Entries) != 2 || change.Claim.State().Status != claims.ConsentReceived {
		t.Fatalf("%d entries after version %d, %s", len(change.Entries), change.Expected(), change.Claim)
	}
	var history []claims.Entry
	for entry, err := range d.History(t.Context(), "claim-1") {
		if err != nil {
			t.Fatal(err)
		}
		history = append(history, entry)
	}
	if replayed := must(claims.Replay(history, public())); len(history) != 5 || replayed.State() != change.Claim.State() {
		t.Errorf("%d entries give %s", len(history), replayed)
	}
	for _, err := range d.Sweep(t.Context(), store.Query{}, at("2022-12-13")) {
		t.Errorf("a sweep finds the claim again: %v", err)
	}
	again := must(d.Correct(t.Context(), "claim-1", 3, back, claims.Accept{}, given))
	if len(again.Entries) != 0 || again.Claim.Version() != 5 {
		t.Errorf("repeated: %d entries, version %d", len(again.Entries), again.Claim.Version())
	}
}

func TestACorrectionThatIsRefusedLeavesTheEntry(t *testing.T) {
	d := expiredBySweep(t, new(store.Memory))
	back, given := late()
	tooLate := given
	tooLate.At = at("2022-12-11T12:00Z")
	unreceived := given
	unreceived.Received = time.Time{}
	for name, test := range map[string]struct {
		do   func() (claims.Change, error)
		want error
	}{
		"a command after the window": {func() (claims.Change, error) {
			return d.Correct(t.Context(), "claim-1", 3, back, claims.Accept{}, tooLate)
		}, claims.ErrRefused},
		"an entry that stands for good": {func() (claims.Change, error) {
			return d.Correct(t.Context(), "claim-1", 1, back, claims.Accept{}, given)
		}, claims.ErrRefused},
		"a claim that is not there": {func() (claims.Change, error) {
			return d.Correct(t.Context(), "claim-2", 3, back, claims.Accept{}, given)
		}, store.ErrNotFound},
	} {
		if _, err := test.do(); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := d.Correct(t.Context(), "claim-1", 3, back, claims.Accept{}, unreceived); desk.ClassOf(err) != desk.Malformed {
		t.Errorf("a command that nobody received: %v", err)
	}
	if claim := must(d.Claim(t.Context(), "claim-1")); claim.Version() != 3 {
		t.Errorf("version %d", claim.Version())
	}
}

// Another user's claim takes the customer's place while the claim was expired.
func TestACorrectionThatOpensAClaimHasTheLimit(t *testing.T) {
	d := expiredBySweep(t, new(store.Memory))
	q := question(engagement(public(), viva), at("2022-12-11T12:00Z"))
	must(d.Open(t.Context(), nominate(q), "claim-2", by(claims.AddCustomer, q.At)))
	back, given := late()
	if _, err := d.Correct(t.Context(), "claim-1", 3, back, claims.Accept{}, given); !errors.Is(err, store.ErrLimit) {
		t.Errorf("got %v", err)
	}
	// A claim that the correction ends again takes no place.
	decline := given
	decline.Key = "no"
	change := must(d.Correct(t.Context(), "claim-1", 3, back, claims.Decline{}, decline))
	events := []claims.Event{change.Entries[0].Event, change.Entries[1].Event}
	if _, limited := change.Limit(); limited || !slices.Equal(events, []claims.Event{claims.EntryTakenBack, claims.CustomerDeclines}) {
		t.Errorf("%v with a limit: %t", events, limited)
	}
}

// The same for an association: the answer to a reviewer came in time.
func TestACorrectionOfAnAssociationIsSavedAsOneChange(t *testing.T) {
	s := new(store.Memory)
	a := desk.New(s, public()).Associations()
	submitted(t, a, "a-1", monday)
	must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
	asked := must(a.Do(t.Context(), "a-1", association.RequestAction{Comment: "when?"}, microsoft(monday)))
	end, expires := asked.Claim.Expiry()
	if !expires {
		t.Fatal("nothing expires a claim that waits for an answer")
	}
	over := end.Window.End.Add(time.Hour)
	for _, err := range a.Sweep(t.Context(), store.Query{}, over) {
		if err != nil {
			t.Fatal(err)
		}
	}
	rejected := must(a.Claim(t.Context(), "a-1"))
	back, given := admin(over, "back"), admin(monday.AddDate(0, 0, 1), "answer")
	given.Received = over
	change := must(a.Correct(t.Context(), "a-1", rejected.Version(), back, association.Submit{Comment: "in June"}, given))
	if change.Expected() != rejected.Version() || len(change.Entries) != 2 || change.Claim.State().String() != "Submitted" {
		t.Errorf("%d entries after version %d, %s", len(change.Entries), change.Expected(), change.Claim)
	}
	if again := must(a.Correct(t.Context(), "a-1", rejected.Version(), back, association.Submit{Comment: "in June"}, given)); len(again.Entries) != 0 {
		t.Errorf("repeated: %d entries", len(again.Entries))
	}
	given.Received = time.Time{}
	if _, err := a.Correct(t.Context(), "a-1", 2, back, association.Submit{}, given); desk.ClassOf(err) != desk.Malformed {
		t.Errorf("a command that nobody received: %v", err)
	}
}

// An approval that was taken back cannot come again beside another one.
func TestACorrectionToASecondApprovalIsRefused(t *testing.T) {
	a := desk.New(new(store.Memory), public()).Associations()
	submitted(t, a, "a-1", monday)
	rejected := func() association.Change {
		must(a.Do(t.Context(), "a-1", association.BeginReview{}, microsoft(monday)))
		return must(a.Do(t.Context(), "a-1", association.Reject{Comment: "no"}, microsoft(monday)))
	}()
	submitted(t, a, "a-2", monday)
	must(reviewed(t, a, "a-2", monday))
	_, err := a.Correct(t.Context(), "a-1", rejected.Claim.Version(), admin(monday, "back"), association.Approve{}, microsoft(monday))
	if desk.ClassOf(err) != desk.Refused || must(a.Claim(t.Context(), "a-1")).Version() != rejected.Claim.Version() {
		t.Errorf("got %v", err)
	}
}
