package earnings

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Total is the sum of the rows of one payment month, one payment status and one currency. The zero Total is
// the sum of no row.
type Total struct {
	PaymentMonth  Month     `json:"paymentMonth"`  // the estimated one; zero for rows without one
	PaymentStatus string    `json:"paymentStatus"` // as Partner Center wrote it; empty for rows without one
	Rows          int       `json:"rows"`
	Amount        mci.Money `json:"amount"`    // no amount for rows without one
	AmountUSD     mci.Money `json:"amountUSD"` // the same rows in US dollars; no amount if one of them has none
}

// Status returns the payment status of the rows; it is zero for a name that this library does not know.
func (t Total) Status() PaymentStatus { return Row{PaymentStatus: t.PaymentStatus}.Status() }

// A group is what the rows of one total have in common.
type group struct {
	month    Month
	status   string
	currency mci.Currency
}

// Totals adds up rows by estimated payment month, payment status and currency of the earning. Amounts of
// different statuses are never added up, nor are those of two names that this library does not know, and no
// amount is converted. The totals are ordered by month, those without one first; then by status
// in the order of the documents, names that this library does not know last and by the alphabet; then by
// currency. No rows, nil, have no totals.
//
// An amount in US dollars that is in another currency is a [mci.FieldError] with a path such as
// "rows[3].earningAmountUSD".
func Totals(rows iter.Seq[Row]) ([]Total, error) {
	var totals []Total
	places := map[group]int{}
	number := 0
	for row := range orNone(rows) {
		if err := row.checkUSD(); err != nil {
			return nil, mci.At(fmt.Sprintf("rows[%d]", number), err)
		}
		number++
		of := group{row.EstimatedPaymentMonth, row.PaymentStatus, row.EarningAmount.Currency()}
		place, ok := places[of]
		if !ok {
			places[of] = len(totals)
			totals = append(totals, Total{of.month, of.status, 1, row.EarningAmount, row.EarningAmountUSD})
			continue
		}
		totals[place].add(row)
	}
	slices.SortFunc(totals, Total.compare)
	return totals, nil
}

// add adds a row of the same group.
func (t *Total) add(row Row) {
	t.Rows++
	t.Amount, _ = t.Amount.Add(row.EarningAmount) // of one currency, by the group
	// Of no amount and an amount in US dollars there is no sum, and so it stays.
	t.AmountUSD, _ = t.AmountUSD.Add(row.EarningAmountUSD)
}

func (t Total) compare(other Total) int {
	unknown := func(t Total) int {
		if t.Status() == 0 {
			return 1
		}
		return 0
	}
	return cmp.Or(
		t.PaymentMonth.Compare(other.PaymentMonth),
		cmp.Compare(unknown(t), unknown(other)),
		cmp.Compare(t.Status(), other.Status()),
		cmp.Compare(t.PaymentStatus, other.PaymentStatus),
		cmp.Compare(t.Amount.Currency(), other.Amount.Currency()),
	)
}
