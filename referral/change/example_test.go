package change_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// An Edit is a typed change. Patch turns it into a JSON Patch with only the
// changed paths.
func ExampleEdit_Patch() {
	r := resource.Referral{
		ID: "R-1", Status: progress.StatusActive, Substatus: progress.Accepted, Type: resource.Independent,
		Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.No},
		Team:    []resource.Member{{Email: "maria@partner.example"}},
	}
	patch, err := change.Edit{
		SalesStage: progress.StageProposed, Share: mci.Yes,
		Join: []resource.Member{{Email: "robin@partner.example"}},
	}.Patch(&r)
	if err != nil {
		log.Fatal(err)
	}
	for _, operation := range patch {
		fmt.Println(operation.Op, operation.Path, operation.Value)
	}
	_, err = change.Edit{Name: "Contoso, second half"}.Patch(&r)
	fmt.Println(err)
	// Output:
	// replace /consent/consentToShareReferralWithMicrosoftSellers true
	// add /team/- {"email":"robin@partner.example"}
	// add /salesStage "60"
	// refused by the rules: /name: found another one, want a path that the published contract lists, or that the host opens (edit.path)
}

// Before a gateway sends a patch, it checks that the patch touches only
// published paths.
func ExamplePatch_Refused() {
	patch := change.Patch{{Op: change.Replace, Path: "/type", Value: `"Shared"`}}
	fmt.Println(patch.Refused())
	fmt.Println(patch.Refused("/type"))
	// Output:
	// refused by the rules: /type: found another one, want a path that the published contract lists, or that the host opens (edit.path)
	// <nil>
}

// MakePatch refuses a change of a field that Partner Center locks.
func ExampleMakePatch() {
	old := resource.Referral{ID: "R-1", Status: progress.StatusActive, Substatus: progress.Accepted, MpnID: "4711"}
	edited := old.Clone()
	edited.MpnID = "4712"
	edited.Status, edited.Substatus = progress.StatusNew, progress.Pending
	_, err := change.MakePatch(&old, &edited)
	fmt.Println(err)
	// Output:
	// refused by the rules: /status: found New/Pending, want from Active/Accepted one of Closed/Won, Closed/Lost, Closed/Declined, Closed/Expired (referral.state); /mpnId: found another value, want its present value, because it is not edited after it was set (edit.partner-id)
}

// Rules explains the rule ID of a finding.
func ExampleRules() {
	for _, rule := range change.Rules() {
		if rule.ID == "edit.partner-id" {
			fmt.Println(rule.Means)
			fmt.Println(rule.Source)
		}
	}
	// Output:
	// after it was set, the partner does not edit /mpnId
	// Microsoft Learn, Bulk operations for co-sell opportunities, 2023 (Microsoft public)
}

// Activities lists the differences between two versions of a referral.
func ExampleActivities() {
	earlier := resource.Referral{ID: "R-1", Details: resource.Details{DealValue: "10000"}}
	later := earlier.Clone()
	later.Details.DealValue, later.SalesStage = "25000", "40"
	later.UpdatedDateTime, later.LastModifiedVia = "2026-05-04T09:30:00Z", "Portal"
	for a := range change.Activities(&earlier, &later, "") {
		fmt.Printf("%s by %s: %s was %q, is %q\n", a.At, a.By, a.Path, a.Old, a.New)
	}
	// Output:
	// 2026-05-04T09:30:00Z by Portal: /details/dealValue was "10000", is "25000"
	// 2026-05-04T09:30:00Z by Portal: /salesStage was "", is "\"40\""
}

// From 1 July 2025 on, a new shared referral for services must also have a
// solution area, a solution play and a partner role.
func ExampleCheckCreation() {
	draft := resource.Referral{
		Type: resource.Shared, CustomerProfile: resource.CustomerProfile{Name: "Contoso"},
		Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{DealValue: "25000", Currency: "USD"},
	}
	day := mci.DateOf(time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC))
	for _, f := range change.CheckCreation(&draft, change.Creation{Day: day, Offer: change.Services}).Findings {
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
