package postgres

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/referraltest"
)

func TestTheStoreKeepsTheContractOfClaims(t *testing.T) {
	claimstest.TestStore(t, func(t *testing.T) claims.Store { return newStore(t) })
}

func TestTheStoreKeepsTheContractOfDeals(t *testing.T) {
	referraltest.TestStore(t, func(t *testing.T) referral.Store { return newStore(t).Deals() })
}

var (
	_ claims.BatchSaver  = (*Store)(nil)
	_ claims.BatchLoader = (*Store)(nil)
	_ claims.Totaler     = (*Store)(nil)
	_ claims.Reindexer   = (*Store)(nil)
	_ claims.Tail        = (*Store)(nil)
)
