package eligibility

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func day(year int, month time.Month, number int) mci.Date {
	d, err := mci.NewDate(year, month, number)
	if err != nil {
		panic(err)
	}
	return d
}

// waiver returns a waiver of a rule until the day of the workshop.
func waiver(rule mci.RuleID) Waiver {
	return Waiver{Rule: rule, Reason: "agreed with Microsoft by mail", Approver: "cfo", Until: day(2023, time.March, 1)}
}

func TestAWaivedRuleStillFailsAndTheDecisionPasses(t *testing.T) {
	q := workshop()
	q.Customer.MeetsCriteria, q.Waivers = mci.No, []Waiver{waiver("customer.criteria")}
	d := decide(&q)
	if d.Outcome() != mci.Pass || len(d.Reasons()) != 0 {
		t.Fatalf("the decision is %v because of %v", d.Outcome(), d.Reasons())
	}
	waived := d.Waived()
	if len(waived) != 1 || waived[0].Rule != "customer.criteria" || waived[0].Outcome != mci.Fail ||
		waived[0].Waived != "waived by cfo until 2023-03-01: agreed with Microsoft by mail" {
		t.Errorf("waived are %+v", waived)
	}
	for _, f := range d.Findings() {
		if (f.Waived != "") != (f.Rule == "customer.criteria") {
			t.Errorf("%s: %q", f.Rule, f.Waived)
		}
	}
}

func TestAWaiverCountsUntilTheEndOfItsLastDayAndForItsRuleAlone(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Question)
		want   mci.Outcome
	}{
		{"on its last day", func(q *Question) { q.At = time.Date(2023, time.March, 1, 23, 59, 59, 0, time.UTC) }, mci.Pass},
		{"on the day after", func(q *Question) { q.At = time.Date(2023, time.March, 2, 0, 0, 0, 0, time.UTC) }, mci.Fail},
		{"on no day", func(q *Question) { q.At = time.Time{} }, mci.Fail},
		{"another rule", func(q *Question) { q.Waivers[0].Rule = "customer.claim-limit" }, mci.Fail},
		{"another rule fails too", func(q *Question) { q.Customer.Claims = CountOf(1) }, mci.Fail},
		{"a fact is missing", func(q *Question) { q.Customer.MeetsCriteria = mci.NotSupplied }, mci.Unknown},
		{"another fact is missing", func(q *Question) { q.Customer.Claims = Count{} }, mci.Unknown},
		{"no reason", func(q *Question) { q.Waivers[0].Reason = "" }, mci.Fail},
		{"no approver", func(q *Question) { q.Waivers[0].Approver = "" }, mci.Fail},
		{"no end", func(q *Question) { q.Waivers[0].Until = mci.Date{} }, mci.Fail},
		{"the second waiver counts", func(q *Question) { q.Waivers = []Waiver{{Rule: "customer.criteria"}, q.Waivers[0]} }, mci.Pass},
	} {
		q := workshop()
		q.Customer.MeetsCriteria, q.Waivers = mci.No, []Waiver{waiver("customer.criteria")}
		c.change(&q)
		if got := decide(&q).Outcome(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestWithoutWhatARuleBindsToNoClaimCanBe(t *testing.T) {
	binding := []mci.RuleID{"user.role", "customer.id-type", "customer.domain-resolved", "customer.add-or-claim", "pay.hours"}
	for i := range rules {
		err := waiver(rules[i].ID).check()
		if bound := slices.Contains(binding, rules[i].ID); (err != nil) != bound {
			t.Errorf("%s can be waived: %v, want %t", rules[i].ID, err, !bound)
		}
	}
	q := workshop()
	q.Customer.ID, q.Waivers = contosoDeal, []Waiver{waiver("customer.id-type")}
	if got := decide(&q).Outcome(); got != mci.Fail {
		t.Errorf("an ID that the engagement does not take: %v", got)
	}
}

func TestNominateRefusesAMalformedWaiver(t *testing.T) {
	for path, w := range map[string]Waiver{
		"waivers[1].rule":     {Rule: "customer.cirteria", Reason: "x", Approver: "cfo", Until: day(2023, time.March, 1)},
		"waivers[1].reason":   {Rule: "customer.criteria", Approver: "cfo", Until: day(2023, time.March, 1)},
		"waivers[1].approver": {Rule: "customer.criteria", Reason: "x", Approver: mci.UserID(strings.Repeat("x", 201)), Until: day(2023, time.March, 1)},
		"waivers[1].until":    {Rule: "customer.criteria", Reason: "x", Approver: "cfo"},
	} {
		q := workshop()
		q.Waivers = []Waiver{waiver("customer.market"), w}
		nomination, _, err := Nominate(q, details())
		var field *mci.FieldError
		if nomination != nil || !errors.As(err, &field) || field.Path != path {
			t.Errorf("got %v with error %v, want one at %s", nomination, err, path)
		}
	}
}

func TestANominationShowsWhatWasWaived(t *testing.T) {
	q := workshop()
	q.Customer.MeetsCriteria, q.Waivers = mci.No, []Waiver{waiver("customer.criteria")}
	nomination, decision, err := Nominate(q, details())
	if err != nil || nomination == nil {
		t.Fatal(decision.Reasons(), err)
	}
	q.Waivers[0].Approver = "somebody else"
	i := slices.IndexFunc(nomination.Findings(), func(f mci.Finding) bool { return f.Waived != "" })
	if i < 0 || !strings.Contains(nomination.Findings()[i].Waived, "cfo") || nomination.Question().Waivers[0].Approver != "cfo" {
		t.Errorf("the findings are %+v", nomination.Findings())
	}
}

// A waiver only removes a failure. An unknown rule stays unknown, and a passing
// rule still passes.
func TestAWaiverTurnsNoUnknownIntoAPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		without := decide(&q)
		rule := rules[rapid.IntRange(0, len(rules)-1).Draw(t, "rule")].ID
		q.Waivers = []Waiver{{Rule: rule, Reason: "x", Approver: "cfo", Until: day(9999, time.December, 31)}}
		with := decide(&q)
		for i, f := range with.Findings() {
			if f.Outcome != without.Findings()[i].Outcome || f.Waived != "" && f.Outcome != mci.Fail {
				t.Fatalf("%s was %v and is %v, waived %q", f.Rule, without.Findings()[i].Outcome, f.Outcome, f.Waived)
			}
		}
		switch {
		case without.Outcome() == mci.Unknown && with.Outcome() != mci.Unknown, without.Outcome() == mci.Pass && with.Outcome() != mci.Pass:
			t.Fatalf("%v becomes %v", without.Outcome(), with.Outcome())
		case without.Outcome() == mci.Fail && with.Outcome() == mci.Pass && len(without.Reasons()) != 1:
			t.Fatalf("one waiver outweighs %v", without.Reasons())
		}
	})
}

func TestAFindingNamesTheWaiverThatCountsForIt(t *testing.T) {
	expired, other, counts := waiver("customer.criteria"), waiver("customer.market"), waiver("customer.criteria")
	expired.Until, expired.Approver, other.Approver = day(2020, time.March, 1), "nobody", "another"
	q := workshop()
	q.Customer.MeetsCriteria, q.Waivers = mci.No, []Waiver{expired, other, counts}
	d := decide(&q)
	if waived := d.Waived(); len(waived) != 1 || !strings.HasPrefix(waived[0].Waived, "waived by cfo until 2023-03-01") {
		t.Errorf("waived are %+v", waived)
	}
}
