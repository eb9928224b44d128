package claims_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// TestEveryStateThatCanBeReachedKeepsTheInvariants searches breadth first, over the package itself, all that
// can become of one claim: every command by its actor and by another, at once and at the bounds of every
// window that runs. Two claims count as one if nothing that the rules look at differs.
func TestEveryStateThatCanBeReachedKeepsTheInvariants(t *testing.T) {
	catalog := adapted(t, append(shortClocks, `"parts": ["invoice", "proof of execution", "customer survey", "partner survey"]`, `"parts": ["proof of execution", "customer survey"]`)...)
	queue := []*life{open(t, catalog, viva, "2022-11-10T09:00Z")}
	seen := map[string]bool{situation(queue[0].claim): true}
	states, expiries, attempts, longest := map[claims.State]int{}, map[claims.State]int{}, 0, 0
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		states[l.claim.State()]++
		longest = max(longest, len(l.history))
		l.checkStored()
		if len(queue)%10 == 0 {
			l.checkReplay()
		}
		for _, when := range instants(l.claim) {
			l.checkExpiry(claims.Meta{At: when})
			for _, command := range searched {
				meta := by(command.Event(), when)
				stranger := meta
				stranger.Actor = meta.Actor%claims.System + 1
				next := &life{t, catalog, l.claim, l.history}
				if next.attempt(command, stranger) {
					t.Fatalf("%s was done by %s in %s", command.Event(), stranger.Actor, l.claim.State())
				}
				attempts += 2
				if !next.attempt(command, meta) {
					continue
				}
				if command.Event() == claims.WindowEnds {
					expiries[l.claim.State()]++
				}
				if key := situation(next.claim); !seen[key] {
					seen[key] = true
					queue = append(queue, next)
				}
			}
		}
	}
	t.Logf("%d situations of %d states were visited by %d commands; the longest way to one has %d entries", len(seen), len(states), attempts, longest)
	for _, state := range reached() {
		if states[state] == 0 {
			t.Errorf("%s was not reached", state)
		}
		if _, expires := state.Next(claims.WindowEnds); expires != (expiries[state] > 0) {
			t.Errorf("%s expired %d times", state, expiries[state])
		}
	}
}

// searched are the commands that the search tries in every situation.
var searched = []claims.Command{
	claims.SendConsent{},
	claims.ResendConsent{},
	claims.Accept{},
	claims.Decline{},
	claims.Cancel{},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate)},
	claims.GiveEvidence{Part: mci.ProofOfExecution},
	claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.GiveEvidence{Part: mci.CustomerSurvey},
	claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact},
	claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
	claims.Submit{},
	claims.Submit{Comment: "see page 2"},
	claims.BeginReview{},
	claims.RequestAction{},
	claims.Approve{},
	claims.Reject{},
	claims.Dispute{},
	claims.Expire{},
	claims.RecordPayment{Amount: usd("1")},
}

// instants are the latest instant of a claim, the bounds of its windows that are not past, and the next day
// if it is within one of them.
func instants(claim *claims.Claim) []time.Time {
	now := claim.Record().Updated
	found := []time.Time{now}
	for _, d := range claim.Deadlines() {
		if tomorrow := now.AddDate(0, 0, 1); d.Window.Open(tomorrow) && len(found) == 1 {
			found = append(found, tomorrow)
		}
		for _, bound := range []time.Time{d.Window.End.Add(-time.Nanosecond), d.Window.End} {
			if bound.After(now) {
				found = append(found, bound)
			}
		}
	}
	return found
}

// situation is all that the rules look at: the state, the evidence, whether an answer is pending, and how far
// away the ends of the windows are that run or may still run.
func situation(claim *claims.Claim) string {
	r := claim.Record()
	var b strings.Builder
	fmt.Fprintf(&b, "%v %t %s", r.State(), r.AnswerPending, r.Updated.Format("15:04:05.999999999"))
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, " %s %s %s", e.Part, e.State, e.Template)
	}
	if claim.State().Terminal() {
		return b.String()
	}
	windows, calendar := claim.Engagement().Windows(), claim.Engagement().Edition().Calendar()
	left := func(trigger time.Time, clock mci.Clock) {
		fmt.Fprintf(&b, " %s %s", clock, calendar.Window(trigger, windows.Days(clock)).End.Sub(r.Updated))
	}
	switch {
	case !r.DisputeSubmitted.IsZero():
		left(r.DisputeSubmitted, mci.PostDisputeClock)
	case !r.RejectedAt.IsZero():
		left(r.RejectedAt, mci.DisputeClock)
	case !r.Consent.Answered.IsZero():
		left(r.Consent.Answered, mci.ReviewClock)
		left(r.Consent.Answered, mci.FirstSubmissionClock)
	default:
		left(r.Created, mci.ConsentClock)
	}
	return b.String()
}
