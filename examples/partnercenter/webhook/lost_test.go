package webhook_test

import (
	"context"
	"crypto/x509"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/webhook"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAnEventWhoseHandlerPanickedIsAcceptedAgain(t *testing.T) {
	roots := x509.NewCertPool()
	roots.AddCert(root.certificate)
	calls := 0
	receiver := must(webhook.New(webhook.Options{
		Handle: func(context.Context, resource.Event) error {
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
		s.answer(request(event))
	}()
	if got := s.answer(request(event)); got != 200 || calls != 2 {
		t.Errorf("answer %d after %d calls", got, calls)
	}
}
