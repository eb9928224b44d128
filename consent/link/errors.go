package link

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// Reasons why a token is refused. Each comes in a [TokenError].
// [KeyRing.Verify] checks for them in the order of this list.
var (
	// ErrMalformed is returned if no version of this library writes the text as
	// a token.
	ErrMalformed = errors.New("it is not a link of this library")
	// ErrTruncated is returned if only the beginning of a token is there,
	// because the link was cut short, as some mail programs do.
	ErrTruncated = errors.New("it was cut short")
	// ErrVersion is returned if this release of the library does not read the
	// token's version.
	ErrVersion = errors.New("its version is not supported")
	// ErrUnknownKey is returned if the token's key is not in the ring, or no
	// longer is.
	ErrUnknownKey = errors.New("the key ring does not have its key")
	// ErrForged is returned if the token's signature does not fit its content.
	ErrForged = errors.New("its signature is wrong")
)

// A TokenError says why a token is refused. Nothing in the token can be relied
// on. Reach it with errors.As, and the reason with errors.Is. If a link was
// verified and is still refused, the error is a consent.LinkError.
type TokenError struct {
	// Err is the reason, one of the errors of this package.
	Err error
	// Key is the ID of the key that the token names; empty if none was read. It
	// is not verified, so anyone may have written it.
	Key KeyID
}

// Error gives the reason why the token is refused. It does not contain the
// token.
func (e *TokenError) Error() string { return fmt.Sprintf("consent link: %v", e.Err) }

// Unwrap returns the reason.
func (e *TokenError) Unwrap() error { return e.Err }

// MarshalJSON returns the key's ID and the reason in words.
func (e *TokenError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Key   KeyID  `json:"key,omitempty"`
		Error string `json:"error"`
	}{e.Key, vocabulary.Reason(e.Err)})
}
