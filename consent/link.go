package consent

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Link is what one link of a mail says: this answer, to this claim's request, until its window ends. The
// zero Link says nothing and is malformed.
type Link struct {
	Claim  string    // the claim's ID, 1 to 200 bytes, as package claims takes it
	Answer Answer    // what following it says: Accepted or Declined
	Ends   time.Time // the end of the claim's consent window, the first instant at which it is refused; of the years 2000 to 9000
	// Nonce tells the links of one mail from those of every other mail of the claim: 16 to 64 letters, digits,
	// hyphens and underscores. The host draws it, and gives the same one when it makes the same mail again; it is
	// no secret. Both links of a mail may share it.
	Nonce string
}

// Bounds of a link's fields, in bytes.
const (
	mostClaimBytes  = 200
	leastNonceBytes = 16
	mostNonceBytes  = 64
)

// check reports a malformed field.
func (l *Link) check() error {
	if err := mci.CheckID("claim", l.Claim, mostClaimBytes); err != nil {
		return err
	}
	if l.Answer != Accepted && l.Answer != Declined {
		return mci.Invalid("answer", l.Answer.String(), "accepted or declined")
	}
	if year := l.Ends.UTC().Year(); year < 2000 || year > 9000 {
		return mci.Invalid("ends", l.Ends.Format(time.RFC3339), "an instant of the years 2000 to 9000")
	}
	if len(l.Nonce) < leastNonceBytes || len(l.Nonce) > mostNonceBytes || strings.ContainsFunc(l.Nonce, notURLSafe) {
		return mci.Invalid("nonce", l.Nonce, "16 to 64 letters, digits, hyphens and underscores")
	}
	return nil
}

func (l *Link) open(at time.Time) bool { return mci.Window{End: l.Ends}.Open(at) }

// Key returns the idempotency key of the command that following the link gives. The two answers of one mail have
// two keys, and no two mails of a claim share one. A command under a key that was used changes nothing, so a
// link that is followed twice answers once.
func (l Link) Key() string { return "consent/" + l.Answer.String() + "/" + l.Nonce }

// CheckFor reports a link that is not for this claim, this answer and this window: a [LinkError] with
// [ErrForeign], [ErrPurpose] or [ErrWindow]. It is for a page that knows what it stands for.
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
