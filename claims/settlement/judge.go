package settlement

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A bucket is one of the figures of a claim. Each earning counts in one bucket.
type bucket uint8

const (
	inPaid     bucket = iota // sent
	inUnpaid                 // above zero, and still to be sent
	inClawback               // below zero, and still to be processed
	inCoOp                   // never sent as money
	inOpen                   // not known whether it was sent
	inLost                   // forfeited or escheated
	bucketCount
)

// bucketOf returns the figure in which an earning counts.
func bucketOf(row *earnings.Row) bucket {
	kind, _ := row.Kind()
	terms := row.Status().Terms()
	switch {
	case kind == earnings.CoOp:
		return inCoOp
	case terms.Paid == mci.Yes:
		return inPaid
	case terms.Paid == mci.NotSupplied:
		return inOpen
	case terms.Final == mci.Yes:
		return inLost
	case row.Amount.Sign() < 0:
		return inClawback
	default:
		return inUnpaid
	}
}

// A sum adds up amounts of one currency.
type sum struct {
	amount  earnings.Amount
	any     bool // whether anything was added
	mixed   bool // whether there were two currencies, or the sum is too large
	origins []earnings.Origin
}

func (s *sum) add(amount earnings.Amount, origin earnings.Origin) {
	s.origins = append(s.origins, origin)
	if !s.any {
		s.amount, s.any = amount, true
		return
	}
	total, err := s.amount.Add(amount)
	s.amount, s.mixed = total, s.mixed || err != nil
}

// total returns the sum. It is no amount if nothing was added, or if the
// currencies are mixed.
func (s *sum) total() earnings.Amount {
	if s.mixed {
		return earnings.Amount{}
	}
	return s.amount
}

// A ledger holds the figures of one claim.
type ledger struct {
	sums      [bucketCount]sum
	back      sum  // the part of the sent earnings that is below zero
	recouping bool // a payment is being taken back
	late      int  // days
	due       mci.Date
}

// reported settles a claim by its earnings.
func (s *settling) reported(one *dossier, result *Result) {
	var l ledger
	c := one.claim
	byID := one.anyByID()
	for i := range one.rows {
		row := &one.rows[i]
		result.Doubtful = result.Doubtful || row.doubtful
		evidence := c.evidence(&row.Row)
		evidence.Doubtful, evidence.NotCounted = row.doubtful, byID && !row.ByID
		result.Lines = append(result.Lines, evidence)
		if evidence.NotCounted {
			continue
		}
		s.enter(&l, c, row, evidence.Amount)
		result.Findings = append(result.Findings, s.findings(c, row)...)
	}
	result.Paid, result.Unpaid = l.sums[inPaid].total(), l.sums[inUnpaid].total()
	result.CoOp, result.Open = l.sums[inCoOp].total(), l.sums[inOpen].total()
	if !l.due.IsZero() {
		result.Due, result.DueAssumed = l.due, c.ApprovalAssumed && l.due == c.ExpectedBy
	}
	if l.sums[inLost].any && !l.sums[inPaid].any {
		result.Paid = zeroOf(l.sums[inLost].total())
	}
	result.explain(c, &l)
	s.addOrders(one, result)
	result.State = result.judge(&l)
	if l.late > 0 {
		result.State, result.DaysLate = Late, l.late
	}
	s.doubts(one, result, &l)
}

// anyByID reports whether an earning has an ID.
func (one *dossier) anyByID() bool {
	for i := range one.rows {
		if one.rows[i].ByID {
			return true
		}
	}
	return false
}

// evidence returns the line of an earning, with its amount in the currency of
// the approved amount if the line gives it.
func (c *Claim) evidence(row *earnings.Row) Evidence {
	found := Evidence{
		EarningID: row.EarningID, EarningType: row.EarningType, PaymentID: row.PaymentID, Status: row.PaymentStatus, Amount: row.Amount,
		Month: row.EstimatedPaymentMonth, EarningDate: row.EarningDate, ReasonCode: row.ReasonCode, Origin: row.Origin,
	}
	for _, amount := range []earnings.Amount{row.Amount, row.AmountUSD, row.AmountInLastPaymentCurrency} {
		if !amount.IsNone() && amount.Currency() == c.Approved.Currency() {
			found.Amount = amount
			break
		}
	}
	if found.Amount.Currency() != row.Amount.Currency() {
		found.Earned = row.Amount
	}
	return found
}

// enter adds an earning to the figures of its claim.
func (s *settling) enter(l *ledger, c *Claim, row *line, amount earnings.Amount) {
	in := bucketOf(&row.Row)
	l.sums[in].add(amount, row.Origin)
	switch in {
	case inPaid:
		if amount.Sign() < 0 {
			l.back.add(amount, row.Origin)
		}
	case inOpen:
		l.recouping = l.recouping || row.Status() == earnings.IncorrectPayment
	case inUnpaid:
		due := c.dueOf(row)
		if !due.IsZero() && (l.due.IsZero() || due.Compare(l.due) < 0) {
			l.due = due
		}
		l.late = max(l.late, s.daysLate(row, due))
	case inClawback, inCoOp, inLost, bucketCount:
	}
}

// dueOf returns the last day of the estimated month of an earning. If it has
// none, it returns the end of the payment cycle.
func (c *Claim) dueOf(row *line) mci.Date {
	if row.EstimatedPaymentMonth.IsZero() {
		return c.ExpectedBy
	}
	return lastOfMonth(row.EstimatedPaymentMonth)
}

// threshold returns the sum with which an earning is paid.
func (s *settling) threshold(row *line) earnings.Threshold {
	return s.below[payee{row.ParticipantID, row.ProgramName, row.EarningType}]
}

// daysLate returns the days from the day on which an earning was due to the day
// that its line shows. It is 0 if the earning is not late, or if it waits for
// the threshold.
func (s *settling) daysLate(row *line, due mci.Date) int {
	if due.IsZero() || row.Status().Terms().Final != mci.No || s.threshold(row).Below == mci.Yes || row.Downloaded.IsZero() {
		return 0
	}
	shows := row.Downloaded
	if s.AsOf.Compare(shows) < 0 {
		shows = s.AsOf
	}
	return max(0, due.DaysUntil(shows))
}

// judge returns the state of a claim by its figures.
func (r *Result) judge(l *ledger) State {
	switch {
	case l.recouping:
		return TakenBack
	case l.sums[inUnpaid].any || l.sums[inOpen].any:
		return Reported
	case l.sums[inLost].any:
		return PaidShort
	case !l.sums[inPaid].any:
		return Reported
	case l.back.any && (r.Difference.Sign() < 0 || r.Difference.IsNone() && r.Paid.Sign() <= 0):
		return TakenBack
	case r.Difference.IsNone():
		return r.paidByOrders(Paid)
	}
	money, _, err := r.Difference.Round(mci.Rounding{Mode: mci.HalfAwayFromZero})
	switch {
	case err == nil && money.Sign() == 0: // less than the currency can pay
		return r.paidByOrders(Paid)
	case r.Difference.Sign() < 0:
		return PaidShort
	default:
		return PaidOver
	}
}

// paidByOrders returns PaidShort if a payment order of the claim alone withheld
// tax, and the other state if not.
func (r *Result) paidByOrders(otherwise State) State {
	for i := range r.Orders {
		if order := &r.Orders[i]; !order.Shared && order.WithheldTax.Sign() > 0 {
			return PaidShort
		}
	}
	return otherwise
}

// zeroOf returns an amount of zero in the currency of another.
func zeroOf(amount earnings.Amount) earnings.Amount {
	zero, _ := amount.Add(amount.Negate()) // the currency is the same, and the sum fits
	return zero
}
