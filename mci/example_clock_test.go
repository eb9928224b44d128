package mci_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A claim was created on 5 January. Its customer has 30 days to consent,
// including the last day.
func ExampleCalendar_Window() {
	var calendar mci.Calendar // the zero Calendar counts days in UTC
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

// A host can count days in another time zone. The last day of this window has
// 25 hours.
func ExampleCalendar_Window_zone() {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		fmt.Println(err)
		return
	}
	calendar := mci.NewCalendar(zurich, false)
	// In Zurich it is already the 25th.
	created := time.Date(2026, time.September, 24, 22, 30, 0, 0, time.UTC)
	window := calendar.Window(created, 30)
	fmt.Println("last day:", window.LastDay)
	fmt.Println("begins:  ", window.LastDay.Start(zurich))
	fmt.Println("over at: ", window.End)
	// Output:
	// last day: 2026-10-25
	// begins:   2026-10-25 00:00:00 +0200 CEST
	// over at:  2026-10-26 00:00:00 +0100 CET
}

// A calendar can exclude the day of the deadline: actions on that day are then
// refused.
func ExampleNewCalendar() {
	calendar := mci.NewCalendar(time.UTC, true)
	created := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	fmt.Println(calendar.LastDay(created, 30))
	// Output:
	// 2026-02-03
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
