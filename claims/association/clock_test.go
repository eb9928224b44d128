package association_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A window that runs over a holiday is longer by a day, and what happens on the
// holiday itself happens in time.
func TestAHolidayLengthensAWindowAndRefusesNothing(t *testing.T) {
	holidays := must(cpor.NewTerms(cpor.TermsOptions{
		Days: must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-02-03")})),
	}))
	for _, c := range []struct {
		terms *cpor.Terms
		last  string
	}{{nil, "2023-02-03"}, {holidays, "2023-02-06"}} {
		ask := func() *life {
			return openOn(t, cpor.ModernWorkUsage, c.terms, "2023-01-06").
				do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{}).
				do("2023-01-10", association.BeginReview{}).
				do("2023-01-16", association.RequestAction{})
		}
		d := ask().claim.Deadlines()[0]
		if d.Window.LastDay != date(c.last) || d.Days != 14 || !d.Expires || d.Rule != "cporclaim.clock.answer" {
			t.Errorf("14 business days from 16 January 2023 end on %s, want %s", d.Window.LastDay, c.last)
		}
		ask().do("2023-02-03", association.Submit{Comment: "see page 2"}).is(in(recognition.Submitted))
		ask().refused(c.last+"T23:59Z", "cporclaim.clock.answer", association.Expire{})
		after := d.Window.End.Format(time.RFC3339)
		late := ask().refused(after, "cporclaim.clock.answer", association.Submit{Comment: "see page 2"})
		if late.Due == nil || late.Due.Window != d.Window || !late.Permitted.Has(lifecycle.WindowEnds) || late.Permitted.Len() != 1 {
			t.Errorf("the refusal does not carry the expiry that is due: %v", late)
		}
		ask().do(after, association.Expire{}).is(in(recognition.Rejected))
	}
}

// The holidays of a host can change. What is stored stays readable, and what
// happened stays so.
func TestStoredClaimsOutliveTheHolidaysThatTheyWereMadeUnder(t *testing.T) {
	l := asked(t).do("2023-02-04", association.Expire{}).is(in(recognition.Rejected))
	later := must(cpor.NewTerms(cpor.TermsOptions{
		Days: must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-01-20"), date("2023-02-03")})),
	}))
	restored := must(association.Restore(l.claim.Record(), later))
	wantSame(t, "the restored claim", restored.Record(), l.claim.Record())
	replayed := must(association.Replay(l.history, later))
	wantSame(t, "the replayed claim", replayed.Record(), l.claim.Record())
}

// A sweep that comes late changes neither the day of the rejection nor the
// window of the dispute. The entry has its place at the instant of the sweep.
func TestALateSweepMovesNoDeadline(t *testing.T) {
	inTime := asked(t).do("2023-02-04", association.Expire{}).is(in(recognition.Rejected))
	late := asked(t).do("2023-02-20", association.Expire{}).is(in(recognition.Rejected))
	r, last := late.claim.Record(), late.history[len(late.history)-1]
	if end := at("2023-02-04"); !r.RejectedAt.Equal(end) || !r.Since.Equal(end) || !r.Updated.Equal(at("2023-02-20")) || !last.At.Equal(at("2023-02-20")) || !last.Due.Equal(end) {
		t.Errorf("rejected at %s, since %s, the entry is of %s and was due at %s", r.RejectedAt, r.Since, last.At, last.Due)
	}
	wantSame(t, "the deadline", late.claim.Deadlines(), inTime.claim.Deadlines())
	if due := inTime.history[len(inTime.history)-1].Due; !due.IsZero() {
		t.Errorf("an expiry in time has another instant: %s", due)
	}
	checkStored(late)
	longer := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(nil, nil, []mci.Date{date("2023-02-03")}))}))
	wantSame(t, "the claim replayed under other holidays", must(association.Replay(late.history, longer)).Record(), r)
	late.do("2023-03-06T23:59Z", association.Dispute{Justification: "signed since"}).is(in(recognition.Dispute))

	closed := asked(t).do("2023-06-01", association.Expire{}, association.Expire{}).is(ended(recognition.Rejected, lifecycle.Undisputed))
	if since := closed.claim.Record().Since; !since.Equal(at("2023-03-07")) {
		t.Errorf("closed since %s", since)
	}
	checkStored(closed)
}

// An entry before a facts entry of a later day keeps its place in the order.
func TestALateSweepFollowsTheEntriesBeforeIt(t *testing.T) {
	l := asked(t).do("2023-02-10", association.RecordFacts{Number: "CPOR-1"}).do("2023-02-20", association.Expire{})
	if r := l.claim.Record(); !r.RejectedAt.Equal(at("2023-02-04")) || !r.Updated.Equal(at("2023-02-20")) {
		t.Errorf("rejected at %s, updated %s", r.RejectedAt, r.Updated)
	}
	checkStored(l)
}

func TestAnInstantThatNoExpiryHasIsNotReplayed(t *testing.T) {
	for name, spoil := range map[string]func([]association.Entry){
		"after the entry":           func(h []association.Entry) { h[len(h)-1].Due = at("2023-02-21") },
		"before the request":        func(h []association.Entry) { h[len(h)-1].Due = at("2023-01-15") },
		"of an entry of no expiry":  func(h []association.Entry) { h[len(h)-2].Due = h[len(h)-2].At },
		"outside of every calendar": func(h []association.Entry) { h[len(h)-1].Due = at("1999-01-01") },
	} {
		history := slices.Clone(asked(t).do("2023-02-20", association.Expire{}).history)
		spoil(history)
		_, err := association.Replay(history, nil)
		t.Log(name)
		wantInvalid(t, err, "history")
	}
}

func TestAClockHasADayAtLeastAndAYearAtMost(t *testing.T) {
	for days, ok := range map[int]bool{0: false, 1: true, 366: true, 367: false} {
		rows := association.ClockRows()
		for i := range rows {
			if rows[i].Clock == cpor.AnswerClock {
				rows[i].Days = days
			}
		}
		if err := association.Compile(lifecycle.Transitions(), rows); (err == nil) != ok {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

func TestTheDisputeWindowCountsCalendarDays(t *testing.T) {
	d := rejected(t).claim.Deadlines()[0]
	if d.Clock != cpor.DisputeClock || d.Window.LastDay != date("2023-02-15") || d.Trigger != "rejectedAt" || d.DaysLeft(at("2023-02-10")) != 5 {
		t.Errorf("%+v", d)
	}
	rejected(t).do("2023-02-15T23:59Z", association.Dispute{Justification: "signed since"}).is(in(recognition.Dispute))
	rejected(t).refused("2023-02-16", "cporclaim.clock.dispute", association.Dispute{Justification: "signed since"})
	l := rejected(t).do("2023-02-16", association.Expire{}).is(ended(recognition.Rejected, lifecycle.Undisputed))
	refusal := l.refused("2023-02-16", "cporclaim.terminal", association.Dispute{Justification: "signed since"})
	if !strings.Contains(refusal.Error(), "takes a new association") || !strings.HasSuffix(refusal.Error(), "nothing is permitted") {
		t.Error(refusal)
	}
}

func TestMicrosoftsOwnWindowsOnlyWarn(t *testing.T) {
	for name, c := range map[string]struct {
		life *life
		last string
		rule mci.RuleID
	}{
		"submitted":    {submitted(t), "2023-01-16", "cporclaim.clock.pick-up"},
		"under review": {submitted(t).do("2023-01-10", association.BeginReview{}), "2023-01-30", "cporclaim.clock.review"},
		"dispute":      {rejected(t).do("2023-01-17", association.Dispute{Justification: "x"}), "2023-01-24", "cporclaim.clock.dispute-review"},
	} {
		claim := c.life.claim
		end := at(c.last).AddDate(0, 0, 1)
		if claim.OverdueAtMicrosoft(end.Add(-1)) || len(claim.Warnings(end.Add(-1))) != 0 {
			t.Errorf("%s: overdue before the end of %s", name, c.last)
		}
		warnings := claim.Warnings(end)
		if !claim.OverdueAtMicrosoft(end) || len(warnings) != 1 || warnings[0].Rule != c.rule || !strings.Contains(warnings[0].Why, c.last) {
			t.Errorf("%s: the warnings are %v", name, warnings)
		}
	}
	if d := submitted(t).do("2023-01-10", association.BeginReview{}).claim.Deadlines()[0]; d.SoonerDays != 5 || d.Days != 14 {
		t.Errorf("a review takes %d days, or %d", d.Days, d.SoonerDays)
	}
}

func TestAReviewOfTwoPartnersIsNotOverdue(t *testing.T) {
	l := submitted(t).do("2023-01-10", association.BeginReview{}, association.FindCompetitor{Comment: "another partner has it"})
	warnings := l.claim.Warnings(at("2023-06-01"))
	if l.claim.OverdueAtMicrosoft(at("2023-06-01")) || len(warnings) != 1 || warnings[0].Rule != "cporclaim.compete" {
		t.Errorf("the warnings are %v", warnings)
	}
	if l.do("2023-06-01", association.Approve{}); l.claim.Record().Competing {
		t.Error("it is approved and still competes")
	}
}

func TestTheCustomerOptsOutAtAnyTimeAndLateIsAWarning(t *testing.T) {
	for _, c := range []struct {
		when string
		late bool
	}{{"2023-01-16T12:00Z", false}, {"2023-01-17", true}, {"2025-06-01", true}} {
		l := approved(t)
		next := l.claim.NextSteps(at(c.when))
		if got := len(next.By(claims.Customer)[0].Warned) == 1; got != c.late || len(next.Warnings) != 0 {
			t.Errorf("at %s before the opt-out: warned %t, and of the claim %v", c.when, got, next.Warnings)
		}
		l.do(c.when, association.OptOut{}).is(ended(recognition.Rejected, lifecycle.OptedOut))
		warnings := l.claim.Warnings(at(c.when))
		if (len(warnings) == 1) != c.late {
			t.Errorf("at %s: the warnings are %v", c.when, warnings)
		}
	}
	told := must(cpor.NewTerms(cpor.TermsOptions{ToldAtApproval: true}))
	l := openOn(t, cpor.ModernWorkUsage, told, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{})
	if d := l.claim.Deadlines()[0]; d.Trigger != "approvedAt" || d.Window.LastDay != date("2023-01-23") || d.Expires {
		t.Errorf("a customer who is told at the approval: %+v", d)
	}
}

func TestTermsReplaceLengths(t *testing.T) {
	old := must(cpor.NewTerms(cpor.TermsOptions{
		Lengths: []cpor.ClockLength{{Clock: cpor.AnswerClock, Days: 5}}, ProofMonths: 24,
	}))
	if old.Length(cpor.AnswerClock) != 5 || old.Length(cpor.ReviewClock) != 0 || old.Length(99) != 0 || old.ProofMonths() != 24 {
		t.Errorf("%d, %d", old.Length(cpor.AnswerClock), old.Length(cpor.ReviewClock))
	}
	var none *cpor.Terms
	if none.Length(cpor.OptOutClock) != 0 || none.ProofMonths() != 12 || cpor.PublicTerms().Length(cpor.DisputeClock) != 0 {
		t.Error("no terms are not the public terms")
	}
	for path, options := range map[string]cpor.TermsOptions{
		"lengths[0].clock": {Lengths: []cpor.ClockLength{{Days: 3}}},
		"lengths[1].clock": {Lengths: []cpor.ClockLength{{Clock: cpor.AnswerClock, Days: 3}, {Clock: cpor.AnswerClock, Days: 3}}},
		"lengths[0].days":  {Lengths: []cpor.ClockLength{{Clock: cpor.AnswerClock, Days: 367}}},
		"proofMonths":      {ProofMonths: -1},
	} {
		_, err := cpor.NewTerms(options)
		wantInvalid(t, err, path)
	}
}
