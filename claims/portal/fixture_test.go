package portal_test

import (
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const viva mci.EngagementID = "fy23-microsoft-viva"

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var public = sync.OnceValue(func() *catalog.Catalog { return must(catalog.Public()) })

func at(text string) time.Time { return must(time.Parse(time.DateOnly, text)) }

func tenant(n int) mci.CustomerID {
	return must(mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012d", n)))
}

var (
	customerContact = mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"}
	partnerContact  = mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"}
)

// opened returns the opening of a claim for viva on 2022-11-10.
func opened(id claims.ID, n int, name string) claims.Change {
	engagement, _ := public().Find(viva, must(mci.ParseDate("2022-11-10")))
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: at("2022-11-10"),
		User:            mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant(n), Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}, eligibility.Details{ClaimName: name, CustomerContact: customerContact, PartnerContact: partnerContact})
	if err != nil || nomination == nil {
		panic(fmt.Sprint(decision.Reasons(), err))
	}
	return must(claims.Open(nomination, id, claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at("2022-11-10")}))
}

// called returns an adopted claim with a name. Partner Center shows the name,
// so another user may have chosen it, for example to inject a formula.
func called(id claims.ID, name string) *claims.Claim {
	engagement, _ := public().Find(viva, must(mci.ParseDate("2022-11-10")))
	return must(claims.Adopt(claims.Adoption{
		Name: name, Engagement: engagement, CustomerID: tenant(1), Location: "zurich", Created: at("2022-11-10"), Shown: claims.ReadStatus("Customer claimed"),
	}, id, claims.Meta{Actor: claims.PartnerCenter, At: at("2022-11-10")})).Claim
}

// rows returns a change as a store saves it.
func rows(change claims.Change) store.Change { return must(desk.EncodeChange(change)) }

// recordIn returns the record in the body of a stored claim.
func recordIn(e store.Envelope) claims.Record { return must(desk.Decode(e)) }

// storeOf returns a store with n claims, claim-0 and up, for customers 0 and
// up.
func storeOf(t testing.TB, n int) *store.Memory {
	t.Helper()
	s := &store.Memory{}
	for i := range n {
		if err := s.Save(t.Context(), rows(opened(claims.ID(fmt.Sprint("claim-", i)), i, "Contoso"))); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func wantInvalid(t testing.TB, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != path {
		t.Fatalf("got error %v, want a field error at %q", err, path)
	}
}

// read collects the rows of a list and the errors of single rows. Any other
// error is returned as last.
func read(list iter.Seq2[portal.Row, error]) (rows []portal.Row, bad []*portal.RowError, last error) {
	for row, err := range list {
		var one *portal.RowError
		switch {
		case errors.As(err, &one):
			bad = append(bad, one)
		case err != nil:
			last = err
		default:
			rows = append(rows, row)
		}
	}
	return rows, bad, last
}
