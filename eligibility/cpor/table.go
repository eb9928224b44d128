package cpor

import (
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// rule is one row of the table of conditions.
type rule = ruling.Row[*Question, traits]

// traits are the properties of a rule that only this package has.
type traits struct {
	ahead bool // it does not stand in the way of creation
}

// rules holds the conditions of creation and the findings that matter later, in
// the order in which findings are listed.
var rules = [...]rule{
	{
		ID:      "cporclaim.user-role",
		Version: 1,
		Means:   "the user is an Incentives admin at the location",
		Path:    "user",
		Check:   (*Question).role,
		Want:    fixed("the role Incentives admin at the location"),
		Found: func(q *Question) string {
			if q.User.Grants == nil {
				return "unknown roles"
			}
			return orNone(q.User.RoleAt(q.Location.ID).String(), "no role there")
		},
		Source: mci.CreateAssociation.Source(),
	},
	{
		ID:      "cporclaim.location-enrolled",
		Version: 1,
		Means:   "the location is enrolled in an incentive program",
		Path:    "location.enrollment",
		Check:   func(q *Question) mci.Outcome { return q.Location.Enrollment.Outcome() },
		Want:    fixed("enrolled"),
		Found:   func(q *Question) string { return q.Location.Enrollment.String() },
		Source:  mci.AssociationIssues.Source(),
	},
	{
		ID:      "cporclaim.tenant-domain",
		Version: 1,
		Means:   "the customer's domain belongs to the tenant",
		Path:    "domain",
		Check:   (*Question).domain,
		Want:    fixed("a domain of the customer that belongs to the tenant"),
		Found: func(q *Question) string {
			if q.Domain.IsZero() {
				return "no domain"
			}
			return "belongs to it: " + q.DomainMatches.String()
		},
		Source: mci.AssociationIssues.Source(),
	},
	{
		ID:      "cporclaim.workloads",
		Version: 1,
		Means:   "a workload or product is claimed, and the tenant has each one",
		Path:    "workloads",
		Check:   (*Question).products,
		Want:    fixed("at least one workload or product, each on the tenant"),
		Found: func(q *Question) string {
			if len(q.Workloads) == 0 {
				return "none"
			}
			return list(q.Workloads) + "; on the tenant: " + q.OnTenant.String()
		},
		Source: mci.AssociationIssues.Source(),
	},
	{
		ID:      "cporclaim.channel",
		Version: 1,
		Means:   "the customer bought through a channel in which the kind can be claimed",
		Path:    "channel",
		Check:   (*Question).bought,
		Want: func(q *Question) string {
			return orNone(texts(q.Kind.terms().Channels), "any channel")
		},
		Found: func(q *Question) string { return orNone(q.Channel.String(), "unknown") },
		// A subscription for CSP is an error of the portal.
		Source: mci.CreateAssociation.Source(),
	},
	{
		ID:      "cporclaim.subscription",
		Version: 1,
		Means:   "a kind for subscriptions names one of the products and the tenant; a kind for workloads names none",
		Path:    "subscription.id",
		Check:   (*Question).subscribed,
		Want: func(q *Question) string {
			if q.Kind.terms().Scope == SubscriptionScope {
				return "a subscription for the products that belongs to the tenant"
			}
			return "no subscription"
		},
		Found: func(q *Question) string {
			if q.Subscription.ID == "" {
				return "none"
			}
			return "a subscription; of the products and the tenant: " + q.Subscription.OfProduct.String()
		},
		Source: mci.AssociationIssues.Source(),
	},
	{
		ID:      "cporclaim.subscription-active",
		Version: 1,
		Means:   "the subscription is active or in its grace period",
		Path:    "subscription.active",
		Check:   func(q *Question) mci.Outcome { return q.ofSubscription(q.Subscription.Active.Outcome()) },
		Want:    func(q *Question) string { return q.orNothing("a subscription that is active or in its grace period") },
		Found:   func(q *Question) string { return "active or in grace: " + q.Subscription.Active.String() },
		Source:  mci.AssociationIssues.Source(),
	},
	{
		// The page says that it can take up to seven days. If Partner Center
		// was not looked at, the days alone do not pass: after them, too, it
		// may not list the subscription.
		ID:      "cporclaim.subscription-provisioned",
		Version: 1,
		Means:   "the subscription is provisioned, and Partner Center offers it for a claim, at most seven days later",
		Path:    "subscription.listed",
		Check:   func(q *Question) mci.Outcome { return q.ofSubscription(q.provisioned()) },
		Want: func(q *Question) string {
			return q.orNothing("a subscription that Partner Center offers for a claim")
		},
		Found: func(q *Question) string {
			s := &q.Subscription
			found := "offered: " + s.Listed.String() + ", provisioned: " + orNone(s.ProvisionedOn.String(), s.Provisioned.String())
			if s.ProvisionedOn.IsZero() {
				return found
			}
			return found + ", so offered by " + s.ProvisionedOn.AddDays(settlingDays).String()
		},
		Source: mci.AssociationIssues.Source(),
	},
	{
		ID:      "cporclaim.own",
		Version: 1,
		Means:   "the partner has no other open or approved claim to the same workload or subscription",
		Path:    "own",
		Check:   func(q *Question) mci.Outcome { return not(q.Own.Outcome()) },
		Want:    fixed("no claim of the partner's own to the same"),
		Found:   func(q *Question) string { return "has one: " + q.Own.String() },
		Source:  mci.CreateAssociation.Source(),
	},
	{
		ID:      "cporclaim.others",
		Version: 1,
		Means:   "no other partner is associated with the workload or subscription; if one is, Microsoft decides by the proofs of both",
		Path:    "others",
		Own:     traits{ahead: true},
		Check:   func(q *Question) mci.Outcome { return not(q.Others.Outcome()) },
		Want:    fixed("no other partner that is associated"),
		Found:   func(q *Question) string { return "another partner is: " + q.Others.String() },
		Source:  mci.AssociationIssues.Source(),
	},
}

func (q *Question) role() mci.Outcome {
	// The question is well formed, so there is no error.
	permission, _ := eligibility.May(q.User, eligibility.CreateAssociations, q.Location)
	return permission.Outcome()
}

func (q *Question) domain() mci.Outcome {
	if q.Domain.IsZero() {
		return mci.Unknown
	}
	return q.DomainMatches.Outcome()
}

func (q *Question) products() mci.Outcome {
	if len(q.Workloads) == 0 {
		return mci.Fail
	}
	return q.OnTenant.Outcome()
}

func (q *Question) bought() mci.Outcome { return q.Kind.terms().Allows(q.Channel) }

func (q *Question) subscribed() mci.Outcome {
	wanted := q.Kind.terms().Scope == SubscriptionScope
	if given := q.Subscription.ID != ""; wanted != given {
		return mci.Fail
	}
	return q.ofSubscription(q.Subscription.OfProduct.Outcome())
}

// ofSubscription returns the outcome of a rule about the subscription. It
// passes for a kind that has none.
func (q *Question) ofSubscription(outcome mci.Outcome) mci.Outcome {
	if q.Kind.terms().Scope != SubscriptionScope {
		return mci.Pass
	}
	return outcome
}

func (q *Question) orNothing(wanted string) string {
	if q.Kind.terms().Scope != SubscriptionScope {
		return "nothing: the kind is for workloads"
	}
	return wanted
}

// provisioned passes if Partner Center offers the subscription. One that is not
// provisioned is not offered.
func (q *Question) provisioned() mci.Outcome {
	if q.Subscription.Provisioned == mci.No {
		return mci.Fail
	}
	return q.Subscription.Listed.Outcome()
}

// not returns the outcome of a rule that wants the opposite.
func not(o mci.Outcome) mci.Outcome {
	switch o {
	case mci.Pass:
		return mci.Fail
	case mci.Fail:
		return mci.Pass
	case mci.Unknown:
	}
	return mci.Unknown
}

func fixed(text string) func(*Question) string { return func(*Question) string { return text } }

func texts[T interface{ String() string }](values []T) string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = value.String()
	}
	return strings.Join(all, " or ")
}
