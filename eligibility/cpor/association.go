package cpor

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Association names the two sides of a claim: the partner location, and the
// workloads or the subscription of one customer. The zero Association names
// nothing.
type Association struct {
	// Kind is the kind of association.
	Kind Kind `json:"kind"`
	// Tenant is the customer's tenant ID.
	Tenant mci.CustomerID `json:"tenant"`
	// Domain is the customer's domain name, or none.
	Domain mci.CustomerID `json:"domain,omitzero"`
	// Location is the partner location that is associated.
	Location mci.LocationID `json:"location,omitempty"`
	// Workloads are the workloads or products of the claim.
	Workloads []Workload `json:"workloads,omitempty"`
	// Subscription is the ID of the subscription, for a kind that needs one.
	Subscription SubscriptionID `json:"subscription,omitempty"`
	// Channel is the channel through which the customer bought them, if known.
	Channel recognition.Channel `json:"channel,omitempty"`
}

const mostLocationBytes = 200

// Check returns a [mci.FieldError] for the first malformed field. A field that
// is zero is well formed.
func (a *Association) Check() error {
	switch {
	case int(a.Kind) >= len(kinds):
		return mci.Invalid("kind", a.Kind.String(), kindNames.Allowed())
	case !a.Tenant.IsZero() && a.Tenant.Type() != mci.TenantID:
		return mci.Invalid("tenant", a.Tenant.String(), "a tenant ID")
	case !a.Domain.IsZero() && a.Domain.Type() != mci.DomainName:
		return mci.Invalid("domain", a.Domain.String(), "a domain name, or none")
	}
	if err := optional(vocabulary.CheckID, "location", string(a.Location), mostLocationBytes); err != nil {
		return err
	}
	if err := checkWorkloads(a.Workloads); err != nil {
		return err
	}
	if err := optional(vocabulary.CheckID, "subscription", string(a.Subscription), mostSubscriptionBytes); err != nil {
		return err
	}
	_, err := a.Channel.MarshalText()
	return mci.At("channel", err)
}

// Clone returns a copy that shares nothing with a.
func (a Association) Clone() Association {
	a.Workloads = slices.Clone(a.Workloads)
	return a
}

// Subjects returns the things that the partner claims: each workload of the
// tenant, or the one subscription. Each has one partner at most. It is nil if
// they are not known.
func (a Association) Subjects() []recognition.Subject {
	if a.Kind.terms().Scope == SubscriptionScope {
		if a.Subscription == "" {
			return nil
		}
		return []recognition.Subject{SubscriptionSubject(a.Subscription)}
	}
	var all []recognition.Subject
	for _, workload := range a.Workloads {
		all = append(all, WorkloadSubject(a.Tenant, workload))
	}
	return all
}

// WorkloadSubject returns the subject by which package recognition knows a
// workload of a tenant.
func WorkloadSubject(tenant mci.CustomerID, workload Workload) recognition.Subject {
	return recognition.Subject(tenant.Value() + "/" + string(workload))
}

// SubscriptionSubject returns the subject by which package recognition knows a
// subscription. It is in lower case, because two spellings of an ID name one
// subscription; see [SubscriptionID.Same].
func SubscriptionSubject(id SubscriptionID) recognition.Subject {
	return recognition.Subject(strings.ToLower(string(id)))
}

// optional checks a text with a check of package vocabulary, unless the text is
// empty.
func optional(check func(path, text string, most int) error, path, text string, most int) error {
	if text == "" {
		return nil
	}
	return check(path, text, most)
}
