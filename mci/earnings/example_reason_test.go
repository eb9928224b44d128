package earnings_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci/earnings"
)

// The terms of a reason say why an earning is ineligible and what the partner
// can do about it.
func ExampleReason_Terms() {
	line := earnings.Ineligible{ReasonText: "MPA agreement not signed or expired"}
	terms := line.Reason().Terms()
	fmt.Println(terms.Reason, "-", terms.Meaning)
	fmt.Println(terms.CanAct, "-", terms.Action)
	fmt.Println(terms.Source)
	// Output:
	// IVDMPA - the Microsoft Partner Agreement was not signed or has run out
	// yes - check the Microsoft Partner Agreement and sign it
	// Microsoft Learn, Earnings - Revenue report in Partner Center, 2023-09-20 (Microsoft public)
}

// Reports name a reason by its code or by its text. ReadReason accepts both.
func ExampleReadReason() {
	fmt.Println(earnings.ReadReason("ivdgeo") == earnings.LocationNotEligible)
	fmt.Println(earnings.ReadReason("Partner location ineligible for engagement") == earnings.LocationNotEligible)
	fmt.Println(earnings.ReadReason("recalculated") == 0)
	// Output:
	// true
	// true
	// true
}

// For a customer in the public sector, the answer depends on the country.
func ExampleReasonTerms_CanActFor() {
	terms := earnings.CustomerInPublicSector.Terms()
	fmt.Println(terms.CanActFor("US"), terms.CanActFor("CH"), terms.CanActFor(""))
	// Output:
	// yes no unknown
}

// The example lists the reasons that a partner can act on only in certain
// countries.
func ExampleReasonTable() {
	for _, terms := range earnings.ReasonTable() {
		if len(terms.Countries) > 0 {
			fmt.Println(terms.Reason, terms.CanAct, terms.Countries)
		}
	}
	// Output:
	// CUSPUBSEC yes [US PR IN]
}
