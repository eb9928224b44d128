package claims

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Payment is one recorded payment of a claim, or money that was taken back.
// The zero Payment is none.
type Payment struct {
	// Money is the amount: above zero if it was paid, below zero if it was
	// taken back.
	Money mci.Money `json:"money"`
	// At is the instant of the command that recorded it.
	At time.Time `json:"at"`
	// Reference is the payment ID, at most 500 bytes, or empty.
	Reference string `json:"reference,omitempty"`
	// Earning is the earning ID, at most 500 bytes, or empty.
	Earning string `json:"earning,omitempty"`
	// EarningType is the type of the earning in the report's own words, at most
	// 200 bytes, or empty.
	EarningType string `json:"earningType,omitempty"`
	// Month is the month of the earning, or none.
	Month earnings.Month `json:"month,omitzero"`
	// Replaced is true if a later payment of the same source corrects the
	// amount. The record keeps both.
	Replaced bool `json:"replaced,omitempty"`
}

// paymentSource names the earning that a payment pays, as the reports of
// Partner Center name it.
type paymentSource struct {
	reference, earning, earningType string
	month                           earnings.Month
}

func (p *Payment) source() paymentSource {
	return paymentSource{p.Reference, p.Earning, p.EarningType, p.Month}
}

func (c *RecordPayment) source() paymentSource {
	return paymentSource{c.Reference, c.Earning, c.EarningType, c.Month}
}

// folded returns the source with the earning type by which sources are
// compared: reports write its name in more than one way.
func (s paymentSource) folded() paymentSource {
	s.earningType = vocabulary.Fold(s.earningType)
	return s
}

// differs reports whether both sources name something, and not the same.
func (s paymentSource) differs(other paymentSource) bool {
	s, other = s.folded(), other.folded()
	apart := func(a, b string) bool { return a != "" && b != "" && a != b }
	return apart(s.reference, other.reference) || apart(s.earning, other.earning) || apart(s.earningType, other.earningType) ||
		!s.month.IsZero() && !other.month.IsZero() && s.month != other.month
}

// identity returns the part of the source that identifies a payment. It is zero
// if there is none. A payment ID alone is none, since one payment order pays
// many earnings. Source: [mci.LibraryReading] of the reports.
func (s paymentSource) identity() paymentSource {
	switch {
	case s.reference == "":
		return paymentSource{}
	case s.earning != "":
		return paymentSource{reference: s.reference, earning: s.earning}
	case s.earningType == "", s.month.IsZero():
		return paymentSource{}
	default:
		return s.folded()
	}
}

// same reports whether two sources identify one payment.
func (s paymentSource) same(other paymentSource) bool {
	identity := s.identity()
	return identity != (paymentSource{}) && identity == other.identity()
}

func (s paymentSource) check() error {
	for _, text := range []struct {
		path, text string
		most       int
	}{
		{"reference", s.reference, mostReferenceBytes},
		{"earning", s.earning, mostReferenceBytes},
		{"earningType", s.earningType, mostNameBytes},
	} {
		if err := checkOptional(vocabulary.CheckName, text.path, text.text, text.most); err != nil {
			return err
		}
	}
	return nil
}

// RecordPayment records a payment for an approved claim, or money that was
// taken back. If a payment of the same source is recorded with the same amount,
// only the key of the command is kept. If it is recorded with another amount,
// the new one replaces it, and the record keeps both.
//
// The source of a payment is its payment ID together with its earning ID, or
// else with the type and the month of the earning. Types that differ in case or
// blanks are one. A payment without such a source is recorded as one more.
// Source: [mci.LibraryReading] of the reports: one payment order pays many
// earnings.
type RecordPayment struct {
	// Amount is the amount that was paid. It is below zero if money was taken
	// back, and never zero.
	Amount mci.Money `json:"amount"`
	// Reference is the payment ID, at most 500 bytes, or empty.
	Reference string `json:"reference,omitempty"`
	// Earning is the earning ID, at most 500 bytes, or empty.
	Earning string `json:"earning,omitempty"`
	// EarningType is the type of the earning in the report's own words, at most
	// 200 bytes, or empty.
	EarningType string `json:"earningType,omitempty"`
	// Month is the month of the earning, or none.
	Month earnings.Month `json:"month,omitzero"`
}

// Event returns [PaymentRecorded].
func (RecordPayment) Event() Event { return PaymentRecorded }

func (c *RecordPayment) bind(o document.Object) {
	c.Amount = o.Field("amount").Money()
	c.Reference = o.Optional("reference").Text(mostStoredText)
	c.Earning = o.Optional("earning").Text(mostStoredText)
	c.EarningType = o.Optional("earningType").Text(mostStoredText)
	o.Optional("month").Into(&c.Month)
}

func (c RecordPayment) check() error {
	if c.Amount.IsNone() || c.Amount.Sign() == 0 {
		return mci.Invalid("amount", c.Amount.String(), "the amount that was paid, or one below zero if money was taken back")
	}
	return c.source().check()
}

// recorded returns the index of the payment that the command corrects or
// repeats, or -1.
func (c RecordPayment) recorded(r *Record) int {
	return slices.IndexFunc(r.Amounts.Payments, func(p Payment) bool { return !p.Replaced && c.source().same(p.source()) })
}

// MayRepeat returns a recorded payment that may be the same as the command's,
// although their sources do not say so: both have the same amount, and no value
// that both name differs. Such a command would record the payment once more, so
// a host should ask a person before it gives the command. If there is no such
// payment, or if the command repeats or corrects one for sure, MayRepeat
// returns false.
func (c RecordPayment) MayRepeat(r *Record) (Payment, bool) {
	if c.recorded(r) >= 0 {
		return Payment{}, false
	}
	for p := range r.Amounts.Paid() {
		if p.Money.Equal(c.Amount) && !c.source().differs(p.source()) {
			return p, true
		}
	}
	return Payment{}, false
}

// known reports whether the payment is recorded already.
func (c RecordPayment) known(r *Record) bool {
	i := c.recorded(r)
	return i >= 0 && r.Amounts.Payments[i].Money.Equal(c.Amount)
}

func (c RecordPayment) apply(next *Claim, at time.Time) error { //nolint:unparam // because Command has the result
	amounts := &next.record.Amounts
	i := c.recorded(&next.record)
	amounts.Payments = append(slices.Clip(amounts.Payments), Payment{
		Money: c.Amount, At: at, Reference: c.Reference, Earning: c.Earning, EarningType: c.EarningType, Month: c.Month,
	})
	if i >= 0 { // append has copied the list
		amounts.Payments[i].Replaced = true
	}
	return nil
}

// checkPayments reports a payment that no command records, and one that is
// replaced without another of the same source.
func (r *Record) checkPayments() error {
	for i := range r.Amounts.Payments {
		if err := r.checkPayment(i); err != nil {
			return mci.At(place{"amounts.payments", i, ""}.String(), err)
		}
	}
	return nil
}

func (r *Record) checkPayment(i int) error {
	p := &r.Amounts.Payments[i]
	switch {
	case p.Money.IsNone() || p.Money.Sign() == 0:
		return mci.Invalid("money", p.Money.String(), "an amount, and not zero")
	case p.At.IsZero():
		return mci.Invalid("at", "", wantInstant)
	}
	if err := p.source().check(); err != nil {
		return err
	}
	again := slices.ContainsFunc(r.Amounts.Payments[i+1:], func(later Payment) bool { return p.source().same(later.source()) })
	switch {
	case p.Replaced && !again:
		return mci.Invalid("replaced", "true", "true only if a later payment of the same source replaces it")
	case !p.Replaced && again:
		return mci.Invalid("replaced", "false", "true, since a later payment is of the same source")
	default:
		return nil
	}
}
