package association

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// The IDs of the rules that are in no other table.
const (
	timeRule     mci.RuleID = "cporclaim.time"
	machineRule  mci.RuleID = "cporclaim.machine"
	terminalRule mci.RuleID = "cporclaim.terminal"
	actorRule    mci.RuleID = "cporclaim.actor"
	roleRule     mci.RuleID = "cporclaim.role"
	soleRule     mci.RuleID = "cporclaim.sole"
	competeRule  mci.RuleID = "cporclaim.compete"
	endRule      mci.RuleID = "cporclaim.subscription-end"
	proofsRule   mci.RuleID = "cporclaim.latest-proof"
)

// commonRules are the rules that every command must pass, in the order in which
// they are checked, and the rule for several claims.
var commonRules = []mci.Rule{
	{ID: timeRule, Means: "a command is not dated before the claim's latest entry", Source: mci.LibraryReading.Source()},
	{ID: machineRule, Means: "the status permits the event", Source: mci.ManageAssociations.Source()},
	{ID: terminalRule, Means: "a claim that has ended stays so; it takes a new association with a new proof", Source: mci.ManageAssociations.Source()},
	{ID: actorRule, Means: "only the actor of the row can do it", Source: mci.ManageAssociations.Source()},
	{ID: roleRule, Means: "a user of the partner is an Incentives admin at the claim's location", Source: mci.CreateAssociation.Source()},
	{ID: proofsRule, Means: "of competing claims, the one with the most recent proof is approved", Source: mci.AssociationGuide.Source()},
	{ID: soleRule, Means: "a workload or subscription has one partner at most", Source: mci.CreateAssociation.Source()},
}

// portalRules are the rules by which a claim follows Partner Center.
var portalRules = []mci.Rule{
	{ID: agreement.Rule, Means: "Partner Center shows the claim's status again", Source: mci.LibraryReading.Source()},
	{ID: diverging.Rule, Means: "Partner Center shows a status that the machine cannot reach, or a name that no document lists for associations; both sides are kept", Source: mci.LibraryReading.Source()},
	{ID: adopting.Rule, Means: "a claim that only Partner Center has is adopted", Source: mci.LibraryReading.Source()},
	{ID: resolution.Rule, Means: "a person of the partner settles a divergence", Source: mci.LibraryReading.Source()},
	{ID: facts.Rule, Means: "facts that Partner Center shows beside the status are recorded when they become known, also after the claim has ended", Source: mci.LibraryReading.Source()},
}

// Rules returns the rules of this package with their meanings: the rules that
// every command must pass, the rows of the machine, its guards, the clocks, and
// the rules by which a claim follows Partner Center. If a row is read from its
// source and not stated there, its source has the grade inferred.
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
	for i := range clocks[1:] {
		c := &clocks[1+i]
		clock := cpor.Clock(1 + i) //nolint:gosec // an index of the table
		all = append(all, mci.Rule{ID: c.rule, Means: "the " + clock.String() + " window, from " + c.trigger.path(), Source: c.source.Source()})
	}
	return append(all, portalRules...)
}

// inWords returns the row without its guards, such as "A3 begin review:
// Submitted to Under review".
func (t *Transition) inWords() string {
	var text strings.Builder
	text.WriteString(t.Row + " " + t.Event.String() + ": ")
	if t.From != t.To {
		text.WriteString(t.From.String() + " to ")
	}
	text.WriteString(t.To.String())
	return text.String()
}
