package consent

import (
	"errors"
	"strings"
	"time"
)

// Errors of a consent that is moved out of turn, or asked for without what the edition requires. The
// claims package never meets them, because its machine and its guards refuse first.
var (
	// ErrDealSizeMissing is returned by Consent.Ask and Request.Check when the edition requires a deal size
	// and none is given.
	ErrDealSizeMissing = errors.New("the request for consent needs a deal size")
	// ErrFrozen is returned by Consent.Ask when consent was asked for already.
	ErrFrozen = errors.New("consent was asked for already: the deal size is frozen")
	// ErrNotAsked is returned by Consent.Resend, Consent.Accept, Consent.Decline, Consent.Follow and
	// Consent.Mail.
	ErrNotAsked = errors.New("consent has not been asked for")
	// ErrAnswered is returned by the same once the customer has answered, but Consent.Follow says ErrUsed.
	ErrAnswered = errors.New("the customer has answered already")
)

// Why a link is not taken. Each comes in a [LinkError]. [KeyRing.Verify] looks for them in the order of this
// list, as far as ErrExpired.
var (
	// ErrMalformed is returned for a text that no version of this library writes as the token of a link.
	ErrMalformed = errors.New("it is no link of this library")
	// ErrTruncated is returned for the beginning of a token: the link was cut short, as some mail programs do.
	ErrTruncated = errors.New("it was cut short")
	// ErrVersion is returned for a token of a version that this release of the library does not read.
	ErrVersion = errors.New("its version is not supported")
	// ErrUnknownKey is returned for a token that names a key which the ring does not have, or no longer.
	ErrUnknownKey = errors.New("the key ring does not have its key")
	// ErrForged is returned for a token whose signature is not that of its content.
	ErrForged = errors.New("its signature is wrong")
	// ErrExpired is returned from the end of the window on, also by Consent.Follow and Consent.Mail.
	ErrExpired = errors.New("its window has ended")
	// ErrForeign is returned by Link.CheckFor for a link of another claim.
	ErrForeign = errors.New("it is for another claim")
	// ErrPurpose is returned by Link.CheckFor for a link that gives another answer.
	ErrPurpose = errors.New("it gives another answer")
	// ErrWindow is returned by Link.CheckFor for a link of another window.
	ErrWindow = errors.New("it is for another window")
	// ErrUsed is returned by Consent.Follow when the customer has answered, through this link or otherwise.
	ErrUsed = errors.New("the customer has answered already")
)

// A LinkError is a link that is not taken. Reach it with errors.As, and the reason with errors.Is.
type LinkError struct {
	Err  error     // one of the reasons of this package
	Key  KeyID     // as the token names it, empty where none was read; without Link, anybody may have written it
	Link Link      // zero unless its signature was found right
	At   time.Time // of ErrExpired and ErrUsed: the instant that was asked for
}

// Error says which link is not taken and why. The token is not in it.
func (e *LinkError) Error() string {
	var text strings.Builder
	text.WriteString("consent link")
	if e.Link.Claim != "" {
		text.WriteString(" of claim " + e.Link.Claim + ", " + e.Link.Answer.String())
	}
	text.WriteString(": " + e.Err.Error())
	return text.String()
}

// Unwrap returns the reason.
func (e *LinkError) Unwrap() error { return e.Err }
