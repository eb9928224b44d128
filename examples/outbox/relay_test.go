package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/mci"
)

func TestEveryEntryIsDeliveredOnceInTheOrderOfItsClaim(t *testing.T) {
	for _, mode := range []outbox.Mode{outbox.Structured, outbox.Binary} {
		synctest.Test(t, func(t *testing.T) {
			store := filled(t, 30, 5)
			r, book := &outboxtest.Receiver{}, &outbox.MemoryBook{}
			stop := start(t, source(t, store), book, receiver(t, r, mode), outbox.Options{Most: 20})
			time.Sleep(5 * time.Second)
			wantCount(t, r, 150, 0)
			add(t, store, 3, 5)
			time.Sleep(5 * time.Second)
			if err := stop(); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			wantCount(t, r, 151, 0)
			wantLetters(t, book)
		})
	}
}

// refusing answers with a status as long as a claim's event has a number, and
// the status is not 0.
type refusing struct {
	status atomic.Int32
	header http.Header
}

func (f *refusing) answer(event string, status int) func(http.ResponseWriter, *http.Request, claims.CloudEvent) bool {
	f.status.Store(int32(status)) //nolint:gosec // because it is a status of HTTP
	return func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
		status := int(f.status.Load())
		if status == 0 || e.ID() != event {
			return true
		}
		maps.Copy(w.Header(), f.header)
		w.WriteHeader(status)
		return false
	}
}

// A refused event and those of its claim behind it become letters. Other claims
// go on. Once the cause is removed, the letters are sent in their order, ahead
// of newer entries.
func TestLettersAreKeptListedAndSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := filled(t, 3, 4)
		var f refusing
		r, book := &outboxtest.Receiver{Answer: f.answer("claim 1/2", 422)}, &outbox.MemoryBook{}
		stop := start(t, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{})
		time.Sleep(3 * time.Second)
		wantCount(t, r, 9, 0)
		wantLetters(t, book, "claim 1/2", "claim 1/3", "claim 1/4")
		add(t, store, 1, 4)
		time.Sleep(3 * time.Second)
		wantLetters(t, book, "claim 1/2", "claim 1/3", "claim 1/4", "claim 1/5")
		all, err := book.Letters(t.Context(), 0, false, 10)
		if err != nil || !strings.HasPrefix(all[0].Reason, "422 Unprocessable Entity") || all[0].Attempts != 1 || all[1].Reason != "" || all[1].Attempts != 0 {
			t.Errorf("got %+v, %v", all, err)
		}

		if err := book.Again(t.Context(), "claim 1"); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		wantLetters(t, book, "claim 1/2", "claim 1/3", "claim 1/4", "claim 1/5")
		if all, _ = book.Letters(t.Context(), 0, false, 10); all[0].Attempts != 2 {
			t.Errorf("sent again and refused again: %+v", all[0])
		}

		f.status.Store(0)
		if err := book.Again(t.Context(), "claim 1"); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		wantLetters(t, book)
		add(t, store, 1, 5)
		time.Sleep(3 * time.Second)
		wantCount(t, r, 14, 0)
		_ = stop()
	})
}

func TestADroppedLetterFreesThoseBehindIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f refusing
		r, book := &outboxtest.Receiver{Answer: f.answer("claim 0/2", 400)}, &outbox.MemoryBook{}
		stop := start(t, source(t, filled(t, 2, 4)), book, receiver(t, r, outbox.Structured), outbox.Options{Most: 2})
		time.Sleep(3 * time.Second)
		wantLetters(t, book, "claim 0/2", "claim 0/3", "claim 0/4")
		if err := book.Drop(t.Context(), 1); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		wantLetters(t, book)
		_ = stop()
		want := []string{"claim 0/1", "claim 0/3", "claim 0/4"}
		got := slices.DeleteFunc(r.Events(), func(id string) bool { return !strings.HasPrefix(id, "claim 0/") })
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// If there are more letters than one pass can send, they are sent in several
// passes. Entries that come meanwhile wait behind them.
func TestManyLettersOfOneClaimKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := filled(t, 1, 30)
		var f refusing
		r, book := &outboxtest.Receiver{Answer: f.answer("claim 0/1", 400)}, &outbox.MemoryBook{}
		stop := start(t, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{Most: 4})
		time.Sleep(time.Minute)
		if n := len(letters(t, book)); n != 30 {
			t.Errorf("%d letters, want 30", n)
		}
		f.status.Store(0)
		if err := book.Again(t.Context(), "claim 0"); err != nil {
			t.Error(err)
		}
		add(t, store, 0, 30)
		time.Sleep(time.Minute)
		_ = stop()
		wantLetters(t, book)
		wantCount(t, r, 31, 0)
	})
}

func TestEachStatusHasItsConsequence(t *testing.T) {
	const delivered, letter, waits, ends = "delivered", "letter", "waits", "ends"
	for status, want := range map[int]string{
		200: delivered, 201: delivered, 202: delivered, 204: delivered, 299: delivered,
		301: waits, 302: waits, 308: waits, 304: waits,
		400: letter, 401: waits, 403: waits, 404: waits, 405: waits, 409: letter, 410: ends, 413: letter, 415: waits, 422: letter, 499: letter,
		429: waits, 501: waits, 502: waits, 503: waits, 505: waits,
		// once the patience ends
		408: letter, 425: letter, 423: letter, 500: letter, 504: letter, 599: letter,
		600: letter, 999: letter,
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &outboxtest.Receiver{}
			r.Answer = func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
				if status < 300 {
					r.Note(e)
				}
				w.WriteHeader(status)
				return false
			}
			book := &outbox.MemoryBook{}
			stop := start(t, source(t, filled(t, 1, 1)), book, receiver(t, r, outbox.Structured), outbox.Options{})
			time.Sleep(time.Hour)
			err := stop()
			got := waits
			switch {
			case errors.Is(err, outbox.ErrGone):
				got = ends
			case len(r.Events()) == 1:
				got = delivered
			case len(letters(t, book)) == 1:
				got = letter
			}
			if got != want || got != ends && !errors.Is(err, context.Canceled) {
				t.Errorf("status %d: %s, want %s, %v", status, got, want, err)
			}
		})
	}
}

// Once the receiver asks for a pause, no event is sent until it is over,
// neither this one nor another.
func TestAPauseThatTheReceiverAsksForHoldsForAllEvents(t *testing.T) {
	for text, pause := range map[string]time.Duration{
		"120":                           2 * time.Minute,
		"Sat, 01 Jan 2000 00:03:01 GMT": 3 * time.Minute, // simulated time begins at 2000
		"99999999999999999":             24 * time.Hour,
		"999999999999999999999999999":   0,
		"Fri, 31 Dec 1999 00:03:00 GMT": 0,
		"-5":                            0,
		"soon":                          0,
	} {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var mu sync.Mutex
			var sent []time.Duration
			r := &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, _ claims.CloudEvent) bool {
				mu.Lock()
				sent = append(sent, time.Since(begin))
				first := len(sent) == 1
				mu.Unlock()
				if !first {
					time.Sleep(2 * time.Second)
					return true
				}
				time.Sleep(time.Second)
				w.Header().Set("Retry-After", text)
				w.WriteHeader(http.StatusTooManyRequests)
				return false
			}}
			var noted reports
			relayed(t, 25*time.Hour, source(t, filled(t, 20, 2)), &outbox.MemoryBook{}, receiver(t, r, outbox.Structured), outbox.Options{Parallel: 4, Report: noted.add})
			wantCount(t, r, 40, 0)
			held := slices.DeleteFunc(sent, func(at time.Duration) bool { return at == 0 })
			if first := held[0]; first < pause || first > pause+3*time.Second {
				t.Errorf("Retry-After: %s: the next event came after %s, want %s", text, first, pause)
			}
			if noted.count() != 1 {
				t.Errorf("reported %q", noted.all)
			}
		})
	}
}

func TestAnEventOnWhichTheReceiverFailsIsSentWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent []time.Time
		r := &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, _ claims.CloudEvent) bool {
			sent = append(sent, time.Now())
			if len(sent) < 12 {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return len(sent) >= 12
		}}
		relayed(t, time.Hour, source(t, filled(t, 1, 1)), &outbox.MemoryBook{}, receiver(t, r, outbox.Structured),
			outbox.Options{FirstPause: time.Second, LongestPause: 10 * time.Second})
		wantCount(t, r, 1, 0)
		for i := range sent[1:] {
			if pause := sent[i+1].Sub(sent[i]); pause < 500*time.Millisecond || pause > 15*time.Second {
				t.Errorf("pause %d is %s", i+1, pause)
			}
		}
	})
}

// The patience is for failures on one event. It does not run while the receiver
// accepts no event at all.
func TestAnOutageDoesNotUseUpThePatienceForAnEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		r := &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, _ claims.CloudEvent) bool {
			switch since := time.Since(begin); {
			case since == 0, since > 3*time.Hour && since < 3*time.Hour+5*time.Minute:
				w.WriteHeader(http.StatusInternalServerError)
			case since <= 3*time.Hour:
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				return true
			}
			return false
		}}
		book := &outbox.MemoryBook{}
		relayed(t, 4*time.Hour, source(t, filled(t, 1, 1)), book, receiver(t, r, outbox.Structured), outbox.Options{})
		wantCount(t, r, 1, 0)
		wantLetters(t, book)
	})
}

// An answer that comes after the relay gave up is not seen. The event comes
// again, and the receiver knows it by its ID.
func TestAnAnswerThatComesTooLateDoublesTheEventAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var slow atomic.Int32
		r := &outboxtest.Receiver{}
		r.Answer = func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
			if e.ID() == "claim 1/2" && slow.Add(1) < 3 {
				time.Sleep(31 * time.Second)
			}
			return true
		}
		book := &outbox.MemoryBook{}
		relayed(t, 5*time.Minute, source(t, filled(t, 3, 3)), book, receiver(t, r, outbox.Binary), outbox.Options{})
		wantCount(t, r, 9, 2)
		wantLetters(t, book)
	})
}

func TestAReceiverThatHangsOnOneEventKeepsOthersWaitingForTheRelaysPatienceAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &outboxtest.Receiver{}
		r.Answer = func(_ http.ResponseWriter, request *http.Request, e claims.CloudEvent) bool {
			if e.ID() == "claim 0/1" {
				<-request.Context().Done()
				return false
			}
			return true
		}
		book := &outbox.MemoryBook{}
		relayed(t, 3*time.Minute, source(t, filled(t, 3, 3)), book, receiver(t, r, outbox.Structured), outbox.Options{Most: 1, Patience: 2 * time.Minute})
		wantCount(t, r, 6, 0)
		wantLetters(t, book, "claim 0/1", "claim 0/2", "claim 0/3")
	})
}

// Of many relays one works. If it is stopped, the next goes on at once; if it
// is killed, once its lease ends.
func TestOneRelayWorksAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := filled(t, 4, 2)
		r, book := &outboxtest.Receiver{}, &outbox.MemoryBook{}
		stops := map[string]func() error{}
		for n := range 5 {
			holder := fmt.Sprint("relay ", n)
			stops[holder] = start(t, source(t, store), book, receiver(t, r, outbox.Structured), outbox.Options{Holder: holder})
		}
		for has := 2; len(stops) > 0; has++ {
			time.Sleep(2 * time.Second)
			add(t, store, 1, has)
			time.Sleep(2 * time.Second)
			wantCount(t, r, 8+has-1, 0)
			for holder, stop := range stops {
				delete(stops, holder)
				if err := stop(); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				break
			}
		}
	})
}

func TestARelayIsWokenAndLooksByItselfToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, r, wake := &store.Memory{}, &outboxtest.Receiver{}, make(chan struct{}, 1)
		stop := start(t, source(t, store), &outbox.MemoryBook{}, receiver(t, r, outbox.Structured), outbox.Options{Poll: time.Hour, Wake: wake})
		synctest.Wait()
		add(t, store, 0, 0)
		wake <- struct{}{}
		synctest.Wait()
		wantCount(t, r, 1, 0)
		add(t, store, 0, 1)
		synctest.Wait()
		wantCount(t, r, 1, 0)
		time.Sleep(2 * time.Hour)
		wantCount(t, r, 2, 0)
		_ = stop()
	})
}

// damaged is a tail with an entry that cannot be read.
type damaged struct {
	tail   store.Tail
	id     string
	sound  atomic.Bool
	broken error
}

func (d *damaged) Tail(ctx context.Context, after store.Position) iter.Seq2[store.Delivery, error] {
	return func(yield func(store.Delivery, error) bool) {
		for delivery, err := range d.tail.Tail(ctx, after) {
			if fmt.Sprintf("%s/%d", delivery.Entry.Claim, delivery.Entry.Number) == d.id && !d.sound.Load() {
				if d.broken != nil {
					yield(store.Delivery{}, d.broken)
					return
				}
				delivery, err = store.Delivery{Position: delivery.Position}, &store.ClaimError{ID: delivery.Entry.Claim, Err: errors.New("damaged")}
			}
			if !yield(delivery, err) {
				return
			}
		}
	}
}

func TestAnEntryThatCannotBeReadStopsItsClaimOnlyUntilItIsRepaired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tail := &damaged{tail: filled(t, 3, 3), id: "claim 2/2"}
		r, book := &outboxtest.Receiver{}, &outbox.MemoryBook{}
		stop := start(t, source(t, tail), book, receiver(t, r, outbox.Structured), outbox.Options{})
		time.Sleep(3 * time.Second)
		wantCount(t, r, 7, 0)
		wantLetters(t, book, "", "claim 2/3")
		tail.sound.Store(true)
		if err := book.Again(t.Context(), "claim 2"); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Second)
		wantCount(t, r, 9, 0)
		wantLetters(t, book)
		_ = stop()
	})
}

func TestAStoreThatFailsForAWhileIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tail := &damaged{tail: filled(t, 3, 3), id: "claim 2/2", broken: errors.New("no connection")}
		var noted reports
		r := &outboxtest.Receiver{}
		stop := start(t, source(t, tail), &outbox.MemoryBook{}, receiver(t, r, outbox.Structured), outbox.Options{Report: noted.add})
		time.Sleep(time.Minute)
		tail.sound.Store(true)
		time.Sleep(2 * time.Minute)
		_ = stop()
		wantCount(t, r, 9, 0)
		if n := noted.count(); n < 2 || n > 60 {
			t.Errorf("%d reports", n)
		}
	})
}

// A letter whose entry is gone, for example because a backup was restored,
// stays a letter that says so.
func TestALetterWithoutItsEntryStaysOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &outbox.MemoryBook{}
		lease, err := book.Take(t.Context(), "before", time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []outbox.Letter{
			{Position: "99", After: "98", Subject: "unknown position", Reason: "refused"},
			{Position: "4", After: "3", Subject: "end of the outbox", Reason: "refused"},
			{Position: "2", After: "", Subject: "another entry", Reason: "refused"},
		} {
			if err := book.Note(t.Context(), lease, outbox.Progress{Position: "3", Letters: []outbox.Letter{l}}); err != nil {
				t.Fatal(err)
			}
			if err := book.Again(t.Context(), l.Subject); err != nil {
				t.Fatal(err)
			}
		}
		r := &outboxtest.Receiver{}
		relayed(t, time.Minute, source(t, filled(t, 3, 1)), book, receiver(t, r, outbox.Structured), outbox.Options{})
		all, err := book.Letters(t.Context(), 0, false, 10)
		if err != nil || len(all) != 3 {
			t.Fatal(all, err)
		}
		for _, l := range all {
			if !strings.Contains(l.Reason, "does not have it in its place") || l.Again {
				t.Errorf("got %+v", l)
			}
		}
		wantCount(t, r, 0, 0)
	})
}

func TestAPositionThatTheOutboxNeverGaveEndsTheRelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := &outbox.MemoryBook{}
		lease, err := book.Take(t.Context(), "before", 0)
		if err == nil {
			err = book.Note(t.Context(), lease, outbox.Progress{Position: "99"})
		}
		if err != nil {
			t.Fatal(err)
		}
		stop := start(t, source(t, filled(t, 1, 1)), book, receiver(t, &outboxtest.Receiver{}, outbox.Structured), outbox.Options{})
		time.Sleep(time.Minute)
		if err := stop(); !errors.Is(err, mci.ErrInvalid) {
			t.Error(err)
		}
	})
}

func TestMalformedSettingsAreNamed(t *testing.T) {
	for path, options := range map[string]outbox.Options{
		"holder": {}, "most": {Holder: "one", Most: -1}, "parallel": {Holder: "one", Parallel: -1}, "lease": {Holder: "one", Lease: -1},
		"poll": {Holder: "one", Poll: -1}, "firstPause": {Holder: "one", FirstPause: -1}, "longestPause": {Holder: "one", LongestPause: -1}, "patience": {Holder: "one", Patience: -1},
	} {
		var field *mci.FieldError
		if _, err := outbox.NewRelay(nil, nil, nil, options); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, address := range []string{"", "events", "ftp://receiver.example", "http://receiver.example", "https://pat:secret@receiver.example/hidden", "https:///x", "::"} {
		var field *mci.FieldError
		if _, err := outbox.NewHTTP(address, outbox.HTTPOptions{}); !errors.As(err, &field) || field.Path != "address" || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"https://receiver.example", "http://localhost:80/x", "http://127.0.0.9/", "http://[::1]:8080/"} {
		if _, err := outbox.NewHTTP(address, outbox.HTTPOptions{}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	var field *mci.FieldError
	if _, err := outbox.Claims(&store.Memory{}, "no URI"); !errors.As(err, &field) || field.Path != "source" {
		t.Error(err)
	}
}
