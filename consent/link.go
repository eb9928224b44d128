package consent

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Link is the content of one link in a mail: one answer to one claim's
// request, until its window ends. The zero Link is empty and malformed. Package
// link signs links and verifies them.
//
// Mail scanners follow every link, so following a link must not answer.
// [Consent.Preview] returns the question of a link and changes nothing. When
// the customer has confirmed the answer, [Consent.Confirm] records it.
type Link struct {
	// Claim is the ID of the claim, 1 to 200 bytes.
	Claim string `json:"claim,omitempty"`
	// Generation is the consent's Generation when the link was made.
	Generation uint16 `json:"generation,omitzero"`
	// Answer is the answer that the customer confirms, Accepted or Declined.
	Answer Answer `json:"answer,omitzero"`
	// Ends is the end of the claim's consent window, in the years 2000 to 9000.
	// It is the first instant at which the link is refused.
	Ends time.Time `json:"ends,omitzero"`
	// Nonce tells the links of one mail from the links of all other mails of
	// the claim: 16 to 64 letters, digits, hyphens and underscores. The host
	// draws it. If the host makes the same mail again, it gives the same Nonce.
	// It is no secret, and both links of a mail may share it.
	Nonce string `json:"nonce,omitempty"`
}

// Bounds of a link's fields, in bytes.
const (
	mostClaimBytes  = 200
	leastNonceBytes = 16
	mostNonceBytes  = 64
)

// Check reports a malformed field. The error is a [mci.FieldError] with the
// path "claim", "answer", "ends" or "nonce".
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

// CheckOpen reports a link whose window has ended at an instant. The error is a
// [LinkError] with [ErrExpired]. If the instant is outside the years 2000 to
// 9000, the error is a [mci.FieldError] with the path "at", because a clock
// that was never set would keep every window open.
func (l Link) CheckOpen(at time.Time) error {
	if err := checkInstant("at", at); err != nil {
		return err
	}
	if !(mci.Window{End: l.Ends}).Open(at) {
		return &LinkError{Err: ErrExpired, Link: l, At: at}
	}
	return nil
}

// CheckFor reports a link for another claim, another answer or another window.
// The error is a [LinkError] with [ErrForeign], [ErrPurpose] or [ErrWindow].
// CheckFor is for a page that already belongs to one claim.
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
// answer. The two answers of one mail have different keys, and no two mails of
// a claim share a key. A command under a used key changes nothing, so if a link
// is confirmed twice, it answers once.
func (l Link) Key() string { return "consent/" + l.Answer.String() + "/" + l.Nonce }

// Links are the two links of one mail. They differ only in their answer.
type Links struct {
	Accept  Link `json:"accept,omitzero"`  // the link that says yes
	Decline Link `json:"decline,omitzero"` // the link that says no
}

// Links returns the links of the mail that is due in this state. They are of
// the present generation and count until the end of the window. The errors are
// [ErrNotAsked], [ErrAnswered], and the errors of [Link.Check] and
// [Link.CheckOpen].
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

// checkInstant refuses an instant that no working clock shows.
func checkInstant(path string, at time.Time) error {
	if year := at.UTC().Year(); year < 2000 || year > 9000 {
		return mci.Invalid(path, at.Format(time.RFC3339), "an instant of the years 2000 to 9000")
	}
	return nil
}

// notURLSafe reports whether r is outside the alphabet of base64url.
func notURLSafe(r rune) bool { return notAlphanumeric(r) && r != '-' && r != '_' }
