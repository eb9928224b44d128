package mci_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// The customer of a claim that was created on 5 January has 30 days to consent, the last one included.
func ExampleCalendar_Window() {
	var calendar mci.Calendar // in UTC
	created := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	window := calendar.Window(created, 30)
	fmt.Println("last day:", window.LastDay)
	fmt.Println("over at: ", window.End)
	fmt.Println(window.Open(window.End.Add(-time.Second)), window.Open(window.End))
	// Output:
	// last day: 2026-02-04
	// over at:  2026-02-05 00:00:00 +0000 UTC
	// true false
}

// Where days are counted elsewhere, they end elsewhere: this one has 25 hours.
func ExampleCalendar_Window_zone() {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		fmt.Println(err)
		return
	}
	calendar := mci.NewCalendar(zurich, false)
	created := time.Date(2026, time.September, 24, 22, 30, 0, 0, time.UTC) // already the 25th in Zurich
	window := calendar.Window(created, 30)
	fmt.Println("last day:", window.LastDay)
	fmt.Println("begins:  ", window.LastDay.Start(zurich))
	fmt.Println("over at: ", window.End)
	// Output:
	// last day: 2026-10-25
	// begins:   2026-10-25 00:00:00 +0200 CEST
	// over at:  2026-10-26 00:00:00 +0100 CET
}

// The day of the deadline can be the first on which an action is refused.
func ExampleNewCalendar() {
	calendar := mci.NewCalendar(time.UTC, true)
	created := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	fmt.Println(calendar.LastDay(created, 30))
	// Output:
	// 2026-02-03
}

// The published table prints 310 days for large projects; its other rows add up.
func ExampleWindows_ComputedMaximum() {
	for _, windows := range []mci.Windows{
		{Category: "Workshops", Consent: 30, Review: 120, PublishedMaximum: 150},
		{Category: "Large, XL, XXL projects", Consent: 30, Review: 290, PublishedMaximum: 310},
	} {
		fmt.Printf("%s: %d computed, %d published\n", windows.Category, windows.ComputedMaximum(), windows.PublishedMaximum)
	}
	// Output:
	// Workshops: 150 computed, 150 published
	// Large, XL, XXL projects: 320 computed, 310 published
}

func ExampleWindows_Days() {
	catalog, err := mci.PublicCatalog()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := catalog.Find("fy23-microsoft-viva", mci.Date{})
	windows := engagement.Windows()
	for _, clock := range []mci.Clock{mci.ConsentClock, mci.FirstSubmissionClock, mci.ReviewClock, mci.DisputeClock, mci.PostDisputeClock} {
		fmt.Printf("%s: %d days\n", clock, windows.Days(clock))
	}
	// Output:
	// consent: 30 days
	// first submission: 90 days
	// review: 120 days
	// dispute: 30 days
	// post-dispute: 30 days
}

func ExampleDate_AddDays() {
	day, err := mci.ParseDate("2024-01-30")
	if err != nil {
		fmt.Println(err)
		return
	}
	later := day.AddDays(30)
	fmt.Println(later, day.DaysUntil(later), day.Compare(later))
	// Output:
	// 2024-02-29 30 -1
}

// After the last day on which a period is known to be in force, whether it still is is unknown.
func ExamplePeriod_Includes() {
	catalog, err := mci.PublicCatalog()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := catalog.Find("fy23-microsoft-viva", mci.Date{})
	offered := engagement.Offered()
	fmt.Println(offered)
	for _, text := range []string{"2022-06-30", "2022-07-01", "2023-06-30", "2023-07-01"} {
		day, _ := mci.ParseDate(text)
		fmt.Println(day, offered.Includes(day))
	}
	// Output:
	// from 2022-07-01, known until 2023-06-30
	// 2022-06-30 fail
	// 2022-07-01 pass
	// 2023-06-30 pass
	// 2023-07-01 unknown
}

// The day of submission selects the template, whatever the day of the consent.
func ExampleEvidenceTerms_Template() {
	catalog, err := mci.PublicCatalog()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := catalog.Find("fy23-endpoint-management", mci.Date{})
	for _, text := range []string{"2022-10-31", "2022-11-01"} {
		submitted, _ := mci.ParseDate(text)
		if published, _ := engagement.Evidence().Template(submitted); published.IsZero() {
			fmt.Println(submitted, "any template")
		} else {
			fmt.Println(submitted, "the template of", published)
		}
	}
	// Output:
	// 2022-10-31 any template
	// 2022-11-01 the template of 2022-10-01
}
