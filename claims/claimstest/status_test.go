package claimstest

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

func TestTheSuiteStoresAClaimInEveryState(t *testing.T) {
	b := &bench{TB: t, store: &store.Memory{}, ctx: t.Context(), work: newWorkbench()}
	ways := b.ways()
	for _, row := range claims.Transitions() {
		name := row.To.String()
		if !row.To.Disputed {
			name = "adopted as " + name
		}
		way, ok := ways[name]
		if !ok {
			t.Errorf("no claim is stored in the state %s", row.To)
			continue
		}
		changes := way(opening{id: claims.ID(name)})
		if got := changes[len(changes)-1].Claim.State(); got != row.To {
			t.Errorf("%s: the claim is %s", name, got)
		}
	}
}
