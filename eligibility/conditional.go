package eligibility

import (
	"math/bits"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// everyRule is the set of all rules.
const everyRule ruling.Set = 1<<len(rules) - 1

// A conditions tells which rules are asked for an engagement, by the conditions
// that it sets.
type conditions struct {
	always ruling.Set     // the rules that ask about no condition
	about  [16]ruling.Set // the rules that ask about a condition, by its bit
}

// conditional is made of the column "asks" of the rules.
var conditional = conditionsOf(rules[:])

func conditionsOf(rules []rule) (c conditions) {
	for i := range rules {
		asks := rules[i].Own.asks
		if asks == 0 {
			c.always |= ruling.One(i)
		}
		for ; asks != 0; asks &= asks - 1 {
			c.about[bits.TrailingZeros16(uint16(asks))] |= ruling.One(i)
		}
	}
	return c
}

// asked returns the rules that are asked for an engagement.
func (c *conditions) asked(set catalog.Conditions) ruling.Set {
	rules := c.always
	for ; set != 0; set &= set - 1 {
		rules |= c.about[bits.TrailingZeros16(uint16(set))]
	}
	return rules
}
