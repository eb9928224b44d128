package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// A submission is a form that a person sent.
type submission struct {
	event   claims.Event
	form    commandForm
	version uint64
	key     string
	values  url.Values
}

// readSubmission reads a form of a claim's page. A form that no page of the
// site has is malformed.
func readSubmission(address string, values url.Values) (*submission, error) {
	event, ok := eventOf(address)
	if !ok {
		return nil, errNoPage
	}
	sent := &submission{event: event, key: values.Get("key"), values: values}
	sent.form, _ = formOf(event)
	version, err := strconv.ParseUint(values.Get("version"), 10, 64)
	if err != nil {
		return nil, mci.Invalid("version", values.Get("version"), "the version of the claim on the page")
	}
	sent.version = version
	if problems := (&form{Fields: sent.form.fields}).unknown(values); problems != nil {
		return nil, problems
	}
	return sent, nil
}

// actorOf returns the actor of an event: that of the machine, or the partner
// for an event outside of it.
func actorOf(event claims.Event) claims.Actor {
	if event == claims.StatusObserved {
		return claims.PartnerCenter
	}
	for _, t := range claims.Transitions() {
		if t.Event == event {
			return t.Actor
		}
	}
	return claims.Partner
}

// apply returns the effect of the submission on a claim. It saves nothing.
func (s *submission) apply(claim *claims.Claim, user mci.User, now time.Time, takeBack func(uint64, claims.Meta) (claims.Change, error)) (claims.Change, error) {
	f := form{Fields: s.form.fields}
	at, err := f.at(s.values, now)
	if err != nil {
		return claims.Change{}, err
	}
	meta := claims.Meta{Actor: actorOf(s.event), User: user.ID, At: at, Received: now, Key: s.key}
	if meta.Actor == claims.Partner {
		meta.Role = user.RoleAt(claim.Record().Location)
	}
	if s.event == claims.StatusObserved {
		return claims.Observe(claim, claims.ReadStatus(s.values.Get("shown")), meta)
	}
	if s.event == claims.EntryTakenBack {
		number, err := strconv.ParseUint(s.values.Get("number"), 10, 64)
		if err != nil {
			return claims.Change{}, mci.Invalid("number", s.values.Get("number"), "the number of an entry")
		}
		return takeBack(number, meta)
	}
	document, err := f.document(s.values)
	if err != nil {
		return claims.Change{}, err
	}
	command, err := claims.ReadCommand(s.event, document)
	if err != nil {
		return claims.Change{}, err
	}
	return claims.Apply(claim, command, meta)
}

// command gives a command to a claim. If somebody changed the claim since the
// page was made, nothing is saved, and the page shows what happened.
func (s *site) command(r *http.Request) (answer, error) {
	values, err := s.parseCommand(r)
	if errors.Is(err, errTooLong) {
		return s.tooLong(r)
	}
	if err != nil {
		return nil, err
	}
	sent, err := readSubmission(r.PathValue("event"), values)
	if err != nil {
		return nil, err
	}
	claim, err := s.desk.Claim(r.Context(), claims.ID(r.PathValue("id")))
	if claim == nil {
		return nil, err
	}
	change, err := s.try(r.Context(), claim, sent)
	if err == nil {
		done := "?done=" + strconv.FormatUint(change.Claim.Version(), 10)
		if !s.mailed(r.Context(), change.Claim, sent.event) {
			done += "&mail=false"
		}
		return redirect(claimPath(claim.ID()) + done), nil
	}
	class := desk.ClassOf(err)
	if class == desk.Conflicted { // another writer was faster, so show the claim as it is by now
		if claim, err2 := s.desk.Claim(r.Context(), claim.ID()); claim != nil {
			return s.returned(r.Context(), claim, sent, err)
		} else if err2 != nil {
			return nil, err2
		}
	}
	if slices.Contains([]desk.ErrorClass{desk.Malformed, desk.Refused, desk.OutOfOrder, desk.TermsChanged, desk.LimitReached}, class) {
		return s.returned(r.Context(), claim, sent, err)
	}
	return nil, err
}

// tooLong shows a claim's page again, because the form or its file was too
// large. What was filled in is lost, as it was not read.
func (s *site) tooLong(r *http.Request) (answer, error) {
	event, ok := eventOf(r.PathValue("event"))
	if !ok {
		return nil, errNoPage
	}
	claim, err := s.desk.Claim(r.Context(), claims.ID(r.PathValue("id")))
	if claim == nil {
		return nil, err
	}
	sent := &submission{event: event, values: url.Values{}}
	sent.form, _ = formOf(event)
	return s.returned(r.Context(), claim, sent, errTooLong)
}

// try applies a submission and saves its effect, unless the claim has another
// version than the page that it was sent from. A form that was sent before
// under the same key changes nothing.
func (s *site) try(ctx context.Context, claim *claims.Claim, sent *submission) (claims.Change, error) {
	if err := s.mayWork(claim.Record().Location); err != nil {
		return claims.Change{}, err
	}
	change, err := sent.apply(claim, s.user, s.now(), func(number uint64, meta claims.Meta) (claims.Change, error) {
		return s.takenBack(ctx, claim, number, meta)
	})
	switch {
	case err == nil && len(change.Entries) == 0:
		return change, nil
	case claim.Version() != sent.version:
		return change, store.ErrConflict
	case err != nil:
		return change, err
	}
	saved, err := desk.EncodeChange(change)
	if err == nil {
		err = s.store.Save(ctx, saved)
	}
	return change, err
}

// takenBack takes an entry of a claim back, without saving it.
func (s *site) takenBack(ctx context.Context, claim *claims.Claim, number uint64, meta claims.Meta) (claims.Change, error) {
	history, err := s.history(ctx, claim.ID())
	if err != nil {
		return claims.Change{}, err
	}
	return claims.TakeBack(claim, history, number, s.catalog, meta)
}

// mayWork returns a [claims.Refusal] unless the user may work on the claims of
// a location. The library decides.
func (s *site) mayWork(location mci.LocationID) error {
	const action = eligibility.WorkOnClaims
	place := mci.Location{ID: location}
	for i := range s.partner.Sites {
		if s.partner.Sites[i].Location.ID == location {
			place = s.partner.Sites[i].Location
		}
	}
	permission, err := eligibility.May(s.user, action, place)
	if err != nil || permission.Outcome() == mci.Pass {
		return err
	}
	refusal := &claims.Refusal{Actor: claims.Partner, At: s.now(), Missing: "you may not " + action.String() + " at " + string(location)}
	for _, f := range permission.Reasons() {
		refusal.Rule, refusal.Source = f.Rule, f.Source
		refusal.Gaps = append(refusal.Gaps, claims.Gap{Rule: f.Rule, Path: f.Path, Why: "to " + action.String() + " here takes " + f.Want + ", and you have " + f.Found, Source: f.Source})
	}
	return refusal
}

// parseForm reads a form, which must not be too long.
func parseForm(r *http.Request) error {
	r.Body = http.MaxBytesReader(nil, r.Body, mostForm) // at an address that takes files, too
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLong
	case err != nil:
		return mci.Invalid("form", "text that cannot be read", "the fields of a form")
	default:
		return nil
	}
}

// returned shows a claim's page again, with the form as it was sent and what is
// wrong with it.
func (s *site) returned(ctx context.Context, claim *claims.Claim, sent *submission, err error) (answer, error) {
	model, failure := s.claimModel(ctx, claim)
	if failure != nil {
		return nil, failure
	}
	p := problemOf(err)
	f := sent.form.form(claim)
	f.fill(sent.values)
	f.Key = newKey() // the command of the first key had no effect
	var refusal *claims.Refusal
	switch {
	case errors.Is(err, store.ErrConflict):
		model.Since, model.Overtaken = sent.version, true
	case errors.Is(err, errTooLong):
		// above the fields of a form without a file
		f.blame(uploadField, sentence(errTooLong.Error())+".")
	case errors.As(err, &refusal) && len(refusal.Gaps) > 0:
		for _, gap := range refusal.Gaps {
			f.blame(gap.Path, sentence(gap.Why)+".")
		}
	case len(p.Problems) > 0:
		f.blameFields(p.Problems)
	default:
		f.Errors = append(f.Errors, sentence(p.Detail)+".")
	}
	model.Problem = p
	model.replace(f)
	return &page{template: "claim", title: claim.Record().Name, section: "Claims", status: p.Status, model: model}, nil
}
