package claims_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func TestARefusalSaysWhatWasRefusedWhyAndWhatIsPermitted(t *testing.T) {
	received := plain(claims.ConsentReceived)
	dispute := reach(t, plain(claims.Rejected)).claim.Deadlines()[0]
	learn := mci.WorkshopClaims.Source()
	overview := mci.EngagementsOverview.Source()
	tests := map[string]struct {
		state   claims.State
		when    string
		command claims.Command
		actor   claims.Actor
		role    mci.Role
		want    claims.Refusal
		message string
	}{
		"a command that the status does not permit": {
			plain(claims.Submitted), "2022-12-06",
			claims.Approve{},
			claims.Microsoft, 0,
			claims.Refusal{
				Rule: "claim.machine", Event: claims.ReviewerApproves, Missing: "the status does not permit it",
				Permitted: claims.EventSetOf(claims.ReviewBegins, claims.ReviewerAsks), Source: overview,
			},
			"approve in status Submitted: the status does not permit it (claim.machine); permitted: begin review, request action",
		},
		"a command to a claim that has ended": {
			plain(claims.Canceled), "2022-12-06",
			claims.Submit{},
			claims.Partner, mci.IncentivesUser,
			claims.Refusal{
				Rule: "claim.terminal", Event: claims.PartnerSubmits, Missing: "the claim has ended and never comes back; it takes a new claim", Source: learn,
			},
			"submit in status Canceled: the claim has ended and never comes back; it takes a new claim (claim.terminal); nothing is permitted",
		},
		"a command by the wrong actor": {
			plain(claims.UnderReview), "2022-12-07",
			claims.Approve{},
			claims.Partner, mci.IncentivesAdmin,
			claims.Refusal{
				Rule: "claim.actor", Event: claims.ReviewerApproves, Missing: "only microsoft can do this",
				Permitted: claims.EventSetOf(claims.ReviewerAsks, claims.ReviewerApproves, claims.ReviewerRejects), Source: overview,
			},
			"approve in status Under review: only microsoft can do this (claim.actor); permitted: request action, reject",
		},
		"a command by a user without a role": {
			plain(claims.Rejected), "2022-12-13",
			claims.Dispute{},
			claims.Partner, 0,
			claims.Refusal{
				Rule: "claim.role", Event: claims.PartnerDisputes, Missing: "the user needs the role Incentives admin or Incentives user at the claim's location",
				Permitted: claims.EventSetOf(claims.PartnerDisputes), Source: mci.CustomersPage.Source(),
			},
			"dispute in status Rejected: the user needs the role Incentives admin or Incentives user at the claim's location (claim.role)",
		},
		"an expiry before its time": {
			plain(claims.Rejected), "2023-01-11T23:59:59.999999999Z",
			claims.Expire{},
			claims.System, 0,
			claims.Refusal{
				Rule: "clock.dispute", Event: claims.WindowEnds, Missing: "the dispute window is open until the end of 2023-01-11",
				Permitted: claims.EventSetOf(claims.PartnerDisputes), Source: learn,
			},
			"expire in status Rejected: the dispute window is open until the end of 2023-01-11 (clock.dispute); permitted: dispute",
		},
		"a command after the deadline": {
			plain(claims.Rejected), "2023-01-12",
			claims.Dispute{},
			claims.Partner, mci.IncentivesUser,
			claims.Refusal{
				Rule: "clock.dispute", Event: claims.PartnerDisputes, Missing: "the dispute window ended with 2023-01-11; the claim's expiry is due",
				Permitted: claims.EventSetOf(claims.WindowEnds), Due: &dispute, Source: learn,
			},
			"dispute in status Rejected: the dispute window ended with 2023-01-11; the claim's expiry is due (clock.dispute); permitted: expire",
		},
		"a command that a guard stops": {
			received, "2022-12-01",
			claims.Submit{},
			claims.Partner, mci.IncentivesUser,
			claims.Refusal{
				Rule: "claim.guard.evidence", Event: claims.PartnerSubmits,
				Missing:   "invoice is missing; proof of execution is missing; customer survey is missing; partner survey is missing",
				Permitted: claims.EventSetOf(claims.PartnerCancels, claims.EvidenceGiven, claims.ContactUpdated, claims.PartnerSubmits, claims.PartnerComments), Source: learn,
			},
			"submit in status Customer consent received: invoice is missing; proof of execution is missing; customer survey is missing; partner survey is missing" +
				" (claim.guard.evidence); submit again once that is settled; permitted: cancel, give evidence, update contact, comment",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.want.State, test.want.At, test.want.Actor = test.state, at(test.when), test.actor
			got := reach(t, test.state).refusedTo(test.command, claims.Meta{Actor: test.actor, Role: test.role, At: at(test.when)})
			if whys := strings.Join(texts(got.Gaps), "; "); whys != got.Missing || got.Gaps[0].Rule != got.Rule {
				t.Errorf("one by one %q by %s, together %q by %s", whys, got.Gaps[0].Rule, got.Missing, got.Rule)
			}
			message := got.Error()
			got.Gaps = nil
			wantSame(t, "the refusal", *got, test.want)
			if message != test.message {
				t.Errorf("got message %q, want %q", message, test.message)
			}
		})
	}
}

// A refusal that a host reads from its own JSON can lack anything.
func TestARefusalWithoutGapsHasAText(t *testing.T) {
	read := throughJSON(t, claims.Refusal{Event: claims.PartnerSubmits, State: plain(claims.Canceled), Missing: "it has ended", Rule: "claim.terminal"})
	if got, want := read.Error(), "submit in status Canceled: it has ended (claim.terminal); nothing is permitted"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestARefusalIsFoundAsAnError(t *testing.T) {
	_, err := claims.Apply(reach(t, plain(claims.Canceled)).claim, claims.Submit{}, by(claims.PartnerSubmits, at("2022-12-02")))
	wrapped := fmt.Errorf("claim 7: %w", err)
	var refusal *claims.Refusal
	if !errors.Is(wrapped, claims.ErrRefused) || !errors.As(wrapped, &refusal) {
		t.Errorf("%v is not found as a refusal", wrapped)
	}
	for _, other := range []error{store.ErrNotFound, store.ErrConflict, store.ErrLimit, mci.ErrInvalid} {
		if errors.Is(wrapped, other) || errors.Is(other, claims.ErrRefused) {
			t.Errorf("a refusal and %q are taken for each other", other)
		}
	}
}

// The checks run in this order: time, machine, actor, window, guards.
func TestTheFirstReasonOfARefusalIsTheOneThatIsNamed(t *testing.T) {
	// The submission lacks an answer, and the window ends with 2023-03-20.
	l := reach(t, plain(claims.ActionRequired))
	bad := claims.Meta{Actor: claims.Customer, At: at("2022-12-09")}
	for _, step := range []struct {
		change func()
		rule   mci.RuleID
		event  claims.Command
	}{
		{func() { bad.At = at("2023-04-01") }, "claim.machine", claims.Approve{}},
		{func() {}, "claim.actor", claims.Submit{}},
		{func() { bad.Actor = claims.Partner }, "claim.role", claims.Submit{}},
		{func() { bad.Role = mci.IncentivesUser }, "clock.review", claims.Submit{}},
		{func() { bad.At = at("2023-03-20") }, "claim.guard.answer", claims.Submit{}},
	} {
		step.change()
		if got := l.refusedTo(step.event, bad); got.Rule != step.rule {
			t.Errorf("got rule %s, want %s", got.Rule, step.rule)
		}
	}
}

func TestEveryRefusalOfEveryStateIsComplete(t *testing.T) {
	for _, state := range reached() {
		l := reach(t, state)
		for _, command := range commands() {
			for actor := claims.Partner; actor <= claims.System; actor++ {
				for _, role := range []mci.Role{0, mci.IncentivesUser} {
					meta := claims.Meta{Actor: actor, Role: role, At: l.claim.Record().Updated}
					_, err := claims.Apply(l.claim, command, meta)
					if err == nil {
						continue
					}
					var refusal *claims.Refusal
					if !errors.As(err, &refusal) {
						t.Fatalf("%s in %s: got error %v, want a refusal", command.Event(), state, err)
					}
					if refusal.State != state || refusal.Event != command.Event() || refusal.Actor != actor || !refusal.At.Equal(meta.At) ||
						!ruleForm.MatchString(string(refusal.Rule)) || refusal.Missing == "" || refusal.Source.Grade == 0 ||
						!strings.Contains(refusal.Error(), refusal.Missing) {
						t.Errorf("%s in %s by %s: %+v", command.Event(), state, actor, refusal)
					}
				}
			}
		}
	}
}
