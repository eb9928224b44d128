package eligibility

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// retired are the rules that no longer decide anything, and the earlier
// versions of rules that still do. They explain a finding that a host stored at
// any time. Before a rule is changed or removed, its row moves here.
var retired []mci.Rule

// Rules returns this package's rules with their meanings: first the rules of a
// [Decision], in the order of its findings, then the rules of nominating in one
// go ([NominateAll]), and then the retired ones.
func Rules() []mci.Rule {
	var all []mci.Rule
	for i := range rules {
		all = append(all, rules[i].Rule())
	}
	for i := range togetherRules {
		all = append(all, togetherRules[i].Rule())
	}
	return append(all, retired...)
}

// Explain completes a finding that a host stored in short form. If Want is
// empty, it becomes the meaning of the rule in the version that the finding was
// made under. If Source is empty, it becomes the rule's. Anything that the
// finding already has stays. If this package does not know the rule or the
// version, Explain returns the finding as it was stored.
func Explain(stored mci.Finding) mci.Finding {
	known := Rules()
	i := slices.IndexFunc(known, func(r mci.Rule) bool { return r.ID == stored.Rule && r.Version == stored.Version })
	if i < 0 {
		return stored
	}
	if stored.Want == "" {
		stored.Want = known[i].Means
	}
	if stored.Source == (mci.Source{}) {
		stored.Source = known[i].Source
	}
	return stored
}
