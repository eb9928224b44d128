package earnings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Collection holds the distinct earnings and payments among the lines of
// reports. The result does not depend on the order of the lines, on their
// files, or on how often a line is added. If an earning was calculated again,
// the latest calculation counts. If one calculation was downloaded twice, the
// later download counts.
//
// The zero Collection is empty and ready to use. It holds the lines of all
// distinct earnings, whereas a [Tally] holds only sums. It must not be used by
// several goroutines at once.
type Collection struct {
	earnings map[string]Earning
	payments map[string]Order
}

// An Earning is one distinct earning: the line that counts.
type Earning struct {
	Row
	// ByID is true if the earning is identified by its ID. Two earnings without
	// an ID count as one if they agree in everything.
	ByID bool `json:"byId"`
	// Contradicted is true if another line of the same calculation and download
	// day says something else. The line with the greater amount then counts.
	// Another transaction is no contradiction, because the report of growth
	// levers repeats an earning for each transaction behind it. The transaction
	// of the line that was read first then stands in the row.
	Contradicted bool `json:"contradicted,omitempty"`
}

// An Order is one distinct payment: the line that counts.
type Order struct {
	Payment
	// ByID is true if the payment is identified by its ID.
	ByID bool `json:"byId"`
	// Contradicted is true if another line of the same download day says
	// something else. The line with the later payment date then counts. If the
	// dates agree, the line with the greater amount counts.
	Contradicted bool `json:"contradicted,omitempty"`
}

// Add adds a line of an earnings report. If the line is malformed, Add returns
// the error of [Row.Check] and does not add the line.
func (c *Collection) Add(row Row) error {
	if err := row.Check(); err != nil {
		return err
	}
	identity, byID := row.identity()
	if c.earnings == nil {
		c.earnings = map[string]Earning{}
	}
	found := Earning{Row: row, ByID: byID}
	if known, ok := c.earnings[identity]; ok {
		found = known.with(found)
	}
	c.earnings[identity] = found
	return nil
}

// AddPayment adds a line of a payments report. If the line is malformed,
// AddPayment returns the error of [Payment.Check] and does not add the line.
func (c *Collection) AddPayment(payment Payment) error {
	if err := payment.Check(); err != nil {
		return err
	}
	identity, byID := payment.identity()
	if c.payments == nil {
		c.payments = map[string]Order{}
	}
	found := Order{Payment: payment, ByID: byID}
	if known, ok := c.payments[identity]; ok {
		found = known.with(found)
	}
	c.payments[identity] = found
	return nil
}

// Earnings returns the distinct earnings in the order of their IDs. Earnings
// without an ID come last.
func (c *Collection) Earnings() []Earning {
	return ordered(c.earnings, func(e Earning) bool { return e.ByID })
}

// Payments returns the distinct payments in the order of their IDs. Payments
// without an ID come last.
func (c *Collection) Payments() []Order {
	return ordered(c.payments, func(o Order) bool { return o.ByID })
}

// ordered returns the lines of a map in the order of their identities, those
// with an ID first. It sorts the identities alone, because a line is large.
func ordered[L any](lines map[string]L, byID func(L) bool) []L {
	var named, others []string
	for identity, line := range lines {
		if byID(line) {
			named = append(named, identity)
		} else {
			others = append(others, identity)
		}
	}
	slices.Sort(named)
	slices.Sort(others)
	sorted := make([]L, 0, len(lines))
	for _, identities := range [][]string{named, others} {
		for _, identity := range identities {
			sorted = append(sorted, lines[identity])
		}
	}
	return sorted
}

// with returns the one of two lines of an earning that counts.
func (e Earning) with(other Earning) Earning {
	order := rank{e.CalculationDate, e.Downloaded}.compare(rank{other.CalculationDate, other.Downloaded})
	return counting(e, other, order, Earning.content, Earning.compareContent, func(e *Earning) (*Origin, *bool) { return &e.Origin, &e.Contradicted })
}

// with returns the one of two lines of a payment that counts.
func (o Order) with(other Order) Order {
	order := o.Downloaded.Compare(other.Downloaded)
	return counting(o, other, order, Order.content, Order.compareContent, func(o *Order) (*Origin, *bool) { return &o.Origin, &o.Contradicted })
}

// counting returns the line that counts: the one of the higher rank. If two
// lines of one rank agree, it keeps the one whose origin comes first. If they
// contradict each other, it keeps the greater line and marks it. So the result
// never depends on the order of the lines.
func counting[L any, C comparable](a, b L, rank int, content func(L) C, compare func(a, b L) int, marks func(*L) (*Origin, *bool)) L {
	if rank != 0 {
		if rank > 0 {
			return a
		}
		return b
	}
	if content(a) == content(b) {
		first, contradicted := marks(&a)
		second, alsoContradicted := marks(&b)
		either := *contradicted || *alsoContradicted
		if cmp.Or(second.compare(*first), compare(b, a)) < 0 {
			a = b
		}
		_, contradicted = marks(&a)
		*contradicted = either
		return a
	}
	if compare(a, b) < 0 {
		a = b
	}
	_, contradicted := marks(&a)
	*contradicted = true
	return a
}

// content returns the line except for its origin and its transaction.
func (e Earning) content() Row {
	row := e.Row
	row.Origin, row.TransactionID, row.TransactionDate = Origin{}, "", mci.Date{}
	return row
}

// compareContent orders two lines that contradict each other, and then by their
// transactions two lines that agree.
func (e Earning) compareContent(other Earning) int {
	a, b := e.content(), other.content()
	return cmp.Or(
		a.Amount.value.compare(b.Amount.value),
		cmp.Compare(a.Status(), b.Status()),
		strings.Compare(a.everything(), b.everything()),
		strings.Compare(e.TransactionID, other.TransactionID),
		e.TransactionDate.Compare(other.TransactionDate),
	)
}

// everything returns all values of the row as one text.
func (r *Row) everything() string {
	parts := []string{
		r.Amount.String(), r.AmountUSD.String(), r.AmountInLastPaymentCurrency.String(), r.TransactionDate.String(), r.ExchangeRateDate.String(),
		r.EarningDate.String(), r.EstimatedPaymentMonth.String(),
	}
	r.texts(func(_, text string) { parts = append(parts, text) })
	return joined(parts...)
}

func (o Order) content() Payment {
	payment := o.Payment
	payment.Origin = Origin{}
	return payment
}

func (o Order) compareContent(other Order) int {
	a, b := o.Payment, other.Payment
	return cmp.Or(
		a.PaymentDate.Compare(b.PaymentDate),
		a.Total.value.compare(b.Total.value),
		cmp.Compare(a.Status(), b.Status()),
		strings.Compare(a.everything(), b.everything()),
	)
}

// everything returns all values of the line as one text.
func (p *Payment) everything() string {
	return joined(
		p.PaymentID, p.ParticipantID, p.ParticipantName, p.ProgramName, p.Earned.String(), p.EarnedUSD.String(), p.WithheldTax.String(),
		p.SalesTax.String(), p.ServiceFeeTax.String(), p.Total.String(), p.Method, p.PaymentStatus, p.PaymentDate.String(), p.Reference,
	)
}
