package consent_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// ringOf is a key ring with one key.
func ringOf(season string) consent.KeyRing {
	key, err := consent.NewKey(consent.KeyID(season), secretOf(season))
	if err != nil {
		log.Fatal(err)
	}
	ring, err := consent.NewKeyRing(key)
	if err != nil {
		log.Fatal(err)
	}
	return ring
}

// A link says what the customer answers, to which claim, until when. What is not as it was signed has no say.
func ExampleKeyRing_Verify() {
	ring := ringOf("autumn")
	window := mci.Calendar{}.Window(time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC), 30)
	token, err := ring.Sign(consent.Link{Claim: "claim-1", Answer: consent.Declined, Ends: window.End, Nonce: "mail-1-of-claim-1"})
	if err != nil {
		log.Fatal(err)
	}

	link, err := ring.Verify(token, window.End.Add(-time.Nanosecond))
	fmt.Println(link.Claim, link.Answer, err)
	_, err = ring.Verify(token, window.End)
	fmt.Println(errors.Is(err, consent.ErrExpired), err)
	_, err = ring.Verify(token[:100], window.Start)
	fmt.Println(errors.Is(err, consent.ErrTruncated), err)
	_, err = ring.Verify(token[:80]+"A"+token[81:], window.Start)
	fmt.Println(errors.Is(err, consent.ErrForged), err)
	_, err = ringOf("winter").Verify(token, window.Start)
	fmt.Println(errors.Is(err, consent.ErrUnknownKey), err)
	// Output:
	// claim-1 declined <nil>
	// true consent link of claim claim-1, declined: its window has ended
	// true consent link: it was cut short
	// true consent link: its signature is wrong
	// true consent link: the key ring does not have its key
}

// A page that stands for one claim and one answer takes no other link.
func ExampleLink_CheckFor() {
	window := mci.Calendar{}.Window(time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC), 30)
	link := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "mail-1-of-claim-1"}

	fmt.Println(link.CheckFor("claim-1", consent.Accepted, window))
	fmt.Println(link.CheckFor("claim-2", consent.Accepted, window))
	fmt.Println(link.CheckFor("claim-1", consent.Declined, window))
	// Output:
	// <nil>
	// consent link of claim claim-1, accepted: it is for another claim
	// consent link of claim claim-1, accepted: it gives another answer
}

// A link is used up where the consent is stored: once there is an answer, neither it nor any other link counts.
func ExampleConsent_Follow() {
	monday := time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	window := mci.Calendar{}.Window(monday, 30)
	accept := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "mail-1-of-claim-1"}
	decline := consent.Link{Claim: "claim-1", Answer: consent.Declined, Ends: window.End, Nonce: "mail-1-of-claim-1"}

	c, err := consent.Consent{}.Ask(requestOf(mci.Money{}), mci.DealSizeOptional, monday)
	if err != nil {
		log.Fatal(err)
	}
	c, err = c.Follow(accept, monday.AddDate(0, 0, 3))
	fmt.Println(c.Answer, err)
	c, err = c.Follow(decline, monday.AddDate(0, 0, 4))
	fmt.Println(c.Answer, errors.Is(err, consent.ErrUsed), err)
	// Output:
	// accepted <nil>
	// accepted true consent link of claim claim-1, declined: the customer has answered already
}

// Links lead to a page of the host. Its address is checked once.
func ExampleNewLinks() {
	for _, page := range []string{"http://partner.example/consent", "https://partner.example/consent#top", "https://pat:word@partner.example"} {
		_, err := consent.NewLinks(ringOf("autumn"), page)
		fmt.Println(err != nil)
	}
	links, err := consent.NewLinks(ringOf("autumn"), "https://partner.example/consent?lang=de")
	if err != nil {
		log.Fatal(err)
	}
	url, err := links.URL(consent.Link{
		Claim: "claim-1", Answer: consent.Accepted, Nonce: "mail-1-of-claim-1",
		Ends: time.Date(2025, time.October, 2, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(url[:60] + "…")
	// Output:
	// true
	// true
	// true
	// https://partner.example/consent?lang=de&answer=AQEGAAcRAAAAA…
}

// A plan is made anew whenever it is needed; a host stores none. Here the clocks change between the two.
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
