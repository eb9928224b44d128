package main

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// figures holds the measured figures of one contender, each by unit of its
// workload.
type figures struct {
	Nanoseconds float64 `json:"nanoseconds"`
	Allocations float64 `json:"allocations"`
	Bytes       float64 `json:"bytes"`
}

// A result holds the medians of one contender over all rounds. It keeps no
// reference to the workload's inputs.
type result struct {
	workload  string
	unit      string
	contender string
	targets   []target
	figures   figures
}

// results lists the results in the order of the table.
type results []result

// find returns the figures of a contender, and whether it was measured.
func (r results) find(workload, contender string) (figures, bool) {
	for _, one := range r {
		if one.workload == workload && one.contender == contender {
			return one.figures, true
		}
	}
	return figures{}, false
}

// A plan holds the number of rounds and the length of a measurement.
type plan struct {
	rounds int
	time   string // length of one measurement, as in the flag test.benchtime
}

// measure runs every contender of a workload once a round on one processor, and
// returns the medians. Every other round runs backward, so that a machine that
// gets slower or faster affects all contenders alike.
func (p plan) measure(w *workload) results {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	taken := make([][]figures, len(w.contenders))
	for round := range p.rounds {
		for i := range w.contenders {
			if round%2 == 1 {
				i = len(w.contenders) - 1 - i
			}
			taken[i] = append(taken[i], measureOnce(w, &w.contenders[i]))
		}
	}
	measured := make(results, len(w.contenders))
	for i, c := range w.contenders {
		measured[i] = result{w.name, w.unit, c.name, c.targets, medians(taken[i])}
	}
	return measured
}

// measureOnce measures one contender in one run of testing.Benchmark. The time
// is the program's processor time if the system reports it, so that other
// programs on a busy machine do not count. Otherwise it is the time of the
// clock. The compiler cannot remove the work, because it does not know the
// function that returns the sum.
func measureOnce(w *workload, c *contender) figures {
	var used time.Duration
	var told bool
	r := testing.Benchmark(func(b *testing.B) {
		before, ok := processorTime()
		c.run(0, b.N)
		after, _ := processorTime()
		used, told = after-before, ok
	})
	if !told {
		used = r.T
	}
	units := float64(r.N) * float64(w.parts)
	return figures{
		Nanoseconds: float64(used.Nanoseconds()) / units,
		Allocations: float64(r.MemAllocs) / units,
		Bytes:       float64(r.MemBytes) / units,
	}
}

// medians returns the median of each figure.
func medians(taken []figures) figures {
	pick := func(of func(figures) float64) float64 {
		values := make([]float64, len(taken))
		for i, f := range taken {
			values[i] = of(f)
		}
		return median(values)
	}
	return figures{
		Nanoseconds: pick(func(f figures) float64 { return f.Nanoseconds }),
		Allocations: pick(func(f figures) float64 { return f.Allocations }),
		Bytes:       pick(func(f figures) float64 { return f.Bytes }),
	}
}

// median returns the middle value. If there are two, it returns their mean. If
// there are no values, it returns 0.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
