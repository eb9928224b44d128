package catalog_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The public catalog contains the rate card of November 2022, and an
// illustrative edition whose figures are made up.
func ExamplePublic() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(card.Name())
	for edition := range card.Editions() {
		count := 0
		for range edition.Engagements() {
			count++
		}
		fmt.Printf("%s, published %s, engagements: %d\n", edition.Name(), edition.Published(), count)
	}
	// Output:
	// Public rate card of November 2022, and one illustrative engagement
	// FY23, announcement of 2 November 2022, published 2022-11-02, engagements: 20
	// Illustrative: not a guide of Microsoft's, published 2025-07-01, engagements: 1
}

// A catalog of one's own begins with the text of the public one.
func ExamplePublicJSON() {
	renamed := strings.Replace(catalog.PublicJSON(), "Public rate card of November 2022", "Fabrikam's rate card", 1)
	card, err := catalog.Read([]byte(renamed), catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(card.Name())
	// Output:
	// Fabrikam's rate card, and one illustrative engagement
}

// Find returns an engagement in the edition that applies on a day.
func ExampleCatalog_Find() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	today, _ := mci.ParseDate("2022-12-01")
	engagement, ok := card.Find("fy23-nextgen-windows", today)
	if !ok {
		fmt.Println("no such engagement")
		return
	}
	fmt.Println(engagement.Title(), "in", engagement.SolutionArea())
	fmt.Println("offered:", engagement.Offered())
	for _, kind := range engagement.IDTypes() {
		fmt.Println("takes:", kind)
	}
	fmt.Println("pays:", engagement.PayKind())
	fmt.Println("source:", engagement.Source())
	// Output:
	// NextGen Windows in Modern Work
	// offered: from 2022-07-01 until 2022-12-31
	// takes: domain name
	// takes: tenant ID
	// takes: TPID
	// pays: fixed
	// source: Microsoft Partner Center announcement, MCI communication (item 5), with its payout matrix, 2022-11-02 (Microsoft public)
}

// A host that stores a claim also stores the reference. With it, Engagement
// returns the terms of the claim's own edition, even after newer editions.
func ExampleCatalog_Engagement() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := mci.EngagementRef{Edition: "FY23-2022-11", Engagement: "fy23-secure-multi-cloud-environments-usage"}
	engagement, ok := card.Engagement(stored)
	fmt.Println(engagement.Title(), ok)
	// Output:
	// Secure Multi-Cloud Environments (Usage) true
}

// A host can select engagements by their terms, for example those of a solution
// area that are offered in Switzerland.
func ExampleEdition_Engagements() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	for edition := range card.Editions() {
		for engagement := range edition.Engagements() {
			if engagement.SolutionArea() == "Security" && engagement.OfferedIn("CH") {
				fmt.Println(engagement.Title())
			}
		}
	}
	// Output:
	// Protect and Govern Sensitive Data (Sales)
	// Secure Multi-Cloud Environments (Sales)
	// Mitigate Compliance and Privacy Risks (Sales)
	// Defend Against Threats with SIEM Plus XDR (Sales)
	// Secure Identities and Access (Usage)
	// Defend Against Threats with SIEM Plus XDR (Usage)
	// Mitigate Compliance and Privacy Risks (Usage)
	// Protect and Govern Sensitive Data (Usage)
	// Secure Multi-Cloud Environments (Usage)
}

// A market list assigns each country to a market.
func ExampleMarketList_Market() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	list, _ := card.MarketList("M2022")
	for _, country := range []mci.Country{"CH", "SG", "PL"} {
		// the list has one version for all days
		market, outcome := list.Market(country, mci.Date{})
		fmt.Println(country, market, outcome)
	}
	_, outcome := list.Market("", mci.Date{})
	fmt.Println("no country:", outcome)
	// Output:
	// CH A pass
	// SG B pass
	// PL C pass
	// no country: fail
}

// The example reads a host's own catalog, which counts its days in Zurich.
func ExampleRead() {
	const ours = `{
	  "format": 1,
	  "name": "Our guide",
	  "sources": [{"id": "guide", "title": "Our guide", "published": "2026-07-01", "grade": "illustrative"}],
	  "marketLists": [{"id": "L", "versions": [{"markets": [{"id": "all", "everyOtherCountry": true}], "source": "guide"}]}],
	  "clocks": [{"id": "Workshops", "consent": 30, "firstSubmission": 90, "review": 120, "dispute": 30, "postDispute": 30, "source": "guide"}],
	  "editions": [{
	    "id": "FY27", "name": "Our guide of FY27", "published": "2026-07-01",
	    "programYear": "FY27",
	    "settings": {
	      "calendar": {"timeZone": "Europe/Zurich", "lastDay": "included"},
	      "marketCountry": "customer", "rounding": "half even", "dealSize": "required"
	    },
	    "engagements": [{
	      "id": "our-workshop", "name": "Our workshop", "solutionArea": "Security", "partnerRole": "Build Intent", "source": "guide",
	      "offered": {"from": "2026-07-01", "until": "2027-06-30"}, "idTypes": ["tenant ID"], "clocks": "Workshops",
	      "evidence": {"anchor": "consent", "required": [{"parts": ["proof of execution", "partner survey"], "source": "guide"}]},
	      "pay": {
	        "kind": "fixed by market", "anchor": "nomination", "marketList": "L", "currency": "USD",
	        "rates": [{"from": "2026-07-01", "amounts": {"all": "1000"}, "source": "guide"}]
	      }
	    }]
	  }]
	}`
	card, err := catalog.Read([]byte(ours), catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		fmt.Println(err)
		return
	}
	for edition := range card.Editions() {
		fmt.Println(edition.Name(), "counts in", edition.Calendar().Zone())
	}
	// Output:
	// Our guide of FY27 counts in Europe/Zurich
}

// Read reports all problems at once, each with its path, in the order of the
// document.
func ExampleRead_problems() {
	const wrong = `{
	  "format": 1,
	  "name": "Our guide",
	  "sources": [{"id": "guide", "title": "Our guide", "published": "2026-07-01", "grade": "official"}],
	  "marketLists": [{"id": "L", "versions": [{"source": "guidelines", "markets": [{"id": "A", "countries": ["CH", "UK", "CH"]}]}]}],
	  "clocks": [{"id": "Workshops", "consent": "30", "firstSubmission": 90, "review": 120, "dispute": 30, "postDispute": 30, "source": "guide"}],
	  "editions": []
	}`
	_, err := catalog.Read([]byte(wrong), catalog.ReadOptions{})
	fmt.Println(err)

	var problems mci.Problems
	if errors.As(err, &problems) {
		fmt.Println(len(problems), "problems, the first at", problems[0].Path)
	}
	// Output:
	// sources[0].grade: found "official", want one of Microsoft public, third party, inferred, illustrative (line 4, column 90)
	// marketLists[0].versions[0].source: found "guidelines", want the ID of one of the catalog's sources (line 5, column 56)
	// marketLists[0].versions[0].markets[0].countries[1]: found "UK", want an ISO 3166-1 alpha-2 country code in capitals, such as CH (line 5, column 114)
	// marketLists[0].versions[0].markets[0].countries[2]: found "CH" again, want an ID that nothing else in the list has (line 5, column 120)
	// clocks[0].consent: found "30", want a whole number from 1 to 3660 (line 6, column 46)
	// editions: found an array of 0, want a JSON array of at least 1 (line 7, column 16)
	// 6 problems, the first at sources[0].grade
}
