package partner

import (
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// oddLines turn a line of an earnings report into one that leaves a doubt. If a
// claim has such a line, its sum is not compared with the ledger, but the order
// of the lines must still not matter.
var oddLines = [...]struct {
	name string
	turn func(*earnings.Row, *claims.Claim)
}{
	{"without a claim", func(row *earnings.Row, claim *claims.Claim) {
		record := claim.Record()
		row.ClaimID, row.CustomerID, row.EngagementName = "", record.CheckedID.Value(), claim.Engagement().Title()
	}},
	{"as usual", func(*earnings.Row, *claims.Claim) {}},
	{"without an ID", func(row *earnings.Row, _ *claims.Claim) { row.EarningID = "" }},
	{"in another currency", func(row *earnings.Row, _ *claims.Claim) {
		row.Amount = swiss(row.Amount)
		row.AmountUSD = earnings.Amount{}
	}},
	{"paid in another currency", func(row *earnings.Row, _ *claims.Claim) {
		row.AmountInLastPaymentCurrency, row.ExchangeRate, row.ExchangeRateDate = swiss(row.Amount), "1", row.CalculationDate
	}},
	{"of another month", func(row *earnings.Row, _ *claims.Claim) { row.EstimatedPaymentMonth = earnings.Month{} }},
}

// swiss returns the same amount in Swiss francs.
func swiss(amount earnings.Amount) earnings.Amount {
	francs, err := mci.ParseCurrency("CHF")
	if err != nil {
		return amount
	}
	other, err := earnings.ParseAmount(amount.Text(), francs)
	if err != nil {
		return amount
	}
	return other
}

// oddly reports a line that leaves a doubt, and sometimes a second one that
// contradicts it.
func (w *World) oddly(d *deed, row earnings.Row, claim *claims.Claim) {
	row.EarningID = fmt.Sprintf("O-%x", d.Draw)
	odd := oneOf(d.dice, oddLines[:]...)
	odd.turn(&row, claim)
	w.ledger.lines = append(w.ledger.lines, row)
	w.ledger.odd[claim.ID()] = true
	w.count("odd line", odd.name)
	if d.dice.chance(25) {
		row.PaymentStatus = earnings.Reversed.String()
		w.ledger.lines = append(w.ledger.lines, row)
		w.count("odd line", "contradicts another")
	}
	w.answer("earn: odd")
}

// alone begins the IDs of payment orders that pay one earning alone. They are
// downloaded with each report, so that they decide on its payment status.
const alone = "Q-"

// order reports the payment order of some earnings, or of one alone.
func (w *World) order(row *earnings.Row) {
	zero, err := earnings.ParseAmount("0", mci.USD)
	if err != nil {
		w.violate(0, "", err)
		return
	}
	if n := len(w.ledger.orders); n%4 == 3 {
		row.PaymentID = alone + strconv.Itoa(n)
	}
	w.ledger.orders = append(w.ledger.orders, earnings.Payment{
		PaymentID: row.PaymentID, PaymentStatus: earnings.Sent.String(), PaymentDate: row.CalculationDate, ParticipantID: row.ParticipantID,
		ProgramName: row.ProgramName, Earned: row.Amount, EarnedUSD: row.Amount, WithheldTax: zero, SalesTax: zero, Total: row.Amount,
	})
	w.count("odd line", "payment order")
}
