package partner

import (
	"errors"
	"slices"
)

// mostReplays bounds the replays of one shrinking.
const mostReplays = 1000

// Shrink returns fewer steps that end in the same invariant's violation. It
// leaves out steps, faults and interruptions as long as the violation stays.
// The result depends only on its arguments.
func Shrink(options Options, steps []Step, want *ViolationError) []Step {
	options.Lines, options.Counts = false, nil
	s := &shrinker{options: options, want: want.Invariant, left: mostReplays}
	steps = slices.Clone(steps)
	if alone := ofClaim(steps, want); len(alone) > 0 && s.fails(alone) {
		steps = alone
	}
	if near := nearClaim(steps, want); len(near) > 0 && len(near) < len(steps) && s.fails(near) {
		steps = near
	}
	for size := max(1, len(steps)/2); ; size /= 2 {
		steps = s.dropAll(steps, size)
		if size <= 1 {
			break
		}
	}
	steps = s.calm(steps)
	return s.dropAll(steps, 1)
}

// ofClaim returns the steps about the claim of a violation, and those that are
// about none.
func ofClaim(steps []Step, broken *ViolationError) (alone []Step) {
	for i := range steps {
		if idOf(steps[i].Claim) == broken.Claim || steps[i].Claim == 0 {
			alone = append(alone, steps[i])
		}
	}
	return alone
}

// nearClaim returns the steps about the claim of a violation, about those begun
// shortly before and after it, and about none.
func nearClaim(steps []Step, broken *ViolationError) (near []Step) {
	at := slices.IndexFunc(steps, func(step Step) bool { return idOf(step.Claim) == broken.Claim })
	if at < 0 {
		return nil
	}
	number := steps[at].Claim
	for i := range steps {
		if n := steps[i].Claim; n == 0 || n > number-40 && n < number+40 {
			near = append(near, steps[i])
		}
	}
	return near
}

type shrinker struct {
	options Options
	want    int
	left    int
}

// fails reports whether steps still end in the violation.
func (s *shrinker) fails(steps []Step) bool {
	if s.left == 0 {
		return false
	}
	s.left--
	_, err := play(s.options, steps)
	var broken *ViolationError
	return errors.As(err, &broken) && broken.Invariant == s.want
}

// dropAll leaves out each run of so many steps, where that can be done, until
// none can be left out any more.
func (s *shrinker) dropAll(steps []Step, size int) []Step {
	for again := true; again; {
		again = false
		for at := len(steps) - size; at >= 0; at -= size {
			if less := slices.Delete(slices.Clone(steps), at, at+size); s.fails(less) {
				steps, again = less, true
				at = min(at, len(steps))
			}
		}
		again = again && size == 1
	}
	return steps
}

// calm leaves out the faults and interruptions that do not matter.
func (s *shrinker) calm(steps []Step) []Step {
	for i := range steps {
		for _, without := range []func(*Step){
			func(step *Step) { step.Within = nil },
			func(step *Step) { step.Faults = nil },
			func(step *Step) { step.Desk = 0 },
		} {
			calmer := slices.Clone(steps)
			if without(&calmer[i]); s.fails(calmer) {
				steps = calmer
			}
		}
	}
	return steps
}
