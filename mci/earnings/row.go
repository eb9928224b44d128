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
// An earning can be on many lines. For example, a report of growth levers
// repeats it for each transaction behind it, two downloads overlap, and a
// recalculation comes again under the same ID. So rows are never added up; a
// [Tally] adds up the distinct earnings among them.
//
// The zero Row is empty; [Row.Check] reports the fields that it lacks. Source:
// Microsoft Learn, "Earnings - Default report in Partner Center", 2023-09-20.
type Row struct {
	// EarningID is the ID of the earning. It is empty in the summarized layout,
	// which has none.
	EarningID string `json:"earningId,omitempty"`
	// EarningType is the earning type as the report writes it; see Kind.
	EarningType string `json:"earningType,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`

	// ParticipantID is the ID of the enrollment that is paid.
	ParticipantID string `json:"participantId,omitempty"`
	// ParticipantName is the name of the enrollment that is paid.
	ParticipantName string `json:"participantName,omitempty"`

	// CustomerID is the tenant ID, or another ID that the report gives.
	CustomerID string `json:"customerId,omitempty"`
	// CustomerName is the name of the customer.
	CustomerName string `json:"customerName,omitempty"`
	// CustomerCountry is the country of the customer.
	CustomerCountry string `json:"customerCountry,omitempty"`

	// ClaimID is the number of the claim, of the plan or of the CPOR claim. It
	// is empty if the earning belongs to none.
	ClaimID string `json:"claimId,omitempty"`
	// EngagementID is the ID of the engagement.
	EngagementID string `json:"engagementId,omitempty"`
	// EngagementName is the name of the engagement.
	EngagementName string `json:"engagementName,omitempty"`
	// SolutionArea is the solution area, such as "Azure".
	SolutionArea string `json:"solutionArea,omitempty"`
	// PartnerRole is the kind of engagement, such as "Build intent".
	PartnerRole string `json:"partnerRole,omitempty"`
	// PartnerAssociation is the partner's association with the customer, such
	// as "PAL.Owner".
	PartnerAssociation string `json:"partnerAssociation,omitempty"`
	// Lever is the rule that the earning is calculated by.
	Lever string `json:"lever,omitempty"`

	// TransactionID is the ID of the transaction.
	TransactionID string `json:"transactionId,omitempty"`
	// TransactionDate is the day of the transaction.
	TransactionDate mci.Date `json:"transactionDate,omitzero"`

	// Amount is the earning in the currency of the transaction. It is below
	// zero for a clawback.
	Amount Amount `json:"earningAmount"`
	// AmountUSD is the same earning in US dollars. If the report has none, it
	// is the zero Amount.
	AmountUSD Amount `json:"earningAmountUSD,omitzero"`
	// AmountInLastPaymentCurrency is the same earning in the currency in which
	// the partner was last paid. Before anything was paid, it is the zero
	// Amount.
	AmountInLastPaymentCurrency Amount `json:"earningAmountInLastPaymentCurrency,omitzero"`
	// ExchangeRate is the exchange rate as the report writes it.
	ExchangeRate string `json:"earningExchangeRate,omitempty"`
	// ExchangeRateDate is the day of the exchange rate.
	ExchangeRateDate mci.Date `json:"exchangeRateDate,omitzero"`

	// EarningDate is the day of the earning. If the row is an adjustment, this
	// date shows the month to which the adjustment applies.
	EarningDate mci.Date `json:"earningDate,omitzero"`
	// CalculationDate is the day on which Partner Center calculated the
	// earning. The latest counts.
	CalculationDate mci.Date `json:"calculationDate,omitzero"`
	// EstimatedPaymentMonth is the month in which payment is expected. It is
	// zero for co-op.
	EstimatedPaymentMonth Month `json:"estimatedPaymentMonth,omitzero"`

	// PaymentStatus is the payment status as the report writes it; see Status.
	PaymentStatus string `json:"paymentStatus,omitempty"`
	// PaymentID is the ID of the payment order. One order pays many earnings.
	PaymentID string `json:"paymentId,omitempty"`
	// ReasonCode says why there is an adjustment.
	ReasonCode string `json:"reasonCode,omitempty"`

	// Downloaded is the day on which the report was downloaded. If two rows of
	// one earning have the same calculation date, the one downloaded later
	// counts. The zero Date is unknown, and earlier than any day.
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// Origin is the place where the row was read.
	Origin Origin `json:"origin,omitzero"`
}

// mostTextBytes bounds a text of a row. It is far above any name in Partner
// Center.
const mostTextBytes = 500

// Status returns the payment status that PaymentStatus names, in any case. If
// this library does not know the name, it returns zero; PaymentStatus keeps the
// name.
func (r *Row) Status() PaymentStatus { return ReadPaymentStatus(r.PaymentStatus) }

// Kind returns the kind of the earning, and whether the row is an adjustment.
// If this library does not know the type, the kind is zero; EarningType keeps
// the name.
func (r *Row) Kind() (kind Kind, adjustment bool) { return readEarningType(r.EarningType) }

// inUSD returns the earning in US dollars, by the first column that is in them.
// If no column is, it returns no amount.
func (r *Row) inUSD() Amount {
	for _, amount := range []Amount{r.AmountUSD, r.Amount, r.AmountInLastPaymentCurrency} {
		if amount.currency == mci.USD {
			return amount
		}
	}
	return Amount{}
}

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

// Check reports every malformed field by the name of its column. A text is
// malformed if it is longer than 500 bytes or not valid UTF-8, and AmountUSD if
// it is not in US dollars. A row without an amount is malformed too. A status
// or an earning type that this library does not know is not malformed. The
// error is [mci.Problems].
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
	if text != "" && (len(text) > mostTextBytes || !utf8.ValidString(text)) {
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

// identity returns the text by which rows belong to one earning: its ID or, if
// there is none, all facts that stay the same when it is recalculated, with the
// payment ID and the amount. If two earnings agree in all these facts, they
// cannot be told apart. The item is the beginning of the text, or empty if the
// line is of none.
func (r *Row) identity() (text, item string, byID bool) {
	if r.EarningID != "" {
		return r.EarningID, "", true
	}
	lasting := r.lasting()
	text = lasting + joined(r.PaymentID, r.Amount.String())
	if r.ofItem() {
		item = text[:len(lasting)]
	}
	return text, item, false
}

// joined returns the parts as one text. Different parts never give the same
// text.
func joined(parts ...string) string {
	var all strings.Builder
	for _, part := range parts {
		all.WriteString(strconv.Itoa(len(part)))
		all.WriteByte(':')
		all.WriteString(part)
	}
	return all.String()
}
