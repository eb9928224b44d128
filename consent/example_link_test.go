package consent_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A page for one claim and one answer refuses every other link.
func ExampleLink_CheckFor() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	window := mci.Calendar{}.Window(monday, 30)
	link := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "mail-1-of-claim-1"}

	fmt.Println(link.CheckFor("claim-1", consent.Accepted, window))
	fmt.Println(link.CheckFor("claim-2", consent.Accepted, window))
	fmt.Println(link.CheckFor("claim-1", consent.Declined, window))
	// Output:
	// <nil>
	// consent link of claim claim-1, accepted: it is for another claim
	// consent link of claim claim-1, accepted: it gives another answer
}

// A page answers a GET with Preview and the POST of its button with Confirm.
// When a scanner follows both links of a mail, nothing changes. Then the
// customer declines.
func ExampleConsent_Preview() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	c, err := consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeOptional, monday)
	if err != nil {
		log.Fatal(err)
	}
	links, err := c.Links("claim-1", mci.Calendar{}.Window(monday, 30), "mail-1-of-claim-1", monday)
	if err != nil {
		log.Fatal(err)
	}

	for _, link := range []consent.Link{links.Accept, links.Decline} {
		shown, err := c.Preview(link, monday.Add(time.Minute))
		fmt.Println("GET: record that", shown.Claim, "is", shown.Answer, "before", shown.Before.Format(time.DateOnly), err)
	}
	fmt.Println("answer:", c.Answer)

	c, err = c.Confirm(links.Decline, monday.AddDate(0, 0, 3))
	fmt.Println("POST:", c.Answer, err)
	// Output:
	// GET: record that claim-1 is accepted before 2025-10-02 <nil>
	// GET: record that claim-1 is declined before 2025-10-02 <nil>
	// answer: none
	// POST: declined <nil>
}

// The stored consent decides whether a link still counts. Once the customer has
// answered, no link of the claim counts anymore.
func ExampleConsent_Confirm() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	c, err := consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeOptional, monday)
	if err != nil {
		log.Fatal(err)
	}
	links, err := c.Links("claim-1", mci.Calendar{}.Window(monday, 30), "mail-1-of-claim-1", monday)
	if err != nil {
		log.Fatal(err)
	}
	c, err = c.Confirm(links.Accept, monday.AddDate(0, 0, 3))
	fmt.Println(c.Answer, err)
	c, err = c.Confirm(links.Decline, monday.AddDate(0, 0, 4))
	fmt.Println(c.Answer, errors.Is(err, consent.ErrUsed), err)
	// Output:
	// accepted <nil>
	// accepted true consent link of claim claim-1, declined: the customer has answered already
}

// The first mail went to a wrong address. After the correction its links no
// longer work. The window stays the same.
func ExampleConsent_Readdress() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	window := mci.Calendar{}.Window(monday, 30)
	c, err := consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeOptional, monday)
	if err != nil {
		log.Fatal(err)
	}
	wrong, err := c.Links("claim-1", window, "mail-1-of-claim-1", monday)
	if err != nil {
		log.Fatal(err)
	}
	if c, err = c.Readdress(); err != nil {
		log.Fatal(err)
	}
	right, err := c.Links("claim-1", window, "mail-2-of-claim-1", monday)
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Preview(wrong.Accept, monday.AddDate(0, 0, 1))
	fmt.Println(errors.Is(err, consent.ErrReplaced), err)
	_, err = c.Preview(right.Accept, monday.AddDate(0, 0, 1))
	fmt.Println(err, right.Accept.Ends.Equal(wrong.Accept.Ends))
	// Output:
	// true consent link of claim claim-1, accepted: a later mail to a corrected address replaced it
	// <nil> true
}

// A host computes the plan whenever it needs it and does not store it. In this
// example, daylight saving time ends between the two reminders.
func ExampleReminders_Plan() {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		log.Fatal(err)
	}
	calendar := mci.NewCalendar(zurich, false)
	sent := time.Date(2025, time.October, 3, 10, 0, 0, 0, zurich)
	reminders := consent.Reminders{DaysBefore: []int{1, 14, 60}, TimeOfDay: 9 * time.Hour}

	plan, err := reminders.Plan(calendar, calendar.Window(sent, 30), sent)
	if err != nil {
		log.Fatal(err)
	}
	for _, at := range plan {
		fmt.Println(at)
	}
	// Output:
	// 2025-10-19 09:00:00 +0200 CEST
	// 2025-11-01 09:00:00 +0100 CET
}
