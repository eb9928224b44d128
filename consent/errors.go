package consent

import (
	"errors"
	"time"
)

// Errors of a consent that is moved out of turn, or asked for without what the
// edition requires. The claims package never meets them, because its machine
// and its guards refuse first.
var (
	// ErrDealSizeMissing is returned by Consent.Ask and Request.Check when the
	// edition requires a deal size and none is given.
	ErrDealSizeMissing = errors.New("the request for consent needs a deal size")
	// ErrFrozen is returned by Consent.Ask when consent was asked for already.
	ErrFrozen = errors.New("consent was asked for already: the deal size is frozen")
	// ErrNotAsked is returned by Consent.Resend, Consent.Accept,
	// Consent.Decline, Consent.Readdress, Consent.Preview, Consent.Confirm,
	// Consent.Links and Consent.Mail.
	ErrNotAsked = errors.New("consent has not been asked for")
	// ErrAnswered is returned by the same once the customer has answered,
	// except that Consent.Preview and Consent.Confirm return ErrUsed.
	ErrAnswered = errors.New("the customer has answered already")
)

// Why a link that was verified is not taken. Each comes in a [LinkError]. A
// text that is no link at all is an error of package link.
var (
	// ErrExpired is returned from the end of the window on by Link.CheckOpen
	// and by every function that calls it.
	ErrExpired = errors.New("its window has ended")
	// ErrUsed is returned by Consent.Preview and Consent.Confirm if the
	// customer has answered, through this link or otherwise.
	ErrUsed = errors.New("the customer has answered already")
	// ErrReplaced is returned by Consent.Preview and Consent.Confirm for a link
	// of another generation: the customer's address was corrected after it was
	// sent.
	ErrReplaced = errors.New("a later mail to a corrected address replaced it")
	// ErrForeign is returned by Link.CheckFor for a link of another claim.
	ErrForeign = errors.New("it is for another claim")
	// ErrPurpose is returned by Link.CheckFor for a link that gives another
	// answer.
	ErrPurpose = errors.New("it gives another answer")
	// ErrWindow is returned by Link.CheckFor for a link of another window.
	ErrWindow = errors.New("it is for another window")
)

// A LinkError is a verified link that is not taken. Reach it with errors.As,
// and the reason with errors.Is.
type LinkError struct {
	Err  error     // one of the reasons of this package
	Link Link      // the link; from Consent.Mail without an answer and a nonce
	At   time.Time // the instant that was asked about; zero from Link.CheckFor
}

// Error says which link is not taken and why.
func (e *LinkError) Error() string {
	of := "of claim " + e.Link.Claim
	if e.Link.Answer != NoAnswer { // a mail has links for both answers
		of += ", " + e.Link.Answer.String()
	}
	return "consent link " + of + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *LinkError) Unwrap() error { return e.Err }
