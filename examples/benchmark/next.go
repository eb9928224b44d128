package main

// nextState asks for the next state after a permitted event.
func nextState() (workload, error) {
	pairs := drawPairs(true)
	mine, table, looplab, shared := byState(pairs), byTable(pairs), byLooplab(pairs), byStateless(pairs)
	mine.targets = []target{noAllocation()}
	table.targets = []target{atMostTimes("at most 2 x this", 2, denseName)}
	looplab.targets = []target{atLeastFaster("100 x faster than this", 100, looplabName)}
	shared.targets = []target{atLeastFaster("50 x faster than this", 50, statelessName)}
	return workload{
		does:       "the next state of a state and an event that the machine permits there",
		parts:      1,
		unit:       "event",
		inputs:     sample,
		contenders: []contender{mine, table, looplab, shared},
	}, nil
}

// nextStateName is the name of a workload to which a target of another one
// refers.
const nextStateName = "next state"

// byState returns the contender that uses the library.
func byState(pairs *[sample]pair) contender {
	return contender{
		name:   ours,
		run:    func(first, last int) uint64 { return askStates(pairs, first, last) },
		answer: func(i int) string { return moved(pairs[i].state.Next(pairs[i].event)) },
	}
}

func askStates(pairs *[sample]pair, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		in := pairs[i&(sample-1)]
		if next, ok := in.state.Next(in.event); ok {
			sum += uint64(next.Status)
		}
	}
	return sum
}
