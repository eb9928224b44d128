package recognition

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Grant is one way to a credit: a mechanism earns the credit for some
// products, on some conditions. An association earns the credit if all
// conditions of one grant hold. If a condition is left empty, it asks for
// nothing. The zero Grant is none.
type Grant struct {
	// ID is the grant's stable ID. It is never given to another grant.
	ID mci.RuleID `json:"id"`
	// Products are the products that the grant is about; at least one.
	Products []Product `json:"products"`
	// Mechanism is the mechanism that leads to the credit.
	Mechanism Mechanism `json:"mechanism"`
	// Credit is the credit that the mechanism leads to.
	Credit Credit `json:"credit"`
	// Earns is whether the mechanism earns the credit. It is no if a document
	// or a reading says so and a grant would be expected. It is unknown if the
	// documents leave it open.
	Earns mci.Fact `json:"earns"`
	// PartnerRoles are the roles that earn the credit; CPOR only.
	PartnerRoles []PartnerRole `json:"partnerRoles,omitempty"`
	// PALRoles are the roles of the linked account that earn it; PAL only.
	PALRoles []PALRole `json:"palRoles,omitempty"`
	// Channels are the channels in which the credit is earned.
	Channels []Channel `json:"channels,omitempty"`
	// Period is the days on which the credit is earned.
	Period mci.Period `json:"period,omitzero"`
	// MinimumSeats is the number of seats that the customer must have at least;
	// 0 asks for none.
	MinimumSeats int `json:"minimumSeats,omitzero"`
	// Active is whether the subscription must be active or in its grace period.
	Active bool `json:"active,omitzero"`
	// Declinable is whether the partner can opt out of the pay when it claims.
	Declinable bool `json:"declinable,omitzero"`
	// Sole is whether one partner alone can be credited by this mechanism for a
	// subject.
	Sole bool `json:"sole,omitzero"`
	// Unless is a credit that replaces this one: if a partner has it, it does
	// not have this one too.
	Unless Credit `json:"unless,omitzero"`

	// Source is the source of the grant.
	Source mci.Source `json:"source"`
	// RolesSource is the source of PartnerRoles or PALRoles, if it is not the
	// grant's.
	RolesSource mci.Source `json:"rolesSource,omitzero"`
	// ChannelsSource is the source of Channels, if it is not the grant's.
	ChannelsSource mci.Source `json:"channelsSource,omitzero"`
	// SeatsSource is the source of MinimumSeats, if it is not the grant's.
	SeatsSource mci.Source `json:"seatsSource,omitzero"`
	// SoleSource is the source of Sole, if it is not the mechanism's.
	SoleSource mci.Source `json:"soleSource,omitzero"`
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

// way describes the association by which the credit is earned, such as "PAL as
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

// or returns the first source, or the other one if the first is zero.
func or(source, other mci.Source) mci.Source {
	if source == (mci.Source{}) {
		return other
	}
	return source
}
