package store

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An IndexKey names one of the instants of an [claims.Index] by which a list
// can be selected and ordered. The zero IndexKey is none.
type IndexKey uint8

// The keys.
const (
	NoKey        IndexKey = iota
	ExpiresKey            // Index.Expires: the claims that a clock can end
	AttentionKey          // Index.Attention: the claims that wait for an action
)

var keyNames = vocabulary.Names[IndexKey]{What: "index key", Texts: []string{"", "expires", "attention"}}

// String returns the key in lower case. The zero IndexKey is the empty text.
func (k IndexKey) String() string { return keyNames.Text(k) }

// MarshalText returns the key in lower case. If the value is not declared, it
// returns a [mci.FieldError].
func (k IndexKey) MarshalText() ([]byte, error) { return keyNames.Marshal(k) }

// UnmarshalText reads a key in lower case. Any other text is a
// [mci.FieldError].
func (k *IndexKey) UnmarshalText(text []byte) error { return keyNames.Unmarshal(k, text) }

// Of returns the instant of the key in an index. It is zero for NoKey.
func (k IndexKey) Of(index claims.Index) time.Time {
	switch k {
	case ExpiresKey:
		return index.Expires
	case AttentionKey:
		return index.Attention
	case NoKey:
		return time.Time{}
	default:
		return time.Time{}
	}
}
