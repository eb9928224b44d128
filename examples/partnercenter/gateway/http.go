package gateway

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	// The limit of an answer, in bytes, and of all pages of a list together.
	// The library accepts one megabyte for one referral.
	mostBytes = 8 << 20
	// The number of tries and the first pause of a request that only reads.
	mostTries  = 3
	firstPause = 100 * time.Millisecond
)

// ids identify a call for Microsoft's support. Source: Microsoft Learn,
// "Partner Center REST headers".
type ids struct {
	request     string // the same for each try of a call
	correlation string // new for each try
}

// newGUID returns a random GUID of version 4.
func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

type call struct {
	method  string
	address *url.URL
	body    []byte
	eTag    string
	request string // ID of the request
	most    int    // limit of the answer, in bytes
}

type answer struct {
	status int
	body   []byte
}

// read gets the answer at an address. If the connection or the service fails,
// it tries again.
func (g *Gateway) read(ctx context.Context, address *url.URL, most int) (answer, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = firstPause
	c := call{method: http.MethodGet, address: address, request: g.options.NewID(), most: most}
	got, err := backoff.Retry(ctx, func() (answer, error) {
		got, err := g.send(ctx, c)
		if err != nil && !mayPass(err) {
			err = backoff.Permanent(err)
		}
		return got, err
	}, backoff.WithBackOff(pause), backoff.WithMaxTries(mostTries))
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return got, err
}

// write sends a request that changes data. It does not try again.
func (g *Gateway) write(ctx context.Context, method string, address *url.URL, body []byte, eTag string) (answer, error) {
	return g.send(ctx, call{method: method, address: address, body: body, eTag: eTag, request: g.options.NewID(), most: mostBytes})
}

// mayPass reports whether a failure may be temporary.
func mayPass(err error) bool {
	var connection *connectionError
	var status *StatusError
	return errors.As(err, &connection) || errors.As(err, &status) && status.Status >= http.StatusInternalServerError
}

// send makes one request and reads its answer within the time limit.
func (g *Gateway) send(ctx context.Context, c call) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, err
	}
	limited, cancel := context.WithTimeout(ctx, g.options.Timeout)
	defer cancel()
	token, err := g.options.Tokens.Token(limited)
	if err != nil {
		return answer{}, fmt.Errorf("no token for Partner Center: %w", err)
	}
	sent := ids{c.request, g.options.NewID()}
	request, err := c.with(limited, sent, token)
	if err != nil {
		return answer{}, err
	}
	response, err := g.client.Do(request)
	switch {
	case err != nil && ctx.Err() != nil:
		return answer{}, ctx.Err()
	case err != nil:
		return answer{}, &connectionError{sent.request, withoutAddress(err)}
	}
	defer response.Body.Close() //nolint:errcheck // the bytes that were read are checked
	return g.take(c, response, sent, token)
}

// with returns the HTTP request of a call.
func (c call) with(ctx context.Context, sent ids, token string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, c.method, c.address.String(), bytes.NewReader(c.body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("MS-RequestId", sent.request)
	request.Header.Set("MS-CorrelationId", sent.correlation)
	request.Header.Set("client-request-id", sent.request)
	if c.body != nil {
		// The documents' sample has this type for a patch too.
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Prefer", "return=representation")
	}
	if c.eTag != "" {
		request.Header.Set("If-Match", c.eTag)
	}
	return request, nil
}

// withoutAddress removes the address from an error of net/http, because the
// address identifies the referral.
func withoutAddress(err error) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		return inner.Err
	}
	return err
}

func (g *Gateway) take(c call, response *http.Response, sent ids, token string) (answer, error) {
	if status := response.StatusCode; status < 200 || status > 299 {
		// If the body is cut, the error just has no codes.
		body, _ := io.ReadAll(io.LimitReader(response.Body, mostErrorBytes))
		failure := statusError(c.method, response, body, sent, token)
		if status == http.StatusTooManyRequests {
			return answer{}, throttled(failure, response.Header, g.options.Now())
		}
		return answer{}, failure
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(c.most)+1))
	switch {
	case err != nil:
		return answer{}, &connectionError{sent.request, err}
	case len(body) > c.most:
		return answer{}, fmt.Errorf("%w: more than %d bytes", ErrTooLong, mostBytes)
	}
	return answer{response.StatusCode, body}, nil
}
