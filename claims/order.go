package claims

import (
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Tolerances of the instant of a command. Two people at two machines are never
// in perfect order, so a command that is a little older than the claim's latest
// entry is not refused for it. Source: [mci.LibraryReading].
const (
	// DefaultTolerance is the tolerance if none is set.
	DefaultTolerance = 5 * time.Minute
	// MostTolerance is the greatest tolerance.
	MostTolerance = 24 * time.Hour
	// NoTolerance means that no command may be older than the claim's latest
	// entry, and none later than its receipt.
	NoTolerance time.Duration = -1
)

// ErrOutOfOrder is matched by every [OutOfOrderError].
var ErrOutOfOrder = errors.New("out of order in time")

// An OutOfOrderError is the error of a command that is dated before the claim's
// latest entry by more than the tolerance. It is no refusal: the same command
// with a later instant may be permitted. The claim is unchanged.
type OutOfOrderError struct {
	// ID is the ID of the claim.
	ID ID `json:"id"`
	// At is the instant of the command, in UTC.
	At time.Time `json:"at"`
	// Updated is the largest instant of the claim's entries, in UTC.
	Updated time.Time `json:"updated"`
	// Tolerance is the time by which a command may be older, in JSON in
	// nanoseconds.
	Tolerance time.Duration `json:"toleranceNanoseconds"`
}

// Error says how far the command is behind the latest entry.
func (e *OutOfOrderError) Error() string {
	return fmt.Sprintf("claim %q: the command is dated %s, %s before the claim's latest entry of %s, and %s are tolerated",
		e.ID, e.At.Format(time.RFC3339Nano), e.Updated.Sub(e.At), e.Updated.Format(time.RFC3339Nano), e.Tolerance)
}

// Is reports whether the target is [ErrOutOfOrder].
func (e *OutOfOrderError) Is(target error) bool { return target == ErrOutOfOrder }

// tolerance returns the tolerance of the command.
func (m *Meta) tolerance() time.Duration {
	switch m.Tolerance {
	case 0:
		return DefaultTolerance
	case NoTolerance:
		return 0
	default:
		return m.Tolerance
	}
}

// checkTime reports an instant that no claim can have, and one that lies ahead
// of its receipt.
func (m *Meta) checkTime() error {
	switch {
	case !inYears(m.At):
		return mci.Invalid("at", m.At.Format(time.RFC3339), wantInstant)
	case !m.Received.IsZero() && !inYears(m.Received):
		return mci.Invalid("received", m.Received.Format(time.RFC3339), wantInstant)
	case m.Tolerance < NoTolerance || m.Tolerance > MostTolerance:
		return mci.Invalid("tolerance", m.Tolerance.String(), "NoTolerance, or up to 24 hours")
	case !m.Received.IsZero() && !m.Future && m.At.Sub(m.Received) > m.tolerance():
		return mci.Invalid("at", m.At.Format(time.RFC3339), fmt.Sprintf(
			"an instant at most %s after the command was received at %s, unless the host vouches for it with Future",
			m.tolerance(), m.Received.Format(time.RFC3339)))
	default:
		return nil
	}
}

// inOrder returns the reason that a command comes too late: the claim has
// expired meanwhile, or the command is too old. It returns nil if neither is
// so.
func (c *Claim) inOrder(event Event, meta *Meta) error {
	if gap := c.overtaken(event, meta.At); gap != nil {
		return c.refusal(event, meta, *gap)
	}
	return c.tolerates(meta)
}

// tolerates returns an error if the command is older than the claim's latest
// entry by more than the tolerance.
func (c *Claim) tolerates(meta *Meta) error { return meta.InOrder(c.record.ID, c.record.Updated) }

// overtaken returns the gap of a command of the machine that a state before the
// expiry permits, and that is dated inside the window by whose end the claim
// has expired. It returns nil for every other: if no such state permits the
// command, to take back the expiry would not help.
func (c *Claim) overtaken(event Event, at time.Time) *Gap {
	clock := dense.expiry[c.State().index()]
	if clock == 0 || dense.PermittedBefore(int(WindowEnds), c.State().index())&(1<<event) == 0 ||
		at.Before(c.trigger(clock)) || !c.open(clock, at) {
		return nil
	}
	return &Gap{
		Rule: overtakenRule, Path: "meta.at", Source: mci.LibraryReading.Source(),
		Why: "it is dated inside the " + clock.String() + " window, but the claim's expiry after " + c.window(clock).LastDay.String() +
			" is recorded; take back the expiry, then give the command again",
	}
}

// stored returns the instant under which a step is stored. It is the instant of
// the command unless that is inside the tolerance and before a step that the
// new one follows; then it is the instant of that step.
func (c *Claim) stored(at time.Time) time.Time {
	if !at.Before(c.record.Updated) {
		return at
	}
	r := &c.record
	raise := func(step time.Time) {
		if step.After(at) {
			at = step
		}
	}
	for i := range instants {
		raise(*instants[i].at(r))
	}
	raise(r.Amounts.Requested.At)
	for i := range r.Evidence {
		raise(r.Evidence[i].Updated)
	}
	for i := range r.Amounts.Payments {
		raise(r.Amounts.Payments[i].At)
	}
	return at
}
