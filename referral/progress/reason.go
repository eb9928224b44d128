package progress

import "github.com/mci-go/incentives/mci/vocabulary"

// A CloseReason says why a referral was declined or lost. The zero CloseReason
// means that no reason is known. Its value is the code in bulk files. Source:
// Microsoft Learn, "Bulk operations for co-sell opportunities".
type CloseReason uint8

// The reasons to decline or lose a referral, by their codes 1 to 8.
const (
	NoReason CloseReason = iota
	NoBudget
	NoResponse
	OtherVendor
	RequirementNotMet
	NotACustomer
	TimelineTooShort
	AbuseOrSpam
	OtherReason
)

var closeReasonNames = vocabulary.Names[CloseReason]{What: "reason", Texts: []string{
	"", "budget", "no response", "other vendor", "requirement unmet", "not a customer", "timeline too short", "abuse or spam", "other",
}}

// String returns the reason in words.
func (r CloseReason) String() string { return closeReasonNames.Text(r) }

// MarshalText returns the reason in words. A value that is not declared is a
// [mci.FieldError].
func (r CloseReason) MarshalText() ([]byte, error) { return closeReasonNames.Marshal(r) }

// UnmarshalText reads a reason. Any other text is a [mci.FieldError].
func (r *CloseReason) UnmarshalText(text []byte) error { return closeReasonNames.Unmarshal(r, text) }
