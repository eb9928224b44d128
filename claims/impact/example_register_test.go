package impact_test

import (
	"encoding/json"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/mci/catalog"
)

// The public card is about to be replaced by one in which somebody lowered a
// rate in place. The check tells for each stored claim what that means, and
// what it means in money.
func ExampleRegister() {
	old, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	lowered := card(`"A": "5000"`, `"A": "4500"`)
	records := listed(
		claimOf("claim-1", "CH", agreed("2022-11-15")...),
		claimOf("claim-2", "PL", agreed("2022-11-15")...),
		claimOf("claim-3", "CH"),
		claimOf("claim-4", "CH", given{"2022-11-11", claims.Cancel{}}),
	)
	var totals impact.Totals
	for i, err := range impact.Register(records, old, lowered, day("2022-12-01")) {
		if err == nil {
			err = totals.Add(i)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(i)
	}
	data, _ := json.MarshalIndent(totals, "", "  ")
	fmt.Println(string(data))
	// Output:
	// claim-1: needs acceptance; touched by 1 change; USD 5,000.00 becomes USD 4,500.00
	// claim-2: needs acceptance; it pays USD 1,000.00
	// claim-3: needs acceptance; touched by 1 change; USD 5,000.00 (estimated) becomes USD 4,500.00 (estimated)
	// claim-4: it has ended
	// {
	//   "claims": 4,
	//   "loads": 0,
	//   "needAcceptance": 3,
	//   "unreadable": 0,
	//   "ended": 1,
	//   "touched": 2,
	//   "mayBeTouched": 0,
	//   "unknownPay": 0,
	//   "money": [
	//     {
	//       "claims": 2,
	//       "old": {
	//         "amount": "6000.00",
	//         "currency": "USD"
	//       },
	//       "new": {
	//         "amount": "5500.00",
	//         "currency": "USD"
	//       },
	//       "difference": {
	//         "amount": "-500.00",
	//         "currency": "USD"
	//       }
	//     },
	//     {
	//       "claims": 1,
	//       "estimated": true,
	//       "old": {
	//         "amount": "5000.00",
	//         "currency": "USD"
	//       },
	//       "new": {
	//         "amount": "4500.00",
	//         "currency": "USD"
	//       },
	//       "difference": {
	//         "amount": "-500.00",
	//         "currency": "USD"
	//       }
	//     }
	//   ]
	// }
}
