package catalog_test

import (
	"fmt"
	"os"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The seats choose the tier, and the tier's share is of the contract value, up
// to the tier's own cap.
func ExampleEngagement_Payout_shareByTier() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-tier", mci.Date{})
	seats, _ := mci.ParseQuantity("2000")
	value, _ := mci.ParseMoney("90000", mci.USD)
	fmt.Println(engagement.Payout(catalog.PayInputs{
		ContractValue: value,
		Quantities:    mci.Quantities{"seats": seats},
	}))
	// Output:
	// tier      by seats, 2000                               above 1000
	// share     6% of the contract value of USD 90,000.00  USD 5,400.00
	// cap       the most that is paid                      USD 4,000.00  <- decides
	// rounding  half even, once, to the minor unit         USD 4,000.00
	// payout    USD 4,000.00
}

// The hours are paid by the market's rate, up to a cap. No contract value is
// needed.
func ExampleEngagement_Payout_hoursByRate() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nomination, _ := mci.ParseDate("2026-01-05")
	engagement, _ := card.Find("by-hours-alone", nomination)
	hours, _ := mci.ParseHours("37.5")
	fmt.Println(engagement.Payout(catalog.PayInputs{
		Dates:           mci.AnchorDates{Nomination: nomination},
		CustomerCountry: "CH",
		Hours:           hours,
	}))
	// Output:
	// rate      nomination on 2026-01-05 selects the rate from 2026-01-01           pass
	// market    customer's country CH on list regions                                  A
	// hours     37.5 hours at USD 160.00 in market A                        USD 6,000.00  <- decides
	// cap       the most that is paid                                      USD 10,000.00
	// rounding  half even, once, to the minor unit                          USD 6,000.00
	// payout    USD 6,000.00
}

// Fixed pay can have hours as its condition.
func ExampleEngagement_NeedsHours() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-worked-hours", mci.Date{})
	fmt.Println("fixed pay that needs hours:", engagement.PayKind() == catalog.FixedPay && engagement.NeedsHours())
	for _, text := range []string{"39", "40"} {
		hours, _ := mci.ParseHours(text)
		fmt.Println(text, "->", engagement.Payout(catalog.PayInputs{CustomerCountry: "CH", Hours: hours}).Summary())
	}
	// Output:
	// fixed pay that needs hours: true
	// 39 -> not eligible: 39 hours, and the pay asks for at least 40 and at most 400
	// 40 -> CHF 6,000.00
}

// The day of the nomination selects the sizes.
func ExampleEngagement_SizeOf() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-changing-size", mci.Date{})
	seats, _ := mci.ParseQuantity("1000")
	for _, text := range []string{"2025-12-31", "2026-01-01"} {
		day, _ := mci.ParseDate(text)
		size, outcome := engagement.SizeOf(catalog.PayInputs{Dates: mci.AnchorDates{Nomination: day}, Quantities: mci.Quantities{"seats": seats}})
		fmt.Println(day, size, outcome)
	}
	// Output:
	// 2025-12-31 large pass
	// 2026-01-01 small pass
}

// The partner's location must be in the customer's region.
func ExampleSharedRegion_Holds() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-worked-hours", mci.Date{})
	nomination, _ := mci.ParseDate("2026-01-05")
	for _, location := range []mci.Country{"DE", "SG", ""} {
		fmt.Printf("customer in CH, location in %q: %s\n", location, engagement.SharedRegion().Holds("CH", location, nomination))
	}
	// Output:
	// customer in CH, location in "DE": pass
	// customer in CH, location in "SG": fail
	// customer in CH, location in "": unknown
}

// The day on which the request for consent is sent selects the rule.
func ExampleEdition_DealSize() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	edition, _ := card.Edition("made-up-1")
	fmt.Println(edition.DealSizeRules())
	for _, text := range []string{"2025-09-14", "2025-09-15"} {
		sent, _ := mci.ParseDate(text)
		rule, source := edition.DealSize(sent)
		fmt.Printf("sent on %s: %s (%s)\n", sent, rule, source.Title)
	}
	// Output:
	// may be zero until 2025-09-14, required from 2025-09-15
	// sent on 2025-09-14: may be zero (Made-up guide, edition of July)
	// sent on 2025-09-15: required (Made-up guide, edition of July)
}
