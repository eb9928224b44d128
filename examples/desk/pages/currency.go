package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// paidIn returns the currency in which a claim pays. It is empty if no part of
// the claim has an amount yet.
func (m *claimModel) paidIn() mci.Currency {
	return cmp.Or(m.Payout.Amount.Currency(), m.Record.Amounts.Estimated.Money.Currency())
}

// Apart warns that an amount is in another currency than the claim pays in. The
// library accepts it, since the portal can show one, but never converts an
// amount. The text is empty if the currencies are the same.
func (m *claimModel) Apart(amount mci.Money) string {
	paid, of := m.paidIn(), amount.Currency()
	if paid == "" || of == "" || of == paid {
		return ""
	}
	return "the claim pays in " + string(paid)
}

// price offers currencies for each amount in a form. The claim's own currency
// comes first and is preselected.
func (m *claimModel) price(f *form) {
	paid := m.paidIn()
	var offered []choice
	a := &m.Record.Amounts
	for _, one := range []mci.Currency{paid, a.Requested.Money.Currency(), a.Approved.Money.Currency(), mci.USD} {
		if code := string(one); code != "" && !slices.Contains(offered, choice{code, code}) {
			offered = append(offered, choice{code, code})
		}
	}
	for i := range f.Fields {
		one := &f.Fields[i]
		if !strings.HasSuffix(one.Name, ".currency") || !one.shown() {
			continue
		}
		one.Choices, one.Value = offered, cmp.Or(string(paid), one.Value)
		if paid != "" {
			one.Help = "The claim pays in " + string(paid) + ". An amount in another currency is kept as it is, and never converted."
		}
	}
}
