package earnings

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// A Row is one line of an earnings report: one earning, or the adjustment of
// one. Texts are as Partner Center wrote them. A transaction is judged for each
// engagement, so it may be in several rows.
//
// An earning can be on many lines: a report of growth levers repeats it for
// each transaction behind it, two downloads overlap, and a recalculation comes
// again under the same ID. So rows are never added up; a [Tally] adds up the
// distinct earnings among them.
//
// The zero Row is empty; [Row.Check] says what it lacks. Source: Microsoft
// Learn, "Earnings - Default report in Partner Center", 2023-09-20.
type Row struct {
	// empty in the summarized layout, which has none
	EarningID   string `json:"earningId,omitempty"`
	EarningType string `json:"earningType,omitempty"`
	ProgramName string `json:"programName,omitempty"`

	// enrollment that is paid
	ParticipantID   string `json:"participantId,omitempty"`
	ParticipantName string `json:"participantName,omitempty"`

	// tenant ID, or another ID that the report gives
	CustomerID      string `json:"customerId,omitempty"`
	CustomerName    string `json:"customerName,omitempty"`
	CustomerCountry string `json:"customerCountry,omitempty"`

	// number of the claim, of the plan or of the CPOR claim; empty if the
	// earning is of none
	ClaimID        string `json:"claimId,omitempty"`
	EngagementID   string `json:"engagementId,omitempty"`
	EngagementName string `json:"engagementName,omitempty"`
	// such as "Azure"
	SolutionArea string `json:"solutionArea,omitempty"`
	// kind of engagement, such as "Build intent"
	PartnerRole string `json:"partnerRole,omitempty"`
	// to the customer, such as "PAL.Owner"
	PartnerAssociation string `json:"partnerAssociation,omitempty"`
	// rule that the earning is calculated by
	Lever string `json:"lever,omitempty"`

	TransactionID   string   `json:"transactionId,omitempty"`
	TransactionDate mci.Date `json:"transactionDate,omitzero"`

	// in the currency of the transaction; below zero for a clawback
	Amount Amount `json:"earningAmount"`
	// the same earning in US dollars; none if the report has none
	AmountUSD Amount `json:"earningAmountUSD,omitzero"`
	// AmountInLastPaymentCurrency is the same earning in the currency in which
	// the partner was last paid; none before anything was paid.
	AmountInLastPaymentCurrency Amount `json:"earningAmountInLastPaymentCurrency,omitzero"`
	// as the report writes it
	ExchangeRate     string   `json:"earningExchangeRate,omitempty"`
	ExchangeRateDate mci.Date `json:"exchangeRateDate,omitzero"`

	// an adjustment shows the month to which it applies
	EarningDate mci.Date `json:"earningDate,omitzero"`
	// when Partner Center calculated it; the latest counts
	CalculationDate mci.Date `json:"calculationDate,omitzero"`
	// none for co-op
	EstimatedPaymentMonth Month `json:"estimatedPaymentMonth,omitzero"`

	// see Status
	PaymentStatus string `json:"paymentStatus,omitempty"`
	// of the payment order; one order pays many earnings
	PaymentID string `json:"paymentId,omitempty"`
	// why there is an adjustment
	ReasonCode string `json:"reasonCode,omitempty"`

	// Downloaded is the day on which the report was downloaded. Of two rows of
	// one earning with the same calculation date, the one downloaded later
	// counts. The zero Date is unknown, and earlier than any day.
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// where the row was read
	Origin Origin `json:"origin,omitzero"`
}

// mostTextBytes bounds a text of a row. It is far above any name in Partner
// Center.
const mostTextBytes = 500

// Status returns the payment status of the row, whatever the case it is written
// in; it is zero for a name that this library does not know, which stays in
// PaymentStatus.
func (r *Row) Status() PaymentStatus { return ReadPaymentStatus(r.PaymentStatus) }

// Kind returns what sort of payment the earning is, and whether the row is an
// adjustment. It is zero for a type that this library does not know, which
// stays in EarningType.
func (r *Row) Kind() (kind Kind, adjustment bool) { return readEarningType(r.EarningType) }

// texts yields each text of the row with the name of its column.
func (r *Row) texts(yield func(path, text string)) {
	yield("earningId", r.EarningID)
	yield("earningType", r.EarningType)
	yield("programName", r.ProgramName)
	yield("participantId", r.ParticipantID)
	yield("participantName", r.ParticipantName)
	yield("customerId", r.CustomerID)
	yield("customerName", r.CustomerName)
	yield("customerCountry", r.CustomerCountry)
	yield("claimId", r.ClaimID)
	yield("engagementId", r.EngagementID)
	yield("engagementName", r.EngagementName)
	yield("solutionArea", r.SolutionArea)
	yield("partnerRole", r.PartnerRole)
	yield("partnerAssociation", r.PartnerAssociation)
	yield("lever", r.Lever)
	yield("transactionId", r.TransactionID)
	yield("earningExchangeRate", r.ExchangeRate)
	yield("paymentStatus", r.PaymentStatus)
	yield("paymentId", r.PaymentID)
	yield("reasonCode", r.ReasonCode)
}

// Check reports every malformed field by the name of its column: a text that is
// longer than 500 bytes or not valid UTF-8; an amount in US dollars that is in
// another currency; and a row without an amount. A status or an earning type
// that this library does not know is not malformed. The error is
// [mci.Problems].
func (r *Row) Check() error {
	var p problems
	r.texts(p.text)
	p.demand(!r.Amount.IsNone(), "earningAmount", "an amount")
	p.dollars("earningAmountUSD", r.AmountUSD)
	return p.err()
}

// problems collects the malformed fields of a line.
type problems struct{ found mci.Problems }

func (p *problems) add(err error) {
	var field *mci.FieldError
	if errors.As(err, &field) {
		p.found = append(p.found, field)
	}
}

func (p *problems) demand(there bool, path, want string) {
	if !there {
		p.add(mci.Invalid(path, "", want))
	}
}

func (p *problems) text(path, text string) {
	if len(text) > mostTextBytes || !utf8.ValidString(text) {
		p.add(mci.Invalid(path, text, "a text of at most 500 bytes in UTF-8"))
	}
}

func (p *problems) dollars(path string, amount Amount) {
	if !amount.IsNone() && amount.Currency() != mci.USD {
		p.add(mci.Invalid(path, amount.String(), "an amount in USD"))
	}
}

func (p *problems) err() error {
	if p.found == nil {
		return nil
	}
	return p.found
}

// identity returns the text by which rows are of one earning: its ID, else all
// facts that do not change when it is recalculated. Of two earnings that agree
// in all these facts nothing can be told apart.
func (r *Row) identity() (text string, byID bool) {
	if r.EarningID != "" {
		return r.EarningID, true
	}
	return joined(
		r.ParticipantID, r.ProgramName, r.EarningType, r.ClaimID, r.EngagementID, r.EngagementName, r.CustomerID, r.CustomerName,
		r.Lever, r.TransactionID, r.TransactionDate.String(), r.EarningDate.String(), r.PaymentID, r.Amount.String(), r.ReasonCode,
	), false
}

// joined returns the parts as one text that no other parts give.
func joined(parts ...string) string {
	var all strings.Builder
	for _, part := range parts {
		all.WriteString(strconv.Itoa(len(part)))
		all.WriteByte(':')
		all.WriteString(part)
	}
	return all.String()
}
