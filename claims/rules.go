package claims

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// The IDs of the rules that are not in the table of transitions.
const (
	timeRule       mci.RuleID = "claim.time"
	overtakenRule  mci.RuleID = "claim.overtaken"
	takingBackRule mci.RuleID = "claim.taking-back"
	machineRule    mci.RuleID = "claim.machine"
	terminalRule   mci.RuleID = "claim.terminal"
	actorRule      mci.RuleID = "claim.actor"
	roleRule       mci.RuleID = "claim.role"
	takeRule       mci.RuleID = "claim.portal.take"
	termsRule      mci.RuleID = "claim.terms"
	keyRule        mci.RuleID = "claim.key"
)

// besideRules are the rules beside the rows of the machine: those by which a
// claim follows Partner Center, and those for a correction of the catalog.
var besideRules = []struct {
	id    mci.RuleID
	means string
}{
	{agreement.Rule, "Partner Center shows the claim's status again"},
	{diverging.Rule, "Partner Center shows a status to which no way leads, or a name that no document lists: both sides are kept"},
	{adopting.Rule, "a claim that only Partner Center knows is taken over"},
	{resolution.Rule, "a person of the partner settles a divergence"},
	{facts.Rule, "what Partner Center shows of a claim beside its status is recorded when it becomes known, also after the claim has ended"},
	{keyRule, "a command that finds its effect recorded changes nothing, and an entry keeps its key"},
	{takingBackRule, "an entry that was recorded wrongly is taken back, together with the observations after it"},
	{termsRule, "a claim takes no step under other terms than those under which it was opened, until they are accepted"},
	{acceptance.Rule, "a person of the partner accepts the terms of a revision of the edition"},
	{takeRule, "what Partner Center shows is taken for the claim's status only if the record does not contradict it"},
}

// commonRules are the rules that every command must pass, in the order in which
// they are checked.
var commonRules = []mci.Rule{
	{ID: timeRule, Means: "a command is not dated before the claim's latest entry by more than the tolerance", Source: mci.LibraryReading.Source()},
	{ID: overtakenRule, Means: "a command that is dated inside a window, after whose end the claim has expired, is refused until the expiry is taken back", Source: mci.LibraryReading.Source()},
	{ID: machineRule, Means: "the status permits the event", Source: mci.EngagementsOverview.Source()},
	{ID: terminalRule, Means: "a claim that has ended never comes back; it takes a new claim", Source: mci.WorkshopClaims.Source()},
	{ID: actorRule, Means: "only the actor of the row can do it", Source: mci.EngagementsOverview.Source()},
	{ID: roleRule, Means: "a user of the partner has a role at the claim's location", Source: mci.CustomersPage.Source()},
}

// retired are the rules that no longer decide anything. They explain an entry
// that was stored at any time. A rule of this package has one version: before
// its meaning or its source is changed, it moves here, and the new one gets
// another ID.
var retired []mci.Rule

// Rules returns the rules of this package with their meanings: the rules that
// every command must pass, the rows of the machine, its guards, the clocks, the
// rules by which a claim follows Partner Center, and those for a correction of
// the catalog. If a row is read from its source and not stated there, its
// source has the grade inferred.
func Rules() []mci.Rule {
	all := slices.Clone(commonRules)
	for i := range transitions {
		row := &transitions[i]
		if at := slices.IndexFunc(all, func(r mci.Rule) bool { return r.ID == row.Rule }); at >= 0 {
			all[at].Means += "; " + row.inWords()
			continue
		}
		source := row.Source.Source()
		if row.Inferred {
			source.Grade = mci.Inferred
		}
		all = append(all, mci.Rule{ID: row.Rule, Means: row.inWords(), Source: source})
	}
	for i := range guards[1:] {
		g := &guards[1+i]
		all = append(all, mci.Rule{ID: g.rule, Means: "guard: " + g.name, Source: g.source.Source()})
	}
	for i := range clocks {
		clock := clocks[i].clock
		all = append(all, mci.Rule{
			ID: clocks[i].rule, Means: "the " + clock.String() + " window, from the " + clock.Trigger().String(), Source: clocks[i].source.Source(),
		})
	}
	for _, r := range besideRules {
		all = append(all, mci.Rule{ID: r.id, Means: r.means, Source: mci.LibraryReading.Source()})
	}
	return append(all, retired...)
}

// source returns the source that the tables have for the entry's rule, by the
// status before the event. It is zero if the tables do not know the rule.
func (e *Entry) source() mci.Source {
	for i := range transitions {
		row := &transitions[i]
		if row.Event == e.Event && row.From.Status == e.From && row.Rule == e.Rule {
			return row.Source.Source()
		}
	}
	for i := range besideRules {
		if besideRules[i].id == e.Rule {
			return mci.LibraryReading.Source()
		}
	}
	for i := range retired {
		if retired[i].ID == e.Rule {
			return retired[i].Source
		}
	}
	return mci.Source{}
}

// inWords returns the row without its guards, such as "T9 submit: Customer
// consent received to Submitted".
func (t *Transition) inWords() string {
	var text strings.Builder
	text.WriteString(t.Row + " " + t.Event.String() + ": ")
	if t.From != t.To {
		text.WriteString(t.From.String() + " to ")
	}
	text.WriteString(t.To.String())
	return text.String()
}
