package catalog

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A ReferralCondition is one condition for a referral or its upgrade. Microsoft
// does not publish its own conditions, so a catalog declares them, and a host
// may replace them.
type ReferralCondition struct {
	// Fact is the fact that must hold.
	Fact ReferralFact `json:"fact,omitzero"`
	// AtLeast is the smallest deal size for DealSizeAtLeast; no amount for
	// other facts.
	AtLeast mci.Money `json:"atLeast,omitzero"`
}

// ReferralTerms are the conditions for a claim to make a partner-led referral,
// and for the customer's consent to make that a co-sell referral. All
// conditions of a list must hold. If a list is empty, its step never happens.
type ReferralTerms struct {
	// Mode says who makes the referral.
	Mode ReferralMode `json:"mode,omitempty"`
	// Create are the conditions for a partner-led referral.
	Create []ReferralCondition `json:"create,omitempty"`
	// Upgrade are the conditions for a co-sell referral.
	Upgrade []ReferralCondition `json:"upgrade,omitempty"`
	// Source is the document that states the conditions.
	Source mci.Source `json:"source,omitzero"`
}

// A ReferralFact is the fact that a [ReferralCondition] asks for. The zero
// ReferralFact is none.
type ReferralFact uint8

// The facts that a condition can ask for.
const (
	// DealSizeAtLeast means that the deal size stated in the request for
	// consent reaches the condition's AtLeast.
	DealSizeAtLeast ReferralFact = iota + 1
	// ManagedByMicrosoft means that a Microsoft seller manages the customer.
	ManagedByMicrosoft
)

var referralFactNames = vocabulary.Names[ReferralFact]{What: "referral condition", Texts: []string{
	"", "deal size at least", "customer managed by Microsoft",
}}

// String returns the fact in words.
func (f ReferralFact) String() string { return referralFactNames.Text(f) }

// MarshalText returns the fact in words.
func (f ReferralFact) MarshalText() ([]byte, error) { return referralFactNames.Marshal(f) }

// UnmarshalText reads a fact in words. Any other text is a [mci.FieldError].
func (f *ReferralFact) UnmarshalText(text []byte) error { return referralFactNames.Unmarshal(f, text) }
