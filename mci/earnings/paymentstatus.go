package earnings

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PaymentStatus is where the payment of an earning stands, as Partner Center
// names it. The zero PaymentStatus is one that this library does not know;
// [Row] keeps its name. Source: Microsoft Learn, "Earnings in Partner Center",
// 2023-10-04.
type PaymentStatus uint8

// The payment statuses, in the order of the document. [PaymentStatus.Terms]
// says what each one means.
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

// String returns the documented name, such as "Pending tax invoice"; it is
// empty for the zero PaymentStatus.
func (s PaymentStatus) String() string { return paymentStatusNames.Text(s) }

// MarshalText returns the documented name, and nothing for the zero
// PaymentStatus.
func (s PaymentStatus) MarshalText() ([]byte, error) { return paymentStatusNames.Marshal(s) }

// ReadPaymentStatus returns the status that a report names, whatever its case
// and its blanks: reports show "Sent" and "SENT". It is zero for a name that
// this library does not know; keep the text and show it, as [Row] does.
func ReadPaymentStatus(text string) PaymentStatus {
	status, _ := readName(paymentStatusNames.Texts, text)
	return PaymentStatus(status)
}

// readName returns the place of a text among names, without regard to case and
// blanks, and whether it has one. The empty text has none.
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

// StatusTerms say what a payment status means to the partner. The zero
// StatusTerms are those of a status that this library does not know: every
// answer is unknown.
type StatusTerms struct {
	Status  PaymentStatus `json:"status"`
	Meaning string        `json:"meaning"`
	// whether the document asks the partner to do something
	CanAct mci.Fact `json:"canAct"`
	// what; empty unless the partner can act
	Action string `json:"action,omitempty"`
	// whether the portal follows the earning no further; a reading of this
	// library
	Final mci.Fact `json:"final"`
	// whether the money went to the partner's bank; a reading of this library
	Paid mci.Fact `json:"paid"`
	// when an earning is lost; of Forfeited and Escheated alone
	Condition string     `json:"condition,omitempty"`
	Source    mci.Source `json:"source"`
}

// Terms returns the row of [StatusTable] for the status, and the zero
// StatusTerms for the zero PaymentStatus and for values that are not declared.
func (s PaymentStatus) Terms() StatusTerms {
	for _, terms := range statusTable {
		if terms.Status == s {
			return terms
		}
	}
	return StatusTerms{}
}

// StatusTable returns the table of payment statuses, one row for each, in the
// order of the document. The caller may change what it gets.
func StatusTable() []StatusTerms { return slices.Clone(statusTable) }
