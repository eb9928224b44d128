package webhook_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/webhook"
	"github.com/mci-go/incentives/referral/event"
)

// Fifty deliveries of one event and fifty of another come at once: each event
// is handled once, and no delivery is acknowledged before its event is handled.
func TestDuplicateDeliveriesAtOnceAreHandledOnce(t *testing.T) {
	var mu sync.Mutex
	begun, handled := map[string]int{}, map[string]bool{}
	roots := x509.NewCertPool()
	roots.AddCert(root.certificate)
	receiver, err := webhook.New(webhook.Options{
		Handle: func(_ context.Context, e event.Event) error {
			mu.Lock()
			defer mu.Unlock()
			begun[e.Referral()]++
			handled[e.Referral()] = true
			return nil
		},
		Now: func() time.Time { return now }, Roots: roots, Transport: &library{data: good},
	})
	if err != nil {
		t.Fatal(err)
	}
	deliver := func(id string) int {
		w := httptest.NewRecorder()
		receiver.ServeHTTP(w, request(strings.ReplaceAll(delivered, "R-1", id)))
		return w.Code
	}
	deliver("R-0") // loads the certificate
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			id := []string{"R-1", "R-2"}[i%2]
			code := deliver(id)
			mu.Lock()
			defer mu.Unlock()
			if code != http.StatusServiceUnavailable && (code != http.StatusOK || !handled[id]) {
				t.Errorf("%s: %d, handled %t", id, code, handled[id])
			}
		})
	}
	all.Wait()
	for _, id := range []string{"R-1", "R-2"} {
		if got := deliver(id); got != http.StatusOK || begun[id] != 1 {
			t.Errorf("%s: %d, handled %d times", id, got, begun[id])
		}
	}
}
