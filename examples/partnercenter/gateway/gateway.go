// Package gateway carries referrals to Partner Center over HTTP.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// DefaultURL is where Partner Center keeps referrals. Source: Microsoft Learn,
// "Create a referral", 2019-05-17.
const DefaultURL = "https://api.partner.microsoft.com/v1.0/engagements/referrals"

// A TokenSource gives the access token of the user on whose behalf Partner
// Center is called. The host implements it; it is asked before every request
// and may answer from a cache.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// Options are what a [Gateway] can be given. Tokens and Now are required.
type Options struct {
	// of the list of referrals; empty is DefaultURL
	URL string
	// where the tokens come from
	Tokens TokenSource
	// the host's clock, for a time to retry at
	Now func() time.Time
	// nil is http.DefaultTransport
	Transport http.RoundTripper
	// of one request with its answer; 0 is 30 seconds
	Timeout time.Duration
	// that a patch may name beside the published ones; see resource.PatchPaths
	Paths []string
	// makes the GUIDs by which Microsoft's support finds a call; nil makes
	// random ones
	NewID func() string
}

// A Gateway is a [referral.Gateway] over Partner Center's API. It repeats what
// only reads, a few times; what writes it sends once, because an answer that
// got lost does not say whether it was done. It follows no redirect, and sends
// the token to the host of its address only.
type Gateway struct {
	url     *url.URL
	options Options
	client  http.Client
}

var (
	_ referral.Gateway       = (*Gateway)(nil)
	_ referral.RelatedLister = (*Gateway)(nil)
)

// New returns a gateway. An address that is not https, other than on this very
// machine, is an [mci.FieldError]: the token would travel in the clear.
func New(options Options) (*Gateway, error) {
	if options.URL == "" {
		options.URL = DefaultURL
	}
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	if options.NewID == nil {
		options.NewID = newGUID
	}
	address, err := url.Parse(strings.TrimRight(options.URL, "/"))
	switch {
	case err != nil || address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "":
		return nil, mci.Invalid("URL", "another text", "an address such as "+DefaultURL)
	case address.Scheme != "https" && (address.Scheme != "http" || !onLoopback(address)):
		return nil, mci.Invalid("URL", address.Scheme+"://"+address.Host, "https, or http on the loopback")
	case options.Tokens == nil:
		return nil, mci.Invalid("Tokens", "none", "a source of tokens")
	case options.Now == nil:
		return nil, mci.Invalid("Now", "none", "a clock")
	}
	return &Gateway{address, options, http.Client{
		Transport:     options.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func onLoopback(address *url.URL) bool {
	ip := net.ParseIP(address.Hostname())
	return address.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// Create implements [referral.Gateway].
func (g *Gateway) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	body, err := r.Encode()
	if err != nil {
		return resource.Referral{}, err
	}
	answer, err := g.write(ctx, http.MethodPost, g.url, body, "")
	if err != nil {
		return resource.Referral{}, err
	}
	made, err := resource.Decode(answer.body)
	switch {
	case err != nil:
		return resource.Referral{}, unreadable("the answer to a create", err)
	case made.ID == "":
		return resource.Referral{}, errors.New("the answer to a create has no ID")
	case made.ExternalReferenceID != r.ExternalReferenceID:
		return resource.Referral{}, fmt.Errorf("%w: a create is answered with another reference", ErrAnother)
	}
	return made, nil
}

// Get implements [referral.Gateway].
func (g *Gateway) Get(ctx context.Context, id string) (resource.Referral, error) {
	address, err := g.addressOf(ctx, id)
	if err != nil {
		return resource.Referral{}, err
	}
	answer, err := g.read(ctx, address, mostBytes)
	if err != nil {
		return resource.Referral{}, err
	}
	return answered(answer, id)
}

// Patch implements [referral.Gateway].
func (g *Gateway) Patch(ctx context.Context, id string, patch resource.Patch, eTag string) (resource.Referral, error) {
	address, err := g.addressOf(ctx, id)
	if err != nil {
		return resource.Referral{}, err
	}
	if err := patch.Refused(g.options.Paths...); err != nil {
		return resource.Referral{}, err
	}
	body, err := json.Marshal(patch)
	if err != nil {
		return resource.Referral{}, err
	}
	answer, err := g.write(ctx, http.MethodPatch, address, body, eTag)
	switch {
	case err != nil:
		return resource.Referral{}, err
	case answer.status == http.StatusNoContent: // the preference need not be honored
		return g.Get(ctx, id)
	default:
		return answered(answer, id)
	}
}

// ErrAnother is returned for an answer that is about another referral than the
// one that was asked for. It may have been done all the same.
var ErrAnother = errors.New("the answer is about another referral")

// answered reads an answer about a referral. Its ID is a GUID, whose letters
// may come in either case.
func answered(got answer, id string) (resource.Referral, error) {
	r, err := resource.Decode(got.body)
	switch {
	case err != nil:
		return resource.Referral{}, unreadable("the answer about a referral", err)
	case !strings.EqualFold(r.ID, id):
		return resource.Referral{}, ErrAnother
	}
	return r, nil
}

// addressOf returns the address of a referral. An ID that would lead to another
// place is that of no referral.
func (g *Gateway) addressOf(ctx context.Context, id string) (*url.URL, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if id == "" || id == "." || id == ".." {
		return nil, referral.ErrNotFound
	}
	return url.Parse(g.url.String() + "/" + url.PathEscape(id))
}
