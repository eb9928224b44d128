package partner

import (
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// The two machines' rows, copied once.
var (
	transitionsOf = sync.OnceValue(claims.Transitions)
	bondRows      = sync.OnceValue(lifecycle.Transitions)
)

// activityStates and bondStates are the states that the machines' rows reach.
var (
	activityStates = sync.OnceValue(func() (states []claims.State) {
		for _, row := range transitionsOf() {
			if !slices.Contains(states, row.To) {
				states = append(states, row.To)
			}
		}
		return states
	})
	bondStates = sync.OnceValue(lifecycle.States)
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

// eventsOf returns the events that the machine permits in a state.
func eventsOf(state claims.State) (events []claims.Event) {
	for _, row := range transitionsOf() {
		if row.From == state {
			events = append(events, row.Event)
		}
	}
	return events
}
