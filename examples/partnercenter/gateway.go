// Package partnercenter carries referrals to Partner Center over HTTP: it implements referral.Gateway.
//
// It is an example to copy, not a client to depend on. README.md beside this file says what it does and leaves out.
package partnercenter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/mci-go/incentives/referral"
)

// Base is the published address of the referrals.
const Base = "https://api.partner.microsoft.com/v1.0/engagements/referrals"

// Tokens supplies the tokens of an app and a user for the scope https://api.partner.microsoft.com/.default. The gateway
// asks before every request, so an implementation keeps a token while it lasts.
type Tokens interface {
	Token(ctx context.Context) (string, error)
}

// TokenFunc is a function that supplies tokens.
type TokenFunc func(ctx context.Context) (string, error)

// Token calls the function.
func (f TokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// A Gateway is a referral.Gateway over HTTP. It is safe for concurrent use if its tokens are.
type Gateway struct {
	base   *url.URL
	tokens Tokens
	client *retryablehttp.Client
}

// Bounds of what the service may send, and how long it may take. An answer that is longer is an error.
const (
	mostAnswer = 16 << 20
	mostPages  = 1000
	patience   = 30 * time.Second
)

// New returns a gateway to a service at an address such as Base.
func New(base string, tokens Tokens) (*Gateway, error) {
	parsed, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || parsed.Host == "" {
		return nil, fmt.Errorf("found the address %q, want one such as %s", base, Base)
	}
	client := retryablehttp.NewClient()
	client.Logger = nil
	client.HTTPClient.Timeout = patience
	client.RetryMax, client.RetryWaitMin, client.RetryWaitMax = 3, 50*time.Millisecond, time.Second
	client.CheckRetry = retryReading
	client.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return &Gateway{parsed, tokens, client}, nil
}

type methodKey struct{}

// retryReading retries requests that only read. Others may have had their effect: the desk knows how to find out. Nor is
// a request retried that the service asked to slow down: the host waits, who knows what else it could do meanwhile.
func retryReading(ctx context.Context, response *http.Response, err error) (bool, error) {
	if ctx.Err() != nil || ctx.Value(methodKey{}) != http.MethodGet || response != nil && response.StatusCode == http.StatusTooManyRequests {
		return false, ctx.Err()
	}
	return retryablehttp.DefaultRetryPolicy(ctx, response, err)
}

// Create implements referral.Gateway.
func (g *Gateway) Create(ctx context.Context, resource referral.Resource) (referral.Resource, error) {
	body, err := resource.Encode()
	if err != nil {
		return referral.Resource{}, err
	}
	return g.resource(ctx, http.MethodPost, g.base.String(), body, nil)
}

// Get implements referral.Gateway.
func (g *Gateway) Get(ctx context.Context, id string) (referral.Resource, error) {
	return g.resource(ctx, http.MethodGet, g.of(id), nil, nil)
}

// Patch implements referral.Gateway. The eTag goes out verbatim, with its quotes.
func (g *Gateway) Patch(ctx context.Context, id string, patch referral.Patch, eTag string) (referral.Resource, error) {
	body, err := json.Marshal(patch)
	if err != nil {
		return referral.Resource{}, err
	}
	header := http.Header{"Prefer": {"return=representation"}}
	if eTag != "" {
		header.Set("If-Match", eTag)
	}
	changed, err := g.resource(ctx, http.MethodPatch, g.of(id), body, header)
	if errors.Is(err, errNoContent) {
		return g.Get(ctx, id)
	}
	return changed, err
}

// List implements referral.Gateway. It follows the pages, and keeps what has the link: whether the service filters by it
// is not documented.
func (g *Gateway) List(ctx context.Context, externalReferenceID string) ([]referral.Resource, error) {
	query := url.Values{
		"$filter":  {"externalReferenceId eq '" + strings.ReplaceAll(externalReferenceID, "'", "''") + "'"},
		"$orderby": {"createdDateTime"},
	}
	var found []referral.Resource
	next := g.base.String() + "?" + query.Encode()
	for range mostPages {
		var page struct {
			Value []referral.Resource `json:"value"`
			Next  string              `json:"@odata.nextLink"`
		}
		body, err := g.send(ctx, http.MethodGet, next, nil, nil)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, err
		}
		for _, r := range page.Value {
			if r.ExternalReferenceID == externalReferenceID {
				found = append(found, r)
			}
		}
		if page.Next == "" {
			return found, nil
		}
		if next, err = g.onward(page.Next); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("more than %d pages", mostPages)
}

// onward returns the address of the next page. The token goes to no other service.
func (g *Gateway) onward(link string) (string, error) {
	next, err := g.base.Parse(link)
	if err != nil {
		return "", err
	}
	if next.Scheme != g.base.Scheme || next.Host != g.base.Host {
		return "", fmt.Errorf("the next page is at %s, not at %s", next.Host, g.base.Host)
	}
	return next.String(), nil
}

func (g *Gateway) of(id string) string { return g.base.String() + "/" + url.PathEscape(id) }

func (g *Gateway) resource(ctx context.Context, method, address string, body []byte, header http.Header) (referral.Resource, error) {
	answer, err := g.send(ctx, method, address, body, header)
	if err != nil {
		return referral.Resource{}, err
	}
	return referral.DecodeResource(answer)
}

// send sends a request and returns the body of the answer.
func (g *Gateway) send(ctx context.Context, method, address string, body []byte, header http.Header) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	token, err := g.tokens.Token(ctx)
	if err != nil {
		return nil, fmt.Errorf("no token: %w", err)
	}
	var content any
	if body != nil {
		content = bytes.NewReader(body)
	}
	request, err := retryablehttp.NewRequestWithContext(context.WithValue(ctx, methodKey{}, method), method, address, content)
	if err != nil {
		return nil, err
	}
	if header != nil {
		request.Header = header
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", contentTypes[method])
	response, err := g.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(answer) > mostAnswer {
		return nil, fmt.Errorf("an answer of more than %d bytes", mostAnswer)
	}
	return answer, failure(response)
}

var contentTypes = map[string]string{http.MethodPost: "application/json", http.MethodGet: "", http.MethodPatch: "application/json-patch+json"}

// errNoContent is a patch that was applied, and whose result was not sent.
var errNoContent = errors.New("no content")

// failure returns what the status of an answer means. The body is not repeated: it may name people.
func failure(response *http.Response) error {
	status := fmt.Errorf("the service answers %s", response.Status)
	switch code := response.StatusCode; {
	case code == http.StatusNoContent:
		return errNoContent
	case code < 300:
		return nil
	case code == http.StatusNotFound:
		return errors.Join(referral.ErrNotFound, status)
	case code == http.StatusPreconditionFailed, code == http.StatusConflict:
		return errors.Join(referral.ErrConflict, status)
	case code == http.StatusTooManyRequests:
		return &referral.WaitError{For: retryAfter(response), Err: referral.ErrThrottled}
	case code == http.StatusBadRequest, code == http.StatusUnprocessableEntity:
		return errors.Join(referral.ErrRefused, status)
	default:
		return status
	}
}

// retryAfter returns how long the service asks to wait: a number of seconds or a date, a minute if it says neither.
func retryAfter(response *http.Response) time.Duration {
	asked := response.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if until, err := http.ParseTime(asked); err == nil {
		return max(0, time.Until(until))
	}
	return time.Minute
}
