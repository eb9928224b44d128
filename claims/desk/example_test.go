package desk_test

import (
	"context"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// contosoNomination nominates a customer for a workshop of FY23. The facts are
// typical of the portal and of a partner's own systems.
func contosoNomination(on string) *eligibility.Nomination {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := day(on)
	workshop, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	question := eligibility.Question{
		Engagement:      workshop,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
	nomination, decision, err := eligibility.Nominate(question, eligibility.Details{
		ClaimName:       "Contoso: Viva workshop",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		log.Fatal(err, decision.Reasons())
	}
	return nomination
}

// meta returns the metadata of a command: who gives it and when. A user of the
// partner needs a role.
func meta(actor claims.Actor, on string) claims.Meta {
	m := claims.Meta{Actor: actor, At: day(on), Received: day(on)}
	if actor == claims.Partner {
		m.User, m.Role = "pat", mci.IncentivesUser
	}
	return m
}

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		log.Fatal(err)
	}
	return at
}

// contosoDesk returns a desk with one claim, whose consent was requested on
// 2022-11-11.
func contosoDesk() (*desk.Desk, *store.Memory) {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	s := &store.Memory{}
	d := desk.New(s, card)
	ctx := context.Background()
	if _, err := d.Open(ctx, contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	if _, err := d.Do(ctx, "claim-1", claims.SendConsent{}, meta(claims.Partner, "2022-11-11")); err != nil {
		log.Fatal(err)
	}
	return d, s
}

// deskWithClaim returns a desk with one claim, which was opened on 2022-11-10.
// The partner gave the commands on the next day.
func deskWithClaim(id claims.ID, commands ...claims.Command) *desk.Desk {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	d := desk.New(&store.Memory{}, card)
	if _, err := d.Open(context.Background(), contosoNomination("2022-11-10"), id, meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	for _, command := range commands {
		if _, err := d.Do(context.Background(), id, command, meta(claims.Partner, "2022-11-11")); err != nil {
			log.Fatal(err)
		}
	}
	return d
}
