package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestADeskOpensLoadsAndMovesAClaim(t *testing.T) {
	d, s := deskAt(t, claims.State{})
	when := at("2022-11-10")
	change, err := d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-1", by(claims.AddCustomer, when))
	if err != nil || len(change.Entries) != 1 {
		t.Fatalf("opened: %d entries, error %v", len(change.Entries), err)
	}
	change, err = d.Do(t.Context(), "claim-1", claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11")))
	if err != nil || len(change.Entries) != 1 || change.Claim.State() != plain(claims.AwaitingConsent) {
		t.Fatalf("sent: %d entries, error %v", len(change.Entries), err)
	}
	claim, err := d.Claim(t.Context(), "claim-1")
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "the record", claim.Record(), change.Claim.Record())
	if got := numbers(t, s, "claim-1", 0); !slices.Equal(got, []uint64{1, 2}) {
		t.Errorf("the entries are %v", got)
	}
}

func TestADeskWithoutTheClaimSaysSo(t *testing.T) {
	d, _ := deskAt(t, claims.State{})
	if _, err := d.Claim(t.Context(), "claim-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Claim: got error %v, want %v", err, store.ErrNotFound)
	}
	if _, err := d.Do(t.Context(), "claim-1", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11"))); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Do: got error %v, want %v", err, store.ErrNotFound)
	}
}

func TestADeskWithAnotherCatalogSaysWhichEngagementItLacks(t *testing.T) {
	_, s := deskAt(t, plain(claims.AwaitingConsent))
	d := desk.New(s, &catalog.Catalog{})
	_, err := d.Claim(t.Context(), "claim-1")
	wantUnreadable(t, err, "engagement")
	_, err = d.Do(t.Context(), "claim-1", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-12")))
	wantUnreadable(t, err, "engagement")
	when := at("2022-11-10")
	_, err = d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-1", by(claims.AddCustomer, when))
	wantUnreadable(t, err, "engagement")
}

// wantUnreadable fails the test unless err reports a stored claim with a wrong
// field.
func wantUnreadable(t testing.TB, err error, field string) {
	t.Helper()
	var one *store.ClaimError
	if !errors.As(err, &one) || desk.ClassOf(err) != desk.Unreadable || !strings.Contains(err.Error(), field) {
		t.Errorf("got error %v of class %q, want that of a stored claim, about its %s", err, desk.ClassOf(err), field)
	}
}

func TestARefusedOrMalformedCommandSavesNothing(t *testing.T) {
	d, s := deskAt(t, plain(claims.AwaitingConsent))
	want := must(s.Load(t.Context(), "claim-1"))
	_, err := d.Do(t.Context(), "claim-1", claims.Submit{}, by(claims.PartnerSubmits, at("2022-11-12")))
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != "claim.machine" {
		t.Errorf("got error %v, want a refusal by claim.machine", err)
	}
	_, err = d.Do(t.Context(), "claim-1", nil, by(claims.PartnerSubmits, at("2022-11-12")))
	wantInvalid(t, err, "command")
	wantSame(t, "the record", must(s.Load(t.Context(), "claim-1")), want)
	if got := numbers(t, s, "claim-1", 0); len(got) != 2 {
		t.Errorf("the entries are %v", got)
	}
}

func TestARepeatedCommandSavesNothing(t *testing.T) {
	d, s := deskAt(t, plain(claims.AwaitingConsent))
	meta := by(claims.ConsentResent, at("2022-11-12"))
	meta.Key = "resend-1"
	for i := range 3 {
		change, err := d.Do(t.Context(), "claim-1", claims.ResendConsent{}, meta)
		if wantEntries := map[bool]int{true: 1}[i == 0]; err != nil || len(change.Entries) != wantEntries {
			t.Errorf("time %d: got %d entries and error %v", i+1, len(change.Entries), err)
		}
		if change.Claim.Record().Consent.Resent != 1 {
			t.Errorf("time %d: resent %d times", i+1, change.Claim.Record().Consent.Resent)
		}
	}
	if got := numbers(t, s, "claim-1", 0); !slices.Equal(got, []uint64{1, 2, 3}) {
		t.Errorf("the entries are %v", got)
	}
	_, err := d.Do(t.Context(), "claim-1", claims.Cancel{}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at("2022-11-13"), Received: at("2022-11-13"), Key: "resend-1"})
	wantInvalid(t, err, "key")
}

func TestAClaimIsOpenedOnce(t *testing.T) {
	d, s := deskAt(t, claims.State{})
	when := at("2022-11-10")
	nomination := nominate(question(engagement(public(), viva), when))
	meta := by(claims.AddCustomer, when)
	meta.Key = "open-1"
	first, err := d.Open(t.Context(), nomination, "claim-1", meta)
	if err != nil {
		t.Fatal(err)
	}
	again, err := d.Open(t.Context(), nomination, "claim-1", meta)
	if err != nil || len(again.Entries) != 0 {
		t.Errorf("the same key: got %d entries and error %v", len(again.Entries), err)
	}
	wantSame(t, "the record", again.Claim.Record(), first.Claim.Record())
	for _, key := range []string{"", "open-2"} {
		meta.Key = key
		if change, err := d.Open(t.Context(), nomination, "claim-1", meta); !errors.Is(err, desk.ErrExists) || len(change.Entries) != 0 {
			t.Errorf("key %q: got %d entries and error %v, want %v", key, len(change.Entries), err, desk.ErrExists)
		}
	}
	if got := numbers(t, s, "claim-1", 0); !slices.Equal(got, []uint64{1}) {
		t.Errorf("the entries are %v", got)
	}
}

func TestAnOpeningUnderTheKeyOfAnotherCommandIsMalformed(t *testing.T) {
	d, _ := deskAt(t, plain(claims.AwaitingConsent))
	meta := by(claims.ConsentResent, at("2022-11-12"))
	meta.Key = "resend-1"
	must(d.Do(t.Context(), "claim-1", claims.ResendConsent{}, meta))
	when := at("2022-11-10")
	again := by(claims.AddCustomer, when)
	again.Key = "resend-1"
	change, err := d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-1", again)
	wantInvalid(t, err, "key")
	if change.Claim != nil {
		t.Error("there is a change beside the error")
	}
}

func TestARepeatedOpeningFindsTheClaimAsItIsNow(t *testing.T) {
	d, _ := deskAt(t, claims.State{})
	when := at("2022-11-10")
	nomination := nominate(question(engagement(public(), viva), when))
	meta := by(claims.AddCustomer, when)
	meta.Key = "open-1"
	must(d.Open(t.Context(), nomination, "claim-1", meta))
	must(d.Do(t.Context(), "claim-1", claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11"))))
	again, err := d.Open(t.Context(), nomination, "claim-1", meta)
	if err != nil || again.Claim.State() != plain(claims.AwaitingConsent) || len(again.Entries) != 0 {
		t.Errorf("got %d entries and error %v", len(again.Entries), err)
	}
}

func TestAMalformedOrRefusedOpeningSavesNothing(t *testing.T) {
	d, s := deskAt(t, claims.State{})
	when := at("2022-11-10")
	_, err := d.Open(t.Context(), nil, "claim-1", by(claims.AddCustomer, when))
	wantInvalid(t, err, "nomination")
	_, err = d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-1", by(claims.CustomerAccepts, when))
	if !errors.Is(err, claims.ErrRefused) {
		t.Errorf("got error %v, want a refusal", err)
	}
	if got := ids(t, s, store.Query{}); got != nil {
		t.Errorf("the claims are %v", got)
	}
}

func TestADeskPassesTheLimitOn(t *testing.T) {
	d, s := deskAt(t, plain(claims.AwaitingConsent))
	when := at("2022-11-10")
	_, err := d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-2", by(claims.AddCustomer, when))
	if !errors.Is(err, store.ErrLimit) {
		t.Errorf("got error %v, want %v", err, store.ErrLimit)
	}
	if got := ids(t, s, store.Query{}); len(got) != 1 {
		t.Errorf("the claims are %v", got)
	}
}

func TestOfTwoDesksThatOpenAtOnceForTheLastPlaceOneWins(t *testing.T) {
	when := at("2022-11-10")
	nomination := nominate(question(engagement(public(), viva), when))
	for range 100 {
		_, s := deskAt(t, claims.State{})
		errs := atOnce(2, func(i int) error {
			_, err := desk.New(s, public()).Open(t.Context(), nomination, claims.ID(fmt.Sprint("claim-", i)), by(claims.AddCustomer, when))
			return err
		})
		if count(errs, nil) != 1 || count(errs, store.ErrLimit) != 1 {
			t.Fatalf("the errors are %v, want none and %v", errs, store.ErrLimit)
		}
	}
}

func TestManyWhoWorkOnOneClaimAtOnceAllSucceed(t *testing.T) {
	parts := mci.EvidenceParts() // there are four, fewer than a desk's attempts
	for range 25 {
		d, s := deskAt(t, plain(claims.ConsentReceived))
		errs := atOnce(len(parts), func(i int) error {
			give := claims.GiveEvidence{Part: parts[i]}
			if give.Part == mci.ProofOfExecution {
				give.Template = date(vivaTemplate)
			}
			_, err := d.Do(t.Context(), "claim-1", give, by(claims.EvidenceGiven, at("2022-12-01")))
			return err
		})
		if count(errs, nil) != len(parts) {
			t.Fatalf("the errors are %v", errs)
		}
		claim := must(d.Claim(t.Context(), "claim-1"))
		if missing := claim.MissingEvidence(at("2022-12-01")); missing != nil {
			t.Fatalf("missing %q", missing)
		}
		if got := numbers(t, s, "claim-1", 3); !slices.Equal(got, []uint64{4, 5, 6, 7}) {
			t.Fatalf("the entries are %v", got)
		}
	}
}

// A troubledStore fails to save a certain number of times, and counts its
// calls.
type troubledStore struct {
	*store.Memory
	failures     int
	err          error
	loads, saves int
	before       func() // runs before each save
}

func (s *troubledStore) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	s.loads++
	return s.Memory.Load(ctx, id)
}

func (s *troubledStore) Save(ctx context.Context, change store.Change) error {
	s.saves++
	if s.before != nil {
		s.before()
	}
	if s.saves <= s.failures {
		return s.err
	}
	return s.Memory.Save(ctx, change)
}

func TestACommandThatIsOvertakenIsAppliedAnew(t *testing.T) {
	for failures := range desk.MostAttempts {
		_, memory := deskAt(t, plain(claims.AwaitingConsent))
		s := &troubledStore{Memory: memory, failures: failures, err: fmt.Errorf("row 7: %w", store.ErrConflict)}
		change, err := desk.New(s, public()).Do(t.Context(), "claim-1", claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-20")))
		if err != nil || change.Claim.State() != plain(claims.ConsentReceived) {
			t.Errorf("%d conflicts: got error %v", failures, err)
		}
		if s.saves != failures+1 || s.loads != failures+1 {
			t.Errorf("%d conflicts: %d loads and %d saves", failures, s.loads, s.saves)
		}
	}
}

func TestACommandThatIsOvertakenTooOftenIsAConflict(t *testing.T) {
	_, memory := deskAt(t, plain(claims.AwaitingConsent))
	s := &troubledStore{Memory: memory, failures: 1000, err: store.ErrConflict}
	_, err := desk.New(s, public()).Do(t.Context(), "claim-1", claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-20")))
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("got error %v, want %v", err, store.ErrConflict)
	}
	if s.saves != desk.MostAttempts {
		t.Errorf("%d saves, want %d", s.saves, desk.MostAttempts)
	}
	if got := numbers(t, memory, "claim-1", 0); len(got) != 2 {
		t.Errorf("the entries are %v", got)
	}
}

func TestACommandIsAppliedToWhatOvertookIt(t *testing.T) {
	d, memory := deskAt(t, plain(claims.AwaitingConsent))
	s := &troubledStore{Memory: memory}
	s.before = func() {
		s.before = nil
		must(d.Do(t.Context(), "claim-1", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-19"))))
	}
	_, err := desk.New(s, public()).Do(t.Context(), "claim-1", claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-20")))
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) || refusal.State != plain(claims.Canceled) {
		t.Errorf("got error %v, want a refusal in Canceled", err)
	}
}

func TestACommandThatAnotherRepeatedMeanwhileChangesNothing(t *testing.T) {
	d, memory := deskAt(t, plain(claims.AwaitingConsent))
	meta := by(claims.CustomerAccepts, at("2022-11-20"))
	meta.Key = "answer-1"
	s := &troubledStore{Memory: memory}
	s.before = func() {
		s.before = nil
		must(d.Do(t.Context(), "claim-1", claims.Accept{}, meta))
	}
	change, err := desk.New(s, public()).Do(t.Context(), "claim-1", claims.Accept{}, meta)
	if err != nil || len(change.Entries) != 0 || change.Claim.State() != plain(claims.ConsentReceived) {
		t.Errorf("got %d entries and error %v", len(change.Entries), err)
	}
}

// According to the comment of Open, the change has no entries if the claim was
// opened under the same key.
func TestAnOpeningThatAnotherRepeatedMeanwhileChangesNothing(t *testing.T) {
	d, memory := deskAt(t, claims.State{})
	when := at("2022-11-10")
	nomination := nominate(question(engagement(public(), viva), when))
	meta := by(claims.AddCustomer, when)
	meta.Key = "open-1"
	s := &troubledStore{Memory: memory}
	s.before = func() {
		s.before = nil
		must(d.Open(t.Context(), nomination, "claim-1", meta))
	}
	change, err := desk.New(s, public()).Open(t.Context(), nomination, "claim-1", meta)
	if err != nil || len(change.Entries) != 0 {
		t.Errorf("got %d entries and error %v; want the claim that was opened under the same key", len(change.Entries), err)
	}
}

func TestAnErrorOfTheStoreIsPassedOnAtOnce(t *testing.T) {
	down := errors.New("the database is down")
	_, memory := deskAt(t, plain(claims.AwaitingConsent))
	s := &troubledStore{Memory: memory, failures: 1000, err: down}
	d := desk.New(s, public())
	if _, err := d.Do(t.Context(), "claim-1", claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-20"))); !errors.Is(err, down) {
		t.Errorf("Do: got error %v, want %v", err, down)
	}
	when := at("2022-11-10")
	if _, err := d.Open(t.Context(), nominate(question(engagement(public(), viva), when)), "claim-2", by(claims.AddCustomer, when)); !errors.Is(err, down) {
		t.Errorf("Open: got error %v, want %v", err, down)
	}
	if s.saves != 2 {
		t.Errorf("%d saves, want 2", s.saves)
	}
}

func TestACanceledContextChangesNothingThroughADesk(t *testing.T) {
	d, s := deskAt(t, plain(claims.AwaitingConsent))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	when := at("2022-11-10")
	_, openErr := d.Open(ctx, nominate(question(engagement(public(), viva), when)), "claim-2", by(claims.AddCustomer, when))
	_, doErr := d.Do(ctx, "claim-1", claims.Accept{}, by(claims.CustomerAccepts, at("2022-11-20")))
	_, claimErr := d.Claim(ctx, "claim-1")
	for name, err := range map[string]error{"Open": openErr, "Do": doErr, "Claim": claimErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got error %v, want %v", name, err, context.Canceled)
		}
	}
	if got := numbers(t, s, "claim-1", 0); len(got) != 2 {
		t.Errorf("the entries are %v", got)
	}
	if got := ids(t, s, store.Query{}); len(got) != 1 {
		t.Errorf("the claims are %v", got)
	}
}
