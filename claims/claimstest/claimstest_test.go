package claimstest_test

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
)

func TestTheMemoryStorePasses(t *testing.T) {
	claimstest.TestStore(t, func(*testing.T) claims.Store { return &claims.MemoryStore{} })
}
