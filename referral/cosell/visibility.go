package cosell

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/resource"
)

// A Visibility says how much Microsoft's field sellers see of a deal. The zero
// Visibility is unknown.
type Visibility uint8

// The visibilities.
const (
	UnknownVisibility Visibility = iota
	Hidden                       // they do not see it
	Passive                      // they see it and do not take part
	Joined                       // they see it and take part
)

var visibilityNames = vocabulary.Names[Visibility]{What: "visibility", Texts: []string{"unknown", "hidden", "seen", "seen and joined"}}

// String returns the visibility in words.
func (v Visibility) String() string { return visibilityNames.Text(v) }

// MarshalText returns the visibility in words. A value that is not declared is
// a [mci.FieldError].
func (v Visibility) MarshalText() ([]byte, error) { return visibilityNames.Marshal(v) }

// UnmarshalText reads a visibility. Any other text is a [mci.FieldError].
func (v *Visibility) UnmarshalText(text []byte) error { return visibilityNames.Unmarshal(v, text) }

// sights are the visibilities by deal type, in the order of the types.
var sights = [...]struct {
	rule       mci.RuleID
	visibility Visibility
	outcome    mci.Outcome
	source     mci.Source
}{
	NoDeal:     {"sellers.unknown", UnknownVisibility, mci.Unknown, reading},
	Private:    {"sellers.private", Hidden, mci.Fail, coSell},
	PartnerLed: {"sellers.partner-led", Passive, mci.Pass, coSell},
	CoSell:     {"sellers.co-sell", Joined, mci.Pass, coSell},
}

// SellersSee returns how much Microsoft's field sellers see of a deal, with the
// finding that says so. The deal type of the whole engagement decides; see
// [DealTypeOf]. The finding passes if the sellers see the deal. It is unknown
// if the deal type is. Source: [mci.CoSellOpportunities].
func SellersSee(own *resource.Referral, related Related) (Visibility, mci.Finding) {
	deal, _ := DealTypeOf(own, related)
	return SellersSeeType(deal)
}

// SellersSeeType is [SellersSee] for a deal type that was read before. NoDeal
// means that it is unknown.
func SellersSeeType(deal DealType) (Visibility, mci.Finding) {
	if int(deal) >= len(sights) {
		deal = NoDeal
	}
	found := deal.String()
	if deal == NoDeal {
		found = "a deal of unknown type"
	}
	row := sights[deal]
	return row.visibility, mci.Finding{
		Rule: row.rule, Outcome: row.outcome, Path: "dealType", Want: "a deal that Microsoft's field sellers see", Found: found, Source: row.source,
	}
}
