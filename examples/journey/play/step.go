package play

import (
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A step is one dated action of a book.
type step struct {
	At time.Time `json:"at"`
	// By is a user's ID, or customer, microsoft, partner center or system.
	By    string    `json:"by"`
	Do    string    `json:"do"`
	Claim claims.ID `json:"claim"`
	Note  string    `json:"note"`
	// Expect holds the expected results, for a Checker.
	Expect *expectation `json:"expect"`

	// The following fields belong to the verbs that open a claim.
	Customer       string           `json:"customer"`
	RawID          rawID            `json:"id"`
	Engagement     mci.EngagementID `json:"engagement"`
	Location       mci.LocationID   `json:"location"`
	Name           string           `json:"name"`
	RawHours       json.Number      `json:"hours"`
	MismatchReason string           `json:"mismatchReason"`

	CustomerContact mci.Contact      `json:"customerContact"`
	PartnerContact  mci.Contact      `json:"partnerContact"`
	RawDealSize     rawMoney         `json:"dealSize"`
	Part            mci.EvidencePart `json:"part"`
	// Survey is "sent" or "completed".
	Survey    string      `json:"survey"`
	Template  mci.Date    `json:"template"`
	Reference string      `json:"reference"`
	Side      claims.Side `json:"side"`
	Contact   mci.Contact `json:"contact"`
	RawAmount rawMoney    `json:"amount"`
	Comment   string      `json:"comment"`

	// The following fields belong to associations.
	Association   cpor.Kind           `json:"association"`
	Workloads     []cpor.Workload     `json:"workloads"`
	Subscription  cpor.SubscriptionID `json:"subscription"`
	CustomerTitle string              `json:"customerTitle"`
	Seller        cpor.Seller         `json:"seller"`
	PayDeclined   mci.Fact            `json:"payDeclined"`
	Proof         cpor.Proof          `json:"proof"`
	Faults        []cpor.Fault        `json:"faults"`
	LastDay       mci.Date            `json:"lastDay"`

	// The following fields belong to the verbs that follow Partner Center.
	PortalNumber string `json:"portalNumber"`
	Take         string `json:"take"`
	Shown        string `json:"shown"`
	// Number is the number of the entry that is taken back.
	Number uint64 `json:"number"`

	// The following fields are decoded from the raw ones.
	id               mci.CustomerID
	hours            mci.Hours
	dealSize, amount mci.Money
	// kind is the kind of the claim. It is none for a sweep.
	kind       store.Kind
	takeStatus claims.Status
	takeState  lifecycle.State
}

// actor returns the side that takes the step.
func (s *step) actor() claims.Actor {
	switch s.By {
	case "customer":
		return claims.Customer
	case "microsoft":
		return claims.Microsoft
	case "partner center":
		return claims.PartnerCenter
	case "system":
		return claims.System
	default:
		return claims.Partner
	}
}
