package eligibility

import "github.com/mci-go/incentives/mci"

// Rules returns what the rules of this package stand for: those of a [Decision], in the order of its findings, and those of
// nominating in one go ([NominateAll]).
func Rules() []mci.Rule {
	var all []mci.Rule
	for i := range rules {
		all = append(all, mci.Rule{ID: rules[i].id, Means: rules[i].means, Source: rules[i].source.Source()})
	}
	for i := range togetherRules {
		r := &togetherRules[i]
		all = append(all, mci.Rule{ID: r.id, Means: "nominations in one go have " + r.want, Source: r.source.Source()})
	}
	return all
}
