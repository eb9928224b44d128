package outboxtest

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	"github.com/mci-go/incentives/examples/outbox"
)

// ErrKilled is returned by everything that a killed relay calls.
var ErrKilled = errors.New("killed")

// A Killer ends a relay at one of its steps, like a signal that cannot be
// caught. From then on, the calls of the relay have no effect. The zero Killer
// kills no relay. Set its fields, and pass its Book, Source and Receiver to one
// relay.
type Killer struct {
	// Left is the number of remaining steps, including the last one.
	Left int
	// After says that the last step is carried out but the relay does not see
	// its outcome.
	After bool
	// Once says that the last step fails but the relay stays alive.
	Once bool
	// Kill is called at the last step. It may be nil.
	Kill func()

	mu   sync.Mutex
	dead bool
}

// Reached reports whether the relay has reached its last step.
func (k *Killer) Reached() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Left <= 0
}

// Book returns a book that the relay can no longer use after it is killed.
func (k *Killer) Book(book outbox.Book) outbox.Book { return mortalBook{book, k} }

// Source returns a source that the relay can no longer use after it is killed.
func (k *Killer) Source(source outbox.Source) outbox.Source { return mortalSource{source, k} }

// Receiver returns a receiver that the relay can no longer use after it is
// killed.
func (k *Killer) Receiver(receiver outbox.Receiver) outbox.Receiver {
	return mortalReceiver{receiver, k}
}

// step calls f, unless the relay is dead.
func (k *Killer) step(f func() error) error {
	k.mu.Lock()
	k.Left--
	ends := k.Left == 0
	dead := k.dead
	if ends && !k.Once {
		k.dead = true
	}
	k.mu.Unlock()
	if dead || ends && !k.After {
		if ends && k.Kill != nil {
			k.Kill()
		}
		return ErrKilled
	}
	err := f()
	if ends {
		if k.Kill != nil {
			k.Kill()
		}
		return ErrKilled
	}
	return err
}

type mortalBook struct {
	outbox.Book
	*Killer
}

func (b mortalBook) Take(ctx context.Context, holder string, lasts time.Duration) (lease outbox.Lease, err error) {
	err = b.step(func() (err error) { lease, err = b.Book.Take(ctx, holder, lasts); return err })
	return lease, err
}

func (b mortalBook) Give(ctx context.Context, lease outbox.Lease) error {
	return b.step(func() error { return b.Book.Give(ctx, lease) })
}

func (b mortalBook) Note(ctx context.Context, lease outbox.Lease, progress outbox.Progress) error {
	return b.step(func() error { return b.Book.Note(ctx, lease, progress) })
}

func (b mortalBook) Held(ctx context.Context, subjects []string) (held []string, err error) {
	err = b.step(func() (err error) { held, err = b.Book.Held(ctx, subjects); return err })
	return held, err
}

func (b mortalBook) Letters(ctx context.Context, after int64, again bool, most int) (letters []outbox.Letter, err error) {
	err = b.step(func() (err error) { letters, err = b.Book.Letters(ctx, after, again, most); return err })
	return letters, err
}

type mortalSource struct {
	outbox.Source
	*Killer
}

func (s mortalSource) Events(ctx context.Context, after string) iter.Seq2[outbox.Event, error] {
	return func(yield func(outbox.Event, error) bool) {
		for event, err := range s.Source.Events(ctx, after) {
			if failed := s.step(func() error { return err }); failed != nil {
				yield(outbox.Event{}, failed)
				return
			}
			if !yield(event, err) {
				return
			}
		}
	}
}

type mortalReceiver struct {
	outbox.Receiver
	*Killer
}

func (r mortalReceiver) Send(ctx context.Context, event *outbox.Event) error {
	return r.step(func() error { return r.Receiver.Send(ctx, event) })
}
