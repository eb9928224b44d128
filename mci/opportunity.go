package mci

// An Opportunity is what the host knows of an opportunity in Microsoft's seller
// system. Empty fields are unknown. Source of the shape: [SellerSystemCode] and
// [BusinessApplicationsAssistant].
type Opportunity struct {
	// value of one year
	ContractValue Money `json:"contractValue"`
	// as the seller system names it, such as "open"
	Status string `json:"status"`
	// sales stage, as the seller system names it
	Stage string `json:"stage"`
}
