package cosell_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A second referral on the same engagement, addressed to Microsoft, turns a
// deal into a co-sell deal.
func ExampleConnected() {
	own := resource.Referral{
		ID: "R-1", EngagementID: "E-1", Name: "Contoso", Type: resource.Independent,
		CustomerProfile: resource.CustomerProfile{Name: "Contoso"},
		Consent:         resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes},
		Details:         resource.Details{DealValue: "25000", Currency: "USD"},
	}
	connected, err := cosell.Connected(&own, resource.InviteContext{AssistanceRequestCode: resource.HelpProofOfConcept})
	if err != nil {
		log.Fatal(err)
	}
	data, err := connected.Encode()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(data))
	// Output:
	// {"engagementId":"E-1","name":"Contoso","type":"Shared","qualification":"SalesQualified","customerProfile":{"name":"Contoso"},"consent":{"consentToShareReferralWithMicrosoftSellers":true},"details":{"dealValue":25000,"currency":"USD"},"inviteContext":{"assistanceRequestCode":"ProofOfConceptOrDemo"},"target":[{"type":"BusinessProfileLocation","id":"msft"}]}
}

// The deal type depends on the whole engagement. If a connected referral is
// addressed to Microsoft, it is a co-sell deal. If the related referrals were
// not read, the type of a deal without a request for help is unknown.
func ExampleDealTypeOf() {
	own := resource.Referral{EngagementID: "E-1", Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}}
	connected := resource.Referral{
		EngagementID: "E-1",
		Target:       []resource.Target{{Type: resource.BusinessProfileLocation, ID: "msft"}},
	}
	for _, related := range []cosell.Related{
		{},
		{Read: true},
		{Read: true, Referrals: []resource.Referral{connected}},
	} {
		if deal, known := cosell.DealTypeOf(&own, related); known {
			fmt.Println(deal, "may become co-sell:", deal.MayBecome(cosell.CoSell))
		} else {
			fmt.Println("unknown")
		}
	}
	// Output:
	// unknown
	// partner-led may become co-sell: true
	// co-sell may become co-sell: false
}

// The organization that sent the invitation decides the category of a listed
// referral.
func ExampleClassify() {
	for _, invitedBy := range []string{"", "msft", "0f5e8a52-3c1d-4f0e-9b7a-6d2c4e8f1a3b"} {
		r := resource.Referral{Type: resource.Independent, Qualification: resource.SalesQualified}
		r.InviteContext.InvitedBy.OrganizationID = invitedBy
		c := cosell.Classify(&r)
		fmt.Printf("%s by %q\n", c.Category, c.Rule)
	}
	r := resource.Referral{Type: resource.Shared, Qualification: resource.SalesQualified}
	r.InviteContext.InvitedBy.OrganizationID = "msft"
	fmt.Println(cosell.Classify(&r).Category, "inferred:", cosell.Classify(&r).Inferred())
	// Output:
	// not classified by ""
	// qualified lead by "class.qualified"
	// co-sell opportunity by "class.co-sell"
	// co-sell opportunity inferred: true
}

// A partner-led deal is seen by Microsoft's field sellers, who do not take
// part.
func ExampleSellersSee() {
	own, err := resource.Decode([]byte(`{"id": "R-1", "engagementId": "E-1", "consent": {"consentToShareReferralWithMicrosoftSellers": true}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	sees, finding := cosell.SellersSee(&own, cosell.Related{Read: true})
	fmt.Println(sees, "because of", finding.Found, "by", finding.Rule)
	// Output:
	// seen because of partner-led by sellers.partner-led
}
