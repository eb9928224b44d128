// Package partner plays a whole partner from one number: the people at several
// machines, their customers, Microsoft's reviewer, the jobs and relays, and a
// database that fails.
//
// A caller makes three calls:
//
//   - [Run] draws and plays steps, and returns a [Report];
//   - [Replay] plays recorded steps again, such as those of a [Story];
//   - [Shrink] finds a short story that still ends in the same violation.
//
// A world is drawn from its seed alone. It has a time of its own, and no
// goroutine. If a step is interrupted by another one, the seed says at which
// call of the store. So equal seeds give equal worlds, step for step.
//
// The invariants of the design are checked for every claim that a step touched,
// and for all claims after each era and at the end. They are the rows of one
// table; see [Invariants].
package partner
