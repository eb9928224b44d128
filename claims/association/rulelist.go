package association

import (
	"slices"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// The IDs of the rules that are in no other table.
const (
	timeRule      mci.RuleID = "cporclaim.time"
	overtakenRule mci.RuleID = "cporclaim.overtaken"
	machineRule   mci.RuleID = "cporclaim.machine"
	terminalRule  mci.RuleID = "cporclaim.terminal"
	actorRule     mci.RuleID = "cporclaim.actor"
	roleRule      mci.RuleID = "cporclaim.role"
	competeRule   mci.RuleID = "cporclaim.compete"
	endRule       mci.RuleID = "cporclaim.subscription-end"
	keyRule       mci.RuleID = "cporclaim.key"
)

// commonRules are the rules that every command must pass, in the order in which
// they are checked.
var commonRules = []mci.Rule{
	{ID: timeRule, Means: "a command is not dated before the claim's latest entry by more than the tolerance", Source: mci.LibraryReading.Source()},
	{ID: overtakenRule, Means: "a command that is dated inside a window, after whose end the claim has expired, is refused until the expiry is taken back", Source: mci.LibraryReading.Source()},
	{ID: machineRule, Means: "the status permits the event", Source: mci.ManageAssociations.Source()},
	{ID: terminalRule, Means: "a claim that has ended stays so; it takes a new association with a new proof", Source: mci.ManageAssociations.Source()},
	{ID: actorRule, Means: "only the actor of the row can do it", Source: mci.ManageAssociations.Source()},
	{ID: roleRule, Means: "a user of the partner is an Incentives admin at the claim's location", Source: mci.CreateAssociation.Source()},
}

// besideRules are the rules beside the rows of the machine, by the library's
// own reading: those by which a claim follows Partner Center, and the
// taking-back.
var besideRules = []struct {
	id    mci.RuleID
	means string
}{
	{keyRule, "a command or an observation that finds its effect recorded changes nothing, and an entry keeps its key"},
	{agreement.Rule, "Partner Center shows the claim's status again"},
	{diverging.Rule, "Partner Center shows a status that the machine cannot reach, or a name that no document lists for associations; both sides are kept"},
	{adopting.Rule, "a claim that only Partner Center has is adopted"},
	{resolution.Rule, "a person of the partner settles a divergence"},
	{facts.Rule, "facts that Partner Center shows beside the status are recorded when they become known, also after the claim has ended"},
	{takingBack.Rule, "an entry that was recorded wrongly is taken back, together with the observations after it"},
}

// retired are the rules that no longer decide anything. They explain an entry
// that was stored at any time. A rule of this package has one version: before
// its meaning or its source is changed, it moves here, and the new one gets
// another ID.
var retired = []mci.Rule{
	{ID: "cporclaim.guard.proof", Retired: true, Means: "guard: proof without a known fault; a fact that was unknown was no fault", Source: mci.ManageAssociations.Source()},
}

// Rules returns the rules of this package with their meanings: the rules that
// every command must pass, the rows of the machine, its guards, the clocks, and
// the rules by which a claim follows Partner Center. If a row is read from its
// source and not stated there, its source has the grade inferred.
func Rules() []mci.Rule {
	all := slices.Clone(commonRules)
	for i := range dense.rows {
		row := &dense.rows[i]
		if at := slices.IndexFunc(all, func(r mci.Rule) bool { return r.ID == row.Rule }); at >= 0 {
			all[at].Means += "; " + row.String()
			continue
		}
		source := row.Source.Source()
		if row.Inferred {
			source.Grade = mci.Inferred
		}
		all = append(all, mci.Rule{ID: row.Rule, Means: row.String(), Source: source})
	}
	for _, guard := range lifecycle.Guards() {
		g := &guards[guard]
		all = append(all, mci.Rule{ID: g.rule, Means: "guard: " + guard.String(), Source: g.source.Source()})
	}
	for i := range clocks[1:] {
		c := &clocks[1+i]
		clock := cpor.Clock(1 + i) //nolint:gosec // an index of the table
		all = append(all, mci.Rule{ID: c.rule, Means: "the " + clock.String() + " window, from " + c.trigger.path(), Source: c.source.Source()})
	}
	for _, r := range besideRules {
		all = append(all, mci.Rule{ID: r.id, Means: r.means, Source: mci.LibraryReading.Source()})
	}
	return append(all, retired...)
}

// source returns the source that the tables have for the entry's rule, by the
// state before the event. It is zero if the tables do not know the rule.
func (e *Entry) source() mci.Source {
	for i := range dense.rows {
		row := &dense.rows[i]
		if row.Event == e.Event && row.From == e.From && row.Rule == e.Rule {
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
