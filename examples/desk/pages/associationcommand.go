package pages

import (
	"context"
	"net/http"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/proposal"
)

// associationCommand applies a command to an association, as
// [site.activityCommand] does for a partner activity.
func (s *site) associationCommand(r *http.Request, kept *store.Envelope) (answer, error) {
	id := kept.ID
	row, ok := formAt(associationForms, r.PathValue("event"))
	if !ok {
		return nil, errNoPage
	}
	values, unread := s.parseCommand(r, proofReference, row.form(id, 0).Multipart(), s.may(actionOf(row.event), kept.Location))
	if unread != nil && !isAboutUpload(unread) {
		return nil, unread
	}
	claim, err := s.desk.Associations().Claim(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if unread != nil {
		return s.returnedAssociation(r.Context(), claim, &submission[lifecycle.Event]{form: row, values: values}, unread)
	}
	sent, err := readSubmission(associationForms, r.PathValue("event"), values)
	if err != nil {
		return nil, err
	}
	change, err := s.tryAssociation(r.Context(), claim, sent)
	if err == nil {
		return s.tell(claimPath(id), notice{done: change.Claim.Version()}), nil
	}
	// another writer was faster, so show the claim as it is now
	if desk.ClassOf(err) == desk.Conflicted {
		var failure error
		if claim, failure = s.desk.Associations().Claim(r.Context(), id); failure != nil {
			return nil, failure
		}
	}
	if !isReturned(err) {
		return nil, err
	}
	return s.returnedAssociation(r.Context(), claim, sent, err)
}

// returnedAssociation shows an association's page again, with the values of the
// form as they were sent and the errors in them.
func (s *site) returnedAssociation(ctx context.Context, claim *association.Claim, sent *submission[lifecycle.Event], err error) (answer, error) {
	model, failure := s.associationModel(ctx, claim)
	if failure != nil {
		return nil, failure
	}
	model.take(sent.form.form(claim.ID(), claim.Version()), sent.values, sent.version, err)
	return model.page(), nil
}

// tryAssociation applies a submission and saves its effect, unless the claim
// has another version than the page that it was sent from. If the form was sent
// before under the same key, nothing changes.
func (s *site) tryAssociation(ctx context.Context, claim *association.Claim, sent *submission[lifecycle.Event]) (association.Change, error) {
	if err := s.may(actionOf(sent.form.event), claim.Record().Location); err != nil {
		return association.Change{}, err
	}
	change, err := s.appliedToAssociation(ctx, claim, sent)
	switch {
	case err == nil && len(change.Entries) == 0:
		return change, nil
	case claim.Version() != sent.version:
		return change, store.ErrConflict
	case err != nil:
		return change, err
	}
	if err := s.sole(ctx, change); err != nil {
		return association.Change{}, err
	}
	saved, err := desk.EncodeAssociationChange(change)
	if err == nil {
		err = s.withFile(proofReference, sent.values, func() error { return s.store.Save(ctx, saved) })
	}
	return change, err
}

// actionOf returns the action that a user needs a role for in order to give an
// event to an association. The partner's own steps need the role to manage
// associations. If the event records somebody else's step, the role to work on
// claims is enough.
func actionOf(event lifecycle.Event) eligibility.Action {
	if proposal.Actor(event) == claims.Partner {
		return eligibility.ManageAssociations
	}
	return eligibility.WorkOnClaims
}

// sole refuses an approval if another association is already approved for the
// same workload or subscription.
func (s *site) sole(ctx context.Context, change association.Change) error {
	found, err := s.desk.Associations().Conflicts(ctx, change.Claim)
	if err != nil {
		return err
	}
	var others []*association.Claim
	for _, conflict := range found {
		for _, id := range conflict.Claims {
			if id == change.Claim.ID() {
				continue
			}
			other, err := s.desk.Associations().Claim(ctx, id)
			if err != nil {
				return err
			}
			others = append(others, other)
		}
	}
	return credit.Against(change, others...)
}

// appliedToAssociation returns the effect of a submission on an association,
// without saving it.
func (s *site) appliedToAssociation(ctx context.Context, claim *association.Claim, sent *submission[lifecycle.Event]) (association.Change, error) {
	event := sent.form.event
	meta, err := sent.meta(proposal.Actor(event), s.user, claim.Record().Location, s.now())
	if err != nil {
		return association.Change{}, err
	}
	if event == lifecycle.StatusObserved {
		return association.Observe(claim, lifecycle.ReadStatus(sent.values.Get("shown")), meta)
	}
	if event == lifecycle.EntryTakenBack {
		number, err := sent.entry()
		if err != nil {
			return association.Change{}, err
		}
		history, err := s.associationHistory(ctx, claim.ID())
		if err != nil {
			return association.Change{}, err
		}
		return association.TakeBack(claim, history, number, meta)
	}
	var command association.Command
	err = sent.read(s.locale, func(text []byte) (err error) {
		command, err = association.ReadCommand(event, text)
		return err
	})
	if err != nil {
		return association.Change{}, err
	}
	return association.Apply(claim, command, meta)
}
