package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// A submission is a claim's form that a person sent.
type submission[E event] struct {
	form    commandForm[E]
	version uint64
	key     string
	values  url.Values
}

// readSubmission reads a form that was sent from a claim's page. If no page of
// the site has such a form, it is malformed.
func readSubmission[E event](forms []commandForm[E], address string, values url.Values) (*submission[E], error) {
	sent := &submission[E]{key: values.Get("key"), values: values}
	var ok bool
	if sent.form, ok = formAt(forms, address); !ok {
		return nil, errNoPage
	}
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

// actorOf returns the actor of an event. It is the machine's actor, or the
// partner if the event is outside the machine.
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

// meta returns the circumstances of the command. The role in it is the user's
// role at the location.
func (s *submission[E]) meta(actor claims.Actor, user mci.User, location mci.LocationID, now time.Time) (claims.Meta, error) {
	at, err := (&form{Fields: s.form.fields}).at(s.values, now)
	meta := claims.Meta{Actor: actor, User: user.ID, At: at, Received: now, Key: s.key}
	if actor == claims.Partner {
		meta.Role = user.RoleAt(location)
	}
	return meta, err
}

// read reads the fields of the command. Numbers are read in the user's locale.
func (s *submission[E]) read(reader *locale, bind func(text []byte) error) error {
	return (&form{Fields: s.form.fields}).read(s.values, reader, bind)
}

// entry returns the number of the entry that the form would take back.
func (s *submission[E]) entry() (uint64, error) {
	number, err := strconv.ParseUint(s.values.Get("number"), 10, 64)
	if err != nil {
		return 0, mci.Invalid("number", s.values.Get("number"), "the number of an entry")
	}
	return number, nil
}

// applied returns the effect of a submission on a claim, without saving it.
func (s *site) applied(ctx context.Context, claim *claims.Claim, sent *submission[claims.Event]) (claims.Change, error) {
	event := sent.form.event
	meta, err := sent.meta(actorOf(event), s.user, claim.Record().Location, s.now())
	if err != nil {
		return claims.Change{}, err
	}
	if event == claims.StatusObserved {
		return claims.Observe(claim, claims.ReadStatus(sent.values.Get("shown")), meta)
	}
	if event == claims.EntryTakenBack {
		number, err := sent.entry()
		if err != nil {
			return claims.Change{}, err
		}
		return s.takenBack(ctx, claim, number, meta)
	}
	var command claims.Command
	err = sent.read(s.locale, func(text []byte) (err error) {
		command, err = claims.ReadCommand(event, text)
		return err
	})
	if err != nil {
		return claims.Change{}, err
	}
	record := claim.Record()
	change, err := claims.Apply(claim, keepDocument(command, &record), meta)
	if err == nil && event == claims.ConsentSent {
		err = mailable(change.Claim)
	}
	return change, err
}

// mailable returns an error unless a claim has both contacts. The desk sends
// the request itself, so a request must not count as sent if its mail cannot be
// written.
func mailable(claim *claims.Claim) error {
	record := claim.Record()
	var problems mci.Problems
	if record.CustomerContact.IsZero() {
		problems = append(problems, mci.Invalid("customerContact.email", "nothing", "the mail address that the request goes to, with a name"))
	}
	if record.PartnerContact.IsZero() {
		problems = append(problems, mci.Invalid("partnerContact.email", "nothing", "the mail address that the request comes from, with a name"))
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// command applies a command to a claim of either kind. If somebody changed the
// claim after the page was loaded, nothing is saved, and the page shows the
// newer entries.
func (s *site) command(r *http.Request) (answer, error) {
	id := claims.ID(r.PathValue("id"))
	kept, err := s.store.Load(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if kept.Kind == store.PartnerAssociation {
		return s.associationCommand(r, &kept)
	}
	return s.activityCommand(r, &kept)
}

// activityCommand applies a command to a partner activity.
func (s *site) activityCommand(r *http.Request, kept *store.Envelope) (answer, error) {
	id := kept.ID
	row, ok := formAt(commandForms, r.PathValue("event"))
	if !ok {
		return nil, errNoPage
	}
	values, err := s.parseCommand(r, evidenceReference, row.form(id, 0).Multipart(), s.mayWork(kept.Location))
	if isAboutUpload(err) {
		return s.unread(r, row, id, values, err)
	}
	if err != nil {
		return nil, err
	}
	sent, err := readSubmission(commandForms, r.PathValue("event"), values)
	if err != nil {
		return nil, err
	}
	claim, err := s.desk.Claim(r.Context(), id)
	if claim == nil {
		return nil, err
	}
	change, err := s.try(r.Context(), claim, sent)
	if err == nil {
		says := notice{done: change.Claim.Version()}
		if !s.mailed(r.Context(), change.Claim, sent.form.event) {
			says.mail = "false"
		}
		return s.tell(claimPath(id), says), nil
	}
	// another writer was faster, so show the claim as it is now
	if desk.ClassOf(err) == desk.Conflicted {
		if now, failure := s.desk.Claim(r.Context(), id); now != nil {
			claim = now
		} else if failure != nil {
			return nil, failure
		}
	}
	if isReturned(err) {
		return s.returned(r.Context(), claim, sent, err)
	}
	return nil, err
}

// isAboutUpload reports whether a form could not be read because it is too
// large, or because there is a problem with its file.
func isAboutUpload(err error) bool {
	return errors.Is(err, errTooLong) || slices.ContainsFunc(fieldsOf(err), func(p *mci.FieldError) bool { return p.Path == uploadField })
}

// unread shows a claim's page again if the form or its file was too large or
// empty. Fields that were not read by then are lost.
func (s *site) unread(r *http.Request, form commandForm[claims.Event], id claims.ID, values url.Values, unread error) (answer, error) {
	claim, err := s.desk.Claim(r.Context(), id)
	if claim == nil {
		return nil, err
	}
	return s.returned(r.Context(), claim, &submission[claims.Event]{form: form, values: values}, unread)
}

// isReturned reports whether an error is about the form that was sent. If so,
// its page is shown again.
func isReturned(err error) bool {
	if missing := (*forbidden)(nil); errors.As(err, &missing) {
		return true
	}
	returned := []desk.ErrorClass{desk.Malformed, desk.Refused, desk.OutOfOrder, desk.TermsChanged, desk.LimitReached, desk.Conflicted, desk.ExistsAlready}
	return slices.Contains(returned, desk.ClassOf(err))
}

// try applies a submission and saves its effect, unless the claim has another
// version than the page that it was sent from. If the form was sent before
// under the same key, nothing changes.
func (s *site) try(ctx context.Context, claim *claims.Claim, sent *submission[claims.Event]) (claims.Change, error) {
	if err := s.mayWork(claim.Record().Location); err != nil {
		return claims.Change{}, err
	}
	change, err := s.applied(ctx, claim, sent)
	switch {
	case err == nil && len(change.Entries) == 0:
		return change, nil
	case claim.Version() != sent.version:
		return change, store.ErrConflict
	case err != nil:
		return change, err
	}
	if err := s.bounded(claim.Consent(), change.Claim.Consent()); err != nil {
		return change, err
	}
	saved, err := desk.EncodeChange(change)
	if err == nil {
		err = s.withFile(evidenceReference, sent.values, func() error { return s.store.Save(ctx, saved) })
	}
	return change, err
}

// takenBack returns the effect of taking an entry of a claim back, without
// saving it.
func (s *site) takenBack(ctx context.Context, claim *claims.Claim, number uint64, meta claims.Meta) (claims.Change, error) {
	history, err := s.history(ctx, claim.ID())
	if err != nil {
		return claims.Change{}, err
	}
	return claims.TakeBack(claim, history, number, s.catalog, meta)
}

// mayWork returns a [forbidden] error unless the user may work on the claims of
// a location, or of all locations if it is empty.
func (s *site) mayWork(location mci.LocationID) error {
	return s.may(eligibility.WorkOnClaims, location)
}

// may returns a [forbidden] error unless the user may take an action at a
// location, or at all locations if it is empty. The library decides.
func (s *site) may(action eligibility.Action, location mci.LocationID) error {
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
	refusal := &forbidden{what: action.String(), where: string(location)}
	for _, f := range permission.Reasons() {
		why := "to " + action.String() + " here takes " + f.Want + ", and you have " + f.Found
		if location == "" {
			why = "this is about all locations: it takes " + strings.Replace(f.Want, "at the location", "at all of them", 1) + ", and a role that is bound to one does not do"
		}
		refusal.gaps = append(refusal.gaps, claims.Gap{Rule: f.Rule, Path: f.Path, Why: why, Source: f.Source})
	}
	return refusal
}

// parseForm reads a form. If the form is too long, it returns an error.
func parseForm(r *http.Request) error {
	r.Body = http.MaxBytesReader(nil, r.Body, mostForm) // even at an address that accepts files
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(mostForm)
	}
	if err == nil && r.MultipartForm != nil && len(r.MultipartForm.File) > 0 {
		return mci.Invalid("form", "a file", "a form without files")
	}
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

// returned shows a claim's page again, with the values of the form as they were
// sent and the errors in them.
func (s *site) returned(ctx context.Context, claim *claims.Claim, sent *submission[claims.Event], err error) (answer, error) {
	model, failure := s.claimModel(ctx, claim)
	if failure != nil {
		return nil, failure
	}
	form := sent.form.form(claim.ID(), claim.Version())
	form.askFor(&model.Record, mci.Contact{})
	model.price(form)
	model.formSet.take(form, sent.values, sent.version, err)
	return &page{template: "claim", title: claim.Record().Name, section: "Claims", problem: model.Problem, model: model}, nil
}
