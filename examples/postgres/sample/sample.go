// Package sample makes claims for tests and benchmarks of a store. A test calls
// [Open] or [Spread] for any number of open claims of different customers, on
// the public rate card.
package sample

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Engagement is the engagement of the claims.
const Engagement mci.EngagementID = "fy23-microsoft-viva"

// Customer returns the ID of a numbered customer.
func Customer(n int) (mci.CustomerID, error) {
	return mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", n+1))
}

// Open returns the change that opens a claim for a numbered customer at an
// instant of the fiscal year 2023, as a store saves it. It saves nothing.
func Open(card *catalog.Catalog, id claims.ID, customer int, at time.Time) (store.Change, error) {
	change, err := Claim(card, id, customer, at)
	if err != nil {
		return store.Change{}, err
	}
	return desk.EncodeChange(change)
}

// Claim is like [Open], before the change is encoded.
func Claim(card *catalog.Catalog, id claims.ID, customer int, at time.Time) (claims.Change, error) {
	engagement, found := card.Find(Engagement, mci.DateOf(at))
	tenant, err := Customer(customer)
	if err != nil || !found {
		return claims.Change{}, errors.Join(err, fmt.Errorf("%s is offered at %s: %v", Engagement, at, found))
	}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0)},
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
	}, eligibility.Details{
		ClaimName: fmt.Sprintf("Contoso %d", customer), CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"},
		PartnerContact: mci.Contact{Name: "Jonas", Email: "jonas@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		return claims.Change{}, errors.Join(err, fmt.Errorf("the customer is not eligible: %v", decision.Reasons()))
	}
	return claims.Open(nomination, id, claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at, Key: "opened"})
}

// Now is the instant at which the claims of Spread are examined.
var Now = time.Date(2023, 2, 1, 12, 0, 0, 0, time.UTC)

// Spread returns the change that opens claim n of many. Each claim has a
// customer of its own. In every hundred claims, in the order of their IDs, one
// has expired by Now, and one expires within a week.
func Spread(card *catalog.Catalog, n int) (store.Change, error) {
	days := n / 100 % 22
	switch n % 100 {
	case 0:
		days = 33 + n/100%7
	case 1:
		days = 25 + n/100%4
	}
	return Open(card, claims.ID(fmt.Sprintf("claim-%08d", n)), n, Now.AddDate(0, 0, -days).Add(time.Duration(n)))
}
