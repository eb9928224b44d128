package resource_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/referral/resource"
)

// Encode keeps members that the library does not know in their place, and
// numbers as they were written. A sample sends the deal value as a string; it
// is written as a number, as published.
func ExampleDecode() {
	r, err := resource.Decode([]byte(`{
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

// Some members in Microsoft's own samples have a form that its documents do not
// describe. DecodePage reports them and still returns the referral and the
// page.
func ExampleDecodePage() {
	page, err := resource.DecodePage([]byte(`{
		"@odata.nextLink": "http://api.partner.microsoft.com/v1.0/engagements/referrals?$skiptoken=2",
		"value": [
			{"id": "R-1", "customerProfile": {"name": "Contoso", "ids": {}}},
			"R-2",
			{"id": "R-3", "team": {"email": "maria@partner.example"}}
		]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, element := range page.Elements {
		if element.Err != nil {
			fmt.Println(element.Err)
			continue
		}
		fmt.Println(element.Referral.ID, element.Referral.Odd())
	}
	fmt.Println(page.Next)
	// Output:
	// R-1 [customerProfile.ids: found an object, want an array]
	// value[1]: found a text, want an object
	// R-3 [team: found an object, want an array]
	// http://api.partner.microsoft.com/v1.0/engagements/referrals?$skiptoken=2
}

// A host reads a member that this library does not know yet by its path.
func ExampleReferral_At() {
	r, err := resource.Decode([]byte(`{"id": "R-1", "new-in-2027": {"score": 1.50}}`))
	if err != nil {
		log.Fatal(err)
	}
	score, err := r.At("/new-in-2027/score")
	fmt.Println(score, err)
	// Output: 1.50 <nil>
}

// With makes another version. The first one stays as it is.
func ExampleReferral_With() {
	r, err := resource.Decode([]byte(`{"id": "R-1", "new-in-2027": {"score": 1.50}}`))
	if err != nil {
		log.Fatal(err)
	}
	changed, err := r.With("/new-in-2027/score", "2", false)
	if err != nil {
		log.Fatal(err)
	}
	for _, version := range []resource.Referral{r, changed} {
		data, err := version.Encode()
		fmt.Println(string(data), err)
	}
	// Output:
	// {"id":"R-1","new-in-2027":{"score":1.50}} <nil>
	// {"id":"R-1","new-in-2027":{"score":2}} <nil>
}

func ExampleDifferences() {
	earlier, err := resource.Decode([]byte(`{"id": "R-1", "salesStage": "20", "new-in-2027": {"score": 1}}`))
	if err != nil {
		log.Fatal(err)
	}
	later, err := resource.Decode([]byte(`{"id": "R-1", "salesStage": "40", "new-in-2027": {"score": 2}}`))
	if err != nil {
		log.Fatal(err)
	}
	differences, err := resource.Differences(&earlier, &later)
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range differences {
		fmt.Println(d.Path, d.Old, d.New)
	}
	// Output:
	// /salesStage "20" "40"
	// /new-in-2027/score 1 2
}
