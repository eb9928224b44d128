package portal

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An activitySide follows the rows of partner activities.
type activitySide struct {
	run  *importing
	row  *Row
	meta claims.Meta
}

func (*activitySide) kind() store.Kind { return store.PartnerActivity }

func (s *activitySide) observe(ctx context.Context, id claims.ID) (followed, error) {
	return s.followed(s.run.desk.Observe(ctx, id, s.row.Status, s.meta))
}

func (s *activitySide) about() (store.Query, error) {
	about, err := s.run.subject(s.row, s.meta.At)
	if err != nil {
		return store.Query{}, err
	}
	return store.Query{Kind: store.PartnerActivity, Customer: about.customer, Engagement: about.engagement.Ref().Engagement}, nil
}

func (s *activitySide) adopt(ctx context.Context, id claims.ID) (followed, error) {
	row := s.row
	about, err := s.run.subject(row, s.meta.At)
	if err != nil {
		return followed{}, err
	}
	if !row.Status.Known() {
		return followed{}, unlisted(row.Status.String(), store.PartnerActivity)
	}
	adoption := claims.Adoption{
		Name: cmp.Or(row.ClaimName, string(id)), Engagement: about.engagement, CustomerID: about.customer, Location: row.Location, Shown: row.Status,
	}
	if !row.Created.IsZero() {
		adoption.Created = row.Created.Start(about.engagement.Edition().Calendar().Zone())
	}
	return s.followed(s.run.desk.Adopt(ctx, adoption, id, s.meta))
}

// unlisted is the error of a claim that cannot be adopted because no document
// lists its status for its kind.
func unlisted(status string, kind store.Kind) error {
	why := "no claim has this ID, and no document lists the status " + strconv.Quote(status) + " for a claim of the kind " + kind.String()
	if kind == store.PartnerAssociation && claims.ReadStatus(status).Known() { // each name of an association is one of the other kind, too
		why += "; it is one of a " + store.PartnerActivity.String()
	}
	return &unknownError{why}
}

// followed returns the claim of a change.
func (s *activitySide) followed(change claims.Change, err error) (followed, error) {
	if err != nil {
		return followed{}, err
	}
	f := followed{diverged: change.Claim.Divergence() != nil, moved: len(change.Entries) > 0}
	s.update(&f, change)
	return f, nil
}

// update sets the values that a change gives for the claim.
func (s *activitySide) update(f *followed, change claims.Change) {
	claim := change.Claim
	f.id, f.activity, f.status, f.number = claim.ID(), claim, claim.State().String(), claim.PortalNumber()
	for i := range change.Entries {
		f.passed(change.Entries[i].From.String(), change.Entries[i].Event == claims.StatusObserved)
	}
	f.missing, f.assumed = claim.Missing(), slices.Collect(claim.Assumed().All())
	f.amounts = s.run.shownAmounts(s.row, claim)
}

func (s *activitySide) meanings() []string {
	if _, one := s.row.Status.Status(); one {
		return nil
	}
	return store.Statuses(slices.Collect(s.row.Status.All())...)
}

// recordFacts implements side. An amount without a currency is not recorded.
func (s *activitySide) recordFacts(ctx context.Context, f *followed) error {
	if err := s.recordCreation(ctx, f); err != nil {
		return err
	}
	var facts claims.RecordFacts
	if s.row.ClaimID != f.id && f.number == "" {
		facts.Number = string(s.row.ClaimID)
	}
	if f.activity.State().Status == claims.Approved {
		for _, amount := range f.amounts {
			if amount.Column == ApprovedAmount && !amount.CurrencyAssumed && amount.Shown.Sign() > 0 && !amount.Agrees() {
				facts.Approved = amount.Shown
			}
		}
	}
	if facts == (claims.RecordFacts{}) {
		return nil
	}
	recorded, err := s.run.desk.Do(ctx, f.id, facts, s.meta)
	if err != nil {
		return err
	}
	s.run.note(store.PartnerActivity, facts.Number, f.id)
	s.update(f, recorded)
	return nil
}

// recordCreation replaces an assumed creation by the row's day. The claim keeps
// the assumed one if the day contradicts it, or if it is under an edition that
// was not valid on that day: its terms cannot be exchanged.
func (s *activitySide) recordCreation(ctx context.Context, f *followed) error {
	if s.row.Created.IsZero() || !f.activity.Assumed().Has(assumedCreation) {
		return nil
	}
	ref := f.activity.Record().Engagement
	if then, ok := s.run.catalog.Find(ref.Engagement, s.row.Created); !ok || then.Ref().Edition != ref.Edition {
		return nil
	}
	recorded, err := s.run.desk.Do(ctx, f.id, claims.RecordFacts{Created: s.row.Created}, s.meta)
	switch {
	case errors.Is(err, claims.ErrRefused):
		return nil // the result tells the difference
	case err != nil:
		return err
	}
	s.update(f, recorded)
	return nil
}

// assumedCreation is the path of the instant of creation if it was not
// recorded.
const assumedCreation = "created"

// shownAmounts compares the amounts of a row with the amounts of its claim.
func (m *Importer) shownAmounts(row *Row, claim *claims.Claim) []ShownAmount {
	if row.Estimated.Amount+row.Requested.Amount+row.Approved.Amount+row.Paid.Amount == "" {
		return nil
	}
	record := claim.Record()
	var paid mci.Money
	for payment := range record.Amounts.Paid() {
		if sum, err := paid.Add(payment.Money); err == nil {
			paid = sum
		} else if paid.IsNone() {
			paid = payment.Money
		}
	}
	var shown []ShownAmount
	for _, a := range []struct {
		column   Column
		figure   Figure
		recorded mci.Money
	}{
		{EstimatedAmount, row.Estimated, record.Amounts.Estimated.Money},
		{RequestedAmount, row.Requested, record.Amounts.Requested.Money},
		{ApprovedAmount, row.Approved, record.Amounts.Approved.Money},
		{PaidAmount, row.Paid, paid},
	} {
		if a.figure.Amount == "" {
			continue
		}
		one := ShownAmount{Column: a.column, Recorded: a.recorded}
		currency := cmp.Or(row.Currency, m.options.Currency)
		if currency == "" && a.figure.Currency == "" {
			currency, one.CurrencyAssumed = currencyOf(&record), true
		}
		money, err := a.figure.Money(currency)
		if err != nil {
			one.CurrencyAssumed, one.Why = false, err.Error()
		}
		one.Shown = money
		shown = append(shown, one)
	}
	return shown
}

// currencyOf returns the currency of a claim's recorded amounts, or none.
func currencyOf(record *claims.Record) mci.Currency {
	for _, amount := range append([]claims.Amount{record.Amounts.Approved, record.Amounts.Requested, record.Amounts.Estimated}, paid(record)...) {
		if !amount.Money.IsNone() {
			return amount.Money.Currency()
		}
	}
	return ""
}

// A subject is the engagement and the customer of a row's claim.
type subject struct {
	engagement *catalog.Engagement
	customer   mci.CustomerID
}

// subject returns the engagement and the customer of a row. The engagement is
// from the edition that is valid on the day of the claim's creation, or on the
// day of the export if the row does not have that day.
func (m *Importer) subject(row *Row, at time.Time) (subject, error) {
	on := row.Created
	if on.IsZero() {
		on = mci.DateOf(at.UTC())
	}
	engagement, ok := m.engagement(row, on)
	if !ok {
		named := cmp.Or(row.EngagementID, row.EngagementTitle)
		if named == "" {
			return subject{}, &unknownError{"no claim has this ID, and the line names no engagement"}
		}
		return subject{}, &unknownError{"no claim has this ID, and the catalog has no engagement " + strconv.Quote(named)}
	}
	for _, kind := range engagement.IDTypes() {
		if row.CustomerIDType != 0 && row.CustomerIDType != kind {
			continue
		}
		if id, err := mci.ParseCustomerID(kind, row.CustomerID); err == nil && kind != mci.DomainName {
			return subject{engagement, id}, nil
		}
	}
	return subject{}, &unknownError{"no claim has this ID, and the customer's is none that the engagement takes, or a domain whose tenant is not known"}
}

// engagement returns the engagement that a row names by ID or, if there is
// none, by title.
func (m *Importer) engagement(row *Row, on mci.Date) (*catalog.Engagement, bool) {
	for _, name := range []string{row.EngagementID, row.EngagementTitle} {
		if id := m.named[plainHeader(name)]; id != "" {
			return m.catalog.Find(id, on)
		}
	}
	return nil, false
}
