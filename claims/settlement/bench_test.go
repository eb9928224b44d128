package settlement_test

import (
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
)

// BenchmarkSettle settles 10,000 claims against 100,000 earnings, of which nine
// in ten belong to other programs.
func BenchmarkSettle(b *testing.B) {
	facts := make([]settlement.Claim, 10_000)
	for i := range facts {
		facts[i] = contoso()
		facts[i].ID, facts[i].Number = claims.ID(fmt.Sprint("c", i)), fmt.Sprint("N-", i)
	}
	var all settlement.Reports
	for i := range 100_000 {
		row := earned(i, "Rebate", "Sent", "5000")
		row.ClaimID = ""
		if i%10 == 0 {
			row.ClaimID = fmt.Sprint("N-", i/10)
		}
		if err := all.Add(row); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		settled, err := settlement.Settle(day("2023-04-01"), list(facts...), &all)
		if err != nil || len(settled.Unclaimed) != 90_000 {
			b.Fatal(err)
		}
	}
}
