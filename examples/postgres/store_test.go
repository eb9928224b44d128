package postgres

import (
	"testing"

	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/referraltest"
)

func TestTheStoreKeepsTheContractOfClaims(t *testing.T) {
	claimstest.TestStore(t, func(t *testing.T) store.Store { return newStore(t) })
}

func TestTheStoreKeepsTheContractOfDeals(t *testing.T) {
	referraltest.TestStore(t, func(t *testing.T) referral.Store { return newStore(t).Deals() })
}

var (
	_ store.BatchSaver  = (*Store)(nil)
	_ store.BatchLoader = (*Store)(nil)
	_ store.Totaler     = (*Store)(nil)
	_ store.Reindexer   = (*Store)(nil)
	_ store.Tail        = (*Store)(nil)
)
