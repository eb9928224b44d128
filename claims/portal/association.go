package portal

import (
	"cmp"
	"context"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An associationSide follows the rows of associations.
type associationSide struct {
	run         *importing
	row         *Row
	meta        claims.Meta
	association cpor.Kind
}

func (*associationSide) kind() store.Kind { return store.PartnerAssociation }

// shown returns the row's status as one of an association.
func (s *associationSide) shown() lifecycle.PortalStatus {
	return lifecycle.ReadStatus(s.row.Status.String())
}

func (s *associationSide) observe(ctx context.Context, id claims.ID) (followed, error) {
	return s.followed(s.run.desk.Associations().Observe(ctx, id, s.shown(), s.meta))
}

func (s *associationSide) about() (store.Query, error) {
	if s.association == 0 {
		return store.Query{}, &unknownError{"no claim has this ID, and the line names no engagement"}
	}
	tenant, err := s.tenant()
	if err != nil {
		return store.Query{}, err
	}
	return store.Query{Kind: store.PartnerAssociation, Customer: tenant, Engagement: mci.EngagementID(s.association.String())}, nil
}

// tenant returns the customer of the row.
func (s *associationSide) tenant() (mci.CustomerID, error) {
	tenant, err := mci.ParseCustomerID(mci.TenantID, s.row.CustomerID)
	if err != nil || s.row.CustomerIDType != 0 && s.row.CustomerIDType != mci.TenantID {
		return mci.CustomerID{}, &unknownError{"no claim has this ID, and the customer's ID is not a tenant ID, which an association needs"}
	}
	return tenant, nil
}

func (s *associationSide) adopt(ctx context.Context, id claims.ID) (followed, error) {
	row := s.row
	tenant, err := s.tenant()
	if err != nil {
		return followed{}, err
	}
	if !s.shown().Known() {
		return followed{}, unlisted(row.Status.String(), store.PartnerAssociation)
	}
	adoption := association.Adoption{
		Association: cpor.Association{Kind: s.association, Tenant: tenant, Location: row.Location},
		Details:     cpor.Details{Name: cmp.Or(row.ClaimName, string(id))},
		Shown:       s.shown(),
	}
	if row.ClaimID != id {
		adoption.Number = string(row.ClaimID)
	}
	if !row.Created.IsZero() {
		adoption.Created = row.Created.Start(s.run.options.Terms.BusinessDays().Zone())
	}
	made, err := s.followed(s.run.desk.Associations().Adopt(ctx, adoption, id, s.meta))
	if err == nil {
		s.run.note(store.PartnerAssociation, adoption.Number, id)
	}
	return made, err
}

// followed returns the claim of a change.
func (s *associationSide) followed(change association.Change, err error) (followed, error) {
	if err != nil {
		return followed{}, err
	}
	f := followed{diverged: change.Claim.Divergence() != nil, moved: len(change.Entries) > 0}
	f.update(change)
	return f, nil
}

// update sets the values that a change gives for the claim.
func (f *followed) update(change association.Change) {
	claim := change.Claim
	f.association = claim
	f.id, f.status, f.number = claim.ID(), claim.State().String(), claim.Record().PortalNumber.Number
	for i := range change.Entries {
		f.passed(change.Entries[i].From.String(), change.Entries[i].Event == lifecycle.StatusObserved)
	}
	f.missing, f.assumed = claim.Missing(), slices.Collect(claim.Assumed().All())
}

func (s *associationSide) meanings() []string {
	all := slices.Collect(s.shown().All())
	if len(all) < 2 {
		return nil
	}
	return store.Statuses(all...)
}

// recordFacts implements side. An association has no amounts; amounts that a
// row shows are told and not recorded.
func (s *associationSide) recordFacts(ctx context.Context, f *followed) error {
	var facts association.RecordFacts
	if s.row.ClaimID != f.id && f.number == "" {
		facts.Number = string(s.row.ClaimID)
	}
	if s.row.Location != "" && slices.Contains(f.missing, "location") {
		facts.Location = s.row.Location
	}
	if facts.Number != "" || facts.Location != "" {
		recorded, err := s.run.desk.Associations().Do(ctx, f.id, facts, s.meta)
		if err != nil {
			return err
		}
		s.run.note(store.PartnerAssociation, facts.Number, f.id)
		f.update(recorded)
	}
	f.amounts = s.amounts()
	return nil
}

// amounts returns the amounts in the row. An association cannot have any of
// them.
func (s *associationSide) amounts() (shown []ShownAmount) {
	for _, a := range []struct {
		column Column
		figure Figure
	}{
		{EstimatedAmount, s.row.Estimated}, {RequestedAmount, s.row.Requested}, {ApprovedAmount, s.row.Approved}, {PaidAmount, s.row.Paid},
	} {
		if a.figure.Amount == "" {
			continue
		}
		one := ShownAmount{Column: a.column}
		money, err := a.figure.Money(cmp.Or(s.row.Currency, s.run.options.Currency))
		if one.Shown = money; err != nil {
			one.Why = err.Error()
		}
		shown = append(shown, one)
	}
	return shown
}
