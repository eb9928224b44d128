package transfer

import (
	"github.com/mci-go/incentives/claims"
)

// A Report is the outcome of a copy. The zero Report is the copy of an empty
// database.
type Report struct {
	// Copied counts the claims that were new.
	Copied int `json:"copied"`
	// Updated counts the claims that got the entries that they lacked.
	Updated int `json:"updated"`
	// Same counts the claims that were there already.
	Same int `json:"same"`
	// Entries counts the entries that were written.
	Entries int64 `json:"entries"`
	// Relays counts the books of relays that were copied.
	Relays int `json:"relays"`
	// Letters counts the letters in these books.
	Letters int `json:"letters"`
	// Deals counts the deals that were copied.
	Deals int `json:"deals"`
	// Checked counts the claims that were read again and compared.
	Checked int `json:"checked"`
	// CheckedEntries counts the entries of these claims.
	CheckedEntries int `json:"checkedEntries"`
	// Digest identifies the content of all claims that were checked, in
	// hexadecimal digits.
	Digest string `json:"digest"`
	// Left lists everything that was not copied.
	Left []Left `json:"left"`
}

// A Left is one thing that was not copied.
type Left struct {
	// Claim is the ID of the claim. It is empty if the thing is no claim.
	Claim claims.ID `json:"claim,omitempty"`
	// Relay is the name of the relay. It is empty if the thing belongs to no
	// relay.
	Relay string `json:"relay,omitempty"`
	// Why is the reason.
	Why string `json:"why"`
}
