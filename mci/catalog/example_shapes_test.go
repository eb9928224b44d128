package catalog_test

import (
	"fmt"
	"os"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The catalog of these examples is made up. It uses every shape of pay, and
// none of its figures come from Microsoft.

// The size is the lower of two sizes: one by the seats, the other by the seats
// that are not used yet.
func ExampleEngagement_Payout_bySize() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nomination, _ := mci.ParseDate("2026-01-05")
	engagement, _ := card.Find("by-size", nomination)
	fmt.Println("needs:", engagement.Measures())

	seats, _ := mci.ParseQuantity("1200")
	users, _ := mci.ParseQuantity("800")
	inputs := catalog.PayInputs{
		Dates:           mci.AnchorDates{Nomination: nomination},
		CustomerCountry: "CH",
		Segment:         "commercial",
		Quantities:      mci.Quantities{"seats": seats, "active users": users},
	}
	fmt.Println(engagement.Payout(inputs))

	inputs.Segment = "education"
	fmt.Println(engagement.Payout(inputs).Summary())
	// Output:
	// needs: [active users seats]
	// market    customer's country CH on list regions             A
	// size      by seats, 1200                                    M
	// size      by seats minus active users, 400                  S
	// size      the lowest of these                               S
	// amount    size S in market A                     USD 3,000.00  <- decides
	// rounding  half even, once, to the minor unit     USD 3,000.00
	// payout    USD 3,000.00
	// not eligible: customers of the segment education are barred from size S
}

// Each unit above an earlier high-water mark pays, up to a cap.
func ExampleEngagement_Payout_perUnit() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-unit", mci.Date{})
	users, _ := mci.ParseQuantity("2000")
	mark, _ := mci.ParseQuantity("500")
	fmt.Println(engagement.Payout(catalog.PayInputs{
		CustomerCountry: "CH",
		Segment:         "commercial",
		Quantities:      mci.Quantities{"active users": users, "high-water mark": mark},
	}))
	// Output:
	// market         customer's country CH on list two countries                    home
	// units          active users of 2000 above the high-water mark of 500          1500
	// units by rate  1500 at CHF 4.25 for commercial in market home         CHF 6,375.00
	// cap            the most that is paid                                  CHF 5,000.00  <- decides
	// rounding       half even, once, to the minor unit                     CHF 5,000.00
	// payout         CHF 5,000.00
}

// The share comes in tiers. Each tier applies to the slice of the amount that
// lies in it.
func ExampleEngagement_Payout_slices() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-share", mci.Date{})
	consumption, _ := mci.ParseQuantity("150000.55")
	fmt.Println(engagement.Payout(catalog.PayInputs{
		CustomerCountry: "CH",
		Quantities:      mci.Quantities{"first-year consumption": consumption},
	}))
	// Output:
	// slice     10% of USD 10,000.00, from USD 0.00         USD 1,000.00
	// slice     7.5% of USD 90,000.00, from USD 10,000.00   USD 6,750.00
	// slice     4% of USD 50,000.55, above USD 100,000.00   USD 2000.022
	// shares    the sum of the slices                       USD 9750.022  <- decides
	// cap       the most that is paid                      USD 12,000.00
	// rounding  half even, once, to the minor unit          USD 9,750.02
	// payout    USD 9,750.02
}

// The share applies to the whole amount. The amount decides which tier gives
// the share.
func ExampleEngagement_Payout_wholeAmount() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-whole-share", mci.Date{})
	for _, amount := range []string{"1000", "1000.01", "19999.99", "20000"} {
		value, _ := mci.ParseMoney(amount, "EUR")
		fmt.Println(value, "->", engagement.Payout(catalog.PayInputs{ContractValue: value}).Summary())
	}
	// Output:
	// EUR 1,000.00 -> not eligible: the contract value of EUR 1,000.00, and the first tier begins above EUR 1,000.00
	// EUR 1,000.01 -> EUR 50.00
	// EUR 19,999.99 -> EUR 1,000.00
	// EUR 20,000.00 -> EUR 1,250.00
}

// The approval pays a share. The rest is paid if the customer reaches a target
// in a later window. The size stays as it was at the nomination.
func ExampleEngagement_Payout_twoStages() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nomination, _ := mci.ParseDate("2026-01-05")
	approval, _ := mci.ParseDate("2026-03-20")
	engagement, _ := card.Find("in-two-stages", nomination)
	seats, _ := mci.ParseQuantity("1200")
	inputs := catalog.PayInputs{
		Dates:           mci.AnchorDates{Nomination: nomination, Approval: approval},
		CustomerCountry: "CH",
		Quantities:      mci.Quantities{"seats": seats},
	}
	payout := engagement.Payout(inputs)
	fmt.Println("on approval:", payout.OnApproval)
	fmt.Println("in all:", payout.Outcome, payout.Amount)

	inputs.Target.Quantity, _ = mci.ParseQuantity("260")
	inputs.Target.On, _ = mci.ParseDate("2026-07-01")
	payout = engagement.Payout(inputs)
	fmt.Println("in all:", payout.Outcome, payout.Amount)
	for _, stage := range payout.Worksheet().Stages {
		fmt.Println(stage.Name, stage.Share, stage.Amount, stage.Outcome)
	}
	// Output:
	// on approval: USD 5,200.00
	// in all: unknown no amount
	// in all: pass USD 8,000.00
	// on approval 65% USD 5,200.00 pass
	// on target 35% USD 2,800.00 pass
}

// A worksheet is plain data. Equal inputs give equal bytes, and reading it back
// needs no catalog.
func ExamplePayout_Worksheet() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2022-12-01")
	engagement, _ := card.Find("fy23-microsoft-viva", consent)
	sheet := engagement.Payout(catalog.PayInputs{CustomerCountry: "CH", Dates: mci.AnchorDates{Consent: consent}}).Worksheet()
	fmt.Println(sheet.Rule, "of", sheet.Engagement.Edition)
	for _, step := range sheet.Steps {
		fmt.Println(step.Name+":", step.Value, "by", step.Source.Grade)
	}
	// Output:
	// pay.fixed-by-market of FY23-2022-11
	// rate: pass by Microsoft public
	// market: A by Microsoft public
	// amount: USD 5,000.00 by Microsoft public
	// rounding: USD 5,000.00 by inferred
}

// The parts of a divided amount add up to the amount.
func ExampleMoney_Split() {
	amount, _ := mci.ParseMoney("1000.01", mci.USD)
	first, _ := mci.ParsePercent("65")
	rest, _ := mci.ParsePercent("35")
	parts, err := amount.Split(mci.Rounding{}, first, rest)
	fmt.Println(parts, err)

	_, err = amount.Split(mci.Rounding{}, first)
	fmt.Println(err)
	// Output:
	// [USD 650.01 USD 350.00] <nil>
	// shares: found "65%", want shares that sum to 100%
}

// The day of the nomination selects the claim limit. Without a day, a limit
// that depends on the day is unknown.
func ExampleEngagement_ClaimLimit() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-market", mci.Date{})
	for _, text := range []string{"2025-12-31", "2026-01-01", ""} {
		day, _ := mci.ParseDate(text)
		limit, outcome := engagement.ClaimLimit(day)
		fmt.Printf("%q: %d claims, %d open, locked %t (%s)\n", text, limit.Claims, limit.Open, limit.Locked, outcome)
	}
	// Output:
	// "2025-12-31": 1 claims, 0 open, locked true (pass)
	// "2026-01-01": 3 claims, 2 open, locked false (pass)
	// "": 0 claims, 0 open, locked false (unknown)
}

// Until the end of 2025 a designation is enough. From the next day on, the
// partner needs a specialization.
func ExampleEngagement_AdmitsPartner() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("by-market", mci.Date{})
	held := []string{"Modern Work designation"}
	for _, text := range []string{"2025-12-31", "2026-01-01"} {
		day, _ := mci.ParseDate(text)
		dates := mci.AnchorDates{Nomination: day}
		for gate := range engagement.PartnerGates(dates) {
			fmt.Println(day, engagement.AdmitsPartner(held, dates), "of", gate)
		}
	}
	// Output:
	// 2025-12-31 pass of Modern Work designation or Adoption specialization
	// 2026-01-01 fail of Adoption specialization
}
