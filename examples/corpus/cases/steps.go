package cases

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// steps makes the cases of the first machine.
func (m *maker) steps() {
	m.openings()
	for _, engagement := range []mci.EngagementID{viva, variable} {
		m.walk(engagement, func(l *visited) {
			for _, command := range tried {
				m.atOnce(l.Claim, command)
				m.byOthers(l.Claim, command)
			}
			m.atBounds(l.Claim)
			if engagement == viva {
				m.observed(l)
				m.overtaken(l.Claim)
				m.takenBack(l)
				m.outOfOrder(l.Claim)
				m.payments(l.Claim)
				m.approval(l.Claim)
			}
			m.detailedCommands(l.Claim)
			m.evidenceAgain(l.Claim)
		})
	}
	m.adoptions()
	m.adoptedWhole()
	m.openingsOf()
	m.claimedCustomer()
	m.readdressed()
	m.keys()
	m.manyKeys()
	m.receipts()
	m.newTerms()
	m.shownWithAnotherTemplate()
	m.malformed()
	m.zonedSteps()
}

// step is a question about a claim of the public catalog.
func step(claim *claims.Claim, do answer.Action, meta claims.Meta) answer.Step {
	return answer.Step{Catalog: "public", Record: stored(claim), Do: do, Meta: meta}
}

// atOnce gives a command on the day after the latest entry, when every window
// is open.
func (m *maker) atOnce(claim *claims.Claim, command claims.Command) {
	meta := by(command.Event(), claim.Record().Updated.AddDate(0, 0, 1))
	change, err := claims.Apply(claim, command, meta)
	m.offer(step(claim, commanded(command), meta), coveredBy(claim, command, change, err)...)
}

// coveredBy describes a step by its transition, and by each guard that holds or
// fails.
func coveredBy(claim *claims.Claim, command claims.Command, change claims.Change, err error) []string {
	row, ok := rowOf(claim.State(), command.Event())
	if !ok {
		return []string{fmt.Sprintf("no transition: %s, %s", stateText(claim.State()), command.Event())}
	}
	name := transitionText(row)
	var refusal *claims.Refusal
	switch {
	case err == nil && len(change.Entries) == 0:
		return []string{"nothing new: " + name}
	case err == nil:
		covers := []string{"transition " + name}
		for _, guard := range row.Guards {
			covers = append(covers, fmt.Sprintf("guard %s holds: %s", guard, name))
		}
		return covers
	case errors.As(err, &refusal):
		var covers []string
		for _, g := range refusal.Gaps {
			if g.Guard != 0 {
				covers = append(covers, fmt.Sprintf("guard %s fails: %s", g.Guard, name))
			}
		}
		if covers == nil {
			covers = []string{fmt.Sprintf("refused by %s: %s", refusal.Rule, name)}
		}
		return covers
	default:
		return []string{"malformed: " + name}
	}
}

func rowOf(state claims.State, event claims.Event) (claims.Transition, bool) {
	for _, row := range claims.Transitions() {
		if row.From == state && row.Event == event {
			return row, true
		}
	}
	return claims.Transition{}, false
}

func transitionText(row claims.Transition) string {
	return fmt.Sprintf("%s, %s, %s", row.Row, stateText(row.From), row.Event)
}

func stateText(state claims.State) string {
	switch {
	case state == (claims.State{}):
		return "no claim"
	case state.Disputed && state.String() == state.Status.String():
		return state.String() + ", disputed"
	default:
		return state.String()
	}
}

// byOthers gives a command by every actor but the right one. If the right one
// is the partner, a user without a role gives it, too.
func (m *maker) byOthers(claim *claims.Claim, command claims.Command) {
	row, ok := rowOf(claim.State(), command.Event())
	if !ok {
		return
	}
	when := claim.Record().Updated.AddDate(0, 0, 1)
	for actor := claims.Partner; actor <= claims.PartnerCenter; actor++ {
		if actor != row.Actor {
			m.offer(step(claim, commanded(command), asActor(actor, when)), fmt.Sprintf("actor %s: %s, %s", actor, row.Row, row.Event))
		}
	}
	if row.Actor == claims.Partner {
		meta := asActor(claims.Partner, when)
		meta.Role = 0
		m.offer(step(claim, commanded(command), meta), fmt.Sprintf("no role: %s, %s", row.Row, row.Event))
	}
}

// bounds are the instants around the end of a window.
var bounds = []struct {
	name  string
	after time.Duration
}{{"-1 ns", -time.Nanosecond}, {"+0", 0}, {"+1 ns", time.Nanosecond}}

// atBounds gives the commands of the state around the end of each window. When
// the window is over, a nanosecond more changes nothing, so only the expiry is
// given then.
func (m *maker) atBounds(claim *claims.Claim) {
	for _, deadline := range claim.Deadlines() {
		for _, bound := range bounds {
			when := deadline.Window.End.Add(bound.after)
			if when.Before(claim.Record().Updated) {
				continue
			}
			for _, command := range tried {
				if _, ok := rowOf(claim.State(), command.Event()); !ok || bound.after > 0 && command.Event() != claims.WindowEnds {
					continue // because nothing changes after the end
				}
				meta := by(command.Event(), when)
				change, err := claims.Apply(claim, command, meta)
				covers := []string{fmt.Sprintf("clock %s %s: %s, %s", deadline.Clock, bound.name, stateText(claim.State()), command.Event())}
				if err == nil {
					covers = append(covers, covers[0]+", taken")
				}
				m.offer(step(claim, commanded(command), meta), append(covers, coveredBy(claim, command, change, err)...)...)
			}
		}
	}
}

// openings opens a claim in each of the two ways, and fails to when the
// customer is not eligible.
func (m *maker) openings() {
	e, _ := m.catalogs["public"].Find(viva, mci.Date{})
	for _, row := range claims.Transitions() {
		if row.From != (claims.State{}) {
			continue
		}
		q := question(e, opened)
		if row.Event == claims.ClaimCustomer {
			q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
		}
		m.offer(answer.Step{Catalog: "public", Do: opening(&q), Meta: asActor(claims.Partner, opened)}, "transition "+transitionText(row))
		q.Customer.MeetsCriteria = mci.No
		m.offer(answer.Step{Catalog: "public", Do: opening(&q), Meta: asActor(claims.Partner, opened)}, "not eligible: "+transitionText(row))
		q.PartnerEligible = mci.NotSupplied
		m.offer(answer.Step{Catalog: "public", Do: opening(&q), Meta: asActor(claims.Partner, opened)}, "not eligible for two reasons")
	}
}
