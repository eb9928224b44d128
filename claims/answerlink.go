package claims

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/consent"
)

// PreviewAnswer returns the question that a link asks of the stored claim that
// it names. Nothing is changed or saved, so it may be called whenever the link
// is followed: by the customer, a mail program or a scanner. A host's page
// calls it for a GET. The errors are those of [Desk.ConfirmAnswer] for the same
// instant, and [consent.ErrUsed] also if it is this very link that has
// answered.
//
// The link must be verified, by the method Verify of package link. The actor
// and the key of the meta are not read.
func (d *Desk) PreviewAnswer(ctx context.Context, link consent.Link, meta Meta) (consent.Preview, error) {
	claim, err := d.Claim(ctx, ID(link.Claim))
	if err != nil {
		return consent.Preview{}, err
	}
	shown, err := claim.record.Consent.Preview(link, meta.At)
	if err != nil {
		return consent.Preview{}, err
	}
	if _, err := confirmAnswer(claim, link, meta); err != nil { // pure: the change is dropped
		return consent.Preview{}, err
	}
	return shown, nil
}

// ConfirmAnswer records the answer of a link, as the customer's, and saves it.
// A host's page calls it for the POST of the button that the customer presses,
// and never because a link was followed: that is for [Desk.PreviewAnswer].
//
// The link must be verified, by the method Verify of package link. Of the meta
// the instants are read; the actor is the customer, and the key is the link's
// own, so that a link that is confirmed twice gives a change without entries.
// The errors are those of [consent.Consent.Confirm] and those of [Desk.Do],
// such as a [Refusal] if the claim was canceled. Of links that are confirmed at
// once one counts.
func (d *Desk) ConfirmAnswer(ctx context.Context, link consent.Link, meta Meta) (Change, error) {
	return d.move(ctx, ID(link.Claim), func(claim *Claim) (Change, error) { return confirmAnswer(claim, link, meta) })
}

// confirmAnswer applies the command of a link. If the link is used up, the
// command has no effect other than to tell whether it was this link that
// answered.
func confirmAnswer(claim *Claim, link consent.Link, meta Meta) (Change, error) {
	_, unusable := claim.record.Consent.Confirm(link, meta.At)
	if unusable != nil && !errors.Is(unusable, consent.ErrUsed) {
		return Change{}, unusable
	}
	var command Command = Decline{}
	if link.Answer == consent.Accepted {
		command = Accept{}
	}
	meta.Actor, meta.Key = Customer, link.Key()
	change, err := Apply(claim, command, meta)
	if unusable != nil && (err != nil || len(change.Entries) > 0) {
		return Change{}, unusable
	}
	return change, err
}
