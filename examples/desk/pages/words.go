package pages

import (
	"fmt"
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/mci"
)

// counted returns a number of things, such as "1 claim" or "3 claims".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// daysLeft says how many days are left to a last day.
func daysLeft(days int) string {
	switch {
	case days < 0:
		return counted(-days, "day") + " over"
	case days == 0:
		return "last day"
	default:
		return counted(days, "day") + " left"
	}
}

// meanings are the rules of claims of both kinds by their IDs.
var meanings = sync.OnceValue(func() map[mci.RuleID]mci.Rule {
	all := map[mci.RuleID]mci.Rule{}
	for _, rule := range slices.Concat(claims.Rules(), association.Rules()) {
		all[rule.ID] = rule
	}
	return all
})

// ruleMeaning returns the meaning of a rule of claims, or the zero rule.
func ruleMeaning(id mci.RuleID) mci.Rule { return meanings()[id] }
