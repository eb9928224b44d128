package catalog_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A customer in Switzerland consents on 1 December 2022. Switzerland is in
// market A, and the day selects the rate of November 2022.
func ExampleEngagement_Payout() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2022-12-01")
	engagement, _ := card.Find("fy23-microsoft-viva", consent)
	payout := engagement.Payout(catalog.PayInputs{
		CustomerCountry: "CH",
		Dates:           mci.AnchorDates{Consent: consent},
	})
	fmt.Println(payout)
	// Output:
	// rate      consent on 2022-12-01 selects the rate from 2022-11-01, known until 2023-06-30          pass
	// market    customer's country CH on list M2022                                                        A
	// amount    market A                                                                        USD 5,000.00  <- decides
	// rounding  half away from zero, once, to the minor unit                                    USD 5,000.00
	// payout    USD 5,000.00
}

// A missing rate is never a rate of zero. This engagement is offered only to
// customers in the United States.
func ExampleEngagement_Payout_notEligible() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2022-12-01")
	engagement, _ := card.Find("fy23-executive-order-14028", consent)
	for _, country := range []mci.Country{"US", "SG"} {
		payout := engagement.Payout(catalog.PayInputs{CustomerCountry: country, Dates: mci.AnchorDates{Consent: consent}})
		fmt.Println(payout.Outcome, payout.Summary())
	}
	// Output:
	// pass USD 5,000.00
	// fail not eligible: Executive Order 14028 is not offered in SG
}

// One part of the rate before November 2022 is unpublished. The worksheet shows
// the base but never presents it as the total.
func ExampleEngagement_Payout_earlierRate() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2022-10-31")
	engagement, _ := card.Find("fy23-microsoft-viva", consent)
	payout := engagement.Payout(catalog.PayInputs{CustomerCountry: "CH", Dates: mci.AnchorDates{Consent: consent}})
	fmt.Println(payout)
	fmt.Println(payout.Outcome, payout.Amount)
	// Output:
	// rate    consent on 2022-10-31 selects the rate until 2022-10-31          pass
	// market  customer's country CH on list M2022                                 A
	// base    market A, a part of the total                            USD 5,000.00
	// payout  unknown: needs the true-up of the earlier rate, which is unpublished
	// unknown no amount
}

// It is unpublished how long the rate card is in force. After the program year,
// the answer is therefore unknown.
func ExampleEngagement_Payout_afterTheProgramYear() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2023-07-01")
	engagement, _ := card.Find("fy23-microsoft-viva", consent)
	payout := engagement.Payout(catalog.PayInputs{CustomerCountry: "CH", Dates: mci.AnchorDates{Consent: consent}})
	fmt.Println(payout.Outcome)
	fmt.Println(payout.Summary())
	// Output:
	// unknown
	// unknown: needs whether the rate is still in force on 2023-07-01, known until 2023-06-30
}

// If an input is missing, Payout names it and does not assume zero.
func ExampleEngagement_Payout_missing() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	workshop, _ := card.Find("fy23-microsoft-viva", mci.Date{})
	fmt.Println(workshop.Payout(catalog.PayInputs{CustomerCountry: "CH"}).Summary())

	project, _ := card.Find("illustrative-variable-pay", mci.Date{})
	value, _ := mci.ParseMoney("100000", mci.USD)
	fmt.Println(project.Payout(catalog.PayInputs{CustomerCountry: "CH", ContractValue: value}).Summary())
	// Output:
	// unknown: needs the consent date
	// unknown: needs hours
}

// Variable pay is the lowest of three amounts: a share of the contract value,
// the hours at the rate of the market, and a cap. The figures are made up,
// because Microsoft does not publish its formula.
func ExampleEngagement_Payout_variable() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	project, _ := card.Find("illustrative-variable-pay", mci.Date{})
	for _, claim := range []struct{ value, hours string }{
		{"100000", "80"},  // the share decides
		{"500000", "80"},  // the hours decide
		{"500000", "200"}, // the cap decides
	} {
		value, _ := mci.ParseMoney(claim.value, mci.USD)
		hours, _ := mci.ParseHours(claim.hours)
		fmt.Println(project.Payout(catalog.PayInputs{CustomerCountry: "CH", ContractValue: value, Hours: hours}))
		fmt.Println()
	}
	// Output:
	// market          customer's country CH on list M2022                       A
	// share of value  10% of USD 100,000.00                         USD 10,000.00  <- decides
	// hours           80 hours at USD 150.00 in market A            USD 12,000.00
	// cap             the most that is paid                         USD 20,000.00
	// rounding        half away from zero, once, to the minor unit  USD 10,000.00
	// payout          USD 10,000.00
	//
	// market          customer's country CH on list M2022                       A
	// share of value  10% of USD 500,000.00                         USD 50,000.00
	// hours           80 hours at USD 150.00 in market A            USD 12,000.00  <- decides
	// cap             the most that is paid                         USD 20,000.00
	// rounding        half away from zero, once, to the minor unit  USD 12,000.00
	// payout          USD 12,000.00
	//
	// market          customer's country CH on list M2022                       A
	// share of value  10% of USD 500,000.00                         USD 50,000.00
	// hours           200 hours at USD 150.00 in market A           USD 30,000.00
	// cap             the most that is paid                         USD 20,000.00  <- decides
	// rounding        half away from zero, once, to the minor unit  USD 20,000.00
	// payout          USD 20,000.00
}

// PaysIn reports whether there is a rate for a customer before the amount is
// known. Without a country the answer is unknown.
func ExampleEngagement_PaysIn() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-executive-order-14028", mci.Date{})
	for _, country := range []mci.Country{"US", "CH", ""} {
		fmt.Printf("%q %s\n", country, engagement.PaysIn(catalog.PayInputs{CustomerCountry: country}))
	}
	// Output:
	// "US" pass
	// "CH" fail
	// "" unknown
}

// A summary is the amount, or the reason why there is none.
func ExamplePayout_Summary() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	consent, _ := mci.ParseDate("2022-12-01")
	engagement, _ := card.Find("fy23-microsoft-365-digital-workforce", consent)
	for _, country := range []mci.Country{"CH", "SG", "PL", ""} {
		payout := engagement.Payout(catalog.PayInputs{CustomerCountry: country, Dates: mci.AnchorDates{Consent: consent}})
		fmt.Println(payout.Summary())
	}
	// Output:
	// USD 3,500.00
	// USD 2,000.00
	// USD 500.00
	// unknown: needs the customer's country
}
