package gateway_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

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

// started starts a fake Partner Center and returns it with a gateway to it.
func started(t *testing.T) (*fake.Server, *gateway.Gateway) {
	t.Helper()
	server := &fake.Server{Token: token}
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	return server, to(t, listening.URL+fake.Path)
}

func to(t *testing.T, address string, edits ...func(*gateway.Options)) *gateway.Gateway {
	t.Helper()
	options := gateway.Options{URL: address, Tokens: fixed(token), Now: clock}
	for _, edit := range edits {
		edit(&options)
	}
	g, err := gateway.New(options)
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

func TestTheGatewayListsRelatedReferrals(t *testing.T) {
	referraltest.TestRelatedLister(t, func(t *testing.T) referraltest.RelatedGateway {
		_, g := started(t)
		return g
	})
}

func TestTheGatewayIsAFeed(t *testing.T) {
	referraltest.TestFeed(t, func(t *testing.T) referraltest.FeedGateway {
		server, g := started(t)
		at := now
		server.Referrals.Now = func() time.Time {
			at = at.Add(time.Second)
			return at
		}
		return g
	})
}

func TestAPatchOfAPathThatIsNotPublishedIsRefusedBeforeItIsSent(t *testing.T) {
	server, g := started(t)
	made, err := g.Create(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	named := change.Patch{{Op: change.Replace, Path: "/name", Value: `"named"`}}
	sent := len(server.Requests())
	if _, err := g.Patch(t.Context(), made.ID, named, ""); !errors.Is(err, change.ErrRefused) || len(server.Requests()) != sent {
		t.Errorf("Patch = %v after %v", err, server.Requests())
	}
	listening := httptest.NewServer(server)
	defer listening.Close()
	open, err := gateway.New(gateway.Options{URL: listening.URL + fake.Path, Tokens: fixed(token), Now: clock, Paths: []string{"/name"}})
	if err != nil {
		t.Fatal(err)
	}
	var status *gateway.StatusError
	if _, err := open.Patch(t.Context(), made.ID, named, ""); !errors.As(err, &status) || status.Status != 400 {
		t.Errorf("Patch = %v, want the refusal of a service that takes published paths alone", err)
	}
	server.Referrals.Permissive = true
	if changed, err := open.Patch(t.Context(), made.ID, named, ""); err != nil || changed.Name != "named" {
		t.Errorf("Patch = %v, %v", changed, err)
	}
}
