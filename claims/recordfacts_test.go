package claims_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestFactsAreRecordedInEveryStateAndMoveNothing(t *testing.T) {
	for _, state := range reached() {
		l := reach(t, state)
		before := l.claim.Record()
		change, err := claims.Apply(l.claim, claims.RecordFacts{Number: "P-4711", Comment: "on the page"}, seen(at("2026-01-10")))
		if err != nil || len(change.Entries) != 1 {
			t.Fatalf("%s: %v, %d entries", state, err, len(change.Entries))
		}
		l.claim, l.history = change.Claim, append(l.history, change.Entries...)
		l.wantState(state)
		l.checkStored()
		l.checkReplay()
		after := l.claim.Record()
		if l.claim.PortalNumber() != "P-4711" || after.Version != before.Version+1 || !after.PortalNumber.At.Equal(at("2026-01-10")) {
			t.Errorf("%s: got %+v", state, after.PortalNumber)
		}
		if again, err := claims.Apply(l.claim, claims.RecordFacts{Number: "P-4711"}, seen(at("2026-01-11"))); err != nil || len(again.Entries) != 0 {
			t.Errorf("%s: the same number again: %d entries, %v", state, len(again.Entries), err)
		}
	}
}

// The partner asked for less than the claim pays, and Microsoft approved without
// naming an amount. It approved what was asked for.
func TestAnApprovalWithoutAnAmountApprovesTheRequestedOne(t *testing.T) {
	for requested, want := range map[string]string{"3000": "3000", "": "5000"} {
		l := reach(t, plain(claims.ConsentReceived))
		submit := claims.Submit{}
		if requested != "" {
			submit.Requested = usd(requested)
		}
		l.do("2022-12-01", evidence()...).do("2022-12-02", submit, claims.BeginReview{}, claims.Approve{})
		if got := l.claim.Record().Amounts.Approved.Money; !got.Equal(usd(want)) {
			t.Errorf("requested %q: approved %v, want %s", requested, got, want)
		}
		l.checkStored()
		l.checkReplay()
	}
}

func TestAnApprovedAmountCanBeRecordedAndCorrectedAfterTheApproval(t *testing.T) {
	for _, state := range []claims.State{plain(claims.Approved), disputed(claims.Approved)} {
		l := reach(t, state)
		for i, amount := range []string{"4800", "4750.50"} {
			change, err := claims.Apply(l.claim, claims.RecordFacts{Approved: usd(amount)}, seen(at("2026-01-10").AddDate(0, 0, i)))
			if err != nil {
				t.Fatal(err)
			}
			l.claim, l.history = change.Claim, append(l.history, change.Entries...)
			l.checkStored()
			l.checkReplay()
			if got := l.claim.Record().Amounts.Approved.Money; !got.Equal(usd(amount)) {
				t.Errorf("%s: got %v", state, got)
			}
		}
		paid, err := claims.Apply(l.claim, claims.RecordPayment{Amount: usd("4750.50")}, claims.Meta{Actor: claims.Microsoft, At: at("2026-02-10")})
		if err != nil {
			t.Fatal(err)
		}
		l.claim, l.history = paid.Claim, append(l.history, paid.Entries...)
		l.checkStored()
	}
}

func TestAnObservedApprovalGetsItsAmountLater(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived))
	l.observe("2026-01-10", "Approved")
	change, err := claims.Apply(l.claim, claims.RecordFacts{Number: "P-1", Approved: usd("4800")}, seen(at("2026-03-10")))
	if err != nil {
		t.Fatal(err)
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	l.checkStored()
	l.checkReplay()
}

func TestFactsAreRefusedWhereTheyCannotBe(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	for name, test := range map[string]struct {
		command claims.RecordFacts
		meta    claims.Meta
		rule    mci.RuleID
	}{
		"an amount of a claim that is not approved": {claims.RecordFacts{Approved: usd("1")}, seen(at("2026-01-10")), "claim.portal.facts"},
		"a user without a role":                     {claims.RecordFacts{Number: "P-1"}, claims.Meta{Actor: claims.Partner, At: at("2026-01-10")}, "claim.role"},
		"the customer":                              {claims.RecordFacts{Number: "P-1"}, claims.Meta{Actor: claims.Customer, At: at("2026-01-10")}, "claim.actor"},
	} {
		_, err := claims.Apply(l.claim, test.command, test.meta)
		var refusal *claims.Refusal
		if !errors.As(err, &refusal) || refusal.Rule != test.rule {
			t.Errorf("%s: got %v, want a refusal by %s", name, err, test.rule)
		}
	}
	for path, command := range map[string]claims.RecordFacts{
		"number":   {},
		"approved": {Approved: usd("0")},
		"comment":  {Number: "P-1", Comment: string(make([]byte, 5000))},
	} {
		_, err := claims.Apply(l.claim, command, seen(at("2026-01-10")))
		wantInvalid(t, err, path)
	}
	_, err := claims.Apply(l.claim, claims.RecordFacts{Number: "P\u202E1"}, seen(at("2026-01-10")))
	wantInvalid(t, err, "number")
}

func TestAPersonWithARoleRecordsFactsToo(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	change, err := claims.Apply(l.claim, claims.RecordFacts{Number: "P-1"}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, User: "pat", At: at("2026-01-10"), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	l.checkStored()
	l.checkReplay()
}

// adopted returns a claim that an export of December 28 showed in a status. If
// created is not empty, the export had the day of its creation.
func adopted(t *testing.T, status claims.Status, created string) *life {
	t.Helper()
	a := adoption(status.String())
	if created != "" {
		a.Created = at(created)
	}
	change := must(claims.Adopt(a, "claim-1", seen(at("2022-12-28"))))
	return &life{t, public(), change.Claim, change.Entries}
}

func TestADayOfCreationReplacesAnAssumedOneAndTheWindowsCountFromIt(t *testing.T) {
	for _, status := range claims.Statuses() {
		l := adopted(t, status, "")
		before := l.claim.Record()
		l.apply(claims.RecordFacts{Created: date("2022-12-04")}, seen(at("2023-02-01")))
		l.checkStored()
		l.checkReplay()
		after := l.claim.Record()
		if !after.Created.Equal(at("2022-12-04")) || after.Status != before.Status || !before.Observed.Assumed.Has("created") || after.Observed.Assumed.Has("created") {
			t.Errorf("%s: got %s, assumed %v", status, after.Created, slices.Collect(l.claim.Assumed().All()))
		}
		if got, want := l.claim.Deadlines(), adopted(t, status, "2022-12-04").claim.Deadlines(); !slices.Equal(got, want) {
			t.Errorf("%s: got the deadlines %v\nwant those of a creation that was known, %v", status, got, want)
		}
		if again, err := claims.Apply(l.claim, claims.RecordFacts{Created: date("2022-12-04")}, seen(at("2023-02-02"))); err != nil || len(again.Entries) != 0 {
			t.Errorf("%s: the same day again: %d entries, %v", status, len(again.Entries), err)
		}
	}
}

func TestAFactOfAnotherFieldLeavesTheInstantOfTheCreation(t *testing.T) {
	known, assumed := reach(t, plain(claims.Submitted)), adopted(t, claims.Submitted, "")
	day := known.claim.Record().Created.Format(time.DateOnly)
	for name, test := range map[string]struct {
		life  *life
		facts claims.RecordFacts
	}{
		"a number beside the day that is known":  {known, claims.RecordFacts{Number: "P-1", Created: date(day)}},
		"a number of a claim that assumes a day": {assumed, claims.RecordFacts{Number: "P-1"}},
	} {
		before := test.life.claim.Record()
		test.life.apply(test.facts, seen(at("2023-02-01")))
		if after := test.life.claim.Record(); !after.Created.Equal(before.Created) || after.PortalNumber.Number != "P-1" {
			t.Errorf("%s: the creation is %s, and was %s", name, after.Created, before.Created)
		}
		if got, want := test.life.claim.Assumed().Has("created"), before.Observed != nil; got != want {
			t.Errorf("%s: the creation is assumed: %t, want %t", name, got, want)
		}
	}
}

// On the day of the import, the terms require less evidence than on the true day
// of the creation, and the guide says no rate. What the commands did by that day
// does not contradict the true one: they could not know it.
func TestADayOfCreationIsRecordedAlthoughItRequiresMoreThanWasSubmitted(t *testing.T) {
	card := madeUpCatalog(t, `"anchor": "consent"`, `"anchor": "creation"`, `"knownUntil": "2026-06-30"`, `"knownUntil": "2026-01-31"`)
	change := must(claims.Adopt(claims.Adoption{
		Name: "Contoso", Engagement: engagement(card, "by-market"), CustomerID: tenant, Shown: claims.ReadStatus("Customer consent received"),
		CustomerCountry: "CH", CustomerContact: customerContact, PartnerContact: partnerContact,
	}, "claim-1", seen(at("2026-02-05"))))
	l := &life{t, card, change.Claim, change.Entries}
	l.do(
		"2026-02-06", claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date("2026-01-15")},
		claims.GiveEvidence{Part: mci.PartnerSurvey}, claims.Submit{}, claims.BeginReview{}, claims.Approve{},
	)
	if amounts := l.claim.Record().Amounts; !amounts.Requested.Money.IsNone() || !amounts.Approved.Money.IsNone() || l.claim.Assumed().Has("evidence") {
		t.Fatalf("by the assumed day: %+v, evidence assumed: %t", amounts, l.claim.Assumed().Has("evidence"))
	}
	l.apply(claims.RecordFacts{Created: date("2025-12-20")}, seen(at("2026-02-10")))
	l.checkStored()
	l.checkReplay()
	if payout := l.claim.Payout(); payout.OnApproval.IsNone() || !slices.Contains(l.claim.Missing(), "evidence") {
		t.Errorf("it pays %s, and %q is missing", payout.Summary(), l.claim.Missing())
	}
}

func TestADayOfCreationIsRefusedIfItContradictsTheClaim(t *testing.T) {
	l := adopted(t, claims.AwaitingConsent, "")
	l.do("2023-01-20", claims.Accept{})
	known := reach(t, plain(claims.Submitted))
	for name, test := range map[string]struct {
		claim *claims.Claim
		day   string
		path  string
	}{
		"a creation that is known":               {known.claim, "2022-11-02", "command.created"},
		"a day after the claim was seen":         {adopted(t, claims.Submitted, "").claim, "2022-12-29", "command.created"},
		"a window that ended before the consent": {l.claim, "2022-12-04", "consent.answered"},
	} {
		_, err := claims.Apply(test.claim, claims.RecordFacts{Created: date(test.day)}, seen(at("2023-02-01")))
		var refusal *claims.Refusal
		if !errors.As(err, &refusal) || refusal.Rule != "claim.portal.facts" || refusal.Gaps[0].Path != test.path {
			t.Errorf("%s: got %v, want a refusal for %s", name, err, test.path)
		}
	}
	l.apply(claims.RecordFacts{Created: date("2022-12-27")}, seen(at("2023-02-01")))
	l.checkStored()
	l.checkReplay()
}

// A fact that replaces another one can be dated before it, inside the tolerance.
// Once, a claim that had ended could then not be restored any more.
func TestAFactThatIsDatedBeforeTheOneThatItReplacesIsStoredAtItsInstant(t *testing.T) {
	for _, state := range reached() {
		commands := []claims.RecordFacts{{Number: "P-1"}, {Number: "P-2"}}
		if state.Status == claims.Approved {
			commands = []claims.RecordFacts{{Number: "P-1", Approved: usd("4800")}, {Number: "P-2", Approved: usd("4700")}}
		}
		l := reach(t, state)
		first := at("2026-01-10T09:00Z")
		for i, command := range commands {
			change, err := claims.Apply(l.claim, command, seen(first.Add(-time.Duration(i)*4*time.Minute)))
			if err != nil {
				t.Fatalf("%s: %v", state, err)
			}
			l.claim, l.history = change.Claim, append(l.history, change.Entries...)
			l.checkStored()
			l.checkReplay()
		}
		record, latest := l.claim.Record(), l.history[len(l.history)-1]
		if l.claim.PortalNumber() != "P-2" || !record.PortalNumber.At.Equal(first) || !record.Updated.Equal(first) {
			t.Errorf("%s: %+v, updated at %s", state, record.PortalNumber, record.Updated)
		}
		if !latest.At.Equal(first) || !latest.Given.Equal(first.Add(-4*time.Minute)) {
			t.Errorf("%s: the entry is of %s, and was given at %s", state, latest.At, latest.Given)
		}
	}
}
