package desk

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
)

// PreviewAnswer returns the question that a link asks of the stored claim that
// it names. It changes and saves nothing, so a host may call it whenever the
// link is followed: by the customer, a mail program or a scanner. A host's page
// calls it for a GET. It returns the same errors as [Desk.ConfirmAnswer] for
// the same instant. If this very link has answered already, it returns
// [consent.ErrUsed], too.
//
// The caller must verify the link with the method Verify of package link.
// PreviewAnswer ignores the actor and the key of the meta.
func (d *Desk) PreviewAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (consent.Preview, error) {
	if err := d.received(&meta); err != nil {
		return consent.Preview{}, err
	}
	command := answering(link, &meta)
	claim, err := d.Claim(ctx, claims.ID(link.Claim))
	if err != nil {
		return consent.Preview{}, err
	}
	asked := claim.Consent()
	shown, err := asked.Preview(link, meta.At)
	if err != nil {
		return consent.Preview{}, err
	}
	// pure: the change is dropped
	if _, err := confirmAnswer(claim, link, command, meta); err != nil {
		return consent.Preview{}, err
	}
	return shown, nil
}

// ConfirmAnswer records the answer of a link as the customer's, and saves it. A
// host's page calls it for the POST of the button that the customer presses.
// Never call it because a link was followed: that is for [Desk.PreviewAnswer].
//
// The caller must verify the link with the method Verify of package link.
// ConfirmAnswer ignores the actor and the key of the meta: the actor is the
// customer, and the key is the link's own. So if a link is confirmed twice, the
// second change has no entries. The errors are those of
// [consent.Consent.Confirm] and of [Desk.Do], such as a [claims.Refusal] if the
// claim was canceled. If several links are confirmed at the same time, only one
// counts.
func (d *Desk) ConfirmAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	command := answering(link, &meta)
	repetition, err := claims.RepetitionOf(command, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.move(ctx, d, claims.ID(link.Claim), repetition, func(claim *claims.Claim) (claims.Change, error) {
		return confirmAnswer(claim, link, command, meta)
	})
}

// answering returns the command of a link, and makes it the customer's under
// the link's own key.
func answering(link consent.Link, meta *claims.Meta) claims.Command {
	meta.Actor, meta.Key = claims.Customer, link.Key()
	if link.Answer == consent.Accepted {
		return claims.Accept{}
	}
	return claims.Decline{}
}

// confirmAnswer applies the command of a link. If the link is used up, it
// returns that error, unless this very link gave the answer: the command is
// then a repetition.
func confirmAnswer(claim *claims.Claim, link consent.Link, command claims.Command, meta claims.Meta) (claims.Change, error) {
	asked := claim.Consent()
	_, unusable := asked.Confirm(link, meta.At)
	if unusable != nil && !errors.Is(unusable, consent.ErrUsed) {
		return claims.Change{}, unusable
	}
	change, err := claims.Apply(claim, command, meta)
	if unusable != nil && (err != nil || len(change.Entries) > 0) {
		return claims.Change{}, unusable
	}
	return change, err
}
