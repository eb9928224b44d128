package referraltest

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// A FeedGateway is a gateway that also lists all referrals, even those that the
// desk did not make.
type FeedGateway interface {
	referral.Gateway
	referral.Feed
}

// TestFeed checks a gateway's optional ability to list referrals by a query. It
// calls newGateway as [TestGateway] does. The service must date each creation
// and change, each later than the one before.
func TestFeed(t *testing.T, newGateway func(t *testing.T) FeedGateway) {
	for _, c := range feedCases {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("referral.Feed: %s", c.why)
				}
			}()
			c.f(t, newGateway(t))
		})
	}
}

var feedCases = []testCase[FeedGateway]{
	{"no other", "It MUST return no other.", func(t tb, g FeedGateway) {
		made := several(t, g)
		for name, query := range queriesOf(made[3]) {
			for _, r := range pages(t, g, query) {
				if !query.Selects(&r) {
					t.Errorf("the query for the %s returns %s", name, r.ID)
				}
			}
		}
	}},
	{"all of them", "It MUST return all of them over its pages, in the order that the query asks for.", func(t tb, g FeedGateway) {
		made := several(t, g)
		must[resource.Referral](t)(g.Patch(t.Context(), made[1].ID, noted("changed last"), ""))
		byCreation := []string{made[0].ID, made[1].ID, made[2].ID, made[3].ID, made[4].ID}
		byUpdate := []string{made[1].ID, made[4].ID, made[3].ID, made[2].ID, made[0].ID}
		backward := slices.Clone(byCreation)
		slices.Reverse(backward)
		for order, want := range map[referral.Order][]string{
			referral.OldestFirst: byCreation, referral.NewestFirst: backward, referral.LatestUpdateFirst: byUpdate,
		} {
			for _, most := range []int{0, 1, 3, 100} {
				if got := idsOf(pages(t, g, referral.Query{Order: order, Most: most})); !slices.Equal(got, want) {
					t.Errorf("in the order %d, %d on a page, it returns %v, want %v", order, most, got, want)
				}
			}
		}
		for name, query := range queriesOf(made[3]) {
			if got := idsOf(pages(t, g, query)); !slices.Contains(got, made[3].ID) {
				t.Errorf("the query for the %s returns %v, want %s among them", name, got, made[3].ID)
			}
		}
	}},
	{"the last page", "It MUST return a page without Next after the last one.", func(t tb, g FeedGateway) {
		if got := pages(t, g, referral.Query{}); len(got) != 0 {
			t.Errorf("an empty service returns %v", idsOf(got))
		}
		several(t, g)
		pages(t, g, referral.Query{Engagement: "nobody's"})
		pages(t, g, referral.Query{Most: 5})
	}},
}

// several makes referrals that differ in customer, country and engagement.
func several(t tb, g FeedGateway) []resource.Referral {
	t.Helper()
	var made []resource.Referral
	for i := range 5 {
		r := draft("L-1")
		r.CustomerProfile.Name = []string{"Contoso", "O'Hara & Söhne"}[i%2]
		r.CustomerProfile.Address.Country = []string{"CH", "CH", "US"}[i%3]
		r.Direction = []resource.Direction{resource.Incoming, resource.Outgoing}[i%2]
		made = append(made, must[resource.Referral](t)(g.Create(t.Context(), r)))
	}
	return made
}

// queriesOf returns queries that select a referral.
func queriesOf(r resource.Referral) map[string]referral.Query {
	updated, _ := r.UpdatedDateTime.Time()
	return map[string]referral.Query{
		"status":     {Status: r.Status},
		"direction":  {Direction: r.Direction},
		"engagement": {Engagement: r.EngagementID},
		"country":    {Country: "CH"},
		"customer":   {Customer: r.CustomerProfile.Name},
		"update":     {UpdatedSince: updated},
		"all":        {Status: r.Status, Direction: r.Direction, Customer: r.CustomerProfile.Name, Engagement: r.EngagementID, UpdatedSince: updated, Select: []string{"name"}},
	}
}

// pages returns the referrals of all pages. The case ends if there are more
// pages than referrals can need.
func pages(t tb, g FeedGateway, query referral.Query) []resource.Referral {
	t.Helper()
	var found []resource.Referral
	for range 20 {
		page := must[referral.Page](t)(g.Query(t.Context(), query))
		found = append(found, page.Referrals...)
		if page.Next == "" {
			return found
		}
		query.Next = page.Next
	}
	t.Fatalf("a list of a few referrals has more than 20 pages")
	return nil
}
