package outboxtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/outbox"
)

// mostSteps is larger than the number of steps of a relay in any test.
const mostSteps = 500

// TestRelay kills a relay over a store's outbox before and after each of its
// steps. The next relay must deliver every entry, in the order of its claim.
// The parameter entries is the number of entries in the store, and the function
// returns the book of a new relay.
func TestRelay(t *testing.T, source outbox.Source, entries int, book func(name string) outbox.Book) {
	for _, after := range []bool{false, true} {
		for left := 1; left < mostSteps; left++ {
			k := &Killer{Left: left, After: after}
			one := &trial{source: source, book: book(fmt.Sprint("killed at ", left, after)), receiver: &Receiver{}}
			one.refuseOnce()
			one.killed(t, k, entries)
			one.finished(t, entries)
			if !k.Reached() || t.Failed() {
				t.Logf("%d steps (after each: %v)", left, after)
				break
			}
		}
	}
}

// A trial is the life of one relay and of the next one.
type trial struct {
	source   outbox.Source
	book     outbox.Book
	receiver *Receiver
	refused  sync.Once
}

// refuseOnce makes the receiver refuse the first event with the number 2.
func (one *trial) refuseOnce() {
	one.receiver.Answer = func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
		taken := true
		if e.Entry.Number == 2 {
			one.refused.Do(func() {
				w.WriteHeader(http.StatusUnprocessableEntity)
				taken = false
			})
		}
		return taken
	}
}

// run starts a relay, which ends with the context.
func (one *trial) run(ctx context.Context, t *testing.T, k *Killer) (ended chan error) {
	t.Helper()
	server := httptest.NewServer(one.receiver)
	to, err := outbox.NewHTTP(server.URL, outbox.HTTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	relay, err := outbox.NewRelay(k.Source(one.source), k.Book(one.book), k.Receiver(to), outbox.Options{
		Holder: "one", Most: 4, Parallel: 2, Poll: time.Millisecond, FirstPause: time.Millisecond, LongestPause: 2 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	ended = make(chan error, 1)
	go func() {
		defer server.Close()
		ended <- relay.Run(ctx)
	}()
	return ended
}

// killed runs a relay until it is killed, or has delivered everything.
func (one *trial) killed(t *testing.T, k *Killer, entries int) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	k.Kill = kill
	ended := one.run(ctx, t, k)
	one.await(ctx, entries)
	kill()
	<-ended //nolint:errcheck // because it was killed
}

// finished runs a relay until it has delivered everything, and checks the
// counts.
func (one *trial) finished(t *testing.T, entries int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	ended := one.run(ctx, t, &Killer{})
	one.await(ctx, entries)
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended: %v", err)
	}
	if got, err := one.receiver.Count(); err != nil || got.Distinct != entries {
		t.Errorf("got %+v, want %d events, %v", got, entries, err)
	}
}

// await waits until everything was delivered and no letter is left, or until
// the context ends. If there are letters, it has them sent again.
func (one *trial) await(ctx context.Context, entries int) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		letters, err := one.book.Letters(ctx, 0, false, 1)
		if err == nil && len(letters) > 0 {
			err = one.book.Again(ctx, letters[0].Subject)
		}
		if got, _ := one.receiver.Count(); err == nil && len(letters) == 0 && got.Distinct == entries {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
