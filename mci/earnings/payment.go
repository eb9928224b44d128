package earnings

import "github.com/mci-go/incentives/mci"

// A Payment is one line of the payments report: one payment order. An order is
// of one enrollment, one program and one earning type, and pays many earnings;
// it is identified by its payment ID. Whether anything is paid is decided for
// the order, not for a claim.
//
// The zero Payment is empty; [Payment.Check] says what it lacks. Source:
// Microsoft Learn, "Earnings - Payments report in Partner Center", 2023-09-20.
type Payment struct {
	// empty for some methods of payment
	PaymentID       string `json:"paymentId,omitempty"`
	ParticipantID   string `json:"participantId,omitempty"`
	ParticipantName string `json:"participantName,omitempty"`
	ProgramName     string `json:"programName,omitempty"`

	// in the currency that is paid
	Earned Amount `json:"earned,omitzero"`
	// the same in US dollars
	EarnedUSD Amount `json:"earnedUSD,omitzero"`
	// taken off what was earned
	WithheldTax Amount `json:"withheldTax,omitzero"`
	// paid on top of it
	SalesTax Amount `json:"salesTax,omitzero"`
	// as the report gives it
	ServiceFeeTax Amount `json:"serviceFeeTax,omitzero"`
	// after withholding, with sales tax
	Total Amount `json:"totalPayment,omitzero"`

	Method string `json:"paymentMethod,omitempty"`
	// see Status
	PaymentStatus string   `json:"paymentStatus,omitempty"`
	PaymentDate   mci.Date `json:"paymentDate,omitzero"`
	Reference     string   `json:"ciReferenceNumber,omitempty"`

	// as of a Row
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// where the line was read
	Origin Origin `json:"origin,omitzero"`
}

// Status returns the payment status, whatever the case it is written in; it is
// zero for a name that this library does not know, which stays in
// PaymentStatus.
func (p *Payment) Status() PaymentStatus { return ReadPaymentStatus(p.PaymentStatus) }

// Check reports every malformed field by the name of its column: a text that is
// longer than 500 bytes or not valid UTF-8, amounts of two currencies where one
// is paid, and an amount in US dollars that is in another currency. The error
// is [mci.Problems].
func (p *Payment) Check() error {
	var found problems
	for _, column := range []struct{ path, text string }{
		{"paymentID", p.PaymentID},
		{"participantID", p.ParticipantID},
		{"participantName", p.ParticipantName},
		{"programName", p.ProgramName},
		{"paymentMethod", p.Method},
		{"paymentStatus", p.PaymentStatus},
		{"CIReferenceNumber", p.Reference},
	} {
		found.text(column.path, column.text)
	}
	found.dollars("earnedUSD", p.EarnedUSD)
	for _, column := range []struct {
		path   string
		amount Amount
	}{{"earned", p.Earned}, {"withheldTax", p.WithheldTax}, {"salesTax", p.SalesTax}, {"serviceFeeTax", p.ServiceFeeTax}} {
		if !column.amount.IsNone() && !p.Total.IsNone() && column.amount.Currency() != p.Total.Currency() {
			found.add(mci.Invalid(column.path, column.amount.String(), "an amount in the currency of totalPayment"))
		}
	}
	return found.err()
}

// identity returns the text by which lines are of one payment: the payment ID,
// else all facts of an order.
func (p *Payment) identity() (text string, byID bool) {
	if p.PaymentID != "" {
		return p.PaymentID, true
	}
	return joined(p.ParticipantID, p.ProgramName, p.PaymentDate.String(), p.Earned.String(), p.Total.String(), p.Method, p.Reference), false
}
