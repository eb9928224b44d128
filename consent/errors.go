package consent

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// Errors of a consent whose methods are called out of turn, or whose request
// lacks the deal size that the edition requires. Package claims gets none of
// them but ErrNotAsked, because its machine and its guards refuse first: a
// request can be taken back after its links were sent.
var (
	// ErrDealSizeMissing is returned by Consent.Ask and Request.Check if the
	// edition requires a deal size and none is given.
	ErrDealSizeMissing = errors.New("the request for consent needs a deal size")
	// ErrFrozen is returned by Consent.Ask if consent was asked for already.
	ErrFrozen = errors.New("consent was asked for already: the deal size is frozen")
	// ErrNotAsked is returned by Consent.Resend, Consent.Accept,
	// Consent.Decline, Consent.Readdress, Consent.Preview, Consent.Confirm,
	// Consent.Links and Consent.Mail if consent has not been asked for. From
	// Consent.Preview and Consent.Confirm it comes in a LinkError.
	ErrNotAsked = errors.New("consent has not been asked for")
	// ErrAnswered is returned by the same methods if the customer has answered,
	// except that Consent.Preview and Consent.Confirm return ErrUsed.
	ErrAnswered = errors.New("the customer has answered already")
)

// Reasons why a verified link is refused. Each comes in a [LinkError]. If a
// text is no link at all, the error is from package link.
var (
	// ErrExpired is returned by Link.CheckOpen, and by every function that
	// calls it, if the window has ended.
	ErrExpired = errors.New("its window has ended")
	// ErrUsed is returned by Consent.Preview and Consent.Confirm if the
	// customer has answered, through this link or otherwise.
	ErrUsed = errors.New("the customer has answered already")
	// ErrReplaced is returned by Consent.Preview and Consent.Confirm for a link
	// of another generation, because the customer's address was corrected after
	// the link was sent.
	ErrReplaced = errors.New("a later mail to a corrected address replaced it")
	// ErrForeign is returned by Link.CheckFor for a link of another claim.
	ErrForeign = errors.New("it is for another claim")
	// ErrPurpose is returned by Link.CheckFor for a link that gives another
	// answer.
	ErrPurpose = errors.New("it gives another answer")
	// ErrWindow is returned by Link.CheckFor for a link of another window.
	ErrWindow = errors.New("it is for another window")
)

// A LinkError says why a verified link is refused. Reach it with errors.As, and
// the reason with errors.Is.
type LinkError struct {
	// Err is the reason, one of the errors of this package.
	Err error
	// Link is the refused link. If the error is from Consent.Mail, it has no
	// answer and no nonce.
	Link Link
	// At is the instant for which the link was checked. It is zero if the error
	// is from Link.CheckFor.
	At time.Time
}

// Error names the link and the reason why it is refused.
func (e *LinkError) Error() string {
	of := "of claim " + e.Link.Claim
	if e.Link.Answer != NoAnswer { // a mail has links for both answers
		of += ", " + e.Link.Answer.String()
	}
	return fmt.Sprintf("consent link %s: %v", of, e.Err)
}

// Unwrap returns the reason.
func (e *LinkError) Unwrap() error { return e.Err }

// MarshalJSON returns the link, the instant and the reason in words.
func (e *LinkError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Link  Link      `json:"link"`
		At    time.Time `json:"at,omitzero"`
		Error string    `json:"error"`
	}{e.Link, e.At, vocabulary.Reason(e.Err)})
}
