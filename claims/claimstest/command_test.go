package claimstest

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

func TestEachEventOfAnOpenClaimHasAWellFormedCommandByItsActor(t *testing.T) {
	b := &bench{TB: t, store: &store.Memory{}, ctx: t.Context(), work: newWorkbench()}
	claim := b.open(opening{id: "a"}).Claim
	for _, event := range claims.Events() {
		command, err := CommandOf(event)
		if (claims.State{}).Permitted().Has(event) {
			if err == nil {
				t.Errorf("%s opens a claim, and has the command %T", event, command)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", event, err)
			continue
		}
		_, err = claims.Apply(claim, command, b.meta(ActorOf(event), event.String()))
		if command.Event() != event || err != nil && !errors.Is(err, claims.ErrRefused) {
			t.Errorf("%s: the command %T of %s, and the error %v", event, command, command.Event(), err)
		}
	}
}
