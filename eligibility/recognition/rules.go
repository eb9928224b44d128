package recognition

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// Rules returns this package's rules with their meanings: first the rule about
// the partner, then the rules about each association, and then the grants of
// the [PublicPolicy]. The rules have no source here, because each finding gives
// the source of the grant or the mechanism that it is about. The grants have
// theirs.
func Rules() []mci.Rule {
	all := []mci.Rule{{ID: onPartnerRule, Version: 1, Means: "the partner has an association that earns the credit"}}
	for i := range rules {
		all = append(all, rules[i].Rule())
	}
	for i := range grantTable {
		g := &grantTable[i]
		all = append(all, mci.Rule{ID: g.ID, Means: g.inWords(), Source: g.Source})
	}
	return all
}

// inWords describes the grant, such as "CPOR for Modern Work earns usage
// recognition, not in CSP".
func (g *Grant) inWords() string {
	products := make([]string, len(g.Products))
	for i, product := range g.Products {
		products[i] = product.String()
	}
	earns := [...]string{mci.Yes: " earns ", mci.No: " does not earn ", mci.NotSupplied: " may or may not earn "}[g.Earns]
	text := g.Mechanism.String() + " for " + strings.Join(products, ", ") + earns + g.Credit.String()
	if len(g.Channels) > 0 {
		text += ", bought by " + oneOf(g.Channels, "")
	}
	return text
}
