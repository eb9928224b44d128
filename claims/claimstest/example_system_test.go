package claimstest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// office is a driver of a desk over a store in memory, with the claim
// "contoso".
type office struct {
	desk *desk.Desk
	card *catalog.Catalog
	now  time.Time
	keys int
}

// theCatalog reads the catalog once for all drivers.
var theCatalog = sync.OnceValues(func() (*catalog.Catalog, error) {
	text, err := os.ReadFile("catalog.json")
	if err != nil {
		return nil, err
	}
	return catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})
})

func newOffice() (*office, error) {
	card, err := theCatalog()
	return &office{desk: desk.New(&store.Memory{}, card), card: card, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}, err
}

// Advance implements [claimstest.System].
func (o *office) Advance(_ context.Context, by time.Duration) error {
	o.now = o.now.Add(by)
	return nil
}

// Status implements [claimstest.System].
func (o *office) Status(ctx context.Context) (claims.Status, error) {
	claim, err := o.desk.Claim(ctx, "contoso")
	if err != nil {
		return 0, err
	}
	return claim.State().Status, nil
}

// Do implements [claimstest.System].
func (o *office) Do(ctx context.Context, event claims.Event) error {
	switch event {
	case claims.AddCustomer:
		return o.open(ctx, eligibility.Add)
	case claims.ClaimCustomer:
		return o.open(ctx, eligibility.Claim)
	case claims.WindowEnds:
		return o.sweep(ctx)
	}
	command, err := claimstest.CommandOf(event)
	if err != nil {
		return err
	}
	_, err = o.desk.Do(ctx, "contoso", command, o.meta(event))
	return err
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// meta returns the circumstances of an event, with a key of its own.
func (o *office) meta(event claims.Event) claims.Meta {
	o.keys++
	meta := claims.Meta{Actor: claimstest.ActorOf(event), At: o.now, Received: o.now, Key: fmt.Sprint("key ", o.keys)}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	return meta
}

func (o *office) open(ctx context.Context, way eligibility.Way) error {
	consented := mci.No // who consented before is claimed, and anybody else added
	if way == eligibility.Claim {
		consented = mci.Yes
	}
	engagement, _ := o.card.Find("two-claims", mci.DateOf(o.now))
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: way, At: o.now, PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{
			ID: must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")), Country: "CH", MeetsCriteria: mci.Yes,
			ConsentedBefore: consented, Claims: eligibility.CountOf(0), OpenClaims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"}, PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil {
		return err
	}
	if nomination == nil {
		return fmt.Errorf("not eligible: %v", decision.Reasons())
	}
	_, err = o.desk.Open(ctx, nomination, "contoso", o.meta(claims.AddCustomer))
	return err
}

// sweep expires what is due. A sweep that finds nothing refuses.
func (o *office) sweep(ctx context.Context) error {
	ended := false
	for _, err := range o.desk.Sweep(ctx, store.Query{}, o.now) {
		if err != nil {
			return err
		}
		ended = true
	}
	if !ended {
		return fmt.Errorf("nothing is due: %w", claims.ErrRefused)
	}
	return nil
}

// A driver gives commands as people would, and reads the status that they see.
func ExampleSystem() {
	driver, err := newOffice()
	if err != nil {
		fmt.Println(err)
	}
	var system claimstest.System = driver
	ctx := context.Background()
	for _, event := range []claims.Event{claims.AddCustomer, claims.ConsentSent, claims.ReviewerApproves, claims.CustomerAccepts} {
		err := system.Do(ctx, event)
		status, _ := system.Status(ctx)
		fmt.Printf("%s: %s, refused: %t\n", event, status, errors.Is(err, claims.ErrRefused))
	}
	// Output:
	// add customer: Customer claimed, refused: false
	// send consent: Awaiting customer consent response, refused: false
	// approve: Awaiting customer consent response, refused: true
	// accept: Customer consent received, refused: false
}

func TestADeskIsASystem(t *testing.T) {
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		driver, err := newOffice()
		if err != nil {
			t.Fatal(err)
		}
		return driver
	})
}
