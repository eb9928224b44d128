package outbox_test

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

// mostSteps is more than the relay makes in these tests.
const mostSteps = 500

// every says how many steps lie between two at which a relay is disturbed.
var every = flag.Int("every", 3, "disturb a relay at one of so many steps; .ci/scheduled asks for each")

// overSteps calls f for each step of a relay, or for every n-th step, with a
// killer that ends the relay there, until a relay needs fewer steps. If not all
// steps are tried, a step is tried either before or after it, and not both.
func overSteps(t *testing.T, once bool, f func(t *testing.T, k *outboxtest.Killer)) {
	steps := 0
	for i, after := range []bool{false, true} {
		for left := 1 + i%*every; ; left += *every {
			k := &outboxtest.Killer{Left: left, After: after, Once: once}
			synctest.Test(t, func(t *testing.T) { f(t, k) })
			if !k.Reached() || t.Failed() {
				break
			}
			steps++
			if left > mostSteps {
				t.Fatal("the relay does not end")
			}
		}
	}
	t.Logf("%d steps", steps)
	if steps**every < 150 {
		t.Errorf("%d steps, which are too few to prove anything", steps)
	}
}

// refusesFirst refuses the first delivery of an event.
func refusesFirst(event string) *outboxtest.Receiver {
	var once sync.Once
	return &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
		taken := true
		if e.ID() == event {
			once.Do(func() {
				w.WriteHeader(http.StatusUnprocessableEntity)
				taken = false
			})
		}
		return taken
	}}
}

// settle sends the letters again until there are none.
func settle(t *testing.T, book outbox.Book) {
	t.Helper()
	for range 10 {
		time.Sleep(time.Minute)
		all, err := book.Letters(t.Context(), 0, false, 100)
		if err != nil || len(all) == 0 {
			return
		}
		_ = book.Again(t.Context(), all[0].Subject)
	}
	t.Errorf("letters are left: %q", letters(t, book))
}

// Wherever a relay is killed, the next one delivers every event, in the order
// of its claim. Events come twice only if they were sent in the pass that was
// cut off.
func TestARelayThatIsKilledAnywhereLosesNothing(t *testing.T) {
	overSteps(t, false, func(t *testing.T, k *outboxtest.Killer) {
		const most = 4
		store, r, book := filled(t, 3, 4), refusesFirst("claim 1/2"), &outbox.MemoryBook{}
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		k.Kill = kill
		options := outbox.Options{Holder: "first", Most: most, Parallel: 2}
		first, err := outbox.NewRelay(k.Source(source(t, store)), k.Book(book), k.Receiver(receiver(t, r, outbox.Binary)), options)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = first.Run(ctx)
		}()
		time.Sleep(time.Minute)
		_ = book.Again(ctx, "claim 1") // there may be none yet
		time.Sleep(time.Minute)
		kill()
		<-ended
		stop := start(t, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{Holder: "second", Most: most})
		settle(t, book)
		_ = stop()
		if got, err := r.Count(); err != nil || got.Distinct != 12 || got.Doubled > most {
			t.Errorf("killed at a step (after it: %v): %+v, %v", k.After, got, err)
		}
	})
}

// If a single step fails, whether it was done or not, the same relay goes on.
func TestAStepThatFailsOnceLosesNothing(t *testing.T) {
	overSteps(t, true, func(t *testing.T, k *outboxtest.Killer) {
		store, r, book := filled(t, 3, 4), refusesFirst("claim 1/2"), &outbox.MemoryBook{}
		stop := start(t, k.Source(source(t, store)), k.Book(book), k.Receiver(receiver(t, r, outbox.Binary)), outbox.Options{Most: 4, Parallel: 2})
		settle(t, book)
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if got, err := r.Count(); err != nil || got.Distinct != 12 || got.Doubled > 4 {
			t.Errorf("failed at a step (after it: %v): %+v, %v", k.After, got, err)
		}
	})
}

// A relay that was overtaken, because it slept or lost its database, notes
// nothing any more, and does not disturb the other.
func TestARelayThatWasOvertakenNotesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, book := filled(t, 3, 3), &outbox.MemoryBook{}
		r := &outboxtest.Receiver{}
		hold := make(chan struct{})
		stuck := &outboxtest.Receiver{Answer: func(_ http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
			if e.ID() == "claim 0/2" {
				<-hold
			}
			r.Note(e)
			return false
		}}
		first := start(t, source(t, store), forgetful{book}, receiver(t, stuck, outbox.Structured), outbox.Options{Holder: "first"})
		time.Sleep(5 * time.Second)
		second := start(t, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{Holder: "second"})
		time.Sleep(20 * time.Second)
		wantLetters(t, book)
		close(hold)
		time.Sleep(20 * time.Second)
		_ = first()
		_ = second()
		got, err := r.Count()
		if err != nil || got.Distinct != 9 || got.Doubled == 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// forgetful renews no lease, and says that it did.
type forgetful struct{ outbox.Book }

func (forgetful) Renew(context.Context, outbox.Lease, time.Duration) error { return nil }

// A relay that cannot renew its lease stops sending when it ends.
func TestARelayWithoutItsLeaseStopsSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &lost{Book: &outbox.MemoryBook{}}
		var noted reports
		var last time.Time
		r := &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, _ claims.CloudEvent) bool {
			last = time.Now()
			w.WriteHeader(http.StatusInternalServerError)
			return false
		}}
		begin := time.Now()
		stop := start(t, source(t, filled(t, 1, 1)), book, receiver(t, r, outbox.Structured), outbox.Options{Lease: 8 * time.Second, Patience: time.Hour, Report: noted.add})
		time.Sleep(time.Hour)
		_ = stop()
		if sent := last.Sub(begin); sent > 20*time.Second {
			t.Errorf("it still sent after %s", sent)
		}
	})
}

// lost is a book whose database is lost after the lease was taken.
type lost struct {
	outbox.Book
	taken bool
}

func (b *lost) Take(ctx context.Context, holder string, lasts time.Duration) (outbox.Lease, error) {
	if b.taken {
		return outbox.Lease{}, outboxtest.ErrKilled
	}
	b.taken = true
	return b.Book.Take(ctx, holder, lasts)
}

func (b *lost) Renew(context.Context, outbox.Lease, time.Duration) error { return outboxtest.ErrKilled }

// If a relay is stopped, it saves its progress up to the first open event, and
// no further.
func TestARelayThatIsStoppedInTheMiddleLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, book := filled(t, 3, 3), &outbox.MemoryBook{}
		r := &outboxtest.Receiver{}
		stuck := &outboxtest.Receiver{Answer: func(_ http.ResponseWriter, request *http.Request, e claims.CloudEvent) bool {
			if e.ID() == "claim 1/2" {
				<-request.Context().Done()
				return false
			}
			r.Note(e)
			return false
		}}
		relayed(t, 5*time.Second, source(t, store), book, receiver(t, stuck, outbox.Structured), outbox.Options{})
		relayed(t, 5*time.Second, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{Holder: "second"})
		wantCount(t, r, 9, 3) // those after the fourth
		wantLetters(t, book)
	})
}
