package claims_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
)

// Replay rebuilds a claim from its history alone. A prefix of the history gives
// the claim at that earlier point.
func ExampleReplay() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	opened, err := claims.Open(contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10"))
	if err != nil {
		log.Fatal(err)
	}
	sent, err := claims.Apply(opened.Claim, claims.SendConsent{}, meta(claims.Partner, "2022-11-11"))
	if err != nil {
		log.Fatal(err)
	}
	accepted, err := claims.Apply(sent.Claim, claims.Accept{}, meta(claims.Customer, "2022-11-20"))
	if err != nil {
		log.Fatal(err)
	}
	var history []claims.Entry
	for _, change := range []claims.Change{opened, sent, accepted} {
		history = append(history, change.Entries...)
	}

	stored, err := json.Marshal(history)
	if err != nil {
		log.Fatal(err)
	}
	var read []claims.Entry
	if err := json.Unmarshal(stored, &read); err != nil {
		log.Fatal(err)
	}
	for _, n := range []int{1, 2, 3} {
		claim, err := claims.Replay(read[:n], card)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(claim.Version(), claim.State())
	}
	_, err = claims.Replay([]claims.Entry{read[0], read[2]}, card)
	fmt.Println(err)
	// Output:
	// 1 Customer claimed
	// 2 Awaiting customer consent response
	// 3 Customer consent received
	// history: found "claim-1", want the next entry of the same claim
}
