package eligibility_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// discovery is a host's TenantResolver over OpenID discovery. The library itself never calls out.
type discovery struct {
	client *http.Client
	base   string // https://login.microsoftonline.com
}

func (d discovery) ResolveTenant(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	url := d.base + "/" + domain.Value() + "/v2.0/.well-known/openid-configuration"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return mci.CustomerID{}, err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return mci.CustomerID{}, err // it could not look
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusBadRequest: // invalid_tenant
		return mci.CustomerID{}, eligibility.ErrTenantNotFound
	default:
		return mci.CustomerID{}, fmt.Errorf("openid discovery: %s", response.Status)
	}
	var answer struct{ Issuer string }
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&answer); err != nil {
		return mci.CustomerID{}, err
	}
	guid := strings.TrimSuffix(strings.TrimPrefix(answer.Issuer, "https://login.microsoftonline.com/"), "/v2.0")
	return mci.ParseCustomerID(mci.TenantID, guid)
}

// A host implements TenantResolver over the directory that it has, here the public OpenID discovery of
// Microsoft Entra. The server in this example stands in for it.
func ExampleTenantResolver() {
	entra := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/contoso.com/v2.0/.well-known/openid-configuration" {
			http.Error(w, `{"error": "invalid_tenant"}`, http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, `{"issuer": "https://login.microsoftonline.com/2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60/v2.0"}`)
	}))
	defer entra.Close()
	resolver := discovery{entra.Client(), entra.URL}

	for _, name := range []string{"contoso.com", "no-such-company.example"} {
		domain, err := mci.ParseCustomerID(mci.DomainName, name)
		if err != nil {
			log.Fatal(err)
		}
		resolution, err := eligibility.Resolve(context.Background(), resolver, domain)
		if err != nil {
			log.Fatal(err)
		}
		if resolution.Failure != nil {
			fmt.Println(name, "->", resolution.Failure)
			continue
		}
		fmt.Println(name, "->", resolution.Tenant.Value())
	}
	// Output:
	// contoso.com -> 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60
	// no-such-company.example -> no tenant has this domain
}
