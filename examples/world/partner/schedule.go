package partner

import (
	"math/rand/v2"
	"slices"
	"time"
)

// A schedule draws the steps of one world from its seed.
type schedule struct {
	dice  dice
	kinds []kind
	total int
	now   time.Time
	pace  time.Duration
	// numbers of the claims that were begun, and of the associations
	last  int
	bonds []int
}

// paces are the mean times between two steps. A slow world sees more windows
// end.
var paces = [...]time.Duration{20 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// newSchedule returns the schedule of a seed, with the kinds of steps that it
// is to have.
func newSchedule(seed uint64, has func(*kind) bool) *schedule {
	s := &schedule{dice: dice{rand.New(rand.NewPCG(seed, stream+1))}, kinds: kinds(), now: begins}
	s.kinds = slices.DeleteFunc(s.kinds, func(k kind) bool { return !has(&k) })
	for _, kind := range s.kinds {
		s.total += kind.weight
	}
	s.pace = oneOf(s.dice, paces[:]...)
	return s
}

// has reports whether a world with the options has a kind of steps.
func (o *Options) has(k *kind) bool { return k.pure || !o.Pure }

// lags is the number of calls of a store in which its replica lags: more than a
// desk tries.
const lags = 12

// step draws the next step.
func (s *schedule) step() Step {
	s.now = s.now.Add(time.Duration(s.dice.Int64N(int64(2 * s.pace))))
	step := s.draw()
	if s.dice.chance(4) {
		if s.dice.chance(10) { // a replica that lags through the whole step
			for call := range lags {
				step.Faults = append(step.Faults, Fault{1 + call, Stale})
			}
			return step
		}
		for range 1 + s.dice.IntN(2) {
			step.Faults = append(step.Faults, Fault{1 + s.dice.IntN(4), oneOf(s.dice, FaultKinds()...)})
		}
	}
	if s.dice.chance(4) {
		within := s.draw()
		if s.dice.chance(70) && step.Claim > 0 {
			within.Claim = step.Claim // two people work on one claim
		}
		step.Within = []Interruption{{1 + s.dice.IntN(3), within}}
		if s.dice.chance(10) {
			step.Within[0].Step.Within = []Interruption{{1 + s.dice.IntN(2), s.draw()}}
		}
	}
	return step
}

// draw draws a step without faults and interruptions.
func (s *schedule) draw() Step {
	at := s.dice.IntN(s.total)
	chosen := &s.kinds[0]
	for i := range s.kinds {
		if at -= s.kinds[i].weight; at < 0 {
			chosen = &s.kinds[i]
			break
		}
	}
	step := Step{Kind: chosen.name, At: s.now.Truncate(time.Second), Desk: s.dice.IntN(machines + 6), Draw: s.dice.Uint64()}
	if step.Desk >= machines {
		step.Desk = 0 // most work is done at one machine, whose clock is right
	}
	if chosen.choice != nil {
		step.Claim = chosen.choice(s)
	}
	if chosen.name == "associate" {
		s.bonds = append(s.bonds, step.Claim)
	}
	return step
}

// next is the number of a new claim.
func (s *schedule) next() int {
	s.last++
	return s.last
}

// any is the number of any claim, or of one that was never begun.
func (s *schedule) any() int { return 1 + s.dice.IntN(s.last+1) }

// live is the number of one of the latest claims, mostly.
func (s *schedule) live() int {
	if s.last < 25 || s.dice.chance(15) {
		return s.any()
	}
	return s.last - s.dice.IntN(25)
}

// bond is the number of an association.
func (s *schedule) bond() int {
	if len(s.bonds) == 0 || s.dice.chance(2) {
		return s.any()
	}
	recent := s.bonds[max(0, len(s.bonds)-10):]
	return recent[s.dice.IntN(len(recent))]
}
