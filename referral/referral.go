package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A DealType is how much Microsoft sees of a deal. It only ever goes up. Source: [mci.CoSellOpportunities].
type DealType uint8

// The deal types. The zero DealType is none: there is no referral.
const (
	NoDeal     DealType = iota
	Private             // Microsoft does not see it
	PartnerLed          // Microsoft sees it and does not take part
	CoSell              // Microsoft's field sellers take part
)

var dealTypeNames = mci.Names[DealType]{What: "deal type", Texts: []string{"none", "private", "partner-led", "co-sell"}}

// String returns the type's name, such as "partner-led".
func (t DealType) String() string { return dealTypeNames.Text(t) }

// MarshalText returns the type's name; a value that is not declared is a [mci.FieldError].
func (t DealType) MarshalText() ([]byte, error) { return dealTypeNames.Marshal(t) }

// UnmarshalText reads a type's name. Any other text is a [mci.FieldError].
func (t *DealType) UnmarshalText(text []byte) error { return dealTypeNames.Unmarshal(t, text) }

// A Referral is the one referral of one claim. The zero Referral is none.
type Referral struct {
	Claim    claims.ID `json:"claim"`
	Version  uint64    `json:"version"` // grows by one with each change
	Type     DealType  `json:"type"`
	DealSize mci.Money `json:"dealSize,omitzero"` // as frozen by the request for consent
	Created  time.Time `json:"created,omitzero"`
	Upgraded time.Time `json:"upgraded,omitzero"` // when it became a co-sell referral
}
