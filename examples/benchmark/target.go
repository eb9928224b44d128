package main

// A target is a figure from the project's design that the library should reach.
// It is only information. Times on a shared machine prove nothing, so a run
// does not fail if it misses a target.
type target struct {
	// text is the target as the table shows it, such as "at most 2 x the
	// table".
	text   string
	metric metric
	// factor limits the library's figure: it must be at most factor times the
	// figure of rival in workload. If rival is empty, factor is the limit
	// itself. If workload is empty, it is the library's own workload.
	factor   float64
	rival    string
	workload string
}

// A metric is a figure that a target can limit.
type metric uint8

// The metrics.
const (
	nanoseconds metric = iota
	allocations
)

// of returns the metric's figure.
func (m metric) of(f figures) float64 {
	if m == allocations {
		return f.Allocations
	}
	return f.Nanoseconds
}

// A verdict says whether a target is reached.
type verdict string

// The verdicts.
const (
	notMeasured verdict = "not measured"
	reached     verdict = "reached"
	notReached  verdict = "not reached"
)

// noAllocation is the target for everything on the hot path.
func noAllocation() target { return atMostAllocations("0 allocations", 0) }

// atMostAllocations is a target for the library's allocations.
func atMostAllocations(text string, most float64) target {
	return target{text: text, metric: allocations, factor: most}
}

// atMostNanoseconds is a target for the library's time alone.
func atMostNanoseconds(text string, most float64) target {
	return target{text: text, factor: most}
}

// atMostTimes is a target for the library's time as a multiple of a rival's.
func atMostTimes(text string, factor float64, rival string) target {
	return target{text: text, factor: factor, rival: rival}
}

// atLeastFaster is a target for the rival's time as a multiple of the
// library's.
func atLeastFaster(text string, factor float64, rival string) target {
	return target{text: text, factor: 1 / factor, rival: rival}
}

// roundingOfAllocations is smaller than any fraction of an allocation that the
// table shows. It allows for allocations that the runtime makes and not the
// contender.
const roundingOfAllocations = 0.005

// judge compares the library's figure in a workload with the target.
func (t target) judge(in string, measured results) verdict {
	mine, ok := measured.find(in, ours)
	if !ok {
		return notMeasured
	}
	most := t.factor
	if t.rival != "" {
		if t.workload != "" {
			in = t.workload
		}
		rival, ok := measured.find(in, t.rival)
		if !ok {
			return notMeasured
		}
		most *= t.metric.of(rival)
	}
	if t.metric == allocations {
		most += roundingOfAllocations
	}
	if t.metric.of(mine) <= most {
		return reached
	}
	return notReached
}
