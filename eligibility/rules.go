package eligibility

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// retired are the rules that decide nothing any more, and the earlier versions
// of rules that do, so that a finding that a host stored can always be
// explained. A row moves here before its rule is changed or removed.
var retired []mci.Rule

// Rules returns what the rules of this package stand for: those of a
// [Decision], in the order of its findings, those of nominating in one go
// ([NominateAll]), and then the retired ones.
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

// Explain completes a finding that a host stored without what the table of
// rules can say again: Want becomes the meaning of the rule in the version that
// the finding was made under, and Source the rule's. What the finding has
// already stays. A finding of a rule or a version that this package does not
// know is returned as it was stored.
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
