package play

import (
	"slices"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A bookWorkload is a workload or product that a customer's tenant has.
type bookWorkload struct {
	Name                cpor.Workload       `json:"name"`
	Channel             recognition.Channel `json:"channel"`
	AssociatedElsewhere mci.Fact            `json:"associatedElsewhere"`
}

// A bookSubscription is a subscription of a customer's tenant with the facts
// that Partner Center shows.
type bookSubscription struct {
	ID                  cpor.SubscriptionID `json:"id"`
	Products            []cpor.Workload     `json:"products"` // nil if they are unknown
	Channel             recognition.Channel `json:"channel"`
	Active              mci.Fact            `json:"active"`
	Provisioned         mci.Fact            `json:"provisioned"`
	ProvisionedOn       mci.Date            `json:"provisionedOn"`
	Listed              mci.Fact            `json:"listed"`
	AssociatedElsewhere mci.Fact            `json:"associatedElsewhere"`
}

// tenantOf returns the customer's tenant ID. If the book has none, it is the
// tenant of the customer's first domain.
func (b *Book) tenantOf(customer *bookCustomer) mci.CustomerID {
	if id := customer.first(mci.TenantID); !id.IsZero() {
		return id
	}
	return b.directory[customer.first(mci.DomainName)]
}

// first returns the customer's first ID of a type. If there is none, it returns
// the zero CustomerID.
func (c *bookCustomer) first(kind mci.IDType) mci.CustomerID {
	if found := find(c.IDs, func(id *bookID) bool { return id.parsed.Type() == kind }); found != nil {
		return found.parsed
	}
	return mci.CustomerID{}
}

// tenancy writes the facts about the claimed workloads or the claimed
// subscription into a question. If the book does not have a fact, it stays
// unknown.
func (c *bookCustomer) tenancy(q *cpor.Question) {
	id := q.Subscription.ID
	if id == "" {
		c.workloadFacts(q)
		return
	}
	found := find(c.Subscriptions, func(s *bookSubscription) bool { return s.ID == id })
	if found == nil {
		return
	}
	q.Subscription = cpor.Subscription{
		ID: id, OfProduct: allIn(q.Workloads, found.Products),
		Active: found.Active, Provisioned: found.Provisioned, ProvisionedOn: found.ProvisionedOn, Listed: found.Listed,
	}
	q.OnTenant, q.Channel, q.Others = q.Subscription.OfProduct, found.Channel, found.AssociatedElsewhere
}

// workloadFacts writes the facts about the claimed workloads into a question.
// If the channel differs between them, it is unknown.
func (c *bookCustomer) workloadFacts(q *cpor.Question) {
	var has []cpor.Workload // nil if they are unknown
	if c.Workloads != nil {
		has = []cpor.Workload{}
	}
	var claimed []bookWorkload
	for _, w := range c.Workloads {
		has = append(has, w.Name)
		if slices.Contains(q.Workloads, w.Name) {
			claimed = append(claimed, w)
		}
	}
	q.OnTenant = allIn(q.Workloads, has)
	if q.OnTenant != mci.Yes || len(claimed) == 0 {
		return
	}
	q.Channel, q.Others = claimed[0].Channel, claimed[0].AssociatedElsewhere
	for _, w := range claimed[1:] {
		if w.Channel != q.Channel {
			q.Channel = 0
		}
		q.Others = either(q.Others, w.AssociatedElsewhere)
	}
}

// either answers whether at least one of two facts is true.
func either(a, b mci.Fact) mci.Fact {
	switch {
	case a == mci.Yes || b == mci.Yes:
		return mci.Yes
	case a == mci.No:
		return b
	default:
		return a
	}
}

// allIn answers whether a list contains all of some workloads. If the list is
// nil, the answer is unknown.
func allIn(wanted, list []cpor.Workload) mci.Fact {
	if list == nil {
		return mci.NotSupplied
	}
	return mci.FactOf(!slices.ContainsFunc(wanted, func(w cpor.Workload) bool { return !slices.Contains(list, w) }))
}
