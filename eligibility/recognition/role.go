package recognition

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PartnerRole is what a partner claims by CPOR to have done. The zero
// PartnerRole is unknown. Source: Microsoft Learn, "Create a customer
// association", 2023-10-10.
type PartnerRole uint16

// The partner roles. The first three are for Dynamics 365, the last one is for
// Modern Work and Security.
const (
	// influenced the purchase
	BuildIntentAdvisor PartnerRole = iota + 1
	// drives adoption and use
	UsageRecognitionNonIncentivized
	// influenced the choice of the product
	InfluencedRevenueNonIncentivized
	// drives adoption and use of a workload
	UseOrConsume
)

var partnerRoleNames = vocabulary.Names[PartnerRole]{What: "partner role", Texts: []string{
	"", "Build intent - Advisor", "Usage recognition - Non-Incentivized", "Influenced Revenue recognition - Non-Incentivized", "Use or consume",
}}

// laterPartnerRoles are the names of the same roles in a later guide, FY24 CPOR
// guide, 2023-10-01, as a third party shows it.
var laterPartnerRoles = []string{
	"", "BizApps Presales Advisor", "Usage Recognition - Biz Apps", "Biz Apps Revenue", "Modern Work & Security Usage",
}

// String returns the documented name, such as "Use or consume"; it is empty for
// the zero PartnerRole.
func (r PartnerRole) String() string { return partnerRoleNames.Text(r) }

// MarshalText returns the documented name, and nothing for the zero
// PartnerRole.
func (r PartnerRole) MarshalText() ([]byte, error) { return partnerRoleNames.Marshal(r) }

// UnmarshalText reads a documented name, or the one that a later guide gives
// the same role, with a hyphen or a dash in it, since documents write both. Any
// other text is a [mci.FieldError].
func (r *PartnerRole) UnmarshalText(text []byte) error {
	name := strings.ReplaceAll(string(text), "–", "-")
	if i := slices.Index(laterPartnerRoles, name); i > 0 {
		*r = PartnerRole(i)
		return nil
	}
	return partnerRoleNames.Unmarshal(r, []byte(name))
}

// A PALRole is what the linked account of a PAL may do with the customer's
// resource. The zero PALRole is unknown, or one of which the documents say
// nothing. Source: Microsoft Learn, "Earnings and payout reconciliation FAQ",
// 2023-06-26.
type PALRole uint16

// The PAL roles.
const (
	// of an app also its co-owner, of a flow its creator, of a dataset its
	// publisher
	Owner PALRole = iota + 1
	// may change the resource
	Contributor
	// may look at it
	Reader
)

var palRoleNames = vocabulary.Names[PALRole]{What: "PAL role", Texts: []string{"", "Owner", "Contributor", "Reader"}}

// String returns the role's name, such as "Owner"; it is empty for the zero
// PALRole.
func (r PALRole) String() string { return palRoleNames.Text(r) }

// MarshalText returns the role's name, and nothing for the zero PALRole.
func (r PALRole) MarshalText() ([]byte, error) { return palRoleNames.Marshal(r) }

// UnmarshalText reads a role's name. Any other text is a [mci.FieldError].
func (r *PALRole) UnmarshalText(text []byte) error { return palRoleNames.Unmarshal(r, text) }
