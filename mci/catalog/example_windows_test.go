package catalog_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The published table prints 310 days for large projects, but the windows add
// up to 320. Its other rows add up.
func ExampleWindows_ComputedMaximum() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, category := range []string{"Workshops", "Large, XL, XXL projects"} {
		windows, _ := card.Windows(category)
		fmt.Printf("%s: %d computed, %d published\n", windows.Category, windows.ComputedMaximum(), windows.PublishedMaximum)
	}
	// Output:
	// Workshops: 150 computed, 150 published
	// Large, XL, XXL projects: 320 computed, 310 published
}

// Each clock of an engagement has a window, in calendar days.
func ExampleWindows_Days() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.Date{})
	windows := engagement.Windows()
	for _, clock := range mci.Clocks() {
		fmt.Printf("%s: %d days\n", clock, windows.Days(clock))
	}
	// Output:
	// consent: 30 days
	// first submission: 90 days
	// review: 120 days
	// dispute: 30 days
	// post-dispute: 30 days
}

// A clock runs from the instant of its trigger to the end of its last day.
func ExampleEngagement_Window() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.Date{})
	window := engagement.Window(mci.ConsentClock, time.Date(2022, 10, 3, 14, 0, 0, 0, time.UTC))
	fmt.Println("last day:", window.LastDay)
	fmt.Println("refused from:", window.End)
	// Output:
	// last day: 2022-11-02
	// refused from: 2022-11-03 00:00:00 +0000 UTC
}

// Whether an action is late depends on the end of its window alone.
func ExampleEngagement_WindowEnd() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.Date{})
	end := engagement.WindowEnd(mci.ConsentClock, time.Date(2022, 10, 3, 14, 0, 0, 0, time.UTC))
	for _, answered := range []time.Time{end.Add(-time.Second), end} {
		fmt.Println(answered, "in time:", answered.Before(end))
	}
	// Output:
	// 2022-11-02 23:59:59 +0000 UTC in time: true
	// 2022-11-03 00:00:00 +0000 UTC in time: false
}

// A period is known to be in force only until a certain day. After that day,
// Includes returns unknown.
func ExamplePeriod_Includes() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.Date{})
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

// The day of submission selects the template. The day of the consent does not
// matter.
func ExampleEvidenceTerms_Template() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	engagement, _ := card.Find("fy23-endpoint-management", mci.Date{})
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
