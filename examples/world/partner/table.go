package partner

import (
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// The two machines' rows, copied once.
var (
	transitionsOf = sync.OnceValue(claims.Transitions)
	bondRows      = sync.OnceValue(lifecycle.Transitions)
)

// commandedEvents and commandedBondEvents are the events that a command asks
// for, also those beside the machine.
var (
	commandedEvents = sync.OnceValue(func() (events []claims.Event) {
		for _, event := range claims.Events() {
			if event != claims.AddCustomer && event != claims.ClaimCustomer {
				events = append(events, event)
			}
		}
		return append(events, claims.DivergenceResolved, claims.FactsRecorded, claims.TermsAccepted)
	})
	commandedBondEvents = sync.OnceValue(func() (events []lifecycle.Event) {
		for _, event := range append(lifecycle.Events(), lifecycle.DivergenceResolved, lifecycle.FactsRecorded) {
			if bondCommands[event] != nil {
				events = append(events, event)
			}
		}
		return events
	})
)
