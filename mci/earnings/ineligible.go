package earnings

import "github.com/mci-go/incentives/mci"

// An Ineligible is one line of the report on ineligible revenue and usage: why
// it earned nothing. The zero Ineligible is empty. Source: Microsoft Learn,
// "Earnings - Revenue report in Partner Center", 2023-09-20, and the page on
// the ineligible report.
type Ineligible struct {
	// for a support request
	UnearnedID    string `json:"unearnedId,omitempty"`
	ParticipantID string `json:"participantId,omitempty"`
	// its kind is in CustomerIDType
	CustomerID         string   `json:"customerId,omitempty"`
	CustomerIDType     string   `json:"customerIdType,omitempty"`
	CustomerName       string   `json:"customerName,omitempty"`
	EngagementName     string   `json:"engagementName,omitempty"`
	PartnerAssociation string   `json:"partnerAssociation,omitempty"`
	PartnerRole        string   `json:"partnerRole,omitempty"`
	SolutionArea       string   `json:"solutionArea,omitempty"`
	SubscriptionID     string   `json:"subscriptionId,omitempty"`
	TransactionDate    mci.Date `json:"transactionDate,omitzero"`
	// of the transaction, not of an earning
	AmountUSD Amount `json:"transactionAmountUSD,omitzero"`
	// as the report writes it; see Reason
	ReasonText string `json:"reason,omitempty"`

	// as of a Row
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// where the line was read
	Origin Origin `json:"origin,omitzero"`
}

// Reason returns the reason, by its code or its text, whatever the case; it is
// zero for one that this library does not know, which stays in ReasonText.
func (l *Ineligible) Reason() Reason { return ReadReason(l.ReasonText) }

// DisputeBy returns the last day on which the partner can dispute; see
// [DisputeBy].
func (l *Ineligible) DisputeBy() mci.Date { return DisputeBy(l.TransactionDate) }

// Check reports every malformed field by the name of its column, as [Row.Check]
// does. A line without a reason is malformed.
func (l *Ineligible) Check() error {
	var found problems
	for _, column := range []struct{ path, text string }{
		{"unearnedId", l.UnearnedID},
		{"earningParticipantId", l.ParticipantID},
		{"customerId", l.CustomerID},
		{"customerIdType", l.CustomerIDType},
		{"customerName", l.CustomerName},
		{"engagementName", l.EngagementName},
		{"partnerAssociation", l.PartnerAssociation},
		{"partnerRole", l.PartnerRole},
		{"solutionArea", l.SolutionArea},
		{"subscriptionId", l.SubscriptionID},
		{"reason", l.ReasonText},
	} {
		found.text(column.path, column.text)
	}
	found.demand(l.ReasonText != "", "reason", "why the revenue is not eligible")
	found.dollars("transactionAmountUSD", l.AmountUSD)
	return found.err()
}
