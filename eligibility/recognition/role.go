package recognition

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PartnerRole is the work that a partner claims by CPOR to have done. The
// zero PartnerRole is unknown. Source: Microsoft Learn, "Create a customer
// association", 2023-10-10.
type PartnerRole uint16

// The partner roles. The first three are for Dynamics 365, the last one is for
// Modern Work and Security.
const (
	// BuildIntentAdvisor influenced the purchase.
	BuildIntentAdvisor PartnerRole = iota + 1
	// UsageRecognitionNonIncentivized drives adoption and use.
	UsageRecognitionNonIncentivized
	// InfluencedRevenueNonIncentivized influenced the choice of the product.
	InfluencedRevenueNonIncentivized
	// UseOrConsume drives adoption and use of a workload.
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

// Names returns the documented name and then the name that a later guide gives
// to the same role. If the value is zero or not declared, it returns nil.
func (r PartnerRole) Names() []string {
	if r == 0 || int(r) >= len(laterPartnerRoles) {
		return nil
	}
	return []string{r.String(), laterPartnerRoles[r]}
}

// MarshalText returns the documented name, or nothing for the zero PartnerRole.
// If the value is not declared, it returns a [mci.FieldError].
func (r PartnerRole) MarshalText() ([]byte, error) { return partnerRoleNames.Marshal(r) }

// UnmarshalText reads a documented name, or the name that a later guide gives
// to the same role. A dash in the name counts as a hyphen, since documents
// write both. If the text is anything else, it returns a [mci.FieldError].
func (r *PartnerRole) UnmarshalText(text []byte) error {
	name := strings.ReplaceAll(string(text), "–", "-")
	if i := slices.Index(laterPartnerRoles, name); i > 0 {
		*r = PartnerRole(i)
		return nil
	}
	return partnerRoleNames.Unmarshal(r, []byte(name))
}

// A PALRole is the role of a PAL's linked account on the customer's resource.
// The zero PALRole is unknown, or a role that the documents do not name.
// Source: Microsoft Learn, "Earnings and payout reconciliation FAQ",
// 2023-06-26.
type PALRole uint16

// The PAL roles.
const (
	// Owner owns the resource. It is also the co-owner of an app, the creator
	// of a flow, and the publisher of a dataset.
	Owner PALRole = iota + 1
	// Contributor may change the resource.
	Contributor
	// Reader may only look at the resource.
	Reader
)

var palRoleNames = vocabulary.Names[PALRole]{What: "PAL role", Texts: []string{"", "Owner", "Contributor", "Reader"}}

// String returns the role's name, such as "Owner"; it is empty for the zero
// PALRole.
func (r PALRole) String() string { return palRoleNames.Text(r) }

// MarshalText returns the role's name, or nothing for the zero PALRole. If the
// value is not declared, it returns a [mci.FieldError].
func (r PALRole) MarshalText() ([]byte, error) { return palRoleNames.Marshal(r) }

// UnmarshalText reads a role's name. If the text is anything else, it returns a
// [mci.FieldError].
func (r *PALRole) UnmarshalText(text []byte) error { return palRoleNames.Unmarshal(r, text) }
