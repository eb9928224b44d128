package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A DealSizeRule says whether the partner must state the deal size when it asks
// for consent. The pages of 2023 do not mention a deal size, and those of 2025
// require it, so an edition can have a rule for each period of sending. The
// zero DealSizeRule is [DealSizeRequired]. Source: [PartnerGuide] and
// [ResearchDossier]. An edition refuses a deal size of zero unless it allows
// zero; that is a [LibraryReading].
type DealSizeRule uint8

// The rules about the deal size.
const (
	// DealSizeRequired means that a deal size above zero must be stated.
	DealSizeRequired DealSizeRule = iota
	// DealSizeOptional means that the deal size may be missing. If it is
	// stated, it must be above zero.
	DealSizeOptional
	// DealSizeMayBeZero means that a deal size must be stated and may be zero.
	// No minimum is published.
	DealSizeMayBeZero
)

var dealSizeRuleNames = vocabulary.Names[DealSizeRule]{What: "deal size rule", Texts: []string{"required", "optional", "may be zero"}}

// String returns "required", "optional" or "may be zero".
func (r DealSizeRule) String() string { return dealSizeRuleNames.Text(r) }

// MarshalText returns the same text as [DealSizeRule.String]. A value that is
// not declared is a [FieldError].
func (r DealSizeRule) MarshalText() ([]byte, error) { return dealSizeRuleNames.Marshal(r) }

// UnmarshalText reads "required", "optional" or "may be zero". Any other text
// is a [FieldError].
func (r *DealSizeRule) UnmarshalText(text []byte) error { return dealSizeRuleNames.Unmarshal(r, text) }
