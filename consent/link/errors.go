package link

import "errors"

// Why a token is not taken. Each comes in a [TokenError]. [KeyRing.Verify]
// looks for them in the order of this list.
var (
	// ErrMalformed is returned for a text that no version of this library
	// writes as a token.
	ErrMalformed = errors.New("it is no link of this library")
	// ErrTruncated is returned for the beginning of a token: the link was cut
	// short, as some mail programs do.
	ErrTruncated = errors.New("it was cut short")
	// ErrVersion is returned for a token of a version that this release of the
	// library does not read.
	ErrVersion = errors.New("its version is not supported")
	// ErrUnknownKey is returned for a token whose key is not in the ring, or
	// not any more.
	ErrUnknownKey = errors.New("the key ring does not have its key")
	// ErrForged is returned for a token whose signature does not fit its
	// content.
	ErrForged = errors.New("its signature is wrong")
)

// A TokenError is a token that is not taken: nothing that it says can be relied
// on. Reach it with errors.As, and the reason with errors.Is. A link that was
// verified and still is not taken is a consent.LinkError.
type TokenError struct {
	// one of the reasons of this package
	Err error
	// the key that the token names; empty if none was read. Anybody may have
	// written it
	Key KeyID
}

// Error says why the token is not taken. The token is not in it.
func (e *TokenError) Error() string { return "consent link: " + e.Err.Error() }

// Unwrap returns the reason.
func (e *TokenError) Unwrap() error { return e.Err }
