package transfer

import (
	"github.com/mci-go/incentives/claims"
)

// A Report is the outcome of a copy. The zero Report is of an empty database.
type Report struct {
	// Copied, Updated and Same count the claims that were new, that got the
	// entries that they lacked, and that were there already.
	Copied  int `json:"copied"`
	Updated int `json:"updated"`
	Same    int `json:"same"`
	// Entries counts the entries that were written.
	Entries int64 `json:"entries"`
	// Relays counts the books of relays that were copied, and Letters their
	// letters.
	Relays  int `json:"relays"`
	Letters int `json:"letters"`
	// Deals counts the deals that were copied.
	Deals int `json:"deals"`
	// Checked counts the claims that were read again and compared, and
	// CheckedEntries their entries.
	Checked        int `json:"checked"`
	CheckedEntries int `json:"checkedEntries"`
	// Digest identifies the content of all claims that were checked, in
	// hexadecimal digits.
	Digest string `json:"digest"`
	// Left lists everything that was not copied.
	Left []Left `json:"left"`
}

// A Left is one thing that was not copied.
type Left struct {
	// Claim is the ID of the claim, or empty.
	Claim claims.ID `json:"claim,omitempty"`
	// Relay is the name of the relay, or empty.
	Relay string `json:"relay,omitempty"`
	// Why is the reason.
	Why string `json:"why"`
}
