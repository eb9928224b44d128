package recognition

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Grant is one way to a credit: what a mechanism earns for a product, and
// under which conditions. An association earns the credit if all conditions of
// one grant hold. A condition that is left empty asks for nothing. The zero
// Grant is none.
type Grant struct {
	// stable, and never given to another grant
	ID        mci.RuleID `json:"id"`
	Products  []Product  `json:"products"`
	Mechanism Mechanism  `json:"mechanism"`
	Credit    Credit     `json:"credit"`
	// Earns is yes; no, where a document or a reading says so and a grant would
	// be expected; or unknown, where the documents leave it open.
	Earns mci.Fact `json:"earns"`
	// of a CPOR
	PartnerRoles []PartnerRole `json:"partnerRoles,omitempty"`
	// of a PAL
	PALRoles []PALRole `json:"palRoles,omitempty"`
	Channels []Channel `json:"channels,omitempty"`
	// days on which it is earned
	Period mci.Period `json:"period,omitzero"`
	// seats of the customer
	MinimumSeats int `json:"minimumSeats,omitzero"`
	// Active is whether the subscription must be active or in its grace period.
	Active bool `json:"active,omitzero"`
	// Declinable is whether the partner can opt out of the pay when it claims.
	Declinable bool `json:"declinable,omitzero"`
	// Sole is whether one partner alone can be credited by this mechanism for a
	// subject.
	Sole bool `json:"sole,omitzero"`
	// Unless is a credit that takes the place of this one: a partner who has it
	// does not have this one too.
	Unless Credit `json:"unless,omitzero"`

	Source mci.Source `json:"source"`
	// The sources of conditions that rest on another document than the grant
	// does.
	RolesSource    mci.Source `json:"rolesSource,omitzero"`
	ChannelsSource mci.Source `json:"channelsSource,omitzero"`
	SeatsSource    mci.Source `json:"seatsSource,omitzero"`
	SoleSource     mci.Source `json:"soleSource,omitzero"`
}

// clone returns a copy that shares nothing with g.
func (g Grant) clone() Grant {
	g.Products = slices.Clone(g.Products)
	g.PartnerRoles = slices.Clone(g.PartnerRoles)
	g.PALRoles = slices.Clone(g.PALRoles)
	g.Channels = slices.Clone(g.Channels)
	return g
}

// leads reports whether the grant is a way to a credit for a product.
func (g *Grant) leads(product Product, credit Credit) bool {
	return g.Credit == credit && slices.Contains(g.Products, product)
}

// way says in words by which association the credit is earned, such as "PAL as
// Owner or Contributor".
func (g *Grant) way() string {
	roles := append(texts(g.PartnerRoles), texts(g.PALRoles)...)
	if len(roles) == 0 {
		return g.Mechanism.String()
	}
	return g.Mechanism.String() + " as " + strings.Join(roles, " or ")
}

// texts returns the texts of values of an enumeration.
func texts[T interface{ String() string }](values []T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = value.String()
	}
	return all
}

// or returns the first source that is one.
func or(source, other mci.Source) mci.Source {
	if source == (mci.Source{}) {
		return other
	}
	return source
}
