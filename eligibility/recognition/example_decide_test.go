package recognition_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A partner is linked to an Azure subscription that it did not sell. If it is
// linked as an owner, it earns the consumption incentive of MCI. As a reader,
// it does not.
func ExampleDecide_palRole() {
	linked, _ := mci.NewDate(2023, time.January, 9)
	today, _ := mci.NewDate(2023, time.July, 3)
	for _, role := range []recognition.PALRole{recognition.Owner, recognition.Reader} {
		d, err := recognition.Decide(&recognition.Case{
			Product: recognition.Azure, Channel: recognition.CSP, Subject: "subscription-1", Day: today,
			Associations: []recognition.Association{{
				Partner: "fabrikam", Mechanism: recognition.PAL, Subject: "subscription-1", PALRole: role,
				Held: mci.Period{From: linked, KnownUntil: today},
			}},
			Complete: mci.Yes,
		}, "fabrikam", recognition.UsageIncentive)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(role, "->", d.Outcome())
		for _, reason := range d.Reasons() {
			fmt.Printf("  %s at %s\n    wanted %s\n    found  %s\n    see    %s\n", reason.Rule, reason.Path, reason.Want, reason.Found, reason.Source)
		}
	}
	// Output:
	// Owner -> pass
	// Reader -> fail
	//   partner.association at associations
	//     wanted PAL as Owner or Contributor for Azure bought through CSP
	//     found  PAL in associations[0]: fail
	//     see    Microsoft Learn, Earnings and payout reconciliation FAQ, 2023-06-26 (Microsoft public)
	//   association.pal-role at associations[0].palRole
	//     wanted Owner or Contributor
	//     found  Reader
	//     see    Microsoft Learn, Earnings and payout reconciliation FAQ, 2023-06-26 (Microsoft public)
}

// The partner that sold an Azure subscription earns by the Enterprise program,
// not by MCI. It earns by MCI only if it is linked itself.
func ExampleDecide_transactingPartner() {
	sold, _ := mci.NewDate(2023, time.January, 9)
	today, _ := mci.NewDate(2023, time.July, 3)
	held := mci.Period{From: sold, KnownUntil: today}
	azure := recognition.Case{
		Product: recognition.Azure, Channel: recognition.EnterpriseAgreement, Subject: "subscription-1", Day: today,
		Associations: []recognition.Association{{Partner: "fabrikam", Mechanism: recognition.TPOR, Subject: "subscription-1", Held: held}},
		Complete:     mci.Yes,
	}
	earned := func() {
		for _, credit := range []recognition.Credit{recognition.UsageIncentive, recognition.EnterpriseIncentive} {
			d, err := recognition.Decide(&azure, "fabrikam", credit)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(" ", d)
		}
	}
	fmt.Println("TPOR alone")
	earned()
	azure.Associations = append(azure.Associations, recognition.Association{
		Partner: "fabrikam", Mechanism: recognition.PAL, Subject: "subscription-1", PALRole: recognition.Contributor, Held: held,
	})
	fmt.Println("TPOR, and PAL as Contributor")
	earned()
	// Output:
	// TPOR alone
	//   fabrikam, usage incentive: fail
	//   fabrikam, Enterprise incentive: pass
	// TPOR, and PAL as Contributor
	//   fabrikam, usage incentive: pass
	//   fabrikam, Enterprise incentive: fail
}

// Partner A is linked as owner and partner B sold the subscription. A earns by
// MCI, B by the Enterprise program.
func ExampleDecideAll() {
	start, _ := mci.NewDate(2023, time.January, 9)
	today, _ := mci.NewDate(2023, time.July, 3)
	held := mci.Period{From: start, KnownUntil: today}
	decisions, err := recognition.DecideAll(&recognition.Case{
		Product: recognition.Azure, Channel: recognition.EnterpriseAgreement, Subject: "subscription-1", Day: today,
		Associations: []recognition.Association{
			{Partner: "A", Mechanism: recognition.PAL, Subject: "subscription-1", PALRole: recognition.Owner, Held: held},
			{Partner: "B", Mechanism: recognition.TPOR, Subject: "subscription-1", Held: held},
		},
		Complete: mci.Yes,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range decisions {
		if d.Outcome() == mci.Pass {
			fmt.Println(d, "by", d.Grant())
			continue
		}
		fmt.Println(d)
	}
	// Output:
	// A, sales recognition: fail
	// A, usage recognition: pass by pal.usage-azure
	// A, usage incentive: pass by pal.incentive-azure
	// A, Enterprise incentive: fail
	// B, sales recognition: pass by tpor.sales-azure
	// B, usage recognition: pass by tpor.usage-azure
	// B, usage incentive: fail
	// B, Enterprise incentive: pass by tpor.enterprise
}

// The use of Modern Work is credited from 300 seats up, in every channel. If
// the number of seats is unknown, the decision is unknown.
func ExampleDecide_seats() {
	claimed, _ := mci.NewDate(2024, time.January, 15)
	today, _ := mci.NewDate(2024, time.April, 8)
	teams := recognition.Case{
		Product: recognition.ModernWork, Subject: "contoso/Microsoft Teams", Day: today,
		Associations: []recognition.Association{{
			Partner: "fabrikam", Mechanism: recognition.CPOR, Subject: "contoso/Microsoft Teams",
			Held: mci.Period{From: claimed, KnownUntil: today}, PartnerRole: recognition.UseOrConsume,
			Status: recognition.Approved, OptedOut: mci.No, PayDeclined: mci.No,
		}},
		Complete: mci.Yes,
	}
	for _, channel := range []recognition.Channel{recognition.CSP, recognition.EnterpriseAgreement} {
		for _, seats := range []recognition.Seats{recognition.SeatsOf(300), recognition.SeatsOf(299), {}} {
			teams.Channel, teams.Seats = channel, seats
			d, err := recognition.Decide(&teams, "fabrikam", recognition.UsageIncentive)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Printf("%v, %v seats: %v\n", channel, seats, d.Outcome())
		}
	}
	// Output:
	// CSP, 300 seats: pass
	// CSP, 299 seats: fail
	// CSP, unknown seats: unknown
	// Enterprise Agreement, 300 seats: pass
	// Enterprise Agreement, 299 seats: fail
	// Enterprise Agreement, unknown seats: unknown
}

// Partner Center approves one CPOR per workload. If the records contain two, at
// least one of them is wrong, but the records do not say which.
func ExampleDecision_Reasons_conflict() {
	claimed, _ := mci.NewDate(2024, time.January, 15)
	today, _ := mci.NewDate(2024, time.April, 8)
	claim := recognition.Association{
		Partner: "fabrikam", Mechanism: recognition.CPOR, Subject: "contoso/Microsoft Teams",
		Held: mci.Period{From: claimed, KnownUntil: today}, PartnerRole: recognition.UseOrConsume,
		Status: recognition.Approved, OptedOut: mci.No,
	}
	other := claim
	other.Partner = "northwind"
	d, err := recognition.Decide(&recognition.Case{
		Product: recognition.ModernWork, Channel: recognition.CSP, Subject: "contoso/Microsoft Teams", Day: today,
		Seats:        recognition.SeatsOf(1200),
		Associations: []recognition.Association{claim, other}, Complete: mci.Yes,
	}, "fabrikam", recognition.UsageRecognition)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d)
	for _, reason := range d.Reasons()[1:] {
		fmt.Printf("%s: wanted %s, found %s\n", reason.Rule, reason.Want, reason.Found)
	}
	// Output:
	// fabrikam, usage recognition: unknown
	// association.sole: wanted no other partner with a CPOR for it, found also northwind
}

// If the case is malformed, Decide returns an error that names the field, not a
// decision.
func ExampleDecide_malformed() {
	_, err := recognition.Decide(&recognition.Case{
		Product: recognition.Azure, Subject: "subscription-1",
		Associations: []recognition.Association{
			{Partner: "fabrikam", Mechanism: recognition.TPOR},
			{Partner: "northwind", Mechanism: recognition.TPOR, PALRole: recognition.Owner},
		},
	}, "fabrikam", recognition.SalesRecognition)
	fmt.Println(err)
	fmt.Println(errors.Is(err, mci.ErrInvalid))
	// Output:
	// associations[1].palRole: found "Owner", want none: only PAL has a PAL role
	// true
}
