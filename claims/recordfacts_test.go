package claims_test

import (
	"errors"
	"testing"

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
