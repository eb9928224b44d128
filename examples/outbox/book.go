package outbox

import (
	"context"
	"errors"
	"time"
)

// Errors of a [Book].
var (
	// ErrTaken is returned by Book.Take if another relay holds the lease.
	ErrTaken = errors.New("another relay is at work")
	// ErrLost is returned by Book.Renew and Book.Note if another relay has
	// taken the lease.
	ErrLost = errors.New("another relay has taken over")
	// ErrNoLetter is returned by operators' methods if there is no such letter.
	ErrNoLetter = errors.New("no such letter")
)

// A Book keeps the position of a relay and its letters. A host keeps it in the
// database of its claims. outboxtest.TestBook checks each sentence that says
// MUST. A [Relay] calls the methods, and other programs may do so at the same
// time.
//
// Once its context is canceled, a method MUST change nothing and return the
// context's error. If it is unknown after another error whether a change was
// saved, the relay takes the lease again and reads the position again.
type Book interface {
	// Take takes the lease for a time. Its term is greater than any before.
	//
	// From many relays that take it at the same time, exactly one MUST get the
	// lease, and the others ErrTaken. A lease that has ended or was given back
	// MUST be had by the next. The holder itself MUST be able to take it again.
	// The lease MUST have the position that was noted last, and at first the
	// empty one.
	Take(ctx context.Context, holder string, lasts time.Duration) (Lease, error)
	// Renew makes a lease last for a time from now. Once another relay has
	// taken it, Renew MUST return ErrLost.
	Renew(ctx context.Context, lease Lease, lasts time.Duration) error
	// Give ends a lease. Once another relay has taken it, Give MUST change
	// nothing.
	Give(ctx context.Context, lease Lease) error
	// Note saves the progress of a relay. It MUST save all of it or nothing.
	// Once another relay has taken the lease, Note MUST return ErrLost and
	// change nothing. A letter that is there already MUST be replaced in its
	// place.
	Note(ctx context.Context, lease Lease, progress Progress) error
	// Held returns the subjects that have letters, out of the given ones.
	Held(ctx context.Context, subjects []string) ([]string, error)
	// Letters returns the letters after a number, in the order of their
	// numbers, or only those that are to be sent again. It returns at most so
	// many. Numbers MUST grow in the order in which letters are noted. A letter
	// without a reason MUST be sent again by itself, unless a letter of its
	// subject has a reason and is not to be sent again.
	Letters(ctx context.Context, after int64, again bool, most int) ([]Letter, error)
	// Again marks the letters of a subject to be sent again. If there is none,
	// Again MUST return ErrNoLetter.
	Again(ctx context.Context, subject string) error
	// Drop removes a letter, so that its event is never delivered. If there is
	// none, Drop MUST return ErrNoLetter.
	Drop(ctx context.Context, number int64) error
}

// A Lease is the right to work. Only one relay has it at a time.
type Lease struct {
	// Term is the number of the lease.
	Term int64
	// Position is the position after which the relay continues.
	Position string
}

// A Letter is an undelivered event. It is kept until the event is delivered. It
// has the place of the event and not a copy of it.
type Letter struct {
	// Number identifies the letter in its book. It is 0 for a new one.
	Number int64 `json:"number"`
	// Position is the place of the event in its outbox.
	Position string `json:"position"`
	// After is the place before it; see Event.
	After string `json:"after"`
	// Subject is the ID of the claim.
	Subject string `json:"subject"`
	// Event is the ID of the event. It is empty if its entry cannot be read.
	Event string `json:"event,omitempty"`
	// Reason is the reason why the event was not delivered. It is empty if the
	// event only waits for an earlier letter of its subject.
	Reason string `json:"reason,omitempty"`
	// Attempts is the number of times that the event was sent.
	Attempts int `json:"attempts"`
	// At is the instant at which the letter was saved last.
	At time.Time `json:"at"`
	// Again says that the letter is to be sent again.
	Again bool `json:"again"`
}

// Progress is the work that a relay has done since it last saved its progress.
type Progress struct {
	// Position is the position after which to continue. If it is empty, the
	// book keeps its position.
	Position string
	// Letters are the letters to save. If the book has a letter with the same
	// position, it is replaced.
	Letters []Letter
	// Delivered are the numbers of the letters whose events were delivered.
	Delivered []int64
	// Failed are the subjects whose letters are no longer to be sent again.
	Failed []string
}

func (p *Progress) empty() bool {
	return p.Position == "" && len(p.Letters)+len(p.Delivered)+len(p.Failed) == 0
}
