package partnercenter_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/partnercenter"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/referraltest"
)

// started returns a service on this machine and a gateway to it.
func started(t *testing.T) (*fake.Server, *partnercenter.Gateway) {
	t.Helper()
	service := &fake.Server{}
	server := httptest.NewServer(service)
	t.Cleanup(server.Close)
	return service, to(t, server.URL+fake.Path)
}

func to(t *testing.T, address string) *partnercenter.Gateway {
	t.Helper()
	tokens := partnercenter.TokenFunc(func(context.Context) (string, error) { return "token", nil })
	gateway, err := partnercenter.New(address, tokens)
	if err != nil {
		t.Fatal(err)
	}
	return gateway
}

func draft() referral.Resource {
	return referral.Resource{
		Name: "Contoso", ExternalReferenceID: "L-1", Type: referral.Independent,
		CustomerProfile: referral.CustomerProfile{Name: "Contoso"}, Consent: referral.Consent{ToContact: mci.No}, Details: referral.Details{Notes: "n"},
	}
}

func TestTheGatewayPassesTheSuite(t *testing.T) {
	referraltest.TestGateway(t, func(t *testing.T) referral.Gateway {
		_, gateway := started(t)
		return gateway
	})
}

func TestAThrottleIsPassedOnWithItsTime(t *testing.T) {
	service, gateway := started(t)
	for _, asked := range []struct {
		trouble fake.Trouble
		want    time.Duration
	}{
		{fake.Trouble{Status: http.StatusTooManyRequests, RetryAfter: 17 * time.Second}, 17 * time.Second},
		{fake.Trouble{Status: http.StatusTooManyRequests}, time.Minute},
	} {
		service.Next(asked.trouble)
		_, err := gateway.Get(t.Context(), "x")
		var wait *referral.WaitError
		if !errors.As(err, &wait) || !errors.Is(err, referral.ErrThrottled) || wait.For != asked.want {
			t.Errorf("%v, want to wait for %v", err, asked.want)
		}
	}
	if got := service.Requests(); len(got) != 2 {
		t.Errorf("the requests %q, want none repeated", got)
	}
}

func TestReadingIsRetriedAndWritingIsNot(t *testing.T) {
	service, gateway := started(t)
	made, err := gateway.Create(t.Context(), draft())
	if err != nil {
		t.Fatal(err)
	}
	service.Next(fake.Trouble{Status: http.StatusServiceUnavailable}, fake.Trouble{Lost: true})
	if _, err := gateway.Get(t.Context(), made.ID); err != nil {
		t.Error(err)
	}
	service.Next(fake.Trouble{Lost: true})
	if _, err := gateway.Create(t.Context(), draft()); err == nil {
		t.Error("a lost answer is taken for one")
	}
	service.Next(fake.Trouble{Status: http.StatusInternalServerError})
	if _, err := gateway.Patch(t.Context(), made.ID, nil, made.ETag); err == nil {
		t.Error("a failed patch is taken for done")
	}
	want := []string{"POST", "GET", "GET", "GET", "POST", "PATCH " + made.ETag}
	if diff := cmp.Diff(want, service.Requests()); diff != "" {
		t.Error(diff)
	}
	if found, err := gateway.List(t.Context(), "L-1"); err != nil || len(found) != 2 {
		t.Errorf("%d referrals, %v, want the lost one too", len(found), err)
	}
}

func TestAPatchWithoutAnAnswerIsReadAgain(t *testing.T) {
	service, gateway := started(t)
	made, err := gateway.Create(t.Context(), draft())
	if err != nil {
		t.Fatal(err)
	}
	service.Next(fake.Trouble{NoContent: true})
	patch := referral.Patch{{Op: referral.Replace, Path: "/name", Value: `"New"`}}
	if changed, err := gateway.Patch(t.Context(), made.ID, patch, made.ETag); err != nil || changed.Name != "New" {
		t.Errorf("%v, %v", changed.Name, err)
	}
}

func TestStatusesHaveTheirErrors(t *testing.T) {
	service, gateway := started(t)
	for status, want := range map[int]error{
		http.StatusNotFound: referral.ErrNotFound, http.StatusConflict: referral.ErrConflict, http.StatusPreconditionFailed: referral.ErrConflict,
		http.StatusBadRequest: referral.ErrRefused, http.StatusUnprocessableEntity: referral.ErrRefused,
	} {
		service.Next(fake.Trouble{Status: status})
		if _, err := gateway.Create(t.Context(), draft()); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
	}
	service.Next(fake.Trouble{Status: http.StatusForbidden})
	if _, err := gateway.Create(t.Context(), draft()); err == nil || errors.Is(err, referral.ErrRefused) {
		t.Errorf("forbidden: %v", err)
	}
}

func TestTheTokenGoesToNoOtherService(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other service is asked") }))
	defer other.Close()
	lure := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"value":[],"@odata.nextLink":"` + other.URL + `/more"}`))
	}))
	defer lure.Close()
	if _, err := to(t, lure.URL).List(t.Context(), "L-1"); err == nil || !strings.Contains(err.Error(), "next page") {
		t.Error(err)
	}
}

func TestAnAddressOrATokenThatIsMissingIsAnError(t *testing.T) {
	if _, err := partnercenter.New("referrals", nil); err == nil {
		t.Error("no host")
	}
	broken := errors.New("signed out")
	gateway, err := partnercenter.New(partnercenter.Base, partnercenter.TokenFunc(func(context.Context) (string, error) { return "", broken }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gateway.Get(t.Context(), "x"); !errors.Is(err, broken) {
		t.Error(err)
	}
}
