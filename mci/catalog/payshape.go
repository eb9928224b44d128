package catalog

import "github.com/mci-go/incentives/mci"

// A payShape is one way to pay that a catalog can express. The file of each
// shape holds its reader, its calculation and its aspects.
type payShape struct {
	name   string     // name in the format
	rule   mci.RuleID // ID in a worksheet
	means  string     // description in words
	source mci.Document
	read   func(*catalogReader, *object) formula
}

// payShapes are the pay shapes. Each of them can be divided into two stages,
// but the division is not a shape of its own.
var payShapes = [...]*payShape{
	&fixedByMarketShape,
	&fixedBySizeShape,
	&lowestOfThreeShape,
	&perUnitShape,
	&shareOfAmountShape,
	&shareByTierShape,
	&hoursByRateShape,
}

// PayRules returns the pay shapes as rules. Their figures are in the catalog,
// with their sources.
func PayRules() []mci.Rule {
	rules := make([]mci.Rule, len(payShapes))
	for i, shape := range payShapes {
		rules[i] = mci.Rule{ID: shape.rule, Means: shape.means, Source: shape.source.Source()}
	}
	return rules
}

// sized is a pay shape that depends on the customer's size.
type sized interface {
	sizing() *sizes
}

// hourly is a pay shape that pays by the hour.
type hourly interface {
	// byHours returns the rate for an hour, and the most that is paid by it. If
	// the calculation noted an obstacle, they mean nothing.
	byHours(*calculation) (perHour mci.Money, most mci.Exact)
}
