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

// The conditions on an opportunity are asked one by one. A fact that is not
// given is unknown, but only if the engagement asks for it.
func ExampleEngagement_TakesHours() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	project, _ := card.Find("illustrative-variable-pay", mci.Date{})
	workshop, _ := card.Find("fy23-microsoft-viva", mci.Date{})
	for _, text := range []string{"19.5", "20"} {
		hours, _ := mci.ParseHours(text)
		fmt.Println(text, "hours:", project.TakesHours(hours))
	}
	fmt.Println("no hours:", project.TakesHours(mci.Hours{}), "and, of a workshop,", workshop.TakesHours(mci.Hours{}))
	value, _ := mci.ParseMoney("50000", mci.USD)
	fmt.Println(value, "of value:", project.TakesContractValue(value))
	fmt.Println("status Open:", project.TakesStatus("Open"), "and any stage:", project.TakesStage(""))
	// Output:
	// 19.5 hours: fail
	// 20 hours: pass
	// no hours: unknown and, of a workshop, pass
	// USD 50,000.00 of value: pass
	// status Open: pass and any stage: pass
}
