package impact

import "github.com/mci-go/incentives/mci/vocabulary"

// A Loading says whether a stored claim can be read with the new catalog. The
// zero Loading is unknown.
type Loading uint8

// The loadings.
const (
	// Loads means that the claim can be read, under its own terms.
	Loads Loading = iota + 1
	// NeedsAcceptance means that the claim can be read and is held, because the
	// new catalog has other terms for it or lacks its revision. See
	// claims.TermsError.
	NeedsAcceptance
	// Unreadable means that the claim cannot be read. The new catalog lacks its
	// engagement, or the record is damaged.
	Unreadable
)

var loadingNames = vocabulary.Names[Loading]{What: "loading", Texts: []string{"", "loads", "needs acceptance", "unreadable"}}

// String returns the loading in words, such as "needs acceptance". For the zero
// Loading it is empty.
func (l Loading) String() string { return loadingNames.Text(l) }

// MarshalText returns the loading in words. For the zero Loading the text is
// empty.
func (l Loading) MarshalText() ([]byte, error) { return loadingNames.Marshal(l) }

// UnmarshalText reads a text that [Loading.MarshalText] writes. Any other text
// is a [mci.FieldError].
func (l *Loading) UnmarshalText(text []byte) error { return loadingNames.Unmarshal(l, text) }
