package catalog

import "github.com/mci-go/incentives/mci"

// A payShape is one way to pay that a catalog can express. Its file holds what
// it reads, what it pays and what it says of itself.
type payShape struct {
	name   string     // in the format
	rule   mci.RuleID // that a worksheet names
	means  string     // how it pays, in words
	source mci.Document
	read   func(*catalogReader, *object) formula
}

// payShapes are the pay shapes. Any of them can be divided into two stages,
// which is no shape of its own.
var payShapes = [...]*payShape{
	&fixedByMarketShape,
	&fixedBySizeShape,
	&lowestOfThreeShape,
	&perUnitShape,
	&shareOfAmountShape,
}

// PayRules returns the pay shapes by their rules. Their figures are the
// catalog's, with its sources.
func PayRules() []mci.Rule {
	rules := make([]mci.Rule, len(payShapes))
	for i, shape := range payShapes {
		rules[i] = mci.Rule{ID: shape.rule, Means: shape.means, Source: shape.source.Source()}
	}
	return rules
}

// sized is a pay shape that depends on the customer's size.
type sized interface {
	// sizing returns the sizes and the document that they are from.
	sizing() (*sizes, mci.Source)
}
