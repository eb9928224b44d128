package earnings

import "github.com/mci-go/incentives/mci"

// An Ineligible is one line of the report on ineligible revenue and usage, with
// the reason why it earned nothing. The zero Ineligible is empty. Source:
// Microsoft Learn, "Earnings - Revenue report in Partner Center", 2023-09-20,
// and the page on the ineligible report.
type Ineligible struct {
	// UnearnedID is the ID of the line, for a support request.
	UnearnedID string `json:"unearnedId,omitempty"`
	// ParticipantID is the ID of the enrollment.
	ParticipantID string `json:"participantId,omitempty"`
	// CustomerID is an ID of the customer, of the kind in CustomerIDType.
	CustomerID string `json:"customerId,omitempty"`
	// CustomerIDType is the kind of the customer's ID.
	CustomerIDType string `json:"customerIdType,omitempty"`
	// CustomerName is the name of the customer.
	CustomerName string `json:"customerName,omitempty"`
	// EngagementName is the name of the engagement.
	EngagementName string `json:"engagementName,omitempty"`
	// PartnerAssociation is the partner's association with the customer.
	PartnerAssociation string `json:"partnerAssociation,omitempty"`
	// PartnerRole is the partner role as the report writes it.
	PartnerRole string `json:"partnerRole,omitempty"`
	// SolutionArea is the solution area, such as "Azure".
	SolutionArea string `json:"solutionArea,omitempty"`
	// SubscriptionID is the ID of the subscription.
	SubscriptionID string `json:"subscriptionId,omitempty"`
	// TransactionDate is the day of the transaction.
	TransactionDate mci.Date `json:"transactionDate,omitzero"`
	// AmountUSD is the amount of the transaction, not of an earning, in US
	// dollars.
	AmountUSD Amount `json:"transactionAmountUSD,omitzero"`
	// ReasonText is the reason as the report writes it; see Reason.
	ReasonText string `json:"reason,omitempty"`

	// Downloaded is the day on which the report was downloaded. The zero Date
	// is unknown.
	Downloaded mci.Date `json:"downloaded,omitzero"`
	// Origin is the place where the line was read.
	Origin Origin `json:"origin,omitzero"`
}

// Reason returns the reason that ReasonText gives by its code or its text, in
// any case. If this library does not know the reason, it returns zero;
// ReasonText keeps the text.
func (l *Ineligible) Reason() Reason { return ReadReason(l.ReasonText) }

// DisputeBy returns the last day on which the partner can dispute the
// transaction; see [DisputeBy].
func (l *Ineligible) DisputeBy() mci.Date { return DisputeBy(l.TransactionDate) }

// Check reports every malformed field by the name of its column, as [Row.Check]
// does. A line is also malformed if it has no reason.
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
