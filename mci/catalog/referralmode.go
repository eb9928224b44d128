package catalog

import "github.com/mci-go/incentives/mci/vocabulary"

// A ReferralMode says who makes the referrals of an engagement's claims. The
// zero ReferralMode means that the catalog does not say. Microsoft's documents
// contradict each other: the partner guide says that Partner Center makes the
// referral of a claim, and the API lets partners make their own.
type ReferralMode uint8

// The modes.
const (
	UnsaidReferral ReferralMode = iota
	// Partner Center makes the referral; the partner links it to the claim
	LinkedReferral
	// the partner makes the referral
	CreatedReferral
)

var referralModeNames = vocabulary.Names[ReferralMode]{What: "referral mode", Texts: []string{"", "linked", "created"}}

// String returns "linked" or "created", or the empty text if the catalog does
// not say.
func (m ReferralMode) String() string { return referralModeNames.Text(m) }

// MarshalText returns the mode's name.
func (m ReferralMode) MarshalText() ([]byte, error) { return referralModeNames.Marshal(m) }

// UnmarshalText reads a mode's name. Any other text is a [mci.FieldError].
func (m *ReferralMode) UnmarshalText(text []byte) error { return referralModeNames.Unmarshal(m, text) }
