package webhook_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/webhook"
	"github.com/mci-go/incentives/referral/event"
)

func TestAnEventWhoseHandlerPanickedIsAcceptedAgain(t *testing.T) {
	roots := x509.NewCertPool()
	roots.AddCert(root.certificate)
	calls := 0
	receiver := must(webhook.New(webhook.Options{
		Handle: func(context.Context, event.Event) error {
			if calls++; calls == 1 {
				panic("the handler has a fault")
			}
			return nil
		},
		Now: func() time.Time { return now }, Roots: roots, Transport: &library{data: good},
	}))
	s := &stand{receiver: receiver}
	func() {
		defer func() { _ = recover() }() // as net/http does
		s.answer(request(delivered))
	}()
	if got := s.answer(request(delivered)); got != 200 || calls != 2 {
		t.Errorf("answer %d after %d calls", got, calls)
	}
}

// The first delivery may still fail, so nothing may tell Partner Center before
// that the event has arrived.
func TestARepeatedDeliveryIsNotAcknowledgedBeforeTheFirstIsHandled(t *testing.T) {
	for _, fails := range []error{nil, errors.New("the queue is full")} {
		s := newStand(t, good)
		working, goOn := make(chan struct{}), make(chan struct{})
		s.during = func() {
			working <- struct{}{}
			<-goOn
		}
		s.fails = fails
		first := make(chan int)
		go func() { first <- s.answer(request(delivered)) }()
		<-working
		w := httptest.NewRecorder()
		s.receiver.ServeHTTP(w, request(delivered))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("while the first one is handled: %d, %v", w.Code, w.Header())
		}
		close(goOn)
		want := map[bool]int{true: http.StatusOK, false: http.StatusInternalServerError}[fails == nil]
		if got := <-first; got != want {
			t.Errorf("the first one: %d, want %d", got, want)
		}
		s.during, s.fails = func() {}, nil
		if got := s.answer(request(delivered)); got != http.StatusOK || len(s.handled) != map[bool]int{true: 1, false: 2}[fails == nil] {
			t.Errorf("the third one: %d, handled %v", got, s.handled)
		}
	}
}
