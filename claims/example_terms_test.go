package claims_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

// A host edited an edition of its catalog in place. The claim that was opened
// under it is held, and says so, until somebody accepts the new terms.
func ExampleAcceptTerms() {
	card, _ := catalog.Public()
	document, _ := card.MarshalJSON()
	edited, err := catalog.Read([]byte(strings.ReplaceAll(string(document), `"A": "5000"`, `"A": "4500"`)), catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, s := context.Background(), &store.Memory{}
	partner := meta(claims.Partner, "2022-11-10")
	if _, err := desk.New(s, card).Open(ctx, contosoNomination("2022-11-10"), "claim-1", partner); err != nil {
		fmt.Println(err)
		return
	}

	d := desk.New(s, edited)
	claim, err := d.Claim(ctx, "claim-1")
	var changed *claims.TermsError
	if errors.As(err, &changed) {
		fmt.Println(desk.ClassOf(err), "of", changed.Engagement)
	}
	fmt.Println(claim.Payout().Outcome)
	_, err = d.Do(ctx, "claim-1", claims.Cancel{}, partner)
	fmt.Println("cancel:", desk.ClassOf(err))

	accepted, err := d.Do(ctx, "claim-1", claims.AcceptTerms{Terms: changed.Offered, Comment: "agreed with Pat"}, partner)
	if err != nil {
		fmt.Println(err)
		return
	}
	estimate := accepted.Claim.Estimate(partner.At)
	fmt.Println("accepted:", accepted.Entries[0].Event, estimate.Summary())
	// Output:
	// terms changed of FY23-2022-11/fy23-microsoft-viva
	// unknown
	// cancel: terms changed
	// accepted: accept terms USD 4,500.00
}
