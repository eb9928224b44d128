package referral_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// What the library does not know stays where it was, and numbers stay as they were written. The deal value, which a
// sample sends as a text, is written as the number that it is published as.
func ExampleDecodeResource() {
	r, err := referral.DecodeResource([]byte(`{
		"id": "R-1", "status": "Active", "substatus": "Accepted", "new-in-2027": {"score": 1.50},
		"consent": {"consentToToShareInfoWithOthers": true},
		"details": {"dealValue": "10000", "currency": "USD"},
		"eTag": "\"00006d10-0000-0000-0000-5c70aa630000\""
	}`))
	if err != nil {
		log.Fatal(err)
	}
	r.Details.Notes = "Starts in May"
	data, err := r.Encode()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(data))
	fmt.Println("If-Match:", r.ETag)
	// Output:
	// {"id":"R-1","status":"Active","substatus":"Accepted","new-in-2027":{"score":1.50},"consent":{"consentToToShareInfoWithOthers":true},"details":{"dealValue":10000,"currency":"USD","notes":"Starts in May"},"eTag":"\"00006d10-0000-0000-0000-5c70aa630000\""}
	// If-Match: "00006d10-0000-0000-0000-5c70aa630000"
}

// A typed change becomes a JSON Patch of what it changes.
func ExampleChange_Patch() {
	r := referral.Resource{
		ID: "R-1", Status: referral.StatusActive, Substatus: referral.Accepted, Type: referral.Independent,
		Consent: referral.Consent{ShareReferralWithMicrosoftSellers: mci.Yes},
		Team:    []referral.Member{{Email: "maria@partner.example"}},
	}
	patch, err := referral.Change{
		Stage: referral.StageProposed, Help: referral.HelpProofOfConcept,
		Join: []referral.Member{{Email: "robin@partner.example"}},
	}.Patch(&r)
	if err != nil {
		log.Fatal(err)
	}
	for _, operation := range patch {
		fmt.Println(operation.Op, operation.Path, operation.Value)
	}
	// Output:
	// replace /type "Shared"
	// add /team/- {"email":"robin@partner.example"}
	// add /inviteContext {"assistanceRequestCode":"ProofOfConceptOrDemo"}
	// add /salesStage "60"
}

// What Partner Center locks is refused before it is sent.
func ExampleMakePatch() {
	old := referral.Resource{ID: "R-1", Status: referral.StatusActive, Substatus: referral.Accepted, MpnID: "4711"}
	edited := old.Clone()
	edited.MpnID = "4712"
	edited.Status, edited.Substatus = referral.StatusNew, referral.Pending
	_, err := referral.MakePatch(&old, &edited)
	fmt.Println(err)
	// Output:
	// refused by the rules: /status: found New/Pending, want from Active/Accepted one of Closed/Won, Closed/Lost, Closed/Declined, Closed/Expired (referral.state); /mpnId: found another value, want what it was, as it is not edited after it was set (edit.partner-id)
}

// The three deal types as Partner Center has them.
func ExampleResource_DealType() {
	for _, r := range []referral.Resource{
		{Type: referral.Independent, Consent: referral.Consent{ShareReferralWithMicrosoftSellers: mci.No}},
		{Type: referral.Independent, Consent: referral.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}},
		{Type: referral.Shared, Target: []referral.Target{{Type: referral.SolutionProfile, ID: "SOL-1"}}},
	} {
		fmt.Println(r.DealType(), "may become co-sell:", r.DealType().MayBecome(referral.CoSell))
	}
	// Output:
	// private may become co-sell: true
	// partner-led may become co-sell: true
	// co-sell may become co-sell: false
}

func ExampleResource_Classify() {
	microsoft := []referral.Target{{Type: referral.BusinessProfileLocation, ID: "msft"}}
	own := []referral.Target{{Type: referral.SolutionProfile, ID: "SOL-1"}}
	for _, r := range []referral.Resource{
		{Type: referral.Independent, Qualification: referral.DirectlyQualified},
		{Type: referral.Independent, Qualification: referral.MarketingQualified, Target: microsoft},
		{Type: referral.Shared, Qualification: referral.SalesQualified, Target: own},
	} {
		fmt.Println(r.Classify())
	}
	// Output:
	// marketplace lead
	// qualified lead
	// co-sell opportunity
}

func ExampleState_Next() {
	received := referral.State{Status: referral.StatusNew, Substatus: referral.Received}
	fmt.Println(received.Next())
	fmt.Println(referral.State{Status: referral.StatusClosed, Substatus: referral.Won}.Next())
	// Output:
	// [New/Pending Active/Accepted Closed/Won Closed/Lost Closed/Declined Closed/Expired]
	// []
}

func ExampleFindRoute() {
	rules := []referral.RoutingRule{
		{To: "front desk"},
		{Market: "CH", To: "Zurich"},
		{Solution: "SOL-1", To: "product team"},
	}
	route := referral.FindRoute(rules, referral.Inbound{FromSeller: mci.Yes, Solution: "SOL-1", Market: "CH"})
	fmt.Println(route.To, "by", route.Finding.Found)
	// Output: product team by a rule for the solution in all markets
}

func ExampleMayRegister() {
	value, err := mci.ParseMoney("24000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	created := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	decision := referral.MayRegister(&referral.Deal{
		State: referral.State{Status: referral.StatusClosed, Substatus: referral.Won}, Type: referral.PartnerLed, Value: value,
		Created: created, Won: created.Add(48 * time.Hour), Managed: mci.Yes, EligibleSolution: mci.Yes,
		ISVConnect: mci.No, Assessment: mci.No, Marketplace: mci.No,
	})
	fmt.Println(decision.Outcome)
	for _, f := range decision.Findings {
		if f.Outcome != mci.Pass {
			fmt.Printf("%s: %s, want %s\n", f.Rule, f.Found, f.Want)
		}
	}
	// Output:
	// fail
	// registration.value: USD 24,000.00, ISV Connect: no, want USD 25,000 at least, or more than USD 5,000 for an ISV Connect deal
	// registration.hours: 48h0m0s, want 72 hours at least from creation to winning
}

func ExampleActivities() {
	earlier := referral.Resource{ID: "R-1", Details: referral.Details{DealValue: "10000"}}
	later := earlier.Clone()
	later.Details.DealValue, later.SalesStage = "25000", "40"
	later.UpdatedDateTime, later.LastModifiedVia = "2026-05-04T09:30:00Z", "Portal"
	for a := range referral.Activities(&earlier, &later, "") {
		fmt.Printf("%s by %s: %s was %q, is %q\n", a.At, a.By, a.Path, a.Old, a.New)
	}
	// Output:
	// 2026-05-04T09:30:00Z by Portal: /details/dealValue was "10000", is "25000"
	// 2026-05-04T09:30:00Z by Portal: /salesStage was "", is "\"40\""
}

func ExampleCheckCreation() {
	draft := referral.Resource{
		Type: referral.Shared, CustomerProfile: referral.CustomerProfile{Name: "Contoso"},
		Consent: referral.Consent{ToContact: mci.No}, Details: referral.Details{DealValue: "25000", Currency: "USD"},
	}
	day := mci.DateOf(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC))
	for _, f := range referral.CheckCreation(&draft, referral.Creation{Day: day, Offer: referral.Services}).Findings {
		fmt.Println(f.Path, f.Outcome)
	}
	// Output:
	// type pass
	// customerProfile pass
	// consent pass
	// details pass
	// solutionArea fail
	// solutionPlay fail
	// partnerRole fail
}
