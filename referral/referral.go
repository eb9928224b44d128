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

var dealTypeNames = [...]string{"none", "private", "partner-led", "co-sell"}

// String returns the type's name, such as "partner-led".
func (t DealType) String() string {
	if int(t) >= len(dealTypeNames) {
		return "invalid deal type"
	}
	return dealTypeNames[t]
}

// MarshalText returns the type's name.
func (t DealType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a type's name. Any other text is a [mci.FieldError].
func (t *DealType) UnmarshalText(text []byte) error {
	for i, name := range dealTypeNames {
		if name == string(text) {
			*t = DealType(i) //nolint:gosec // an index of a short table
			return nil
		}
	}
	return mci.Invalid("dealType", string(text), "none, private, partner-led or co-sell")
}

// A Referral is the one referral of one claim. The zero Referral is none.
type Referral struct {
	Claim    claims.ID `json:"claim"`
	Version  uint64    `json:"version"` // grows by one with each change
	Type     DealType  `json:"type"`
	DealSize mci.Money `json:"dealSize,omitzero"` // as frozen by the request for consent
	Created  time.Time `json:"created,omitzero"`
	Upgraded time.Time `json:"upgraded,omitzero"` // when it became a co-sell referral
}
