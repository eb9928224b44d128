package settlement

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// less returns a less b, and no amount if one of them is none or their
// currencies differ. No amount has no currency.
func less(a, b earnings.Amount) earnings.Amount {
	difference, err := a.Add(b.Negate())
	if err != nil {
		return earnings.Amount{}
	}
	return difference
}

// An account subtracts one cause after the other from a difference.
type account struct {
	steps []Step
	left  earnings.Amount
	sign  int // of the difference, for explain
}

// take adds a step, unless its amount is none, zero, or of another currency
// than the difference.
func (a *account) take(cause Cause, amount earnings.Amount, origins ...earnings.Origin) {
	left := less(a.left, amount)
	if left.IsNone() || amount.Sign() == 0 {
		return
	}
	a.left = left
	a.steps = append(a.steps, Step{Cause: cause, Amount: amount, Origins: placed(origins)})
}

// explain is take for an amount of the sign of the difference, as long as
// something of that sign is left. An amount of the other sign explains none of
// the difference, not even if a step was larger than it.
func (a *account) explain(cause Cause, amount earnings.Amount, origins ...earnings.Origin) {
	if amount.Sign() == a.sign && a.left.Sign() == a.sign {
		a.take(cause, amount, origins...)
	}
}

// takeRest adds a step for the rest if it is less than half of the currency's
// minor unit.
func (a *account) takeRest(origins ...earnings.Origin) {
	if payableSign(a.left) == 0 {
		a.take(CauseRounding, a.left, origins...)
	}
}

// explain sets the difference between the paid and the approved amount, and the
// steps that explain it. A step has the same sign as the difference, but for
// rounding. For example, if no less than the approved amount was paid, a share
// that is still to be sent explains nothing.
func (r *Result) explain(c *Claim, l *ledger) {
	r.Difference = less(r.Paid, c.Approved)
	if r.Difference.IsNone() {
		return
	}
	account := account{left: r.Difference, sign: r.Difference.Sign()}
	for _, one := range []struct {
		cause Cause
		in    bucket
	}{{CauseCoOp, inCoOp}, {CauseUnpaid, inUnpaid}, {CauseOpen, inOpen}, {CauseForfeited, inLost}} {
		if sum := &l.sums[one.in]; sum.any {
			account.explain(one.cause, sum.total().Negate(), sum.origins...)
		}
	}
	back := l.back.total()
	if account.left.Sign() < 0 && less(back, account.left).Sign() < 0 {
		back = account.left // only this part of it is a difference
	}
	account.explain(CauseTakenBack, back, l.back.origins...)
	if stage := less(c.FirstStage, c.Approved); stage.Sign() < 0 && account.left == stage {
		account.explain(CauseStage, stage)
	}
	if first, second, ok := r.twice(account.left); ok {
		account.explain(CauseTwice, account.left, first, second)
	}
	account.takeRest(l.sums[inPaid].origins...)
	r.Steps, r.Unexplained = account.steps, account.left
}

// twice returns the places of two sent earnings of the amount that is left.
func (r *Result) twice(left earnings.Amount) (first, second earnings.Origin, ok bool) {
	if left.Sign() <= 0 {
		return first, second, false
	}
	found := 0
	for i := range r.Lines {
		line := &r.Lines[i]
		same, err := line.Amount.Compare(left)
		if line.NotCounted || err != nil || same != 0 || earnings.ReadPaymentStatus(line.Status) != earnings.Sent {
			continue
		}
		if found++; found == 1 {
			first = line.Origin
		} else {
			return first, line.Origin, true
		}
	}
	return first, second, false
}

// addOrders adds the payment orders of a claim. A missing one is named.
func (s *settling) addOrders(one *dossier, result *Result) {
	var arrived sum
	whole, seen := true, map[string]bool{"": true}
	for i := range one.rows {
		id := one.rows[i].PaymentID
		if seen[id] {
			continue
		}
		seen[id] = true
		order, ok := s.orders[id]
		if !ok {
			whole = false
			result.Missing = append(result.Missing, Missing{Report: PaymentsReport, PaymentID: id})
			continue
		}
		paid := one.order(&order, len(s.payees[id]) == 1)
		result.Orders = append(result.Orders, paid)
		whole = whole && !paid.Shared && paid.Total.Sign() > 0
		arrived.add(paid.Total, paid.Origin)
	}
	if whole {
		result.Arrived = arrived.total()
	}
}

// order returns a payment order of the claim. The order is shared unless all
// its earnings in the files belong to the claim and add up to its earned
// amount.
func (one *dossier) order(order *earnings.Order, alone bool) PaidOrder {
	paid := PaidOrder{
		PaymentID: order.PaymentID, Status: order.PaymentStatus, On: order.PaymentDate,
		Earned: order.Earned, WithheldTax: order.WithheldTax, Total: order.Total, Origin: order.Origin,
	}
	var own sum
	var exchanged exchanges
	for i := range one.rows {
		row := &one.rows[i]
		if row.PaymentID != order.PaymentID {
			continue
		}
		amount := inCurrency(&row.Row, order.Earned.Currency())
		own.add(amount, row.Origin)
		if row.Amount.Currency() != order.Earned.Currency() {
			exchanged.add(&row.Row, amount)
		}
	}
	account := account{left: less(order.Earned, own.total())}
	account.takeRest(order.Origin)
	if !alone || account.left.IsNone() || account.left.Sign() != 0 {
		paid.Shared = true
		return paid
	}
	account.steps = append(exchanged.steps(), account.steps...)
	account.left = less(order.Total, order.Earned)
	account.take(CauseWithheld, order.WithheldTax.Negate(), order.Origin)
	account.take(CauseSalesTax, order.SalesTax, order.Origin)
	paid.Steps, paid.Unexplained = account.steps, account.left
	return paid
}

// exchanges add up the earnings of an order that are in another currency, apart
// for each rate that their lines give, in the order of the lines.
type exchanges []exchange

type exchange struct {
	rate string
	on   mci.Date
	sum  sum
}

func (e *exchanges) add(row *earnings.Row, amount earnings.Amount) {
	at := slices.IndexFunc(*e, func(known exchange) bool { return known.rate == row.ExchangeRate && known.on == row.ExchangeRateDate })
	if at < 0 {
		at = len(*e)
		*e = append(*e, exchange{rate: row.ExchangeRate, on: row.ExchangeRateDate})
	}
	(*e)[at].sum.add(amount, row.Origin)
}

func (e exchanges) steps() []Step {
	var steps []Step
	for i := range e {
		one := &e[i]
		steps = append(steps, Step{Cause: CauseExchange, Amount: one.sum.total(), Rate: one.rate, On: one.on, Origins: placed(one.sum.origins)})
	}
	return steps
}

// inCurrency returns an earning in a currency, if its line gives it.
func inCurrency(row *earnings.Row, currency mci.Currency) earnings.Amount {
	for _, amount := range []earnings.Amount{row.AmountInLastPaymentCurrency, row.Amount, row.AmountUSD} {
		if !amount.IsNone() && amount.Currency() == currency {
			return amount
		}
	}
	return earnings.Amount{}
}
