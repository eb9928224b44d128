package claims_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestACommandThatIsALittleBehindIsTaken(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	updated := l.claim.Record().Updated
	for behind, taken := range map[time.Duration]bool{
		0: true, time.Second: true, claims.DefaultTolerance: true, claims.DefaultTolerance + time.Nanosecond: false, 48 * time.Hour: false,
	} {
		_, err := claims.Apply(l.claim, claims.Cancel{}, by(claims.PartnerCancels, updated.Add(-behind)))
		if taken != (err == nil) || !taken && !errors.Is(err, claims.ErrOutOfOrder) {
			t.Errorf("%s behind: got %v", behind, err)
		}
	}
	var late *claims.OutOfOrderError
	_, err := claims.Apply(l.claim, claims.Cancel{}, by(claims.PartnerCancels, updated.Add(-time.Hour)))
	if !errors.As(err, &late) || late.ID != "claim-1" || !late.Updated.Equal(updated) || late.Tolerance != claims.DefaultTolerance || desk.ClassOf(err) != desk.OutOfOrder || errors.Is(err, claims.ErrRefused) {
		t.Errorf("got %+v", err)
	}
}

func TestTheToleranceIsTheHosts(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	for _, test := range []struct {
		tolerance, behind time.Duration
		want              error
	}{
		{claims.NoTolerance, time.Nanosecond, claims.ErrOutOfOrder},
		{claims.NoTolerance, 0, nil},
		{claims.MostTolerance, claims.MostTolerance, nil},
		{claims.MostTolerance + 1, 0, mci.ErrInvalid},
		{-2, 0, mci.ErrInvalid},
	} {
		meta := by(claims.PartnerCancels, l.claim.Record().Updated.Add(-test.behind))
		meta.Tolerance = test.tolerance
		if _, err := claims.Apply(l.claim, claims.Cancel{}, meta); !errors.Is(err, test.want) {
			t.Errorf("%s behind of %s: got %v, want %v", test.behind, test.tolerance, err, test.want)
		}
	}
	meta := by(claims.PartnerCancels, l.claim.Record().Updated.Add(-time.Second))
	s := new(store.Memory)
	save(t, s, claims.Change{Claim: l.claim, Entries: l.history})
	d := desk.New(s, l.catalog).WithTolerance(claims.NoTolerance)
	if _, err := d.Do(t.Context(), "claim-1", claims.Cancel{}, meta); !errors.Is(err, claims.ErrOutOfOrder) {
		t.Errorf("through a desk without tolerance: got %v", err)
	}
}

// An instant that lies ahead would lock the claim for everybody else.
func TestAnInstantAheadOfItsReceiptIsMalformedUnlessTheHostVouchesForIt(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	now := l.claim.Record().Updated
	for ahead, taken := range map[time.Duration]bool{0: true, claims.DefaultTolerance: true, claims.DefaultTolerance + 1: false, 24 * 365 * time.Hour: false} {
		meta := by(claims.PartnerCancels, now.Add(ahead))
		meta.Received = now
		_, err := claims.Apply(l.claim, claims.Cancel{}, meta)
		if taken != (err == nil) {
			t.Errorf("%s ahead: got %v", ahead, err)
		}
		if !taken {
			wantInvalid(t, err, "at")
		}
		meta.Future = true
		if _, err := claims.Apply(l.claim, claims.Cancel{}, meta); errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s ahead, with the host's word: got %v", ahead, err)
		}
	}
	meta := by(claims.PartnerCancels, now)
	meta.Received = time.Date(9500, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := claims.Apply(l.claim, claims.Cancel{}, meta)
	wantInvalid(t, err, "received")
}

func TestADeskRequiresTheInstantOfReceipt(t *testing.T) {
	d, _ := deskAt(t, plain(claims.ConsentReceived))
	meta := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-12-01")}
	_, err := d.Do(t.Context(), "claim-1", claims.Cancel{}, meta)
	wantInvalid(t, err, "received")
	_, err = d.Observe(t.Context(), "claim-1", claims.ReadStatus("Approved"), claims.Meta{Actor: claims.PartnerCenter, At: at("2022-12-01")})
	wantInvalid(t, err, "received")
	_, err = d.Open(t.Context(), nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-2", claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-10")})
	wantInvalid(t, err, "received")
	_, err = d.Adopt(t.Context(), adoption("Submitted"), "claim-2", claims.Meta{Actor: claims.PartnerCenter, At: at("2022-12-01")})
	wantInvalid(t, err, "received")
	_, err = d.TakeBack(t.Context(), "claim-1", 2, meta)
	wantInvalid(t, err, "received")
}

// A step that cannot precede another is stored at that one's instant, and the
// entry keeps the given one.
func TestAStepIsNotStoredBeforeTheStepThatItFollows(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10T09:00Z").do("2022-11-11T10:00:03Z", claims.SendConsent{})
	l.apply(claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-11T10:00:00Z")))
	record, entry := l.claim.Record(), l.history[len(l.history)-1]
	asked := at("2022-11-11T10:00:03Z")
	if !record.Consent.Answered.Equal(asked) || !entry.At.Equal(asked) || !entry.Given.Equal(at("2022-11-11T10:00:00Z")) {
		t.Errorf("answered at %s, the entry is of %s and was given %s", record.Consent.Answered, entry.At, entry.Given)
	}
	must(claims.Restore(throughJSON(t, record), l.catalog))
	l.checkReplay()

	// A comment follows nothing in particular: it keeps its own instant, and
	// the largest instant stays.
	l.do("2022-11-12T10:00:03Z", claims.AddComment{Comment: "first"})
	l.apply(claims.AddComment{Comment: "second"}, by(claims.PartnerComments, at("2022-11-12T10:00:00Z")))
	record, entry = l.claim.Record(), l.history[len(l.history)-1]
	if !record.Updated.Equal(at("2022-11-12T10:00:03Z")) || !entry.At.Equal(at("2022-11-12T10:00:00Z")) || !entry.Given.IsZero() {
		t.Errorf("updated at %s, the entry is of %s and was given %s", record.Updated, entry.At, entry.Given)
	}
	l.checkReplay()
}

// The record has only the instant under which a step is stored. If a guard went
// by the day before, the record of a lawful step could not be read again.
func TestAStepMustFulfillTheRulesOfTheDayUnderWhichItIsStored(t *testing.T) {
	poe := claims.GiveEvidence{Part: mci.ProofOfExecution}
	l := open(t, public(), viva, "2022-10-01").do("2022-10-05", claims.SendConsent{}, claims.Accept{}).do("2022-10-05", evidence()...).do("2022-11-01T00:01Z", poe)
	if refusal := l.refused("2022-10-31T23:58Z", claims.Submit{}); refusal.Rule != "claim.guard.evidence" {
		t.Errorf("a submission that is stored on the first day of the template: %v", refusal)
	}
	if missing := l.claim.MissingEvidence(at("2022-10-31T23:58Z")); len(missing) != 1 {
		t.Errorf("the refusal names what is missing, and beside it %q is", texts(missing))
	}
	poe.Template = date(vivaTemplate)
	l.do("2022-10-31T23:58Z", poe, claims.Submit{}).wantState(plain(claims.Submitted)).checkStored()
	l.checkReplay()

	before := openMadeUp(t, madeUpCatalog(t), "by-market", "2025-09-15T00:01Z", nil)
	if refusal := before.refused("2025-09-14T23:58Z", claims.SendConsent{}); refusal.Rule != "claim.guard.deal-size" {
		t.Errorf("a request that is stored on the first day of the required deal size: %v", refusal)
	}
	before.do("2025-09-14T23:58Z", asked).wantState(plain(claims.AwaitingConsent)).checkStored()
}

// A customer's yes of the last day that arrives after the sweep is not lost: it
// is refused by a rule of its own, which says how to get it.
func TestAnAnswerInTimeThatArrivesAfterTheExpiryIsRefusedByItsOwnRule(t *testing.T) {
	l := reach(t, plain(claims.ConsentExpired))
	yes := by(claims.CustomerAccepts, at("2022-12-10T23:59:58Z"))
	refusal := l.refusedTo(claims.Accept{}, yes)
	if refusal.Rule != "claim.overtaken" {
		t.Fatalf("got %v", refusal)
	}
	back := must(claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, by(claims.EntryTakenBack, at("2022-12-12"))))
	change := must(claims.Apply(back.Claim, claims.Accept{}, yes))
	if change.Claim.State() != plain(claims.ConsentReceived) {
		t.Errorf("after the taking-back the claim is in %s", change.Claim.State())
	}
	late := by(claims.CustomerAccepts, at("2022-12-13"))
	if _, err := claims.Apply(l.claim, claims.Accept{}, late); !errors.Is(err, claims.ErrRefused) {
		t.Errorf("an answer after the window: got %v", err)
	}
}

// To take back the expiry would not help a command that no state before it
// permits.
func TestOnlyACommandThatWasPermittedBeforeTheExpiryIsOvertakenByIt(t *testing.T) {
	expired := reach(t, plain(claims.ConsentExpired))
	for command, want := range map[claims.Command]mci.RuleID{
		claims.Accept{}:                 "claim.overtaken",
		claims.SendConsent{}:            "claim.overtaken", // nobody had asked the customer
		claims.Expire{}:                 "claim.terminal",
		claims.Submit{}:                 "claim.terminal",
		claims.AddComment{Comment: "x"}: "claim.terminal",
	} {
		meta := by(command.Event(), at("2022-12-10T23:59:58Z"))
		if refusal := expired.refusedTo(command, meta); refusal.Rule != want {
			t.Errorf("%s is refused by %s, want %s", command.Event(), refusal.Rule, want)
		}
	}
}

// Partner Center is read just after the window and shows that the customer was
// asked. A yes of the last second then follows that step, and is stored at its
// instant, after the window.
func TestAnAnswerInTimeIsRestoredAlthoughARequestAfterTheWindowWasObserved(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10T09:00Z")
	end := l.claim.Deadlines()[0].Window.End
	change := must(claims.Observe(l.claim, claims.ReadStatus("Awaiting customer consent response"), seen(end)))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	l.apply(claims.Accept{}, by(claims.CustomerAccepts, end.Add(-time.Second)))
	l.wantState(plain(claims.ConsentReceived))
	record := l.claim.Record()
	if given := l.history[len(l.history)-1].Given; !record.Consent.Answered.Equal(end) || !given.Equal(end.Add(-time.Second)) {
		t.Errorf("answered at %s, given at %s", record.Consent.Answered, given)
	}
	l.checkStored()
	l.checkReplay()

	record.Consent.Answered = end.Add(time.Second)
	record.Updated = record.Consent.Answered
	_, err := claims.Restore(record, l.catalog)
	wantInvalid(t, err, "consent.answered")
}

// Two hundred people at two hundred machines, whose clocks differ by up to two
// minutes either way, work on one claim at once: nobody's command is lost.
func TestNoValidCommandOfTwoHundredUsersIsLost(t *testing.T) {
	const users = 200
	d, _ := deskAt(t, plain(claims.ConsentReceived))
	start := at("2022-12-01T12:00Z")
	var group sync.WaitGroup
	errs := make([]error, users)
	for user := range users {
		group.Go(func() {
			skew := time.Duration(user%241-120) * time.Second
			meta := claims.Meta{
				Actor: claims.Partner, User: mci.UserID(fmt.Sprint("user-", user)), Role: mci.IncentivesUser,
				At: start.Add(skew), Received: start, Key: fmt.Sprint("key-", user),
			}
			for errs[user] = store.ErrConflict; errors.Is(errs[user], store.ErrConflict); {
				_, errs[user] = d.Do(context.Background(), "claim-1", claims.AddComment{Comment: fmt.Sprint("comment ", user)}, meta)
			}
		})
	}
	group.Wait()
	for user, err := range errs {
		if err != nil {
			t.Errorf("user %d: %v", user, err)
		}
	}
	said := map[string]int{}
	var history []claims.Entry
	for entry, err := range d.History(t.Context(), "claim-1") {
		must(0, err)
		history = append(history, entry)
		if comment, ok := entry.Command.(claims.AddComment); ok {
			said[comment.Comment]++
		}
	}
	if len(said) != users {
		t.Errorf("%d comments are in the history, want %d", len(said), users)
	}
	// A key that the record has forgotten is found in the history.
	change, err := d.Do(t.Context(), "claim-1", claims.AddComment{Comment: "comment 0"}, claims.Meta{
		Actor: claims.Partner, User: "user-0", Role: mci.IncentivesUser, At: start, Received: start, Key: "key-0",
	})
	if err != nil || len(change.Entries) != 0 {
		t.Errorf("the first command again: %d entries and error %v", len(change.Entries), err)
	}
	_, err = d.Do(t.Context(), "claim-1", claims.AddComment{Comment: "another"}, claims.Meta{
		Actor: claims.Partner, User: "user-0", Role: mci.IncentivesUser, At: start, Received: start, Key: "key-0",
	})
	wantInvalid(t, err, "key")
}
