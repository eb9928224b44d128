package catalog

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A ReferralCondition is one condition for a referral or its upgrade. Microsoft
// does not publish its own; a catalog declares them, and a host may replace
// them.
type ReferralCondition struct {
	Fact    ReferralFact
	AtLeast mci.Money // for DealSizeAtLeast
}

// ReferralTerms are the conditions under which a claim makes a partner-led
// referral and under which the customer's consent makes that a co-sell
// referral. All conditions of a list must hold. An empty list means that it
// never happens.
type ReferralTerms struct {
	Create  []ReferralCondition
	Upgrade []ReferralCondition
	Source  mci.Source
}

// A ReferralFact is what a [ReferralCondition] asks about. The zero
// ReferralFact is none.
type ReferralFact uint8

// The facts that a condition can ask about.
const (
	// the deal size stated at the request for consent
	DealSizeAtLeast ReferralFact = iota + 1
	// a Microsoft seller manages the customer
	ManagedByMicrosoft
)

var referralFactNames = vocabulary.Names[ReferralFact]{What: "referral condition", Texts: []string{
	"", "deal size at least", "customer managed by Microsoft",
}}

// String returns the fact in words.
func (f ReferralFact) String() string { return referralFactNames.Text(f) }

// MarshalText returns the fact in words.
func (f ReferralFact) MarshalText() ([]byte, error) { return referralFactNames.Marshal(f) }

// UnmarshalText reads a fact. Any other text is a [mci.FieldError].
func (f *ReferralFact) UnmarshalText(text []byte) error { return referralFactNames.Unmarshal(f, text) }
