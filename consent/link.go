package consent

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Link is the content of one link of a mail: this answer, to this claim's
// request, until its window ends. The zero Link says nothing and is malformed.
// Package link signs links and verifies them.
//
// Mail scanners follow every link, so a link that is followed only asks.
// [Consent.Preview] says what it asks, and changes nothing; [Consent.Confirm]
// records the answer once the customer has confirmed it.
type Link struct {
	// ID of the claim, 1 to 200 bytes
	Claim string
	// the consent's Generation when the link was made
	Generation uint16
	// Accepted or Declined: the answer that the customer confirms
	Answer Answer
	// end of the claim's consent window, the first instant at which the link is
	// refused; of the years 2000 to 9000
	Ends time.Time
	// Nonce tells the links of one mail from those of every other mail of the
	// claim: 16 to 64 letters, digits, hyphens and underscores. The host draws
	// it, and gives the same one when it makes the same mail again. It is no
	// secret, and both links of a mail may share it.
	Nonce string
}

// Bounds of a link's fields, in bytes.
const (
	mostClaimBytes  = 200
	leastNonceBytes = 16
	mostNonceBytes  = 64
)

// Check reports a malformed field, as a [mci.FieldError] with the path "claim",
// "answer", "ends" or "nonce".
func (l Link) Check() error {
	if err := vocabulary.CheckID("claim", l.Claim, mostClaimBytes); err != nil {
		return err
	}
	if l.Answer != Accepted && l.Answer != Declined {
		return mci.Invalid("answer", l.Answer.String(), "accepted or declined")
	}
	if err := checkInstant("ends", l.Ends); err != nil {
		return err
	}
	if len(l.Nonce) < leastNonceBytes || len(l.Nonce) > mostNonceBytes || strings.ContainsFunc(l.Nonce, notURLSafe) {
		return mci.Invalid("nonce", l.Nonce, "16 to 64 letters, digits, hyphens and underscores")
	}
	return nil
}

// CheckOpen reports a link whose window is over at an instant: a [LinkError]
// with [ErrExpired]. An instant outside the years 2000 to 9000 is a
// [mci.FieldError] with the path "at", since by a clock that was never set no
// window would end.
func (l Link) CheckOpen(at time.Time) error {
	if err := checkInstant("at", at); err != nil {
		return err
	}
	if !(mci.Window{End: l.Ends}).Open(at) {
		return &LinkError{Err: ErrExpired, Link: l, At: at}
	}
	return nil
}

// CheckFor reports a link that is not for this claim, this answer or this
// window: a [LinkError] with [ErrForeign], [ErrPurpose] or [ErrWindow]. It is
// for a page that stands for one claim already.
func (l Link) CheckFor(claim string, answer Answer, window mci.Window) error {
	var reason error
	switch {
	case l.Claim != claim:
		reason = ErrForeign
	case l.Answer != answer:
		reason = ErrPurpose
	case !l.Ends.Equal(window.End):
		reason = ErrWindow
	default:
		return nil
	}
	return &LinkError{Err: reason, Link: l}
}

// Key returns the idempotency key of the command that records the link's
// answer. The two answers of one mail have two keys, and no two mails of a
// claim share one. A command under a key that was used changes nothing, so a
// link that is confirmed twice answers once.
func (l Link) Key() string { return "consent/" + l.Answer.String() + "/" + l.Nonce }

// Links are the two links of one mail. They differ in their answer alone.
type Links struct {
	Accept  Link // the link that says yes
	Decline Link // the link that says no
}

// Links returns the links of the mail that is due in this state: of the present
// generation, until the end of the window. The errors are [ErrNotAsked],
// [ErrAnswered], those of [Link.Check] and those of [Link.CheckOpen].
func (c Consent) Links(claim string, window mci.Window, nonce string, at time.Time) (Links, error) {
	if err := c.awaiting(); err != nil {
		return Links{}, err
	}
	accept := Link{Claim: claim, Generation: c.Generation, Answer: Accepted, Ends: window.End, Nonce: nonce}
	if err := accept.Check(); err != nil {
		return Links{}, err
	}
	if err := accept.CheckOpen(at); err != nil {
		return Links{}, err
	}
	decline := accept
	decline.Answer = Declined
	return Links{accept, decline}, nil
}

// checkInstant refuses an instant that no clock of this program shows.
func checkInstant(path string, at time.Time) error {
	if year := at.UTC().Year(); year < 2000 || year > 9000 {
		return mci.Invalid(path, at.Format(time.RFC3339), "an instant of the years 2000 to 9000")
	}
	return nil
}

// notURLSafe reports whether r is outside the alphabet of base64url.
func notURLSafe(r rune) bool { return notAlphanumeric(r) && r != '-' && r != '_' }
