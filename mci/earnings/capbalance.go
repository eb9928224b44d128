package earnings

import "github.com/mci-go/incentives/mci"

// A CapBalance is one line of the report on caps: the amount that can still be
// earned under one cap. Only the names of the level at which the cap is set are
// filled. The zero CapBalance is empty. Source: Microsoft Learn, the page on
// the maximum cap balance report.
type CapBalance struct {
	// ParticipantID is the ID of the enrollment.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`
	// EngagementID is the ID of the engagement.
	EngagementID string `json:"engagementId,omitempty"`
	// EngagementName is the name of the engagement.
	EngagementName string `json:"engagementName,omitempty"`
	// LeverName is the name of the rule that earnings are calculated by.
	LeverName string `json:"leverName,omitempty"`
	// CustomerID is the ID of the customer.
	CustomerID string `json:"customerId,omitempty"`
	// CustomerName is the name of the customer.
	CustomerName string `json:"customerName,omitempty"`
	// CustomerCountry is the country code of the customer.
	CustomerCountry string `json:"customerCountry,omitempty"`

	// Cap is the most that can be earned, in US dollars.
	Cap Amount `json:"maxCapUSD,omitzero"`
	// Earned is the amount earned under the cap, in US dollars.
	Earned Amount `json:"totalEarningsUSD,omitzero"`
	// Left is the cap less the amount earned, in US dollars.
	Left Amount `json:"balanceEarningOpportunityUSD,omitzero"`
	// From is the first day on which the cap applies.
	From mci.Date `json:"maxCapEffectiveStartDate,omitzero"`
	// Until is the last day on which the cap applies.
	Until mci.Date `json:"maxCapEffectiveEndDate,omitzero"`
	// Refreshed is the day on which the balance was refreshed.
	Refreshed mci.Date `json:"maxCapBalanceRefreshDate,omitzero"`

	// Origin is the place where the line was read.
	Origin Origin `json:"origin,omitzero"`
}

// Check reports every malformed field by the name of its column, as [Row.Check]
// does. A text is malformed if it is too long or not valid UTF-8, an amount if
// it is not in US dollars.
func (c *CapBalance) Check() error {
	var found problems
	for _, column := range []struct{ path, text string }{
		{"participantID", c.ParticipantID},
		{"programName", c.ProgramName},
		{"engagementID", c.EngagementID},
		{"engagementName", c.EngagementName},
		{"leverName", c.LeverName},
		{"customerID", c.CustomerID},
		{"customerName", c.CustomerName},
		{"customerCountryCode", c.CustomerCountry},
	} {
		found.text(column.path, column.text)
	}
	found.dollars("maxCapUSD", c.Cap)
	found.dollars("totalEarningsUSD", c.Earned)
	found.dollars("balanceEarningOpportunityUSD", c.Left)
	return found.err()
}
