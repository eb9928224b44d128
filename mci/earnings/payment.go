package earnings

import "github.com/mci-go/incentives/mci"

// A Payment is one line of the payments report: one payment order. An order
// belongs to one enrollment, one program and one earning type, and pays many
// earnings. It is identified by its payment ID. Whether anything is paid is
// decided for the order, not for a claim.
//
// The zero Payment is empty. Source: Microsoft Learn, "Earnings - Payments
// report in Partner Center", 2023-09-20.
type Payment struct {
	// PaymentID is the ID of the payment order. It is empty for some methods of
	// payment.
	PaymentID string `json:"paymentId,omitempty"`
	// ParticipantID is the ID of the enrollment that is paid.
	ParticipantID string `json:"participantId,omitempty"`
	// ParticipantName is the name of the enrollment that is paid.
	ParticipantName string `json:"participantName,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`

	// Earned is the amount earned, in the currency that is paid.
	Earned Amount `json:"earned,omitzero"`
	// EarnedUSD is the same amount in US dollars.
	EarnedUSD Amount `json:"earnedUSD,omitzero"`
	// WithheldTax is the tax that is taken off the amount earned.
	WithheldTax Amount `json:"withheldTax,omitzero"`
	// SalesTax is the tax that is paid on top of the amount earned.
	SalesTax Amount `json:"salesTax,omitzero"`
	// ServiceFeeTax is the service fee tax as the report gives it.
	ServiceFeeTax Amount `json:"serviceFeeTax,omitzero"`
	// Total is the amount paid, after withholding and with sales tax.
	Total Amount `json:"totalPayment,omitzero"`

	// Method is the method of payment as the report writes it.
	Method string `json:"paymentMethod,omitempty"`
	// PaymentStatus is the payment status as the report writes it; see Status.
	PaymentStatus string `json:"paymentStatus,omitempty"`
	// PaymentDate is the date of the payment.
	PaymentDate mci.Date `json:"paymentDate,omitzero"`
	// Reference is the reference number of the payment.
	Reference string `json:"ciReferenceNumber,omitempty"`

	// Downloaded is the day on which the report was downloaded. The zero Date
	// is unknown, and earlier than any day.
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// Origin is the place where the line was read.
	Origin Origin `json:"origin,omitzero"`
}

// Status returns the payment status that PaymentStatus names, in any case. If
// this library does not know the name, it returns zero; PaymentStatus keeps the
// name.
func (p *Payment) Status() PaymentStatus { return ReadPaymentStatus(p.PaymentStatus) }

// Check reports every malformed field by the name of its column. A text is
// malformed if it is longer than 500 bytes or not valid UTF-8. EarnedUSD is
// malformed if it is not in US dollars, and any other amount if its currency
// differs from the currency of Total. The error is [mci.Problems].
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

// identity returns the text by which lines belong to one payment: the payment
// ID or, if there is none, all facts of an order.
func (p *Payment) identity() (text string, byID bool) {
	if p.PaymentID != "" {
		return p.PaymentID, true
	}
	return joined(p.ParticipantID, p.ProgramName, p.PaymentDate.String(), p.Earned.String(), p.Total.String(), p.Method, p.Reference), false
}
