package catalog_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func ExampleEngagement_Conditions() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	nomination := time.Date(2022, time.November, 10, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-microsoft-viva", mci.DateOf(nomination))
	claims, _, inForce := workshop.ClaimNumbersAt(nomination)
	pays, decided := workshop.PaysAtNomination("CH", "CH")
	fmt.Println("partner gates:", workshop.Conditions()&catalog.GatesPartners != 0)
	fmt.Println("a limit of claims:", workshop.Conditions()&catalog.LimitsClaims != 0, claims, inForce)
	fmt.Println("offered:", workshop.OfferedAt(nomination))
	fmt.Println("pays in Switzerland:", pays, decided)
	// Output:
	// partner gates: false
	// a limit of claims: true 1 pass
	// offered: pass
	// pays in Switzerland: pass true
}
