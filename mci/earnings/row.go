package earnings

import (
	"errors"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Row is one line of Partner Center's earnings report, the one that has a line for each earning. The report
// on growth levers is another: it repeats an earning on several lines, and its lines must not be added up.
// A line of the report on ineligible revenue is a Row too, with its reason as the reason code. A transaction
// is judged for each engagement, so it may be in several rows, eligible in one and not in another.
//
// The zero Row is empty; [Row.Check] says what it lacks.
// Source: Microsoft Learn, "Earnings - Default report in Partner Center", 2023-09-20.
type Row struct {
	ClaimID               string    `json:"claimId"` // number of the claim, of the plan or of the CPOR claim; empty if the earning is of none
	EngagementID          string    `json:"engagementId"`
	EngagementName        string    `json:"engagementName"`
	SolutionArea          string    `json:"solutionArea"`          // such as "Azure"
	PartnerRole           string    `json:"partnerRole"`           // kind of engagement, such as "Build intent"
	PartnerAssociation    string    `json:"partnerAssociation"`    // to the customer, such as "PAL.Owner"
	EarningAmount         mci.Money `json:"earningAmount"`         // in the currency of the transaction; an adjustment may be below zero
	EarningAmountUSD      mci.Money `json:"earningAmountUSD"`      // the same earning in US dollars
	EarningDate           mci.Date  `json:"earningDate"`           // of an ineligible line, the date of the transaction
	CalculationDate       mci.Date  `json:"calculationDate"`       // when Partner Center calculated it
	EstimatedPaymentMonth Month     `json:"estimatedPaymentMonth"` // none for co-op
	PaymentStatus         string    `json:"paymentStatus"`         // as Partner Center wrote it; see Status
	PaymentID             string    `json:"paymentId"`             // the same in the payment report
	Lever                 string    `json:"lever"`                 // rule that the earning is calculated by
	ReasonCode            string    `json:"reasonCode"`            // why there is an adjustment, or why the line is not eligible; see Reason
}

// mostTextBytes bounds a text of a row. It is far above any name in Partner Center.
const mostTextBytes = 500

// Status returns the payment status of the row; it is zero for a name that this library does not know, which
// stays in PaymentStatus.
func (r Row) Status() PaymentStatus {
	status, _ := paymentStatusNames.Parse(r.PaymentStatus)
	return status
}

// Reason returns the reason why the row is not eligible; it is zero if the row has none, and for a code that
// this library does not know or that explains an adjustment. The code stays in ReasonCode.
func (r Row) Reason() Reason {
	reason, _ := reasonCodes.Parse(r.ReasonCode)
	return reason
}

// Check reports every malformed field, in the order of the columns and by their names in the report: a text
// that is longer than 500 bytes, has control characters or has spaces around it; an amount in US dollars
// that is in another currency; and a row without earning date, or without amount or payment status where
// no reason code says why. A payment status or a reason that this library does not know is not malformed. The
// error is [mci.Problems].
func (r Row) Check() error {
	var problems mci.Problems
	report := func(err error) {
		var field *mci.FieldError
		if errors.As(err, &field) {
			problems = append(problems, field)
		}
	}
	demand := func(there bool, path, want string) {
		if !there {
			problems = append(problems, mci.Invalid(path, "", want))
		}
	}
	explained := r.ReasonCode != ""
	report(checkText("claimId", r.ClaimID))
	report(checkText("engagementId", r.EngagementID))
	report(checkText("engagementName", r.EngagementName))
	report(checkText("solutionArea", r.SolutionArea))
	report(checkText("partnerRole", r.PartnerRole))
	report(checkText("partnerAssociation", r.PartnerAssociation))
	demand(explained || !r.EarningAmount.IsNone(), "earningAmount", "an amount, or a reason code that says why there is none")
	report(r.checkUSD())
	demand(!r.EarningDate.IsZero(), "earningDate", "a date")
	demand(explained || r.PaymentStatus != "", "paymentStatus", "a payment status, or a reason code that says why there is none")
	report(checkText("paymentStatus", r.PaymentStatus))
	report(checkText("paymentId", r.PaymentID))
	report(checkText("lever", r.Lever))
	report(checkText("reasonCode", r.ReasonCode))
	if problems == nil {
		return nil
	}
	return problems
}

func (r Row) checkUSD() error {
	if r.EarningAmountUSD.IsNone() || r.EarningAmountUSD.Currency() == mci.USD {
		return nil
	}
	return mci.Invalid("earningAmountUSD", r.EarningAmountUSD.String(), "an amount in USD")
}

func checkText(path, text string) error {
	switch {
	case text == "":
		return nil
	case strings.ContainsAny(text, "\n\t") || strings.TrimSpace(text) != text:
		return mci.Invalid(path, text, "a text on one line without spaces around it")
	default:
		return vocabulary.CheckText(path, text, mostTextBytes)
	}
}
