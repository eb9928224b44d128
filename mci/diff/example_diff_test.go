package diff_test

import (
	"bytes"
	"fmt"
	"os"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// A new edition of a made-up guide raises a rate for consents from 2026 on and
// no longer requires an invoice.
func ExampleEditions() {
	guide, _ := os.ReadFile("../catalog/testdata/made-up.catalog.json")
	next := bytes.Replace(guide, []byte(`"made-up-1"`), []byte(`"made-up-2"`), 1)
	next = bytes.Replace(next, []byte(`"C": "1100"`), []byte(`"C": "1250"`), 1)
	next = bytes.Replace(next, []byte(`["invoice", "proof of execution",`), []byte(`["proof of execution",`), 1)
	editions := make([]*catalog.Edition, 2)
	for i, text := range [][]byte{guide, next} {
		card, err := catalog.Read(text, catalog.ReadOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		for edition := range card.Editions() {
			editions[i] = edition
		}
	}
	for _, change := range diff.Editions(editions[0], editions[1]) {
		fmt.Printf("%s\n  %s\n", change.Kind, change)
	}
	// Output:
	// evidence
	//   by-market: invoice required: yes becomes nothing for consent until 2025-12-31
	// rate
	//   by-market: rate in market C: USD 1,100.00 becomes USD 1,250.00 for consent from 2026-01-01
}

// The consent selects the rate of a claim. A claim with a consent therefore
// keeps its rate.
func ExampleChange_Touches() {
	guide, _ := os.ReadFile("../catalog/testdata/made-up.catalog.json")
	next := bytes.Replace(guide, []byte(`"made-up-1"`), []byte(`"made-up-2"`), 1)
	next = bytes.Replace(next, []byte(`"C": "1100"`), []byte(`"C": "1250"`), 1)
	editions := make([]*catalog.Edition, 2)
	for i, text := range [][]byte{guide, next} {
		card, err := catalog.Read(text, catalog.ReadOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		for edition := range card.Editions() {
			editions[i] = edition
		}
	}
	change := diff.Editions(editions[0], editions[1])[0]
	today, _ := mci.ParseDate("2026-02-01")
	nominated, _ := mci.ParseDate("2026-01-05")
	consented, _ := mci.ParseDate("2026-01-20")
	for _, claim := range []catalog.PayInputs{
		{CustomerCountry: "BR", Dates: mci.AnchorDates{Nomination: nominated}},
		{CustomerCountry: "BR", Dates: mci.AnchorDates{Nomination: nominated, Consent: consented}},
		{CustomerCountry: "CH", Dates: mci.AnchorDates{Nomination: nominated}},
		{Dates: mci.AnchorDates{Nomination: nominated}},
	} {
		touch := change.Touches(claim, today)
		fmt.Printf("%s: %s\n", touch.Outcome, touch.Why)
	}
	// Output:
	// pass: with a consent from 2026-01-01, rate in market C: USD 1,250.00 instead of USD 1,100.00
	// fail: the consent of 2026-01-20 has selected the terms
	// fail: the market is A
	// unknown: it depends on the market, which is not known
}

// A correction of a claim's own edition holds from the beginning, if the claim
// is moved to it: the consent that selected the old rate selects the new one.
func ExampleChange_Touches_correction() {
	guide, _ := os.ReadFile("../catalog/testdata/made-up.catalog.json")
	corrected := bytes.Replace(guide, []byte(`"C": "1100"`), []byte(`"C": "1250"`), 1)
	states := make([]*catalog.Engagement, 2)
	for i, text := range [][]byte{guide, corrected} {
		card, err := catalog.Read(text, catalog.ReadOptions{})
		if err != nil {
			fmt.Println(err)
			return
		}
		states[i], _ = card.Engagement(mci.EngagementRef{Edition: "made-up-1", Engagement: "by-market"})
	}
	change := diff.Engagements(states[0], states[1])[0]
	today, _ := mci.ParseDate("2026-02-01")
	for _, day := range []string{"2026-01-20", "2025-12-20"} {
		consented, _ := mci.ParseDate(day)
		touch := change.Touches(catalog.PayInputs{CustomerCountry: "BR", Dates: mci.AnchorDates{Consent: consented}}, today)
		fmt.Printf("%s: %s\n", touch.Outcome, touch.Why)
	}
	// Output:
	// pass: with a consent from 2026-01-01, rate in market C: USD 1,250.00 instead of USD 1,100.00
	// fail: the consent of 2025-12-20 selects what both revisions say
}
