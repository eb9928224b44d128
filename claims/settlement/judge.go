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
	due       deadline
}

// A deadline is the day by which an unpaid earning is expected to be paid.
type deadline struct {
	on      mci.Date
	assumed bool // it counts from an approval whose day is assumed
	late    int  // days from on to the day that the earning's line shows
}

// before reports whether a deadline stands for the claim rather than another
// one: the one that is late the longest or, if they are equally late, the
// earlier one. Of one day, one that is not assumed comes first.
func (d deadline) before(other deadline) bool {
	switch {
	case d.on.IsZero() || other.on.IsZero():
		return !d.on.IsZero()
	case d.late != other.late:
		return d.late > other.late
	case d.on != other.on:
		return d.on.Compare(other.on) < 0
	default:
		return !d.assumed && other.assumed
	}
}

// reported settles a claim by its earnings.
func (s *settling) reported(one *dossier, result *Result) {
	var l ledger
	c := one.claim
	byID := one.anyByID()
	one.markRepeated()
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
	if !l.due.on.IsZero() {
		result.Due, result.DueAssumed = l.due.on, l.due.assumed
	}
	if l.sums[inLost].any && !l.sums[inPaid].any {
		result.Paid = zeroOf(l.sums[inLost].total())
	}
	result.explain(c, &l)
	s.addOrders(one, result)
	result.State = result.judge(&l)
	if l.due.late > 0 {
		result.State, result.DaysLate = Late, l.due.late
	}
	s.doubts(one, result, &l)
}

// markRepeated marks the earnings without a payment ID that may be the same as
// one without an ID that has got a payment ID since.
func (one *dossier) markRepeated() {
	type same struct {
		amount earnings.Amount
		on     mci.Date
		payee  earnings.Payee
	}
	paid := map[same]bool{}
	for i := range one.rows {
		if row := &one.rows[i]; !row.ByID && row.PaymentID != "" {
			paid[same{row.Amount, row.EarningDate, row.Payee()}] = true
		}
	}
	for i := range one.rows {
		row := &one.rows[i]
		row.repeated = row.PaymentID == "" && paid[same{row.Amount, row.EarningDate, row.Payee()}]
	}
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
		if due := s.deadline(c, row); due.before(l.due) {
			l.due = due
		}
	case inClawback, inCoOp, inLost, bucketCount:
	}
}

// deadline returns the deadline of an unpaid earning. It is not late if it
// waits for the threshold, or may do so.
func (s *settling) deadline(c *Claim, row *line) deadline {
	due := s.overdue(c, row)
	if s.threshold(row).Below != mci.No {
		due.late = 0
	}
	return due
}

// overdue returns the last day of the estimated month of an earning or, if it
// has none, the end of the payment cycle, with the days since then, whether or
// not the earning waits for the threshold.
func (s *settling) overdue(c *Claim, row *line) deadline {
	due := deadline{on: lastOfMonth(row.EstimatedPaymentMonth)}
	if row.EstimatedPaymentMonth.IsZero() {
		due = deadline{on: c.ExpectedBy, assumed: c.ApprovalAssumed}
	}
	if due.on.IsZero() || row.Downloaded.IsZero() || row.repeated || row.Status().Terms().Final != mci.No {
		return due
	}
	shows := row.Downloaded
	if s.AsOf.Compare(shows) < 0 {
		shows = s.AsOf
	}
	due.late = max(0, due.on.DaysUntil(shows))
	return due
}

// threshold returns the sum with which an earning is paid. An earning that is
// paid on its own, because its payment is under way, waits for none.
func (s *settling) threshold(row *line) earnings.Threshold {
	if !row.AwaitsThreshold() {
		return earnings.Threshold{Below: mci.No}
	}
	return s.below[row.Payee()]
}

// judge returns the state of a claim by its figures.
func (r *Result) judge(l *ledger) State {
	switch {
	case l.recouping:
		return TakenBack
	case l.sums[inUnpaid].any || l.sums[inOpen].any:
		return Reported
	case !l.sums[inPaid].any && !l.sums[inLost].any:
		return Reported
	default:
		return r.compare(l)
	}
}

// compare returns the state of a claim whose earnings were all sent or lost.
func (r *Result) compare(l *ledger) State {
	switch sign := payableSign(r.Difference); {
	case l.sums[inLost].any && (sign < 0 || r.Difference.IsNone() && l.loses()):
		return PaidShort
	case l.back.any && (sign < 0 || r.Difference.IsNone() && r.Paid.Sign() <= 0):
		return TakenBack
	case sign < 0:
		return PaidShort
	case sign > 0:
		return PaidOver
	default:
		return r.paidByOrders(Paid)
	}
}

// loses reports whether lost earnings make a claim paid short although nobody
// knows the approved amount: unless earnings were sent and none above zero was
// lost.
func (l *ledger) loses() bool {
	lost := &l.sums[inLost]
	return !l.sums[inPaid].any || lost.mixed || lost.total().Sign() > 0
}

// payableSign returns the sign of an amount. It is 0 for no amount, and for
// less than half of the currency's minor unit, which nobody can pay.
func payableSign(amount earnings.Amount) int {
	money, _, err := amount.Round(mci.Rounding{Mode: mci.HalfAwayFromZero})
	if err != nil { // more than money can hold
		return amount.Sign()
	}
	return money.Sign()
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
