package claimstest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
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
	desk      *desk.Desk
	card      *catalog.Catalog
	now       time.Time
	keys      int
	completed bool // the customer's survey, which is not sent again
}

// theCatalog reads the public catalog once for all drivers. Here the size of a
// deal is required, so that each guard can fail.
var theCatalog = sync.OnceValues(func() (*catalog.Catalog, error) {
	text := strings.ReplaceAll(catalog.PublicJSON(), `"dealSize": "optional"`, `"dealSize": "required"`)
	return catalog.Read([]byte(text), catalog.ReadOptions{Zone: time.LoadLocation})
})

func newOffice() (*office, error) {
	card, err := theCatalog()
	return &office{desk: desk.New(&store.Memory{}, card), card: card, now: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)}, err
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
	given, made := givenFor[event]
	if !made {
		command, err := claimstest.CommandOf(event)
		if err != nil {
			return err
		}
		given = []claims.Command{command}
	}
	if event == claims.EvidenceGiven && o.completed {
		given = given[len(given)-1:]
	}
	if err := o.give(ctx, given...); err != nil {
		return err
	}
	o.completed = o.completed || event == claims.EvidenceGiven
	return nil
}

// givenFor has the commands of the events for which the engagement demands more
// than [claimstest.CommandOf] has.
var givenFor = map[claims.Event][]claims.Command{
	claims.ConsentSent: {claims.SendConsent{DealSize: mci.MoneyOf(250000_00, mci.USD)}},
	claims.EvidenceGiven: {
		claims.GiveEvidence{Part: mci.Invoice},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: must(mci.ParseDate("2022-10-01"))},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
		claims.GiveEvidence{Part: mci.CustomerSurvey},
		claims.GiveEvidence{Part: mci.PartnerSurvey},
	},
}

// DoWithout implements [claimstest.System].
func (o *office) DoWithout(ctx context.Context, guard claims.Guard) error {
	if guard == claims.EvidenceComplete && o.completed {
		if err := o.give(ctx, claims.GiveEvidence{Part: mci.PartnerSurvey, SurveySent: true}); err != nil {
			return err
		}
	}
	return o.give(ctx, without[guard])
}

// without has the commands that the guards refuse.
var without = map[claims.Guard]claims.Command{
	claims.DealSizeGiven:       claims.SendConsent{},
	claims.EvidenceComplete:    claims.Submit{},
	claims.RequestAnswered:     claims.Submit{},
	claims.SurveyLinkLive:      claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
	claims.CustomerContactOpen: claims.UpdateContact{Side: claims.CustomerSide, Contact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"}},
}

// give gives commands to the claim until one is not done.
func (o *office) give(ctx context.Context, commands ...claims.Command) error {
	for _, command := range commands {
		if _, err := o.desk.Do(ctx, "contoso", command, o.meta(command.Event())); err != nil {
			return err
		}
	}
	return nil
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
	engagement, _ := o.card.Find("fy23-microsoft-viva", mci.DateOf(o.now))
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
	tell := func(what string, err error) {
		status, _ := system.Status(ctx)
		fmt.Printf("%s: %s, refused: %t\n", what, status, errors.Is(err, claims.ErrRefused))
	}
	tell("add customer", system.Do(ctx, claims.AddCustomer))
	tell("send consent without a deal size", system.DoWithout(ctx, claims.DealSizeGiven))
	tell("send consent", system.Do(ctx, claims.ConsentSent))
	tell("approve", system.Do(ctx, claims.ReviewerApproves))
	tell("accept", system.Do(ctx, claims.CustomerAccepts))
	// Output:
	// add customer: Customer claimed, refused: false
	// send consent without a deal size: Customer claimed, refused: true
	// send consent: Awaiting customer consent response, refused: false
	// approve: Awaiting customer consent response, refused: true
	// accept: Customer consent received, refused: false
}
