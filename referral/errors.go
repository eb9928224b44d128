package referral

import (
	"errors"
	"fmt"
	"time"
)

// The errors of this package match these, through errors.Is. A creation or an
// edit that the rules refuse matches [resource.ErrRefused].
var (
	// ErrNotFound is returned by a Store for a claim without a deal, which the
	// desk takes as such, and by a Gateway for an ID that no referral has.
	ErrNotFound = errors.New("there is no such referral")
	// ErrConflict is returned by a Store if the stored version is not the one
	// before the deal's, which the desk passes on, and by a Gateway if the
	// referral was changed since its eTag was read. The desk then reads it
	// again, a few times.
	ErrConflict = errors.New("the referral has changed since it was loaded")
	// ErrThrottled is matched by the WaitError of a Gateway that was asked to
	// slow down. Nothing was changed.
	ErrThrottled = errors.New("too many requests")
	// ErrBusy is matched by the WaitError of a desk while a create may still be
	// under way.
	ErrBusy = errors.New("a referral is being created")
	// ErrAmbiguous is returned by the desk if Partner Center has several
	// referrals with the claim's link. It changes none of them.
	ErrAmbiguous = errors.New("there are several referrals of the claim")
	// ErrUnread is matched by the UnreadError of a Gateway. The desk passes it
	// on if it found no referral of the claim: one that could not be read may
	// be it.
	ErrUnread = errors.New("part of a list could not be read")
)

// A WaitError says that a call can be made again, unchanged, after a while. The
// library does not wait.
type WaitError struct {
	For time.Duration // from now on; never negative
	Err error         // matches ErrThrottled or ErrBusy
}

// Error says why and how long.
func (e *WaitError) Error() string { return e.Err.Error() + "; again in " + e.For.String() }

// Unwrap returns the reason.
func (e *WaitError) Unwrap() error { return e.Err }

// An UnreadError holds the errors of the elements of a list that could not be
// read. It is returned beside those that could. It matches [ErrUnread], and
// none of the errors that it holds: that an element is malformed does not make
// the call malformed input.
type UnreadError struct {
	Elements []error // one for each element, in their order
}

// Error says how many there are, and the first.
func (e *UnreadError) Error() string {
	if len(e.Elements) == 0 {
		return ErrUnread.Error()
	}
	return fmt.Sprintf("%v: %d elements, the first: %v", ErrUnread, len(e.Elements), e.Elements[0])
}

// Is reports whether target is [ErrUnread].
func (e *UnreadError) Is(target error) bool { return target == ErrUnread }
