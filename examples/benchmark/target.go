package main

// A target is one figure of the project's design that the library is held
// against. It is information only: time on a shared machine proves nothing, so
// no target ever fails a run.
type target struct {
	text   string // as the table shows it, such as "at most 2 x the table"
	metric metric
	// The library reaches the target if its figure is at most factor times the
	// figure of the rival in the workload. Without a rival, factor is the
	// figure itself; without a workload, it is the same one.
	factor   float64
	rival    string
	workload string
}

// A metric is a figure that targets are about.
type metric uint8

// The metrics.
const (
	nanoseconds metric = iota
	allocations
)

// of picks the metric's figure.
func (m metric) of(f figures) float64 {
	if m == allocations {
		return f.Allocations
	}
	return f.Nanoseconds
}

// A verdict is whether a target is reached. The zero verdict says that it was
// not measured.
type verdict string

// The verdicts.
const (
	notMeasured verdict = "not measured"
	reached     verdict = "reached"
	notReached  verdict = "not reached"
)

// noAllocation is the target of everything on the hot path.
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

// atLeastFaster is a target for how many times a rival takes as long as the
// library.
func atLeastFaster(text string, factor float64, rival string) target {
	return target{text: text, factor: 1 / factor, rival: rival}
}

// roundingOfAllocations is below what the table shows of an allocation. The
// runtime itself allocates now and then, and that is not the contender's.
const roundingOfAllocations = 0.005

// judge holds the library's figures in a workload against the target.
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
