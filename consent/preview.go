package consent

import "time"

// A Preview is the question behind a link: does the customer want to give this
// answer? A page shows it; there is nothing in it to save. The zero Preview is
// none.
type Preview struct {
	// ID of the claim
	Claim string `json:"claim,omitempty"`
	// the answer that Consent.Confirm records
	Answer Answer `json:"answer,omitzero"`
	// the first instant at which an answer is too late
	Before time.Time `json:"before,omitzero"`
}

// Preview returns the question of a link and changes nothing. A page may call
// it whenever a link is followed, by the customer, a mail program or a scanner.
// Its errors are those of [Consent.Confirm], so that a page can say at once if
// a link no longer counts.
func (c Consent) Preview(link Link, at time.Time) (Preview, error) {
	if err := c.checkLink(link, at); err != nil {
		return Preview{}, err
	}
	return Preview{link.Claim, link.Answer, link.Ends}, nil
}

// Confirm records the answer of a link when the customer has confirmed it by a
// deliberate step, such as the button of a form. Do not call it because a link
// was followed; call [Consent.Preview] then.
//
// The link must come from the method Verify of package link, and belong to the
// claim that has this consent; Confirm can check neither. Confirm uses the link
// up: if the customer has answered, through this link or otherwise, the error
// is [ErrUsed]. The error is [ErrNotAsked] if consent has not been asked for,
// [ErrReplaced] if the link is of another generation, [ErrExpired] if the
// link's window has ended, and a [mci.FieldError] if the link or the instant is
// malformed.
//
// The host must save the result only if the stored consent is still the one on
// which Confirm was called. If two links are confirmed at once, only one then
// counts. Package claims ensures this by the version of the claim.
func (c Consent) Confirm(link Link, at time.Time) (Consent, error) {
	if err := c.checkLink(link, at); err != nil {
		return c, err
	}
	return c.answer(link.Answer, at)
}

func (c Consent) checkLink(link Link, at time.Time) error {
	if err := link.Check(); err != nil {
		return err
	}
	if err := checkInstant("at", at); err != nil {
		return err
	}
	switch {
	case c.Asked.IsZero():
		return &LinkError{Err: ErrNotAsked, Link: link, At: at}
	case c.Answer != NoAnswer:
		return &LinkError{Err: ErrUsed, Link: link, At: at}
	case c.Generation != link.Generation:
		return &LinkError{Err: ErrReplaced, Link: link, At: at}
	default:
		return link.CheckOpen(at)
	}
}
