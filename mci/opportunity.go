package mci

// An Opportunity is what the host knows of an opportunity in Microsoft's seller system. Empty fields are
// unknown. Source of the shape: [SellerSystemCode] and [BusinessApplicationsAssistant].
type Opportunity struct {
	ContractValue Money  `json:"contractValue"` // value of one year
	Status        string `json:"status"`        // as the seller system names it, such as "open"
	Stage         string `json:"stage"`         // sales stage, as the seller system names it
}
