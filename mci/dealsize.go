package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A DealSizeRule says whether the deal size must be stated when consent is
// asked for. It is required from 2025 on and was unknown in 2023. The zero
// DealSizeRule is [DealSizeRequired]. Source: [PartnerGuide]; that zero is
// refused unless the edition lets it be is [LibraryReading].
type DealSizeRule uint8

// The rules about the deal size.
const (
	// above zero
	DealSizeRequired DealSizeRule = iota
	// above zero where it is stated
	DealSizeOptional
	// required, and zero is an answer; no minimum is published
	DealSizeMayBeZero
)

var dealSizeRuleNames = vocabulary.Names[DealSizeRule]{What: "deal size rule", Texts: []string{"required", "optional", "may be zero"}}

// String returns "required", "optional" or "may be zero".
func (r DealSizeRule) String() string { return dealSizeRuleNames.Text(r) }

// MarshalText returns what [DealSizeRule.String] returns; a value that is not
// declared is a [FieldError].
func (r DealSizeRule) MarshalText() ([]byte, error) { return dealSizeRuleNames.Marshal(r) }

// UnmarshalText reads "required", "optional" or "may be zero". Any other text
// is a [FieldError].
func (r *DealSizeRule) UnmarshalText(text []byte) error { return dealSizeRuleNames.Unmarshal(r, text) }
