package outbox

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A MemoryBook is a [Book] that is lost when the program ends. It is for tests,
// and for a source that is lost then, too. The zero MemoryBook is empty and
// ready to use. It is safe for concurrent use.
type MemoryBook struct {
	mu      sync.Mutex
	lease   Lease
	holder  string
	until   time.Time
	letters []Letter
	last    int64 // the number of the last letter
}

// with calls f while no other caller uses the book. If the context has ended,
// it does not call f.
func (b *MemoryBook) with(ctx context.Context, f func() error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return f()
}

// holding calls f if a lease is the latest one.
func (b *MemoryBook) holding(ctx context.Context, lease Lease, f func()) error {
	return b.with(ctx, func() error {
		if lease.Term != b.lease.Term {
			return ErrLost
		}
		f()
		return nil
	})
}

// Take implements [Book].
func (b *MemoryBook) Take(ctx context.Context, holder string, lasts time.Duration) (lease Lease, err error) {
	err = b.with(ctx, func() error {
		if holder != b.holder && b.until.After(time.Now()) {
			return ErrTaken
		}
		b.lease.Term++
		b.holder, b.until = holder, time.Now().Add(lasts)
		lease = b.lease
		return nil
	})
	return lease, err
}

// Renew implements [Book].
func (b *MemoryBook) Renew(ctx context.Context, lease Lease, lasts time.Duration) error {
	return b.holding(ctx, lease, func() { b.until = time.Now().Add(lasts) })
}

// Give implements [Book].
func (b *MemoryBook) Give(ctx context.Context, lease Lease) error {
	return b.with(ctx, func() error {
		if lease.Term == b.lease.Term {
			b.holder, b.until = "", time.Time{}
		}
		return nil
	})
}

// Note implements [Book].
func (b *MemoryBook) Note(ctx context.Context, lease Lease, progress Progress) error {
	return b.holding(ctx, lease, func() {
		if progress.Position != "" {
			b.lease.Position = progress.Position
		}
		for i := range b.letters {
			if slices.Contains(progress.Failed, b.letters[i].Subject) {
				b.letters[i].Again = false
			}
		}
		for _, l := range progress.Letters {
			b.keep(l)
		}
		b.letters = slices.DeleteFunc(b.letters, func(l Letter) bool { return slices.Contains(progress.Delivered, l.Number) })
	})
}

func (b *MemoryBook) keep(l Letter) {
	l.Again, l.At = false, l.At.UTC()
	at := slices.IndexFunc(b.letters, func(other Letter) bool { return other.Position == l.Position })
	if at < 0 {
		b.last++
		at, b.letters = len(b.letters), append(b.letters, Letter{Number: b.last})
	}
	l.Number = b.letters[at].Number
	b.letters[at] = l
	if l.Reason == "" {
		b.free(l.Subject)
	}
}

// free marks the letters of a subject to be sent again, unless one of them
// waits for an operator.
func (b *MemoryBook) free(subject string) {
	for _, l := range b.letters {
		if l.Subject == subject && l.Reason != "" && !l.Again {
			return
		}
	}
	b.mark(subject)
}

// mark marks the letters of a subject. It reports whether there are any.
func (b *MemoryBook) mark(subject string) (some bool) {
	for i := range b.letters {
		if b.letters[i].Subject == subject {
			b.letters[i].Again, some = true, true
		}
	}
	return some
}

// Held implements [Book].
func (b *MemoryBook) Held(ctx context.Context, subjects []string) (held []string, err error) {
	err = b.with(ctx, func() error {
		for _, l := range b.letters {
			if slices.Contains(subjects, l.Subject) && !slices.Contains(held, l.Subject) {
				held = append(held, l.Subject)
			}
		}
		return nil
	})
	return held, err
}

// Letters implements [Book].
func (b *MemoryBook) Letters(ctx context.Context, after int64, again bool, most int) (letters []Letter, err error) {
	err = b.with(ctx, func() error {
		for _, l := range b.letters {
			if len(letters) < most && l.Number > after && (l.Again || !again) {
				letters = append(letters, l)
			}
		}
		return nil
	})
	return letters, err
}

// Again implements [Book].
func (b *MemoryBook) Again(ctx context.Context, subject string) error {
	return b.with(ctx, func() error {
		if !b.mark(subject) {
			return ErrNoLetter
		}
		return nil
	})
}

// Drop implements [Book].
func (b *MemoryBook) Drop(ctx context.Context, number int64) error {
	return b.with(ctx, func() error {
		at := slices.IndexFunc(b.letters, func(l Letter) bool { return l.Number == number })
		if at < 0 {
			return ErrNoLetter
		}
		subject := b.letters[at].Subject
		b.letters = slices.Delete(b.letters, at, at+1)
		b.free(subject)
		return nil
	})
}
