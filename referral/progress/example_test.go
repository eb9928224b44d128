package progress_test

import (
	"fmt"

	"github.com/mci-go/incentives/referral/progress"
)

// Partner Center writes a sales stage as a percentage or in words.
func ExampleParseSalesStage() {
	for _, text := range []string{"40", "Developed", "Close"} {
		stage, err := progress.ParseSalesStage(text)
		fmt.Println(stage, err)
	}
	// Output:
	// Developed <nil>
	// Developed <nil>
	//  found "Close", want one of 10, 20, 40, 60, 80, 100
}

// Next lists the states into which the partner may move a referral. A closed
// referral has none.
func ExampleState_Next() {
	received := progress.State{Status: progress.StatusNew, Substatus: progress.Received}
	fmt.Println(received.Next())
	fmt.Println(progress.State{Status: progress.StatusClosed, Substatus: progress.Won}.Next())
	// Output:
	// [New/Pending Active/Accepted Closed/Won Closed/Lost Closed/Declined Closed/Expired]
	// []
}
