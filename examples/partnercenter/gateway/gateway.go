// Package gateway carries referrals to Partner Center over HTTP. A host calls
// [New] with a [TokenSource], and gives the [Gateway] to its referral desk.
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
	"unicode"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// DefaultURL is the address of Partner Center's referrals. Source: Microsoft
// Learn, "Create a referral", 2019-05-17.
const DefaultURL = "https://api.partner.microsoft.com/v1.0/engagements/referrals"

// A TokenSource returns the access token of the user on whose behalf the
// gateway calls Partner Center. The host implements it. The gateway calls it
// before every request, so it may answer from a cache. If it returns an error,
// the call ends.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// Options configures a [Gateway]. Tokens and Now are required.
type Options struct {
	// URL is the address of the list of referrals. If it is empty, DefaultURL
	// is used.
	URL string
	// Tokens is the source of the access tokens.
	Tokens TokenSource
	// Now is the host's clock. It turns the instant of a retry into a wait.
	Now func() time.Time
	// Transport makes the HTTP requests. If it is nil, http.DefaultTransport is
	// used.
	Transport http.RoundTripper
	// Timeout is the time limit of one request with its answer. 0 means 30
	// seconds.
	Timeout time.Duration
	// Paths lists the paths that a patch may name in addition to the published
	// ones; see change.PatchPaths.
	Paths []string
	// TrustOrder ends a list by update after the first page whose referrals
	// were all changed before UpdatedSince. Then the older pages need not be
	// read, but a referral is missed if the service lists it out of order. If
	// TrustOrder is false, every page is read, because the documents name the
	// order but promise nothing about a list that changes while it is read.
	TrustOrder bool
	// NewID makes the GUIDs by which Microsoft's support finds a call. If it is
	// nil, they are random.
	NewID func() string
}

// A Gateway is a [referral.Gateway] over Partner Center's API. It tries a read
// up to three times. It sends a write only once, because a lost answer does not
// say whether the write was done. It follows no redirect, and sends the token
// only to the host of its address.
type Gateway struct {
	url     *url.URL
	options Options
	client  http.Client
}

var (
	_ referral.Gateway       = (*Gateway)(nil)
	_ referral.RelatedLister = (*Gateway)(nil)
	_ referral.Feed          = (*Gateway)(nil)
)

// New returns a gateway. It returns a [mci.FieldError] if a required option is
// missing, if the address is malformed, or if it is not https. Plain http is
// accepted only for the loopback interface, because the token would travel
// unencrypted.
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
		return made, fmt.Errorf("%w: %w: referral %q", referral.ErrUnlinked, ErrAnother, made.ID)
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
func (g *Gateway) Patch(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error) {
	address, err := g.addressOf(ctx, id)
	if err != nil {
		return resource.Referral{}, err
	}
	if err := patch.Refused(g.options.Paths...); err != nil {
		return resource.Referral{}, err
	}
	if strings.ContainsFunc(eTag, unicode.IsControl) {
		return resource.Referral{}, errors.New("the eTag cannot be sent")
	}
	body, err := json.Marshal(patch)
	if err != nil {
		return resource.Referral{}, err
	}
	answer, err := g.write(ctx, http.MethodPatch, address, body, eTag)
	switch {
	case err != nil:
		return resource.Referral{}, err
	case answer.status == http.StatusNoContent: // the service may ignore the preference
		return g.Get(ctx, id)
	default:
		return answered(answer, id)
	}
}

// ErrAnother is returned if an answer is about another referral. The request
// may have been carried out all the same.
var ErrAnother = errors.New("the answer is about another referral")

// answered decodes an answer about a referral. It compares the ID without case,
// because it is a GUID.
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

// addressOf returns the address of a referral. It returns
// [referral.ErrNotFound] if the ID would lead to another path.
func (g *Gateway) addressOf(ctx context.Context, id string) (*url.URL, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if id == "" || id == "." || id == ".." {
		return nil, referral.ErrNotFound
	}
	return url.Parse(g.url.String() + "/" + url.PathEscape(id))
}
