package credit_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A customer has two partners. Partner p1 sells the licenses of Dynamics 365,
// and partner p2 deploys and supports it, so that its use grows. Who is
// credited? The case is from a thread of the Microsoft Tech Community, 8 April
// 2024. It is played here from the claims of p2 to the credits of both: under
// CSP, p2 cannot claim the subscription; under an Enterprise Agreement it can,
// and is credited with the use once its claim is approved.
func Example_twoPartners() {
	for _, channel := range []recognition.Channel{recognition.CSP, recognition.EnterpriseAgreement} {
		fmt.Println(channel)
		var held []*association.Claim
		proposal, decision := proposeUsage(channel)
		for _, reason := range decision.Reasons() {
			fmt.Printf("  p2 cannot claim it: %s: wanted %s, found %s\n", reason.Path, reason.Want, reason.Found)
		}
		if proposal != nil {
			claim := approve(proposal)
			fmt.Println("  p2's claim:", claim.State())
			held = append(held, claim)
		}

		sold, _ := mci.NewDate(2023, time.July, 1)
		today, _ := mci.NewDate(2024, time.April, 8)
		subject := cpor.SubscriptionSubject(subscription)
		c := recognition.Case{
			Product: recognition.Dynamics365, Channel: channel, Subject: subject, Day: today,
			Associations: append(credit.Associations(today, held...), recognition.Association{
				Partner: "p1", Mechanism: recognition.TPOR, Subject: subject, Held: mci.Period{From: sold, KnownUntil: today},
			}),
			Complete: mci.Yes,
		}
		for _, partner := range []recognition.PartnerID{"p1", "p2"} {
			d, err := recognition.Decide(&c, partner, recognition.UsageRecognition)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(" ", d)
		}
	}
	// Output:
	// CSP
	//   p2 cannot claim it: channel: wanted Enterprise Agreement or Volume Licensing or Web-Direct, found CSP
	//   p1, usage recognition: pass
	//   p2, usage recognition: fail
	// Enterprise Agreement
	//   p2's claim: Approved
	//   p1, usage recognition: fail
	//   p2, usage recognition: pass
}

const subscription cpor.SubscriptionID = "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b"

// start is the instant at which partner p2 claims the subscription.
var start = time.Date(2023, time.September, 4, 9, 0, 0, 0, time.UTC)

// proposeUsage decides whether partner p2 can claim the subscription.
func proposeUsage(channel recognition.Channel) (*cpor.Proposal, cpor.Decision) {
	product := []cpor.Workload{"Dynamics 365 Sales"}
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	domain, _ := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	proposal, decision, err := cpor.Propose(cpor.Question{
		Kind: cpor.BusinessUsage, At: start,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "p2", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: domain, DomainMatches: mci.Yes,
		Workloads: product, OnTenant: mci.Yes, Channel: channel,
		Subscription: cpor.Subscription{ID: subscription, OfProduct: mci.Yes, Active: mci.Yes, Listed: mci.Yes},
		Own:          mci.No,
	}, cpor.Details{
		Name:            "Contoso, use of Sales",
		CustomerContact: mci.Contact{Name: "Noa Vogt", Email: "noa@contoso.com"}, CustomerTitle: "Head of IT",
		PartnerContact: mci.Contact{Name: "Pat Lindt", Email: "pat@fabrikam.com"},
	})
	if err != nil {
		log.Fatal(err)
	}
	return proposal, decision
}

// approve plays the claim of partner p2 until it is approved.
func approve(proposal *cpor.Proposal) *association.Claim {
	partner := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: start}
	change, err := association.Open(proposal, "claim-1", partner)
	if err != nil {
		log.Fatal(err)
	}
	signed, _ := mci.NewDate(2023, time.August, 21)
	reviewer := claims.Meta{Actor: claims.Microsoft, At: start.AddDate(0, 0, 7)}
	for _, step := range []struct {
		command association.Command
		meta    claims.Meta
	}{
		{association.GiveProof{Proof: cpor.Proof{
			Reference: "statement-of-work.pdf", Pertains: mci.Yes, Signed: mci.Yes, Dated: signed, Describes: mci.Yes,
			Workloads: proposal.Association().Workloads,
		}}, partner},
		{association.Submit{}, partner},
		{association.BeginReview{}, reviewer},
		{association.Approve{}, reviewer},
	} {
		if change, err = association.Apply(change.Claim, step.command, step.meta); err != nil {
			log.Fatal(err)
		}
	}
	return change.Claim
}
