package link_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
)

// ringOf returns a key ring with one key.
func ringOf(season string) link.KeyRing {
	key, err := link.NewKey(link.KeyID(season), secretOf(season))
	if err != nil {
		log.Fatal(err)
	}
	ring, err := link.NewKeyRing(key)
	if err != nil {
		log.Fatal(err)
	}
	return ring
}

// A link says which answer it gives, to which claim, and until when. If a token
// is not exactly as it was signed, Verify refuses it.
func ExampleKeyRing_Verify() {
	ring := ringOf("autumn")
	window := mci.Calendar{}.Window(time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC), 30)
	token, err := ring.Sign(consent.Link{Claim: "claim-1", Answer: consent.Declined, Ends: window.End, Nonce: "mail-1-of-claim-1"})
	if err != nil {
		log.Fatal(err)
	}

	given, err := ring.Verify(token, window.End.Add(-time.Nanosecond))
	fmt.Println(given.Claim, given.Answer, err)
	_, err = ring.Verify(token, window.End)
	fmt.Println(errors.Is(err, consent.ErrExpired), err)
	_, err = ring.Verify(token[:100], window.Start)
	fmt.Println(errors.Is(err, link.ErrTruncated), err)
	_, err = ring.Verify(token[:80]+"A"+token[81:], window.Start)
	fmt.Println(errors.Is(err, link.ErrForged), err)
	_, err = ringOf("winter").Verify(token, window.Start)
	fmt.Println(errors.Is(err, link.ErrUnknownKey), err)
	// Output:
	// claim-1 declined <nil>
	// true consent link of claim claim-1, declined: its window has ended
	// true consent link: it was cut short
	// true consent link: its signature is wrong
	// true consent link: the key ring does not have its key
}

// The links lead to a page of the host. NewPage checks the address of the page
// once.
func ExampleNewPage() {
	for _, address := range []string{"http://partner.example/consent", "https://partner.example/consent#top", "https://pat:word@partner.example"} {
		_, err := link.NewPage(ringOf("autumn"), address)
		fmt.Println(err != nil)
	}
	page, err := link.NewPage(ringOf("autumn"), "https://partner.example/consent?lang=de")
	if err != nil {
		log.Fatal(err)
	}
	url, err := page.URL(consent.Link{
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
	// https://partner.example/consent?lang=de&answer=AgEGAAcRAAAAA…
}
