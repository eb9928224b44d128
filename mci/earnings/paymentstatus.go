package earnings

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PaymentStatus is the state of an earning's payment, as Partner Center names
// it. The zero PaymentStatus means that this library does not know the status;
// [Row] keeps its name. Source: Microsoft Learn, "Earnings in Partner Center",
// 2023-10-04.
type PaymentStatus uint8

// The payment statuses, in the order of the document. [PaymentStatus.Terms]
// gives the meaning of each one.
const (
	Unprocessed PaymentStatus = iota + 1
	Upcoming
	PendingTaxInvoice
	RejectedDuringReview // by Microsoft, before payment
	Failed
	InProgress
	IncorrectPayment
	Sent
	Reprocessing
	Reversed
	TaxInvoiceRejected
	TaxInvoiceUnderReview
	Rejected // by the bank
	Forfeited
	Escheated
)

var paymentStatusNames = vocabulary.Names[PaymentStatus]{What: "payment status", Texts: []string{
	"", "Unprocessed", "Upcoming", "Pending tax invoice", "Rejected during review", "Failed", "In progress", "Incorrect payment",
	"Sent", "Reprocessing", "Reversed", "Tax invoice rejected", "Tax invoice under review", "Rejected", "Forfeited", "Escheated",
}}

// String returns the documented name, such as "Pending tax invoice". It returns
// the empty string for the zero PaymentStatus.
func (s PaymentStatus) String() string { return paymentStatusNames.Text(s) }

// MarshalText returns the documented name, or the empty text for the zero
// PaymentStatus.
func (s PaymentStatus) MarshalText() ([]byte, error) { return paymentStatusNames.Marshal(s) }

// ReadPaymentStatus returns the status that a report names, in any case and
// with any blanks. For example, reports show both "Sent" and "SENT". If this
// library does not know the name, it returns zero; the caller should keep the
// text and show it, as [Row] does.
func ReadPaymentStatus(text string) PaymentStatus {
	status, _ := readName(paymentStatusNames.Texts, text)
	return PaymentStatus(status)
}

// readName returns the place of a text among names, without regard to case and
// blanks. It reports false if there is no such name, or if the text is empty.
func readName(names []string, text string) (place int, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	place = slices.IndexFunc(names, func(name string) bool { return name != "" && strings.EqualFold(name, text) })
	return max(place, 0), place >= 0
}

// UnmarshalText reads a documented name exactly as it is written. Any other
// text is a [mci.FieldError].
func (s *PaymentStatus) UnmarshalText(text []byte) error {
	return paymentStatusNames.Unmarshal(s, text)
}

// StatusTerms give the meaning of a payment status for the partner. The zero
// StatusTerms belong to a status that this library does not know: every answer
// is unknown.
type StatusTerms struct {
	// Status is the payment status.
	Status PaymentStatus `json:"status"`
	// Meaning is the meaning of the status in words.
	Meaning string `json:"meaning"`
	// CanAct answers whether the document asks the partner to do something.
	CanAct mci.Fact `json:"canAct"`
	// Action is the thing to do. It is empty unless the partner can act.
	Action string `json:"action,omitempty"`
	// Final answers whether the portal stops following the earning. It is a
	// reading of this library.
	Final mci.Fact `json:"final"`
	// Paid answers whether the money went to the partner's bank. It is a
	// reading of this library.
	Paid mci.Fact `json:"paid"`
	// Condition says when an earning is lost. Only Forfeited and Escheated have
	// one.
	Condition string `json:"condition,omitempty"`
	// Source is the document behind the row.
	Source mci.Source `json:"source"`
}

// Terms returns the row of [StatusTable] for the status. It returns the zero
// StatusTerms for the zero PaymentStatus and for a value that is not declared.
func (s PaymentStatus) Terms() StatusTerms {
	for _, terms := range statusTable {
		if terms.Status == s {
			return terms
		}
	}
	return StatusTerms{}
}

// StatusTable returns the table of payment statuses, one row for each, in the
// order of the document. The caller may change the returned rows.
func StatusTable() []StatusTerms { return slices.Clone(statusTable) }
