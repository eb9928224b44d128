package partner

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// Without a command of its own, an event would be played as another one.
func TestTheWorldHasACommandForEachEventOfAnOpenClaimOfBothKinds(t *testing.T) {
	for _, event := range claims.Events() {
		opens := claims.State{}.Permitted().Has(event)
		if has := commands[event] != nil; has == (opens || event == claims.WindowEnds) { // command expires
			t.Errorf("%s of a partner activity has a command: %t", event, has)
		}
	}
	for _, event := range lifecycle.Events() {
		opens := lifecycle.State{}.Permitted().Has(event)
		if has := bondCommands[event] != nil; has == opens {
			t.Errorf("%s of an association has a command: %t", event, has)
		}
	}
}
