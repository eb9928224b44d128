package consent_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// requestOf returns a request from Pat at Fabrikam to Alex at Contoso.
func requestOf(dealSize mci.Money) consent.Request {
	return consent.Request{
		Customer: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		Partner:  mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
		DealSize: dealSize,
		Language: "de-CH",
	}
}

// A customer is asked, reminded once, and agrees. Asking freezes the deal size.
// The day of the answer selects the rate of the public rate card.
func Example() {
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)

	var c consent.Consent
	c, err = c.Ask(requestOf(dealSize), mci.DealSizeRequired, monday)
	if err != nil {
		log.Fatal(err)
	}
	if c, err = c.Resend(); err != nil {
		log.Fatal(err)
	}
	if c, err = c.Accept(monday.AddDate(0, 0, 9)); err != nil {
		log.Fatal(err)
	}

	fmt.Println("deal size:", c.DealSize)
	fmt.Println("mails sent again:", c.Resent)
	fmt.Println("answer:", c.Answer, "on", c.Answered.Format(time.DateOnly))
	// Output:
	// deal size: USD 25,000.00
	// mails sent again: 1
	// answer: accepted on 2025-09-10
}

// A consent only moves forward. A call out of turn is refused and leaves the
// value unchanged.
func Example_outOfTurn() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}

	var c consent.Consent
	_, err = c.Accept(monday)
	fmt.Println("not asked yet:", errors.Is(err, consent.ErrNotAsked))

	c, err = c.Ask(requestOf(dealSize), mci.DealSizeRequired, monday)
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Ask(requestOf(mci.Money{}), mci.DealSizeRequired, monday)
	fmt.Println("asked already:", errors.Is(err, consent.ErrFrozen))

	c, err = c.Decline(monday.AddDate(0, 0, 1))
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Accept(monday.AddDate(0, 0, 2))
	fmt.Println("answered already:", errors.Is(err, consent.ErrAnswered))
	fmt.Println("the answer stays:", c.Answer)
	// Output:
	// not asked yet: true
	// asked already: true
	// answered already: true
	// the answer stays: declined
}

// From 2025 on the deal size is required, in USD and above zero. Earlier
// editions did not require it.
func ExampleConsent_Ask() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	euros, err := mci.ParseMoney("25000", "EUR")
	if err != nil {
		log.Fatal(err)
	}

	_, err = consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeRequired, monday)
	fmt.Println("required:", err)
	_, err = consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeOptional, monday)
	fmt.Println("optional:", err)
	_, err = consent.Consent{}.Ask(requestOf(euros), mci.DealSizeOptional, monday)
	fmt.Println("malformed:", err)
	// Output:
	// required: the request for consent needs a deal size
	// optional: <nil>
	// malformed: dealSize: found "EUR 25,000.00", want an amount above zero in USD
}
