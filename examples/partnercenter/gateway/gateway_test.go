package gateway_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/referraltest"
)

const token = "s3cret-t0ken"

type fixed string

func (f fixed) Token(context.Context) (string, error) { return string(f), nil }

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// started returns a fake Partner Center and a gateway to it.
func started(t *testing.T) (*fake.Server, *gateway.Gateway) {
	t.Helper()
	server := &fake.Server{Token: token}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	return server, to(t, listening.URL+fake.Path)
}

func to(t *testing.T, address string) *gateway.Gateway {
	t.Helper()
	g, err := gateway.New(gateway.Options{URL: address, Tokens: fixed(token), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheGatewayKeepsItsContract(t *testing.T) {
	referraltest.TestGateway(t, func(t *testing.T) referral.Gateway {
		_, g := started(t)
		return g
	})
}
