package claims_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An opening entry keeps what each rule found, and no more. The rule table says
// the rest again, years later and in the version of then.
func ExampleEntry_Explain() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	opened, err := claims.Open(contosoNomination("2022-11-10"), "claim-1", claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesUser, At: day("2022-11-10"),
	})
	if err != nil {
		log.Fatal(err)
	}
	stored, err := json.Marshal(opened.Entries[0])
	if err != nil {
		log.Fatal(err)
	}

	var entry claims.Entry
	if err := json.Unmarshal(stored, &entry); err != nil {
		log.Fatal(err)
	}
	for _, finding := range entry.Explain(card) {
		if finding.Rule == "customer.claim-limit" {
			fmt.Println(finding.Rule, "in version", finding.Version, "is a", finding.Outcome)
			fmt.Println("wanted:", finding.Want)
			fmt.Println("found:", finding.Found)
			fmt.Println("by:", finding.Source.Grade)
		}
	}
	// Output:
	// customer.claim-limit in version 1 is a pass
	// wanted: fewer than 1 open or approved claims
	// found: 0
	// by: inferred
}
