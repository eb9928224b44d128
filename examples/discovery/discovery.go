// Package discovery finds the tenant of a domain by the public OpenID discovery
// of Microsoft Entra. A program calls [New], and gives the [Resolver] to the
// rules of eligibility.
package discovery

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// The limits of a lookup, and of the answers that are kept.
const (
	longest     = 5 * time.Second
	mostBytes   = 1 << 20
	mostAnswers = 10_000
)

// A Resolver is an [eligibility.TenantResolver] over OpenID discovery. It keeps
// the tenants that it has found, because a domain seldom moves. It is safe for
// concurrent use.
type Resolver struct {
	client *http.Client
	base   string
	mu     sync.Mutex
	found  map[mci.CustomerID]mci.CustomerID
}

// New returns a resolver over the service at an address, such as
// https://login.microsoftonline.com. If the client is nil, a new one is used.
// The resolver follows no redirect.
func New(base string, client *http.Client) (*Resolver, error) {
	address, err := url.Parse(base)
	if err != nil || address.Host == "" || address.Scheme != "https" && address.Hostname() != "127.0.0.1" {
		return nil, mci.Invalid("discovery", base, "an address such as https://login.microsoftonline.com")
	}
	if client == nil {
		client = &http.Client{}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Resolver{client: &own, base: strings.TrimSuffix(base, "/"), found: map[mci.CustomerID]mci.CustomerID{}}, nil
}

// ResolveTenant implements [eligibility.TenantResolver].
func (r *Resolver) ResolveTenant(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	r.mu.Lock()
	tenant, ok := r.found[domain]
	r.mu.Unlock()
	if ok {
		return tenant, nil
	}
	tenant, err := r.ask(ctx, domain)
	if err == nil {
		r.mu.Lock()
		if len(r.found) < mostAnswers {
			r.found[domain] = tenant
		}
		r.mu.Unlock()
	}
	return tenant, err
}

// ask sends the request to the service.
func (r *Resolver) ask(ctx context.Context, domain mci.CustomerID) (mci.CustomerID, error) {
	timed, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	address := r.base + "/" + url.PathEscape(domain.Value()) + "/v2.0/.well-known/openid-configuration"
	request, err := http.NewRequestWithContext(timed, http.MethodGet, address, http.NoBody)
	if err != nil {
		return mci.CustomerID{}, err
	}
	response, err := r.client.Do(request)
	if err != nil {
		return mci.CustomerID{}, err
	}
	defer response.Body.Close() //nolint:errcheck // because the body was only read
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusBadRequest: // invalid_tenant
		return mci.CustomerID{}, eligibility.ErrTenantNotFound
	default:
		return mci.CustomerID{}, fmt.Errorf("openid discovery: %s", response.Status)
	}
	var answer document
	if err := json.NewDecoder(io.LimitReader(response.Body, mostBytes)).Decode(&answer); err != nil {
		return mci.CustomerID{}, err
	}
	if answer.national() {
		return mci.CustomerID{}, eligibility.ErrNationalCloud
	}
	return mci.ParseCustomerID(mci.TenantID, strings.TrimSuffix(strings.TrimPrefix(answer.Issuer, global), "/v2.0"))
}

// global is the prefix of every issuer of the worldwide cloud.
const global = "https://login.microsoftonline.com/"

// A document is the part of the discovery document that identifies a tenant and
// its cloud.
type document struct {
	Issuer string `json:"issuer"`
	Cloud  string `json:"cloud_instance_name"`
	Region string `json:"tenant_region_scope"`
}

// national reports whether the tenant is in a national cloud. The worldwide
// endpoint also answers for such a tenant. If the tenant is in GCC High, the
// answer has another cloud or issuer, or the region USGov. A tenant in GCC is
// in the worldwide cloud.
func (d document) national() bool {
	return !strings.HasPrefix(d.Issuer, global) || d.Cloud != "" && d.Cloud != "microsoftonline.com" ||
		strings.EqualFold(d.Region, "USGov") || strings.EqualFold(d.Region, "USG")
}
