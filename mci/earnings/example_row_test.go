package earnings_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func ExampleRow_Check() {
	francs, _ := mci.ParseMoney("4600", "CHF")
	day, _ := mci.NewDate(2023, time.March, 1)
	row := earnings.Row{ClaimID: "C-1 ", EarningAmount: francs, EarningAmountUSD: francs, EarningDate: day}
	err := row.Check()
	fmt.Println(err)
	fmt.Println(errors.Is(err, mci.ErrInvalid))
	// Output:
	// claimId: found "C-1 ", want a text on one line without spaces around it
	// earningAmountUSD: found "CHF 4,600.00", want an amount in USD
	// paymentStatus: found nothing, want a payment status, or a reason code that says why there is none
	// true
}
