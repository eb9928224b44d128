package earnings

import "github.com/mci-go/incentives/mci"

// A CapBalance is one line of the report on caps: how much can still be earned
// under one cap. Only the names of the level at which the cap is set are
// filled. The zero CapBalance is empty. Source: Microsoft Learn, the page on
// the maximum cap balance report.
type CapBalance struct {
	ParticipantID   string `json:"participantId,omitempty"`
	ProgramName     string `json:"programName,omitempty"`
	EngagementID    string `json:"engagementId,omitempty"`
	EngagementName  string `json:"engagementName,omitempty"`
	LeverName       string `json:"leverName,omitempty"`
	CustomerID      string `json:"customerId,omitempty"`
	CustomerName    string `json:"customerName,omitempty"`
	CustomerCountry string `json:"customerCountry,omitempty"`

	// in US dollars
	Cap Amount `json:"maxCapUSD,omitzero"`
	// in US dollars
	Earned Amount `json:"totalEarningsUSD,omitzero"`
	// cap less earned, in US dollars
	Left Amount   `json:"balanceEarningOpportunityUSD,omitzero"`
	From mci.Date `json:"maxCapEffectiveStartDate,omitzero"`
	// the last day
	Until     mci.Date `json:"maxCapEffectiveEndDate,omitzero"`
	Refreshed mci.Date `json:"maxCapBalanceRefreshDate,omitzero"`

	// where the line was read
	Origin Origin `json:"origin,omitzero"`
}

// Check reports every malformed field by the name of its column, as [Row.Check]
// does.
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
