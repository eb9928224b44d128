package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
)

// A player plays a book against a catalog. It has its own stores.
type player struct {
	book      *Book
	catalog   *catalog.Catalog
	store     *store.Memory
	desk      *desk.Desk
	referrals *referral.Desk
	resolver  eligibility.TenantResolver
	mode      catalog.ReferralMode
	center    *center // nil in created mode, and with a real Partner Center
}

func newPlayer(b *Book, card *catalog.Catalog, carrier referral.Gateway, mode catalog.ReferralMode) *player {
	s := &store.Memory{}
	p := &player{
		book: b, catalog: card, store: s, resolver: b.directory, mode: mode,
		desk: desk.New(s, card).WithTerms(b.terms),
	}
	if mode == catalog.LinkedReferral && carrier == nil {
		p.center = newCenter()
		carrier = p.center
	}
	p.referrals = referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: carrier, ModeOf: modeOf(mode)})
	return p
}

// play plays every step. If a step is refused, nothing changes, and the play
// continues. If a step is malformed, the play ends with an error.
func (p *player) play(ctx context.Context, out Printer) error {
	if err := out.begin(p); err != nil {
		return err
	}
	pages := p.book.Pages
	for i := range p.book.plays {
		read := &p.book.plays[i]
		for len(read.problems) == 0 && len(pages) > 0 && !pages[0].At.After(read.step.At) {
			if err := p.showPage(ctx, out, pages[0]); err != nil {
				return err
			}
			pages = pages[1:]
		}
		if err := p.playStep(ctx, out, i, read); err != nil {
			return err
		}
	}
	for _, wanted := range pages {
		if err := p.showPage(ctx, out, wanted); err != nil {
			return err
		}
	}
	var all []register.Item
	for item, err := range register.List(ctx, p.desk, store.Query{}) {
		if err != nil {
			return err
		}
		all = append(all, item)
	}
	return out.end(all)
}

func (p *player) playStep(ctx context.Context, out Printer, i int, read *playedStep) error {
	given := read.step // a copy, because a play may fill in the fields that the step leaves out
	s := &given
	l := &line{Step: i + 1, At: instant{s.At}, By: s.By, Claim: claimName(s.Claim), Do: s.Do, step: s}
	if s.kind != 0 {
		kind := s.kind.String()
		l.Kind = &kind
	}
	problems := read.problems
	if len(problems) == 0 {
		err := p.apply(ctx, s, l)
		var problem *mci.FieldError
		switch {
		case errors.As(mci.At("steps["+strconv.Itoa(i)+"]", err), &problem):
			problems = p.book.placed(mci.Problems{problem})
		case err != nil:
			return err
		}
	}
	if len(problems) == 0 {
		return out.line(l)
	}
	l.Outcome = malformed
	l.Problems = problems
	return errors.Join(out.line(l), problems)
}

// apply executes the step and writes its outcome into the line.
func (p *player) apply(ctx context.Context, s *step, l *line) error {
	do := verbs[s.Do].play
	if do == nil {
		do = (*player).command
	}
	err := do(p, ctx, s, l)
	var refusal *claims.Refusal
	var associated *association.Refusal
	switch {
	case errors.As(err, &refusal):
		l.refuse(refusal.Rule, refusal.Missing, refusal.Source, verbsOf(refusal.Permitted.All()))
	case errors.As(err, &associated):
		l.refuse(associated.Rule, associated.Missing(), associated.Source, verbsOf(associated.Permitted.All()))
	case errors.Is(err, store.ErrNotFound):
		l.refuseBecause("claim.unknown", "the step that should have opened the claim was refused", openers(s.kind)...)
	case errors.Is(err, desk.ErrExists):
		l.refuseBecause("claim.name", "a claim of this name is open already", "another name")
	case errors.Is(err, claims.ErrOutOfOrder):
		l.refuseBecause("claim.time-order", err.Error(), "a later instant")
	case errors.Is(err, store.ErrLimit):
		l.refuseBecause("customer.claim-limit", err.Error())
	case err != nil:
		return err
	case l.Outcome == "":
		l.Outcome = applied
	}
	if s.kind == 0 {
		return nil
	}
	return p.follow(ctx, s, l)
}

// verbsOf returns the verbs of events.
func verbsOf[E fmt.Stringer](events iter.Seq[E]) (names []string) {
	for event := range events {
		names = append(names, verbOf(event))
	}
	return names
}

// openers returns the verbs that open a claim of a kind.
func openers(kind store.Kind) (names []string) {
	for _, name := range verbsFor(kind) {
		if verbs[name].opens == kind {
			names = append(names, name)
		}
	}
	return names
}

// open nominates the customer and opens the claim.
func (p *player) open(ctx context.Context, s *step, l *line) error {
	question, err := p.question(ctx, s)
	if err != nil {
		return err
	}
	customer, user := p.book.customer(s.Customer), p.book.user(mci.UserID(s.By))
	details := eligibility.Details{
		ClaimName:       cmp.Or(s.Name, string(s.Claim)),
		CustomerContact: cmp.Or(s.CustomerContact, customer.Contact),
		PartnerContact:  s.PartnerContact,
	}
	if user != nil {
		details.PartnerContact = cmp.Or(s.PartnerContact, mci.Contact{Name: user.Name, Email: user.Email})
	}
	nomination, decision, err := eligibility.Nominate(question, details)
	if err != nil {
		return err
	}
	if nomination == nil {
		l.refuseOpening(decision.Reasons())
		return nil
	}
	_, err = p.desk.Open(ctx, nomination, s.Claim, p.meta(s, question.Location.ID))
	return err
}

// command applies a command to an open claim.
func (p *player) command(ctx context.Context, s *step, _ *line) error {
	if s.kind == store.PartnerAssociation {
		claim, err := p.desk.Associations().Claim(ctx, s.Claim)
		if err != nil {
			return err
		}
		_, err = p.desk.Associations().Do(ctx, s.Claim, verbs[s.Do].association(s), p.meta(s, claim.Record().Location))
		return inBook(err)
	}
	claim, err := p.desk.Claim(ctx, s.Claim)
	if err != nil {
		return err
	}
	record := claim.Record()
	if s.Do == "pay" && s.amount.IsNone() {
		s.amount = record.Amounts.Approved.Money
	}
	_, err = p.desk.Do(ctx, s.Claim, verbs[s.Do].activity(s), p.meta(s, record.Location))
	return inBook(err)
}

// bookFields holds the book's names for the fields of commands that have
// another name there.
var bookFields = map[string]string{
	"requested": "amount", "approved": "amount", "number": "portalNumber", "justification": "comment", "reason": "comment",
}

// inBook gives a problem with a field of a command the path that the field has
// in a step.
func inBook(err error) error {
	var problem *mci.FieldError
	if !errors.As(err, &problem) || bookFields[problem.Path] == "" {
		return err
	}
	return mci.Invalid(bookFields[problem.Path], problem.Found, problem.Want)
}

// follow describes the claim. If it is a partner activity, follow also updates
// its referral to match the claim, and describes both.
func (p *player) follow(ctx context.Context, s *step, l *line) error {
	if s.kind == store.PartnerAssociation {
		return p.followAssociation(ctx, s, l)
	}
	claim, err := p.desk.Claim(ctx, s.Claim)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l.describe(claim)
	found, decision, err := p.bring(ctx, claim, s)
	if err != nil || found.Type == cosell.NoDeal && len(decision.Findings) == 0 {
		return err
	}
	changed := found.Created.Equal(s.At) || found.Upgraded.Equal(s.At)
	l.Referral = &referralLine{
		DealType: found.Type, Findings: decision.Findings, PartnerCenter: found.Remote.ID,
		changed: changed && l.Outcome == applied, state: found.Remote.State,
	}
	if p.mode == catalog.LinkedReferral {
		l.Referral.Linked, l.Referral.Sellers = found.Link.Referral != "", found.Seen.Sellers
		for _, d := range p.referrals.Differences(claim, found, p.referralFacts(claim), s.At) {
			l.Referral.Differences = append(l.Referral.Differences, differenceLine{d.Finding, d.Remedy})
		}
	}
	return nil
}

func (p *player) referralFacts(claim *claims.Claim) referral.Facts {
	for i := range p.book.Customers {
		if c := &p.book.Customers[i]; !c.facts(claim.Record().CustomerID).parsed.IsZero() {
			return referral.Facts{ManagedByMicrosoft: c.ManagedByMicrosoft}
		}
	}
	return referral.Facts{}
}

func (p *player) meta(s *step, location mci.LocationID) claims.Meta {
	meta := claims.Meta{Actor: s.actor(), At: s.At, Received: s.At}
	if user := p.book.user(mci.UserID(s.By)); user != nil {
		meta.User, meta.Role = user.ID, user.user().RoleAt(location)
	}
	return meta
}

// question collects the facts about a nomination from the book and from the
// claims played so far.
func (p *player) question(ctx context.Context, s *step) (eligibility.Question, error) {
	// Read has already checked the engagement
	engagement, _ := p.catalog.Find(s.Engagement, mci.DateOf(s.At))
	question := eligibility.Question{Engagement: engagement, At: s.At, Way: eligibility.Add, Hours: s.hours}
	if s.Do == "claim" {
		question.Way = eligibility.Claim
	}
	if user := p.book.user(mci.UserID(s.By)); user != nil {
		question.User = user.user()
	}
	location := p.book.location(s.Location)
	question.Location = location.location()
	question.LocationEligible = location.Eligible.about(s.Engagement)
	question.PartnerEligible = eligibility.PartnerEligible(p.sites(s.Engagement), s.Engagement)
	question.Qualifications = p.book.Qualifications
	customer := p.book.customer(s.Customer)
	id := s.id
	if id.IsZero() {
		id = p.knownID(ctx, customer, engagement)
	}
	question.Opportunity = p.book.opportunity(id)
	var err error
	question.Customer, err = p.facts(ctx, customer, id, engagement)
	if err != nil {
		return question, err
	}
	contact := cmp.Or(s.CustomerContact, customer.Contact)
	question.Customer.MismatchReason = s.MismatchReason
	question.Customer.MailMatches, err = eligibility.MailMatches(ctx, p.resolver, id, contact)
	return question, err
}

// knownID returns the ID for a customer who is claimed without one. It is the
// customer's first ID that has consented before and that the engagement
// accepts.
func (p *player) knownID(ctx context.Context, customer *bookCustomer, engagement *catalog.Engagement) mci.CustomerID {
	for _, id := range customer.IDs {
		facts, err := p.facts(ctx, customer, id.parsed, engagement)
		if err == nil && facts.ConsentedBefore == mci.Yes && engagement.Takes(id.parsed.Type()) {
			return id.parsed
		}
	}
	return mci.CustomerID{}
}

// facts collects the facts about one ID of a customer for an engagement.
func (p *player) facts(ctx context.Context, customer *bookCustomer, id mci.CustomerID, engagement *catalog.Engagement) (eligibility.Customer, error) {
	facts := eligibility.Customer{
		ID: id, Country: customer.Country, Segment: customer.Segment, Quantities: customer.Quantities, Requirements: customer.Requirements,
	}
	var err error
	if facts.Resolution, err = eligibility.Resolve(ctx, p.resolver, id); err != nil {
		return facts, err
	}
	about := engagement.Ref().Engagement
	given, checked := customer.facts(id), customer.facts(facts.Checked())
	facts.MeetsCriteria = checked.Criteria.about(about)
	facts.Nominated = checked.NominatedElsewhere.about(about)
	if facts.MeetsCriteria == mci.NotSupplied {
		facts.MeetsCriteria = given.Criteria.about(about) // a domain has the facts of its tenant
	}
	if facts.Nominated == mci.NotSupplied {
		facts.Nominated = given.NominatedElsewhere.about(about)
	}
	elsewhere, open := given.ClaimsElsewhere[about], given.OpenElsewhere[about]
	if checked.parsed != given.parsed {
		elsewhere += checked.ClaimsElsewhere[about]
		open += checked.OpenElsewhere[about]
	}
	elsewhere = max(elsewhere, open) // an open claim also counts as a claim
	own, err := p.ownClaims(ctx, facts.Checked(), engagement)
	facts.Claims, facts.OpenClaims = eligibility.CountOf(elsewhere+own.counted), eligibility.CountOf(open+own.open)
	facts.ConsentedBefore = mci.FactOf(given.ConsentedBefore || checked.ConsentedBefore || own.agreed)
	if own.nominated {
		facts.Nominated = mci.Yes
	}
	return facts, err
}

// An ownRecord sums up the claims played so far for one ID.
type ownRecord struct {
	counted   int  // claims that are open or approved
	open      int  // claims that are open
	nominated bool // for the engagement, in the program year
	agreed    bool // on any claim
}

func (p *player) ownClaims(ctx context.Context, id mci.CustomerID, engagement *catalog.Engagement) (own ownRecord, err error) {
	if id.IsZero() {
		return own, nil
	}
	edition := engagement.Edition()
	for claim, err := range p.desk.List(ctx, store.Query{Customer: id}) {
		if err != nil {
			return own, err
		}
		record := claim.Record()
		own.agreed = own.agreed || record.Consent.Answer == consent.Accepted
		if record.Engagement.Engagement != engagement.Ref().Engagement {
			continue
		}
		created := edition.Calendar().Day(record.Created)
		own.nominated = own.nominated || edition.ProgramYear().Period().Includes(created) == mci.Pass
		if record.CountsTowardLimit() {
			own.counted++
		}
		if !record.State().Terminal() {
			own.open++
		}
	}
	return own, nil
}

// sites returns all locations of the book, each with its eligibility for an
// engagement.
func (p *player) sites(engagement mci.EngagementID) []eligibility.Site {
	sites := make([]eligibility.Site, len(p.book.Locations))
	for i := range sites {
		location := &p.book.Locations[i]
		sites[i] = eligibility.Site{
			Location: location.location(),
			Eligible: map[mci.EngagementID]mci.Fact{engagement: location.Eligible.about(engagement)},
		}
	}
	return sites
}

func (l *line) refuse(rule mci.RuleID, missing string, source mci.Source, permitted []string) {
	l.refuseBecause(rule, missing, permitted...)
	l.Refusal.Source = source
}

func (l *line) refuseBecause(rule mci.RuleID, message string, permitted ...string) {
	l.Outcome = refused
	l.Refusal = &refusalLine{Rule: rule, Message: message, Permitted: permitted}
}

// refuseOpening refuses a nomination or a proposal by the findings against it.
func (l *line) refuseOpening(reasons []mci.Finding) {
	// failed findings come before unknown ones
	slices.SortStableFunc(reasons, func(a, b mci.Finding) int { return cmp.Compare(b.Outcome, a.Outcome) })
	messages, permitted := make([]string, len(reasons)), make([]string, len(reasons))
	for i, finding := range reasons {
		messages[i] = "wants " + finding.Want + ", found " + finding.Found
		permitted[i] = finding.Want
	}
	l.refuseBecause(reasons[0].Rule, strings.Join(messages, "; "), permitted...)
	l.Refusal.Findings, l.Refusal.Source = reasons, reasons[0].Source
}

func day(at time.Time) string { return at.Format(time.DateOnly) }
