package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const system = "/fabrikam/incentives"

// filled returns a store with the given number of claims, each with the given
// number of entries. The entries of the claims alternate.
func filled(t testing.TB, many, entries int) *store.Memory {
	t.Helper()
	store := &store.Memory{}
	for number := range entries {
		for n := range many {
			add(t, store, n, number)
		}
	}
	return store
}

func claimID(n int) claims.ID { return claims.ID(fmt.Sprint("claim ", n)) }

// add adds an entry to a claim that has the given number of entries.
func add(t testing.TB, store store.Store, n, has int) {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	if has == 0 {
		change, err := sample.Open(card, claimID(n), n, sample.Now)
		if err == nil {
			err = store.Save(t.Context(), change)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	var command claims.Command = claims.ResendConsent{}
	if has == 1 {
		command = claims.SendConsent{}
	}
	_, err = desk.New(store, card).Do(t.Context(), claimID(n), command, claims.Meta{
		Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: fmt.Sprint("key ", has),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func source(t testing.TB, tail store.Tail) outbox.Source {
	t.Helper()
	s, err := outbox.Claims(tail, system)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// direct sends requests to a handler without a network, so that time can be
// simulated.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(request *http.Request) (*http.Response, error) {
	answered := make(chan *http.Response, 1)
	go func() {
		w := httptest.NewRecorder()
		d.handler.ServeHTTP(w, request)
		answered <- w.Result()
	}()
	select {
	case answer := <-answered:
		return answer, nil
	case <-request.Context().Done():
		return nil, request.Context().Err()
	}
}

func receiver(t testing.TB, handler http.Handler, mode outbox.Mode) outbox.Receiver {
	t.Helper()
	r, err := outbox.NewHTTP("https://receiver.example/events", outbox.HTTPOptions{Mode: mode, Transport: direct{handler}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reports collects the errors that a relay reports.
type reports struct {
	mu  sync.Mutex
	all []string
}

func (r *reports) add(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, err.Error())
}

func (r *reports) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

// start runs a relay until stop is called, which returns the error of Run.
func start(t testing.TB, source outbox.Source, book outbox.Book, receiver outbox.Receiver, options outbox.Options) (stop func() error) {
	t.Helper()
	if options.Holder == "" {
		options.Holder = "one"
	}
	relay, err := outbox.NewRelay(source, book, receiver, options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- relay.Run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

// relayed runs a relay for a time and stops it.
func relayed(t testing.TB, lasts time.Duration, source outbox.Source, book outbox.Book, receiver outbox.Receiver, options outbox.Options) {
	t.Helper()
	stop := start(t, source, book, receiver, options)
	time.Sleep(lasts)
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("the relay ended: %v", err)
	}
}

// wantCount fails the test unless the given numbers of different and repeated
// events were delivered, in the order of each claim.
func wantCount(t testing.TB, r *outboxtest.Receiver, distinct, doubled int) {
	t.Helper()
	if got, err := r.Count(); err != nil || got.Distinct != distinct || got.Doubled != doubled {
		t.Errorf("got %+v, want %d events, %d of them twice, %v", got, distinct, doubled, err)
	}
}

// letters returns the events of the letters, and a star after those that are to
// be sent again.
func letters(t testing.TB, book outbox.Book) (events []string) {
	t.Helper()
	all, err := book.Letters(t.Context(), 0, false, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Again {
			l.Event += "*"
		}
		events = append(events, l.Event)
	}
	return events
}

func wantLetters(t testing.TB, book outbox.Book, want ...string) {
	t.Helper()
	if got := letters(t, book); !slices.Equal(got, want) {
		t.Errorf("got letters %q, want %q", got, want)
	}
}
