package main

import (
	"cmp"
	"fmt"
)

// A workload is one piece of work that every contender does on the same inputs
// in the same order.
type workload struct {
	name string
	// what one operation is, for the table and for README.md
	does string
	// how many units one call of an operation holds, such as the events of a
	// claim's life; figures are by unit
	parts int
	// what the figures are by, such as "event"
	unit string
	// inputs is how many inputs there are. Input i of a longer run is input i
	// modulo inputs.
	inputs int
	// the library first
	contenders []contender
}

// A contender is one way to do a workload.
type contender struct {
	name string
	// run does the operations with the numbers from first up to last, without
	// last, and returns the sum of their answers as numbers. It is what is
	// measured, so its loop holds nothing that the work does not need. Short
	// loops are functions of their own: in a closure that is copied with the
	// function that makes it, Go does not inline what it calls.
	run func(first, last int) uint64
	// inputs is how many of the workload's inputs it takes, the first ones, if
	// it is too slow for all; 0 for all.
	inputs int
	// answer does operation i once more and returns its whole answer in words.
	answer func(i int) string
	// targets are what design.md demands and this contender's row shows.
	targets []target
}

// ours is what the library's own contender is called in every workload.
const ours = "incentives"

// sample is how many inputs most workloads have: enough that no contender
// profits from one input, few enough to stay in the cache of the processor. It
// is a power of two, so that i&(sample-1) picks an input.
const sample = 256

// makers make the workloads, in the order of the table. Each is made, measured
// and dropped before the next: what lies on the heap costs every contender that
// allocates.
var makers = []func() (workload, error){
	nextState, refusedEvent, permittedEvents, applyCommands,
	decideEligibility, fillRoster, payVariable, payFixed, sumAmounts, readReport, replayStatuses,
}

// each makes a run of single operations. It is for operations that take so long
// that one more call of a function does not count; the others have loops of
// their own.
func each(do func(i int) uint64) func(first, last int) uint64 {
	return func(first, last int) (sum uint64) {
		for i := first; i < last; i++ {
			sum += do(i & (sample - 1))
		}
		return sum
	}
}

// agree returns an error unless every contender gives the answer of the first
// one to every input, both in words and in the loop that is measured. Whoever
// does less than the others shows here.
func (w *workload) agree() error {
	first := w.contenders[0]
	for _, c := range w.contenders[1:] {
		for i := range cmp.Or(c.inputs, w.inputs) {
			if want, got := first.answer(i), c.answer(i); got != want {
				return fmt.Errorf("%s, input %d: %s answers %q, %s %q", w.name, i, first.name, want, c.name, got)
			}
			if want, got := first.run(i, i+1), c.run(i, i+1); got != want {
				return fmt.Errorf("%s, input %d: the loop of %s gives %d, that of %s %d", w.name, i, first.name, want, c.name, got)
			}
		}
	}
	return nil
}
