package register_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
)

// The host stores the key of each reminder that it sent. If a key is stored
// already, it does not send the reminder again.
func ExampleReminders() {
	d, _ := contosoDesk()
	sent := map[string]bool{}
	for _, on := range []string{"2022-12-02", "2022-12-03", "2022-12-04"} {
		for reminder, err := range register.Reminders(context.Background(), d, store.Query{}, day(on), 7) {
			if err != nil {
				log.Fatal(err)
			}
			if !sent[reminder.Key()] {
				sent[reminder.Key()] = true
				fmt.Printf("%s: %s window of %s ends with %s, in %d days\n",
					on, reminder.Deadline.Clock, reminder.Claim.ID(), reminder.Deadline.Window.LastDay, reminder.DaysLeft)
			}
		}
	}
	// Output:
	// 2022-12-03: consent window of claim-1 ends with 2022-12-10, in 7 days
}
