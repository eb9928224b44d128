package recognition_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// answer prints the credits of a partner, each with its association, and the
// reason for each credit that it does not get.
func answer(c *recognition.Case, partner recognition.PartnerID) {
	decisions, err := recognition.DecideAll(c, partner)
	if err != nil {
		log.Fatal(err) // the case is malformed
	}
	for _, d := range decisions {
		why := d.Findings()[0]
		if by, ok := d.Association(); ok {
			fmt.Printf("%v by %v (%v)\n", d, by.Mechanism, why.Source.Grade)
			continue
		}
		fmt.Printf("%v (%v)\n  wanted %s\n  found  %s\n", d, why.Source.Grade, why.Want, why.Found)
	}
}

// A customer has two partners. Partner p1 provisions all licenses under CSP.
// Partner p2 deploys Dynamics 365 and supports it, so that its use grows. Which
// partner gets which credit, and why? The case comes from a thread of the
// Microsoft Tech Community, 8 April 2024. Support took more than eight months
// to answer it.
func Example_twoPartners() {
	const subscription recognition.Subject = "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b"
	sold, _ := mci.NewDate(2023, time.July, 1)
	today, _ := mci.NewDate(2024, time.April, 8)
	held := mci.Period{From: sold, KnownUntil: today}

	dynamics := recognition.Case{
		Product: recognition.Dynamics365, Channel: recognition.CSP, Subject: subscription, Day: today,
		Associations: []recognition.Association{
			{Partner: "p1", Mechanism: recognition.TPOR, Subject: subscription, Held: held},
		},
		Complete: mci.Yes, // no other partner has an association with the subscription
	}
	answer(&dynamics, "p1")
	answer(&dynamics, "p2")

	fmt.Println("What if p2 claimed the subscription?")
	dynamics.Associations = append(dynamics.Associations, recognition.Association{
		Partner: "p2", Mechanism: recognition.CPOR, Subject: subscription, Held: held,
		PartnerRole: recognition.UsageRecognitionNonIncentivized, Status: recognition.Approved, OptedOut: mci.No,
	})
	for _, channel := range []recognition.Channel{recognition.CSP, recognition.EnterpriseAgreement} {
		dynamics.Channel = channel
		d, err := recognition.Decide(&dynamics, "p2", recognition.UsageRecognition)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%v: %v\n", channel, d)
		for _, reason := range d.Reasons() {
			fmt.Printf("  %s: wanted %s, found %s\n", reason.Rule, reason.Want, reason.Found)
		}
	}
	// Output:
	// p1, sales recognition: pass by TPOR (third party)
	// p1, usage recognition: pass by TPOR (third party)
	// p1, revenue recognition: fail (Microsoft public)
	//   wanted an association, but none earns it for Dynamics 365 bought through CSP, in other channels CPOR as Influenced Revenue recognition - Non-Incentivized
	//   found  TPOR in associations[0]: fail
	// p1, transaction incentive: pass by TPOR (Microsoft public)
	// p1, presales incentive: fail (Microsoft public)
	//   wanted an association, but none earns it for Dynamics 365 bought through CSP, in other channels CPOR as Build intent - Advisor
	//   found  TPOR in associations[0]: fail
	// p1, usage incentive: fail (inferred)
	//   wanted an association, but none is known to earn it for Dynamics 365 bought through CSP
	//   found  TPOR in associations[0]: fail
	// p2, sales recognition: fail (third party)
	//   wanted TPOR for Dynamics 365 bought through CSP
	//   found  none
	// p2, usage recognition: fail (third party)
	//   wanted TPOR for Dynamics 365 bought through CSP
	//   found  none
	// p2, revenue recognition: fail (Microsoft public)
	//   wanted an association, but none earns it for Dynamics 365 bought through CSP, in other channels CPOR as Influenced Revenue recognition - Non-Incentivized
	//   found  none
	// p2, transaction incentive: fail (Microsoft public)
	//   wanted TPOR for Dynamics 365 bought through CSP
	//   found  none
	// p2, presales incentive: fail (Microsoft public)
	//   wanted an association, but none earns it for Dynamics 365 bought through CSP, in other channels CPOR as Build intent - Advisor
	//   found  none
	// p2, usage incentive: fail (inferred)
	//   wanted an association, but none is known to earn it for Dynamics 365 bought through CSP
	//   found  none
	// What if p2 claimed the subscription?
	// CSP: p2, usage recognition: fail
	//   partner.association: wanted TPOR for Dynamics 365 bought through CSP, found CPOR in associations[1]: fail
	//   purchase.channel: wanted Enterprise Agreement or Volume Licensing or Web-Direct, found CSP
	// Enterprise Agreement: p2, usage recognition: pass
}
