package main

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
)

// permittedEvents asks for the events that are possible in a state.
func permittedEvents() (workload, error) {
	drawn := draw(slices.DeleteFunc(states(), claims.State.Terminal))
	mine := permittedByState(drawn)
	mine.targets = []target{noAllocation(), atMostNanoseconds("at most 10 ns", 10)}
	return workload{
		does:   "the list of the events that the machine permits in a state that is not terminal",
		parts:  1,
		unit:   "state",
		inputs: sample,
		contenders: []contender{
			mine, permittedByTable(drawn), permittedByLooplab(drawn), permittedByStateless(drawn),
		},
	}, nil
}

// listed returns a list of events in words, sorted so that all contenders
// agree.
func listed(events []string) string {
	return strings.Join(slices.Sorted(slices.Values(events)), ", ")
}

// names returns the names of events.
func names(events []claims.Event) []string {
	texts := make([]string, len(events))
	for i, event := range events {
		texts[i] = event.String()
	}
	return texts
}

func permittedByState(drawn *[sample]claims.State) contender {
	return contender{
		name:   ours,
		run:    func(first, last int) uint64 { return listStates(drawn, first, last) },
		answer: func(i int) string { return listed(names(slices.Collect(drawn[i].Permitted().All()))) },
	}
}

func listStates(drawn *[sample]claims.State, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		// The loop reads the whole list. Counting alone would not need that
		// work.
		for range drawn[i&(sample-1)].Permitted().All() {
			sum++
		}
	}
	return sum
}

func permittedByTable(drawn *[sample]claims.State) contender {
	table, inputs := newDenseTable(), &[sample]uint8{}
	for i, state := range drawn {
		inputs[i] = code(state)
	}
	return contender{
		name:   denseName,
		run:    func(first, last int) uint64 { return listTable(table, inputs, first, last) },
		answer: func(i int) string { return listed(names(table.permitted[inputs[i]])) },
	}
}

func listTable(table *denseTable, inputs *[sample]uint8, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		sum += uint64(len(table.permitted[inputs[i&(sample-1)]]))
	}
	return sum
}

func permittedByLooplab(drawn *[sample]claims.State) contender {
	m, inputs := newLooplabMachine(), [sample]string{}
	for i, state := range drawn {
		inputs[i] = state.String()
	}
	ask := func(i int) []string {
		m.SetState(inputs[i])
		return m.AvailableTransitions()
	}
	return contender{
		name:   looplabName,
		run:    each(func(i int) uint64 { return uint64(len(ask(i))) }),
		answer: func(i int) string { return listed(ask(i)) },
	}
}

func permittedByStateless(drawn *[sample]claims.State) contender {
	m, inputs := newStatelessMachine(), [sample]any{}
	for i, state := range drawn {
		inputs[i] = code(state)
	}
	ask := func(i int) []any {
		m.claim.state = inputs[i]
		triggers, err := m.machine.PermittedTriggersCtx(m.ctx)
		if err != nil {
			return nil
		}
		return triggers
	}
	return contender{
		name: statelessName,
		run:  each(func(i int) uint64 { return uint64(len(ask(i))) }),
		answer: func(i int) string {
			var events []claims.Event
			for _, trigger := range ask(i) {
				events = append(events, trigger.(claims.Event))
			}
			return listed(names(events))
		},
	}
}
