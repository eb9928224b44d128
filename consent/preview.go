package consent

import "time"

// A Preview is the question behind a link: does the customer want to give this
// answer? It is for a page to show, and there is nothing in it to save. The
// zero Preview is none.
type Preview struct {
	Claim  string    // ID of the claim
	Answer Answer    // the answer that Consent.Confirm records
	Before time.Time // the first instant at which an answer is too late
}

// Preview returns the question that a link asks, and changes nothing. It may be
// called whenever a link is followed: by the customer, a mail program or a
// scanner. The errors are those of [Consent.Confirm], so that a page says at
// once if a link is of no use any more.
func (c Consent) Preview(link Link, at time.Time) (Preview, error) {
	if err := c.checkLink(link, at); err != nil {
		return Preview{}, err
	}
	return Preview{link.Claim, link.Answer, link.Ends}, nil
}

// Confirm records the answer of a link once the customer has confirmed it by a
// deliberate step, such as the button of a form. Never call it because a link
// was followed: that is for [Consent.Preview].
//
// The link must come from the method Verify of package link, and be of the
// claim that has this consent; Confirm can check neither. The link is used up
// here: if the customer has answered, through this link or otherwise, the error
// is [ErrUsed]. It is [ErrNotAsked] before the request, [ErrReplaced] for a
// link of another generation, [ErrExpired] from the link's end on, and a
// [mci.FieldError] for a malformed link or instant.
//
// The host saves the result only if the stored consent is still the one that
// Confirm was called on, so that of two links that are confirmed at once one
// counts. Package claims ensures that by the version of the claim.
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
		return ErrNotAsked
	case c.Answer != NoAnswer:
		return &LinkError{Err: ErrUsed, Link: link, At: at}
	case c.Generation != link.Generation:
		return &LinkError{Err: ErrReplaced, Link: link, At: at}
	default:
		return link.CheckOpen(at)
	}
}
