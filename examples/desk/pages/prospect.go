package pages

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// prospect returns the known facts about a customer at an instant, from the
// partner's file and from the desk's claims.
func (s *site) prospect(ctx context.Context, c *customer, at time.Time) (plan.Prospect, error) {
	p := plan.Prospect{At: at, User: s.user, Qualifications: s.partner.Qualifications, Sites: s.partner.Sites}
	for _, identity := range c.Identities {
		s.resolve(ctx, &identity.Customer)
		standings := map[mci.EngagementID]plan.Standing{}
		for edition := range s.catalog.Editions() {
			for e := range edition.Engagements() {
				id := e.Ref().Engagement
				standings[id] = standingOf(&identity, id)
			}
		}
		consented, err := s.addClaims(ctx, standings, identity.Customer.Checked(), at)
		if err != nil {
			return p, err
		}
		if consented {
			identity.Customer.ConsentedBefore = mci.Yes
		}
		identity.Standings = standings
		p.Identities = append(p.Identities, identity)
	}
	return p, nil
}

// resolve looks up the tenant of a customer's domain if it is unknown. If the
// lookup is not possible, the tenant stays unknown, and the rules report that.
func (s *site) resolve(ctx context.Context, c *eligibility.Customer) {
	if s.resolver == nil || c.ID.Type() != mci.DomainName || c.Resolution != (eligibility.Resolution{}) {
		return
	}
	found, err := eligibility.Resolve(ctx, s.resolver, c.ID)
	if err != nil {
		s.log.WarnContext(ctx, "the tenant of a domain was not looked up", "error", err)
		return
	}
	c.Resolution = found
}

// hintOf returns the advice for a domain without a tenant. It is empty for any
// other ID.
func hintOf(c *eligibility.Customer) string {
	switch {
	case c.ID.Type() != mci.DomainName || !c.Resolution.Tenant.IsZero():
		return ""
	case c.Resolution.Failure != nil:
		return "The domain " + c.ID.Value() + " stands for no customer: " + c.Resolution.Failure.Error() + ". Give the customer's tenant ID or TPID instead."
	default:
		return "Nobody could look for the tenant of the domain " + c.ID.Value() + ". Give the customer's tenant ID or TPID, or start the desk with -discovery."
	}
}

// standingOf returns the facts in the partner's file about an ID and an
// engagement.
func standingOf(identity *plan.Identity, engagement mci.EngagementID) plan.Standing {
	if standing, ok := identity.Standings[engagement]; ok {
		return standing
	}
	c := &identity.Customer
	return plan.Standing{MeetsCriteria: c.MeetsCriteria, Claims: c.Claims, OpenClaims: c.OpenClaims, Nominated: c.Nominated}
}

// addClaims adds the claims of the desk, and reports whether the customer
// consented to one of them. The file's counts cover all partners, so the desk's
// claims can raise a count but never lower it.
func (s *site) addClaims(ctx context.Context, standings map[mci.EngagementID]plan.Standing, id mci.CustomerID, at time.Time) (consented bool, err error) {
	if id.IsZero() {
		return false, nil
	}
	counted := map[mci.EngagementID][2]int{}
	for item, err := range register.List(ctx, s.desk, store.Query{Kind: store.PartnerActivity, Customer: id}) {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return false, err
		}
		if item.Claim == nil {
			continue
		}
		record, n := item.Claim.Record(), counted[item.Engagement]
		consented = consented || record.Consent.Answer == consent.Accepted
		if record.CountsTowardLimit() {
			n[0]++
		}
		standing := standings[item.Engagement]
		if !item.Claim.State().Terminal() {
			n[1]++
			entry := customers.Entry{}
			item.Claim.EnterOn(&entry, at)
			standing.Open = append(slices.Clone(standing.Open), entry.Open...)
		}
		standing.Nominated = mci.FactOf(true)
		standing.Claims, standing.OpenClaims = atLeast(standing.Claims, n[0]), atLeast(standing.OpenClaims, n[1])
		standings[item.Engagement], counted[item.Engagement] = standing, n
	}
	return consented, nil
}

// atLeast returns a count of at least n, the number of known claims. If the
// count is unknown, it stays unknown, because other partners may have claims.
func atLeast(count eligibility.Count, n int) eligibility.Count {
	if known, ok := count.Value(); ok && known < n {
		return eligibility.CountOf(n)
	}
	return count
}

// choices returns the ways to nominate a customer for an engagement. The best
// one is first.
func (s *site) choices(ctx context.Context, c *customer, engagement *catalog.Engagement, at time.Time) (plan.Option, error) {
	prospect, err := s.prospect(ctx, c, at)
	if err != nil {
		return plan.Option{}, err
	}
	made, err := plan.Make(prospect, slices.Values([]*catalog.Engagement{engagement}))
	if err != nil {
		return plan.Option{}, err
	}
	return made.Options()[0], nil
}
