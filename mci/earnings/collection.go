package earnings

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Collection holds the distinct earnings and payments among the lines of
// reports. The result does not depend on the order of the lines, on their
// files, or on how often a line is added. If an earning was calculated again,
// the latest calculation counts. If one calculation was downloaded twice, the
// later download counts. An earning without an ID is known only by its latest
// download; see Earning.
//
// The zero Collection is empty and ready to use. It holds the lines of all
// distinct earnings, whereas a [Tally] holds only sums. It must not be used by
// several goroutines at once.
type Collection struct {
	earnings map[string]*Earning
	// named holds the claim numbers of the contradicting lines of an earning.
	named    map[string]map[string]bool
	items    items
	payments map[string]*Order
}

// An Earning is one distinct earning: the line that counts.
type Earning struct {
	Row
	// ByID is true if the earning is identified by its ID.
	//
	// Lines without an ID are about one item if they agree in everything that
	// another calculation, payment or download leaves as it is: participant,
	// program, earning type, claim, engagement, customer, lever, transaction,
	// day of the earning and reason. Of an item only the lines of its latest
	// download count, because a later download shows all parts of it anew: what
	// was upcoming may since have a payment ID and another amount. Two lines of
	// one download are one earning if they also agree in payment ID and amount.
	// If the day of the earning is missing, lines of other downloads count, too.
	ByID bool `json:"byId"`
	// Contradicted is true if another line of the same calculation and download
	// day says something else. The line with the greater amount then counts. If
	// the amounts are equal, it is the line whose payment status comes later in
	// the order of the documents, and then a line that names a claim.
	//
	// Another transaction is no contradiction, because the report of growth
	// levers repeats an earning for each transaction behind it. The transaction
	// of the line that was read first then stands in the row.
	Contradicted bool `json:"contradicted,omitempty"`
	// OtherClaims are the claim numbers that stand in contradicting lines, but not
	// in the one that counts, in the order of their bytes.
	OtherClaims []string `json:"otherClaims,omitempty"`
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
	identity, item, byID := row.identity()
	if item != "" {
		if _, latest := c.items.see(item, row.Downloaded); !latest {
			return nil
		}
	}
	if c.earnings == nil {
		c.earnings = map[string]*Earning{}
	}
	found := &Earning{Row: row, ByID: byID}
	known, ok := c.earnings[identity]
	if !ok {
		c.earnings[identity] = found
		return nil
	}
	before := known.ClaimID
	if order := known.take(found); order < 0 {
		delete(c.named, identity)
	} else if order == 0 && known.Contradicted {
		c.name(identity, before, row.ClaimID)
	}
	return nil
}

// name notes the claim numbers of contradicting lines.
func (c *Collection) name(identity string, numbers ...string) {
	for _, number := range numbers {
		if number == "" {
			continue
		}
		if c.named == nil {
			c.named = map[string]map[string]bool{}
		}
		if c.named[identity] == nil {
			c.named[identity] = map[string]bool{}
		}
		c.named[identity][number] = true
	}
}

// AddPayment adds a line of a payments report. If the line is malformed,
// AddPayment returns the error of [Payment.Check] and does not add the line.
func (c *Collection) AddPayment(payment Payment) error {
	if err := payment.Check(); err != nil {
		return err
	}
	identity, byID := payment.identity()
	if c.payments == nil {
		c.payments = map[string]*Order{}
	}
	found := &Order{Payment: payment, ByID: byID}
	if known, ok := c.payments[identity]; ok {
		known.take(found)
	} else {
		c.payments[identity] = found
	}
	return nil
}

// Earnings returns the distinct earnings in the order of their IDs. Earnings
// without an ID come last.
func (c *Collection) Earnings() []Earning {
	for identity, named := range c.named {
		earning := c.earnings[identity]
		earning.OtherClaims = nil
		for _, number := range slices.Sorted(maps.Keys(named)) {
			if number != earning.ClaimID {
				earning.OtherClaims = append(earning.OtherClaims, number)
			}
		}
	}
	return ordered(c.earnings, func(e *Earning) bool { return e.ByID }, func(e *Earning) bool {
		return !e.ofItem() || e.Downloaded == c.items.latest(c.items.places[e.lasting()])
	})
}

// Payments returns the distinct payments in the order of their IDs. Payments
// without an ID come last.
func (c *Collection) Payments() []Order {
	return ordered(c.payments, func(o *Order) bool { return o.ByID }, func(*Order) bool { return true })
}

// ordered returns the lines of a map that count in the order of their
// identities, those with an ID first. It sorts the identities alone, because a
// line is large.
func ordered[L any](lines map[string]*L, byID, counts func(*L) bool) []L {
	var named, others []string
	for identity, line := range lines {
		switch {
		case !counts(line):
		case byID(line):
			named = append(named, identity)
		default:
			others = append(others, identity)
		}
	}
	slices.Sort(named)
	slices.Sort(others)
	sorted := make([]L, 0, len(named)+len(others))
	for _, identities := range [][]string{named, others} {
		for _, identity := range identities {
			sorted = append(sorted, *lines[identity])
		}
	}
	return sorted
}

// take keeps the one of two lines of an earning that counts. It returns the
// order of their ranks, below zero if the other one replaces this one.
func (e *Earning) take(other *Earning) int {
	order := e.rank().compare(other.rank())
	take(e, other, order, (*Earning).agrees, (*Earning).compareContent, func(e *Earning) (*Origin, *bool) { return &e.Origin, &e.Contradicted })
	return order
}

// take keeps the one of two lines of a payment that counts.
func (o *Order) take(other *Order) {
	order := o.Downloaded.Compare(other.Downloaded)
	take(o, other, order, (*Order).agrees, (*Order).compareContent, func(o *Order) (*Origin, *bool) { return &o.Origin, &o.Contradicted })
}

// take keeps the line that counts: the one of the higher rank. If two lines of
// one rank agree, it keeps the one whose origin comes first. If they contradict
// each other, it keeps the greater line and marks it. So the result never
// depends on the order of the lines.
func take[L any](a, b *L, rank int, agree func(a, b *L) bool, compare func(a, b *L) int, marks func(*L) (*Origin, *bool)) {
	if rank != 0 {
		if rank < 0 {
			*a = *b
		}
		return
	}
	first, contradicted := marks(a)
	second, alsoContradicted := marks(b)
	if agree(a, b) {
		either := *contradicted || *alsoContradicted
		if order := second.compare(*first); order < 0 || order == 0 && compare(b, a) < 0 {
			*a = *b
		}
		*contradicted = either
		return
	}
	if compare(a, b) < 0 {
		*a = *b
	}
	*contradicted = true
}

// agrees reports whether two lines of an earning say the same, apart from their
// origins and their transactions.
func (e *Earning) agrees(other *Earning) bool {
	row := other.Row
	row.Origin, row.TransactionID, row.TransactionDate = e.Origin, e.TransactionID, e.TransactionDate
	return row == e.Row
}

// compareContent orders two lines that contradict each other, and then by their
// transactions two lines that agree.
func (e *Earning) compareContent(other *Earning) int {
	a, b := e.Row, other.Row
	a.TransactionID, a.TransactionDate, b.TransactionID, b.TransactionDate = "", mci.Date{}, "", mci.Date{}
	return cmp.Or(
		a.Amount.value.compare(b.Amount.value),
		cmp.Compare(a.Status(), b.Status()),
		compareNamed(a.ClaimID, b.ClaimID),
		strings.Compare(a.everything(), b.everything()),
		strings.Compare(e.TransactionID, other.TransactionID),
		e.TransactionDate.Compare(other.TransactionDate),
	)
}

// compareNamed puts a line that names no claim before one that does.
func compareNamed(a, b string) int {
	return cmp.Compare(min(len(a), 1), min(len(b), 1))
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

// agrees reports whether two lines of a payment say the same, apart from their
// origins.
func (o *Order) agrees(other *Order) bool {
	payment := other.Payment
	payment.Origin = o.Origin
	return payment == o.Payment
}

func (o *Order) compareContent(other *Order) int {
	a, b := &o.Payment, &other.Payment
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
