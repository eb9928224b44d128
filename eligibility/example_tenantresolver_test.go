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

// discovery is a host's TenantResolver over OpenID discovery. The library
// itself never makes a network call.
type discovery struct {
	client *http.Client
	base   string // such as https://login.microsoftonline.com
}

func (d discovery) ResolveTenant(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	url := d.base + "/" + domain.Value() + "/v2.0/.well-known/openid-configuration"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return mci.CustomerID{}, err
	}
	response, err := d.client.Do(request)
	if err != nil {
		return mci.CustomerID{}, err // the lookup failed
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusBadRequest: // invalid_tenant
		return mci.CustomerID{}, eligibility.ErrTenantNotFound
	default:
		return mci.CustomerID{}, fmt.Errorf("openid discovery: %s", response.Status)
	}
	var answer tenant
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&answer); err != nil {
		return mci.CustomerID{}, err
	}
	if answer.national() {
		return mci.CustomerID{}, eligibility.ErrNationalCloud
	}
	guid := strings.TrimSuffix(strings.TrimPrefix(answer.Issuer, global), "/v2.0")
	return mci.ParseCustomerID(mci.TenantID, guid)
}

// global is the prefix of every issuer of the worldwide cloud.
const global = "https://login.microsoftonline.com/"

// A tenant is the part of the discovery document that identifies a tenant and
// its cloud.
type tenant struct {
	Issuer string `json:"issuer"`
	Cloud  string `json:"cloud_instance_name"`
	Region string `json:"tenant_region_scope"`
}

// national reports whether the tenant is in a national cloud. The worldwide
// endpoint also answers for those: it describes a tenant of GCC High with
// another cloud or issuer, or with the region USGov. A tenant of GCC is in the
// worldwide cloud.
func (t tenant) national() bool {
	return !strings.HasPrefix(t.Issuer, global) || t.Cloud != "" && t.Cloud != "microsoftonline.com" ||
		strings.EqualFold(t.Region, "USGov") || strings.EqualFold(t.Region, "USG")
}

// A host implements TenantResolver over a directory, in this example the public
// OpenID discovery of Microsoft Entra. A test server takes the place of Entra.
func ExampleTenantResolver() {
	entra := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := map[string]string{
			"contoso.com":        `{"issuer": "https://login.microsoftonline.com/2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60/v2.0", "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com"}`,
			"gcc.example":        `{"issuer": "https://login.microsoftonline.com/3a3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f61/v2.0", "tenant_region_scope": "NA", "tenant_region_sub_scope": "GCC"}`,
			"gcc-high.example":   `{"issuer": "https://login.microsoftonline.us/4b3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f62/v2.0", "tenant_region_scope": "USGov", "tenant_region_sub_scope": "DODCON", "cloud_instance_name": "microsoftonline.us"}`,
			"gcc-high-2.example": `{"issuer": "https://login.microsoftonline.com/5c3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f63/v2.0", "tenant_region_scope": "USGov"}`,
			"21vianet.example":   `{"issuer": "https://login.partner.microsoftonline.cn/6d3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f64/v2.0"}`,
		}[strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), "/v2.0/.well-known/openid-configuration")]
		if !ok {
			http.Error(w, `{"error": "invalid_tenant"}`, http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, answer)
	}))
	defer entra.Close()
	resolver := discovery{entra.Client(), entra.URL}

	for _, name := range []string{"contoso.com", "gcc.example", "gcc-high.example", "gcc-high-2.example", "21vianet.example", "no-such-company.example"} {
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
	// gcc.example -> 3a3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f61
	// gcc-high.example -> the domain belongs to a national cloud
	// gcc-high-2.example -> the domain belongs to a national cloud
	// 21vianet.example -> the domain belongs to a national cloud
	// no-such-company.example -> no tenant has this domain
}
