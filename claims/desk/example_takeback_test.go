package desk_test

import (
	"context"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

// A person imported the export of another claim. The observation is taken back,
// and the history keeps both.
func ExampleDesk_TakeBack() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	d := desk.New(new(store.Memory), card)
	if _, err := d.Open(ctx, contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10")); err != nil {
		fmt.Println(err)
		return
	}
	change, err := d.Observe(ctx, "claim-1", claims.ReadStatus("Canceled"), meta(claims.PartnerCenter, "2022-11-11"))
	fmt.Println(change.Claim.State(), err)

	wrong := change.Entries[0].Number
	change, err = d.TakeBack(ctx, "claim-1", wrong, meta(claims.Partner, "2022-11-12"))
	if err != nil {
		fmt.Println(err)
		return
	}
	entry := change.Entries[0]
	fmt.Printf("entry %d takes back entry %d: %s to %s\n", entry.Number, entry.TakenBack, entry.From, entry.To)
	// Output:
	// Canceled <nil>
	// entry 3 takes back entry 2: Canceled to Customer claimed
}
