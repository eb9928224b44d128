package main

// refusedEvent asks for the next state after an event that is not permitted.
func refusedEvent() (workload, error) {
	pairs := drawPairs(false)
	mine := byState(pairs)
	allowed := atMostTimes("at most 5 x an allowed one", 5, ours)
	allowed.workload = nextStateName
	mine.targets = []target{noAllocation(), allowed}
	return workload{
		does:       "the answer that the machine does not permit an event in a state",
		parts:      1,
		unit:       "event",
		inputs:     sample,
		contenders: []contender{mine, byTable(pairs), byLooplab(pairs), byStateless(pairs)},
	}, nil
}
