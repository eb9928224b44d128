package earnings_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A claim is expected to be paid 45 days after its approval.
func ExampleExpectedPayment() {
	approved, _ := mci.NewDate(2023, time.January, 10)
	expected := earnings.ExpectedPayment(approved)
	fmt.Println(expected, "in", earnings.MonthOf(expected))
	// Output:
	// 2023-02-24 in 2023-02
}

// The partner can dispute an earning until 90 days after the transaction, the
// last day included.
func ExampleDisputeBy() {
	transaction, _ := mci.NewDate(2023, time.January, 10)
	fmt.Println(earnings.DisputeBy(transaction))
	// Output:
	// 2023-04-10
}

func ExampleParseMonth() {
	for _, text := range []string{"2020-09", "September 2020", "09/2020"} {
		month, err := earnings.ParseMonth(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(month)
	}
	// Output:
	// 2020-09
	// 2020-09
	// found "09/2020", want a month as YYYY-MM, September 2020, Sep 2020 or its first day as 9/1/2020
}

func ExampleMonth_Compare() {
	april, _ := earnings.NewMonth(2023, time.April)
	may, _ := earnings.NewMonth(2023, time.May)
	fmt.Println(april.Compare(may), may.Compare(april), may.Compare(may))
	// Output:
	// -1 1 0
}

func ExampleMonthOf() {
	day, _ := mci.NewDate(2023, time.April, 30)
	fmt.Println(earnings.MonthOf(day))
	// Output:
	// 2023-04
}
