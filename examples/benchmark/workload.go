package main

import (
	"cmp"
	"fmt"
)

// A workload is one piece of work that every contender does on the same inputs
// in the same order.
type workload struct {
	name string
	// does describes one operation, for the table and for README.md.
	does string
	// parts is the number of units in one operation, such as the events in a
	// claim's life. Figures are per unit.
	parts int
	// unit is the unit of the figures, such as "event".
	unit string
	// inputs is the number of inputs. If a run is longer, operation i has the
	// input i modulo inputs.
	inputs int
	// contenders begins with the library.
	contenders []contender
}

// A contender is one way to do a workload.
type contender struct {
	name string
	// run does the operations from first up to but not including last, and
	// returns the sum of their answers as numbers. This is the measured code,
	// so its loop holds only the work. A short loop is a function of its own,
	// because Go does not inline the calls in a closure that is copied together
	// with the function that makes it.
	run func(first, last int) uint64
	// inputs is the number of inputs that the contender uses, counted from the
	// first, if it is too slow for all. 0 means all.
	inputs int
	// answer does operation i again and returns its whole answer in words.
	answer func(i int) string
	// targets are the targets from design.md in this contender's row.
	targets []target
}

// ours is the name of the library's own contender in every workload.
const ours = "incentives"

// sample is the number of inputs of most workloads. It is large enough that no
// contender profits from a single input, and small enough for the processor's
// cache. It is a power of two, so that i&(sample-1) picks an input.
const sample = 256

// A maker makes the workload with a name.
type maker struct {
	name string
	make func() (workload, error)
}

// makers make the workloads in the order of the table. Each workload is made,
// measured and dropped before the next, because a larger heap slows down every
// contender that allocates.
var makers = []maker{
	{nextStateName, nextState},
	{"refused event", refusedEvent},
	{"what can happen now", permittedEvents},
	{"apply a command", applyCommands},
	{"restore and apply", restoreCommands},
	{"a stored command", writeCommands},
	{"decide eligibility", decideEligibility},
	{"roster", fillRoster},
	{"payout by hours, capped", payVariable},
	{"payout by market, fixed", payFixed},
	{"sum of payouts", sumAmounts},
	{"read a report", readReport},
	{"replay of statuses", replayStatuses},
}

// workload makes the workload.
func (m maker) workload() (workload, error) {
	w, err := m.make()
	w.name = m.name
	return w, err
}

// each returns a run that calls do for each operation. Use it if an operation
// is so slow that one more call does not count. The other contenders have their
// own loops.
func each(do func(i int) uint64) func(first, last int) uint64 {
	return func(first, last int) (sum uint64) {
		for i := first; i < last; i++ {
			sum += do(i & (sample - 1))
		}
		return sum
	}
}

// agree returns an error unless every contender gives the same answers as the
// first, both in words and in the measured loop. It exposes a contender that
// does less work than the others.
func (w *workload) agree() error {
	first := w.contenders[0]
	for _, c := range w.contenders[1:] {
		for i := range cmp.Or(c.inputs, w.inputs) {
			if want, got := first.answer(i), c.answer(i); got != want {
				return fmt.Errorf("%s, input %d: %s answers %q, %s %q", w.name, i, first.name, want, c.name, got)
			}
			if want, got := first.run(i, i+1), c.run(i, i+1); got != want {
				return fmt.Errorf("%s, input %d: the loop of %s gives %d, the loop of %s %d", w.name, i, first.name, want, c.name, got)
			}
		}
	}
	return nil
}
