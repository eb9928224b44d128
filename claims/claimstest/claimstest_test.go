package claimstest_test

import (
	"testing"

	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/store"
)

func TestTheMemoryStorePasses(t *testing.T) {
	claimstest.TestStore(t, func(*testing.T) store.Store { return &store.Memory{} })
}
