package discovery_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/discovery"
	"github.com/mci-go/incentives/mci"
)

const tenant = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"

// entra answers as Microsoft Entra does, and counts the questions.
func entra(t *testing.T) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	asked := &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		domain := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), "/v2.0/.well-known/openid-configuration")
		switch domain {
		case "contoso.com", "gcc.example":
			fmt.Fprintf(w, `{"issuer": "https://login.microsoftonline.com/%s/v2.0", "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com"}`, tenant)
		case "high.example":
			fmt.Fprintf(w, `{"issuer": "https://login.microsoftonline.com/%s/v2.0", "tenant_region_scope": "USGov"}`, tenant)
		case "china.example":
			fmt.Fprintf(w, `{"issuer": "https://login.partner.microsoftonline.cn/%s/v2.0"}`, tenant)
		case "no-json.example":
			fmt.Fprint(w, "<html>")
		case "no-guid.example":
			fmt.Fprint(w, `{"issuer": "https://login.microsoftonline.com/common/v2.0"}`)
		case "busy.example":
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case "moved.example":
			http.Redirect(w, r, "/contoso.com/v2.0/.well-known/openid-configuration", http.StatusFound)
		default:
			http.Error(w, `{"error": "invalid_tenant"}`, http.StatusBadRequest)
		}
	}))
	t.Cleanup(server.Close)
	return server, asked
}

func domainOf(t *testing.T, name string) mci.CustomerID {
	t.Helper()
	domain, err := mci.ParseCustomerID(mci.DomainName, name)
	if err != nil {
		t.Fatal(err)
	}
	return domain
}

func TestADomainHasTheTenantThatEntraNames(t *testing.T) {
	server, asked := entra(t)
	resolver, err := discovery.New(server.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time, the tenant is known
		got, err := resolver.ResolveTenant(t.Context(), domainOf(t, "contoso.com"))
		if err != nil || got.Value() != tenant {
			t.Errorf("got %s %v", got.Value(), err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
	for name, want := range map[string]error{"nobody.example": eligibility.ErrTenantNotFound, "high.example": eligibility.ErrNationalCloud, "china.example": eligibility.ErrNationalCloud} {
		if _, err := resolver.ResolveTenant(t.Context(), domainOf(t, name)); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"no-json.example", "no-guid.example", "busy.example", "moved.example"} {
		if _, err := eligibility.Resolve(t.Context(), resolver, domainOf(t, name)); err == nil {
			t.Errorf("%s: an answer", name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := resolver.ResolveTenant(ended, domainOf(t, "gcc.example")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyASafeAddressIsAsked(t *testing.T) {
	for _, base := range []string{"", "x", "http://login.example", "ftp://127.0.0.2", "%zz"} {
		if _, err := discovery.New(base, nil); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := discovery.New("https://login.microsoftonline.com", http.DefaultClient); err != nil {
		t.Error(err)
	}
}
