package cpor

import (
	"log/slog"
	"slices"
	"time"

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
	// the workloads, or to the subscription; see the function Own of package
	// credit.
	Own mci.Fact `json:"own,omitzero"`
	// Others is whether another partner is associated with one of them.
	Others mci.Fact `json:"others,omitzero"`
}

// String returns the kind. It hides the customer and the user.
func (q Question) String() string { return "question about " + q.Kind.String() }

// GoString returns the same text as [Question.String].
func (q Question) GoString() string { return q.String() }

// LogValue returns the same text as [Question.String], for structured logs.
func (q Question) LogValue() slog.Value { return slog.StringValue(q.String()) }

// A SubscriptionID is the ID of a subscription, 1 to 100 bytes on one line. No
// public document gives its format, so the library only compares it.
type SubscriptionID string

// Same reports whether two IDs name one subscription. They do if they differ
// only in case, as two spellings of a GUID. Source: [mci.LibraryReading].
func (id SubscriptionID) Same(other SubscriptionID) bool {
	return SubscriptionSubject(id) == SubscriptionSubject(other)
}

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
	// ProvisionedOn is the day on which the customer provisioned them, not
	// after the day of the question, or zero. It tells by when Partner Center
	// offers the subscription.
	ProvisionedOn mci.Date `json:"provisionedOn,omitzero"`
	// Listed is whether Partner Center offers the subscription for a claim. It
	// does so at most seven days after the products were provisioned.
	Listed mci.Fact `json:"listed,omitzero"`
}

// check returns an error for the first malformed field.
func (q *Question) check() error {
	if q.Kind == 0 {
		return mci.Invalid("kind", "", kindNames.Allowed())
	}
	if year := q.At.UTC().Year(); year < 2000 || year > 9000 {
		return mci.Invalid("at", q.At.Format(time.RFC3339), "an instant of the years 2000 to 9000")
	}
	// May checks the user and the location, whatever the action.
	if _, err := eligibility.May(q.User, eligibility.CreateAssociations, q.Location); err != nil {
		return err
	}
	if q.Tenant.IsZero() {
		return mci.Invalid("tenant", "", "a tenant ID")
	}
	claimed := q.association()
	claimed.Subscription = ""
	if err := claimed.Check(); err != nil {
		return err
	}
	if err := mci.At("proof", q.Proof.Check()); err != nil {
		return err
	}
	if err := optional(vocabulary.CheckID, "subscription.id", string(q.Subscription.ID), mostSubscriptionBytes); err != nil {
		return err
	}
	return q.checkFacts()
}

// association returns the association that the question is about.
func (q *Question) association() Association {
	return Association{
		Kind: q.Kind, Tenant: q.Tenant, Domain: q.Domain, Location: q.Location.ID,
		Workloads: slices.Clone(q.Workloads), Subscription: q.Subscription.ID, Channel: q.Channel,
	}
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
	case s.ProvisionedOn.Compare(orPublic(q.Terms).BusinessDays().Day(q.At)) > 0:
		return mci.Invalid("subscription.provisionedOn", s.ProvisionedOn.String(), "a day not after that of the question, "+orPublic(q.Terms).BusinessDays().Day(q.At).String())
	case s.Provisioned == mci.No && s.Listed == mci.Yes:
		return mci.Invalid("subscription.listed", s.Listed.String(), "no or unknown for a subscription that is not provisioned")
	default:
		return nil
	}
}

// clone returns a copy that shares nothing with q but its terms.
func (q Question) clone() Question {
	q.Workloads = slices.Clone(q.Workloads)
	q.User.Grants = slices.Clone(q.User.Grants)
	q.Proof = q.Proof.Clone()
	return q
}
