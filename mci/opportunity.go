package mci

// An Opportunity holds the facts that the host knows about an opportunity in
// Microsoft's seller system. A zero field is unknown. Source of the shape:
// [SellerSystemCode] and [BusinessApplicationsAssistant].
type Opportunity struct {
	// ContractValue is the contract value of one year.
	ContractValue Money `json:"contractValue"`
	// Status is the status as the seller system names it, such as "open".
	Status string `json:"status"`
	// Stage is the sales stage as the seller system names it.
	Stage string `json:"stage"`
}
