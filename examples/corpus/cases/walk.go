package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The engagements of the claims of the corpus. The second one requires a deal
// size.
const (
	viva     mci.EngagementID = "fy23-microsoft-viva"
	variable mci.EngagementID = "illustrative-variable-pay"
)

var (
	tenant          = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	customerContact = mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"}
	partnerContact  = mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"}
	otherContact    = mci.Contact{Name: "Kim Successor", Email: "kim@contoso.com"}
	opened          = time.Date(2022, time.November, 10, 9, 0, 0, 0, time.UTC)
)

// question is a question about an engagement for which every rule passes.
func question(e *catalog.Engagement, when time.Time) eligibility.Question {
	return eligibility.Question{
		Engagement: e, Way: eligibility.Add, At: when,
		User:            mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
}

var details = eligibility.Details{ClaimName: "Contoso", CustomerContact: customerContact, PartnerContact: partnerContact}

// tried lists the commands that the walk tries everywhere.
var tried = []claims.Command{
	claims.SendConsent{DealSize: usd("25000")},
	claims.SendConsent{},
	claims.ResendConsent{},
	claims.Accept{},
	claims.Decline{},
	claims.Cancel{},
	claims.GiveEvidence{Part: mci.Invoice, Reference: "invoice.pdf"},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: day("2022-10-01")},
	claims.GiveEvidence{Part: mci.ProofOfExecution, Template: day("2022-07-01")},
	claims.GiveEvidence{Part: mci.PartnerSurvey},
	claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.GiveEvidence{Part: mci.CustomerSurvey},
	claims.UpdateContact{Side: claims.CustomerSide, Contact: otherContact},
	claims.AddComment{Comment: "see page 2"},
	claims.Submit{},
	claims.Submit{Comment: "see page 2"},
	claims.BeginReview{},
	claims.RequestAction{},
	claims.Approve{},
	claims.Reject{},
	claims.Dispute{},
	claims.Expire{},
	claims.RecordPayment{Amount: usd("5000"), Reference: "pay-1"},
}

// by is the meta of an event by its actor.
func by(event claims.Event, when time.Time) claims.Meta {
	for _, t := range claims.Transitions() {
		if t.Event == event {
			return asActor(t.Actor, when)
		}
	}
	return asActor(claims.PartnerCenter, when)
}

func asActor(actor claims.Actor, when time.Time) claims.Meta {
	m := claims.Meta{Actor: actor, At: when}
	if actor == claims.Partner {
		m.User, m.Role = "pat", mci.IncentivesUser
	}
	return m
}

// stored is the record of a claim as a case gives it.
func stored(claim *claims.Claim) json.RawMessage { return storedRecord(claim.Record()) }

func storedRecord(r claims.Record) json.RawMessage {
	r.Index = claims.Index{}
	return must(json.Marshal(r))
}

func commanded(command claims.Command) answer.Action {
	return answer.Action{Command: &answer.Command{Event: command.Event().String(), With: must(json.Marshal(command))}}
}

// walk visits a claim of an engagement, and the claims that the tried commands
// lead to, breadth first. If several claims are in one situation, it visits the
// first.
func (m *maker) walk(engagement mci.EngagementID, visit func(*visited)) {
	m.walkFrom(m.open(engagement), visit)
}

// walkFrom visits a claim, and those that the tried commands lead to from it.
func (m *maker) walkFrom(first *visited, visit func(*visited)) {
	queue, known := []*visited{first}, map[string]bool{}
	for len(queue) > 0 && m.err == nil {
		l := queue[0]
		queue = queue[1:]
		s := situation(l.Claim)
		if known[s] {
			continue
		}
		known[s] = true
		visit(l)
		for _, command := range tried {
			if next := l.then(command, usual(l.Claim, command)); next != nil {
				queue = append(queue, next)
			}
		}
	}
}

// usual returns the instant at which the walk gives a command: the next day, or
// the end of the window if the command is the expiry.
func usual(claim *claims.Claim, command claims.Command) time.Time {
	if deadline, ok := claim.Expiry(); ok && command.Event() == claims.WindowEnds {
		return deadline.Window.End
	}
	return claim.Record().Updated.AddDate(0, 0, 1)
}

// A visited claim has the steps that lead to it.
type visited struct {
	answer.Living
	steps []answer.OneStep
}

// then returns the claim after a command. It is nil if the claim does not permit
// the command, or if the command changes nothing.
func (l *visited) then(command claims.Command, when time.Time) *visited {
	meta := by(command.Event(), when)
	change, err := claims.Apply(l.Claim, command, meta)
	if err != nil || len(change.Entries) == 0 {
		return nil
	}
	return &visited{
		Living: answer.Living{Claim: change.Claim, History: slices.Concat(l.History, change.Entries)},
		steps:  slices.Concat(l.steps, []answer.OneStep{{Do: commanded(command), Meta: meta}}),
	}
}

// open opens a claim of the public catalog.
func (m *maker) open(engagement mci.EngagementID) *visited {
	e, _ := m.catalogs["public"].Find(engagement, mci.Date{})
	q := question(e, opened)
	if engagement != viva {
		q = question(e, time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC))
		deal(&q)
	}
	return m.openBy("public", &q)
}

// openBy opens a claim by a question.
func (m *maker) openBy(name string, q *eligibility.Question) *visited {
	l := visited{steps: []answer.OneStep{{Do: opening(q), Meta: asActor(claims.Partner, q.At)}}}
	m.fail(l.Take(&l.steps[0], m.catalogs[name]))
	return &l
}

// opening is the step that opens a claim by a question.
func opening(q *eligibility.Question) answer.Action {
	return answer.Action{Open: &answer.Opening{ID: "claim-1", Question: questionText(q), Details: must(answer.Marshal(details))}}
}

// situation returns a text of the facts that the guards read. If two claims
// have the same text, the walk visits one of them.
func situation(claim *claims.Claim) string {
	r := claim.Record()
	var b strings.Builder
	fmt.Fprint(&b, r.State(), r.State().Disputed, r.AnswerPending, len(r.Amounts.Payments) > 0)
	for _, e := range r.Evidence {
		fmt.Fprint(&b, " ", e.Part, e.State, e.Template)
	}
	return b.String()
}
