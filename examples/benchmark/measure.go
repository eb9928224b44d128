package main

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// figures are what was measured of one contender, by unit of its workload.
type figures struct {
	Nanoseconds float64 `json:"nanoseconds"`
	Allocations float64 `json:"allocations"`
	Bytes       float64 `json:"bytes"`
}

// A result is the medians of one contender over all rounds. It holds nothing of
// the workload's inputs.
type result struct {
	workload  string
	unit      string
	contender string
	targets   []target
	figures   figures
}

// results are in the order of the table.
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

// A plan says how often and how long is measured.
type plan struct {
	rounds int
	time   string // of one measurement; the flag test.benchtime is set to it
}

// measure runs every contender of a workload once a round on one processor, and
// returns the medians. Every other round runs backward, so that a machine that
// grows slower or faster treats all alike.
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

// measureOnce takes the figures of one contender from one run of
// testing.Benchmark. Time is that of the processor where the system tells it,
// so that other programs on a busy machine are not measured; else it is that of
// the clock. The compiler cannot leave out work whose sum a function returns
// that it does not know.
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

// median returns the value in the middle, the mean of both where there are two,
// and 0 of no values.
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
