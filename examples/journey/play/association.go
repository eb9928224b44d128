package play

import (
	"cmp"
	"context"
	"errors"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// propose proposes an association and opens the claim.
func (p *player) propose(ctx context.Context, s *step, l *line) error {
	question, err := p.proposal(ctx, s)
	if err != nil {
		return err
	}
	customer := p.book.customer(s.Customer)
	details := cpor.Details{
		Name: cmp.Or(s.Name, string(s.Claim)), CustomerContact: cmp.Or(s.CustomerContact, customer.Contact), CustomerTitle: s.CustomerTitle,
		PartnerContact: s.PartnerContact, Seller: s.Seller, PayDeclined: s.PayDeclined,
	}
	if user := p.book.user(mci.UserID(s.By)); user != nil {
		details.PartnerContact = cmp.Or(s.PartnerContact, mci.Contact{Name: user.Name, Email: user.Email})
	}
	proposal, decision, err := cpor.Propose(question, details)
	if err != nil {
		return err
	}
	if proposal == nil {
		l.refuseOpening(decision.Reasons())
		return nil
	}
	if _, err = p.desk.Associations().Open(ctx, proposal, s.Claim, p.meta(s, s.Location)); err != nil {
		return err
	}
	l.Ahead = decision.Ahead()
	return nil
}

// proposal collects the facts about an association from the book and from the
// claims played so far.
func (p *player) proposal(ctx context.Context, s *step) (cpor.Question, error) {
	// Read has already checked the customer and the location
	customer := p.book.customer(s.Customer)
	question := cpor.Question{
		Kind: s.Association, At: s.At, Terms: p.book.terms,
		Location: p.book.location(s.Location).location(),
		Tenant:   p.book.tenantOf(customer), Domain: customer.first(mci.DomainName),
		Workloads: s.Workloads, Subscription: cpor.Subscription{ID: s.Subscription}, Proof: s.Proof,
	}
	if user := p.book.user(mci.UserID(s.By)); user != nil {
		question.User = user.user()
	}
	if !question.Domain.IsZero() {
		question.DomainMatches = mci.FactOf(p.book.directory[question.Domain] == question.Tenant)
	}
	customer.tenancy(&question)
	var own []*association.Claim
	for claim, err := range p.desk.Associations().List(ctx, store.Query{Customer: question.Tenant}) {
		if err != nil {
			return question, err
		}
		own = append(own, claim)
	}
	question.Own = credit.Own(&question, own...)
	return question, nil
}

// followAssociation describes the association of a step.
func (p *player) followAssociation(ctx context.Context, s *step, l *line) error {
	claim, err := p.desk.Associations().Claim(ctx, s.Claim)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l.describeAssociation(claim)
	return nil
}
