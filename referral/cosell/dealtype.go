package cosell

import (
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/resource"
)

// A DealType says how much Microsoft sees of a deal. It never goes back.
// Source: [mci.CoSellOpportunities].
type DealType uint8

// The deal types. The zero DealType means that there is no deal.
const (
	NoDeal     DealType = iota
	Private             // Microsoft does not see it
	PartnerLed          // Microsoft sees it and does not take part
	CoSell              // Microsoft's field sellers take part
)

var dealTypeNames = vocabulary.Names[DealType]{What: "deal type", Texts: []string{"none", "private", "partner-led", "co-sell"}}

// String returns the type's name, such as "partner-led".
func (t DealType) String() string { return dealTypeNames.Text(t) }

// MarshalText returns the type's name. A value that is not declared is a
// [mci.FieldError].
func (t DealType) MarshalText() ([]byte, error) { return dealTypeNames.Marshal(t) }

// UnmarshalText reads a type's name. Any other text is a [mci.FieldError].
func (t *DealType) UnmarshalText(text []byte) error { return dealTypeNames.Unmarshal(t, text) }

// MayBecome reports whether a deal of this type may become the next one. Only a
// private or a partner-led deal may change its type, and only upward. Source:
// [mci.CoSellOpportunities] and Microsoft's page on bulk operations.
func (t DealType) MayBecome(next DealType) bool {
	return t != NoDeal && t < next && next <= CoSell
}

// Related holds the other referrals of a referral's engagement. The zero
// Related means that they were not read.
type Related struct {
	// all of them were read
	Read bool `json:"read,omitempty"`
	// in any order, with or without the partner's own one
	Referrals []resource.Referral `json:"referrals,omitempty"`
}

// DealTypeOf reads the deal type from a whole engagement: the partner's own
// referral and the referrals with the same EngagementID. It is
//
//   - co-sell, if one of them is addressed to Microsoft or asks for help,
//   - else partner-led, if the partner's own referral is shared with
//     Microsoft's sellers,
//   - else private, if that referral says that it is not shared.
//
// The result is false if the deal type is unknown. That is the case if the
// related referrals were not read, if the partner's own one does not say
// whether it is shared, or if a deciding member could not be read. A deal of
// unknown type can still be co-sell. That the share flag alone makes a deal
// partner-led is inferred. Source: [mci.CoSellOpportunities] and Microsoft
// Learn, "Create a referral".
func DealTypeOf(own *resource.Referral, related Related) (DealType, bool) {
	if own.AsksMicrosoft() {
		return CoSell, true
	}
	certain := related.Read && !own.Unread("/target", "/inviteContext", "/consent")
	for i := range related.Referrals {
		other := &related.Referrals[i]
		if other.EngagementID == "" || !strings.EqualFold(other.EngagementID, own.EngagementID) {
			continue
		}
		if other.AsksMicrosoft() {
			return CoSell, true
		}
		certain = certain && !other.Unread("/target", "/inviteContext")
	}
	share := own.Consent.ShareReferralWithMicrosoftSellers
	switch {
	case !certain || share == mci.NotSupplied:
		return NoDeal, false
	case share == mci.Yes:
		return PartnerLed, true
	default:
		return Private, true
	}
}
