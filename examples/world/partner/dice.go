package partner

import "math/rand/v2"

// dice draw the choices of one step from its number.
type dice struct{ *rand.Rand }

// stream keeps the dice of steps apart from those of the schedule.
const stream = 0x6d6369

func diceOf(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// chance returns true with a probability in percent.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// oneOf draws one of some values.
func oneOf[T any](d dice, values ...T) T { return values[d.IntN(len(values))] }
