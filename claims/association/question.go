package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Question is one association that a partner wants to claim, at one instant,
// with every fact that a rule may need. If a fact is not supplied, it stays
// zero and makes the rules that need it unknown.
type Question struct {
	// Kind is the kind of association; required.
	Kind Kind `json:"kind,omitzero"`
	// At is the instant of the question; required.
	At time.Time `json:"at,omitzero"`
	// Terms are the figures and readings; nil is the public terms.
	Terms *Terms `json:"-"`

	// User is the user at the partner who creates the claim.
	User mci.User `json:"user,omitzero"`
	// Location is the partner location that is to be associated.
	Location mci.Location `json:"location,omitzero"`
	// Tenant is the customer's tenant ID; required.
	Tenant mci.CustomerID `json:"tenant,omitzero"`
	// Domain is the customer's domain name, or none.
	Domain mci.CustomerID `json:"domain,omitzero"`
	// DomainMatches is whether the domain belongs to the tenant.
	DomainMatches mci.Fact `json:"domainMatches,omitzero"`

	// Workloads are the workloads or products that are claimed.
	Workloads []Workload `json:"workloads,omitzero"`
	// OnTenant is whether the tenant has all of them.
	OnTenant mci.Fact `json:"onTenant,omitzero"`
	// Channel is the channel through which the customer bought them.
	Channel recognition.Channel `json:"channel,omitzero"`
	// Subscription is the subscription, for a kind that needs one.
	Subscription Subscription `json:"subscription,omitzero"`
	// Proof is the proof of execution, if the partner has it already. It is
	// given to the claim later.
	Proof Proof `json:"proof,omitzero"`

	// Own is whether the partner itself has an open or approved claim to one of
	// the workloads, or to the subscription; see OwnAssociation.
	Own mci.Fact `json:"own,omitzero"`
	// Others is whether another partner is associated with one of them.
	Others mci.Fact `json:"others,omitzero"`
}

// A SubscriptionID is the ID of a subscription, 1 to 100 bytes on one line. No
// public document gives its format, so the library only compares it.
type SubscriptionID string

const mostSubscriptionBytes = 100

// A Subscription holds the facts about a subscription of the customer. In the
// zero Subscription nothing is known.
type Subscription struct {
	// ID is the ID of the subscription.
	ID SubscriptionID `json:"id,omitzero"`
	// OfProduct is whether the subscription is for the claimed products and
	// belongs to the tenant.
	OfProduct mci.Fact `json:"ofProduct,omitzero"`
	// Active is whether it is active or in its grace period.
	Active mci.Fact `json:"active,omitzero"`
	// Provisioned is whether the customer has provisioned the products.
	Provisioned mci.Fact `json:"provisioned,omitzero"`
	// ProvisionedOn is the day on which the customer provisioned them, or zero.
	// It tells by when Partner Center offers the subscription.
	ProvisionedOn mci.Date `json:"provisionedOn,omitzero"`
	// Listed is whether Partner Center offers the subscription for a claim. It
	// does so at most seven days after the products were provisioned.
	Listed mci.Fact `json:"listed,omitzero"`
}

// check returns an error for the first malformed field.
func (q *Question) check() error {
	if q.Kind == 0 || int(q.Kind) >= len(kinds) {
		return mci.Invalid("kind", q.Kind.String(), kindNames.Allowed())
	}
	if err := form.Instant("at", q.At); err != nil {
		return err
	}
	// May checks the user and the location, whatever the action.
	if _, err := eligibility.May(q.User, eligibility.CreateAssociations, q.Location); err != nil {
		return err
	}
	if err := checkCustomer(q.Tenant, q.Domain); err != nil {
		return err
	}
	if err := checkWorkloads(q.Workloads); err != nil {
		return err
	}
	if err := mci.At("proof", q.Proof.check()); err != nil {
		return err
	}
	if err := mci.At("channel", checkChannel(q.Channel)); err != nil {
		return err
	}
	if err := form.Optional(vocabulary.CheckID, "subscription.id", string(q.Subscription.ID), mostSubscriptionBytes); err != nil {
		return err
	}
	return q.checkFacts()
}

// checkChannel returns an error if a channel is not declared.
func checkChannel(channel recognition.Channel) error {
	_, err := channel.MarshalText()
	return err
}

func (q *Question) checkFacts() error {
	for _, fact := range []struct {
		path string
		fact mci.Fact
	}{
		{"domainMatches", q.DomainMatches},
		{"onTenant", q.OnTenant},
		{"subscription.ofProduct", q.Subscription.OfProduct},
		{"subscription.active", q.Subscription.Active},
		{"subscription.provisioned", q.Subscription.Provisioned},
		{"subscription.listed", q.Subscription.Listed},
		{"own", q.Own},
		{"others", q.Others},
	} {
		if err := checkFact(fact.path, fact.fact); err != nil {
			return err
		}
	}
	switch s := &q.Subscription; {
	case s.Provisioned == mci.No && !s.ProvisionedOn.IsZero():
		return mci.Invalid("subscription.provisionedOn", s.ProvisionedOn.String(), "no day for a subscription that is not provisioned")
	case s.Provisioned == mci.No && s.Listed == mci.Yes:
		return mci.Invalid("subscription.listed", s.Listed.String(), "no or unknown for a subscription that is not provisioned")
	default:
		return nil
	}
}

// checkCustomer returns an error unless the customer is named by a tenant ID
// and, if at all, a domain name.
func checkCustomer(tenant, domain mci.CustomerID) error {
	if tenant.Type() != mci.TenantID {
		return mci.Invalid("tenant", tenant.String(), "a tenant ID")
	}
	if !domain.IsZero() && domain.Type() != mci.DomainName {
		return mci.Invalid("domain", domain.String(), "a domain name, or none")
	}
	return nil
}

// clone returns a copy that shares nothing with q but its terms.
func (q Question) clone() Question {
	q.Workloads = slices.Clone(q.Workloads)
	q.User.Grants = slices.Clone(q.User.Grants)
	q.Proof = q.Proof.clone()
	return q
}

// OwnAssociation answers whether one of the partner's own claims, open or
// approved, is for a workload of the question or for its subscription. A
// rejected claim that can still be disputed counts. If a claim was adopted
// without its workloads or its subscription, and is for the same tenant, the
// answer is unknown. It sets nothing; the caller sets [Question.Own].
func OwnAssociation(q *Question, own ...*Claim) mci.Fact {
	answer := mci.No
	wanted := subjects(q.Kind, q.Tenant, q.Workloads, q.Subscription.ID)
	for _, claim := range own {
		r := &claim.record
		if claim.State().Terminal() || r.Tenant != q.Tenant || r.Kind.terms().Scope != q.Kind.terms().Scope {
			continue
		}
		held := claim.Subjects()
		if held == nil {
			answer = mci.NotSupplied
			continue
		}
		for _, subject := range held {
			if slices.Contains(wanted, subject) {
				return mci.Yes
			}
		}
	}
	return answer
}
