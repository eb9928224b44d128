package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

const (
	mostBytes   = 8 << 20 // of an answer; the library takes a megabyte for one referral
	mostTries   = 3       // of a request that only reads
	firstPause  = 100 * time.Millisecond
	defaultWait = 30 * time.Second // where a service that is too busy does not say how long
)

// A StatusError is an answer other than success. It matches [referral.ErrNotFound], [referral.ErrConflict] or
// [resource.ErrRefused] where the status says so. What the service wrote is left out: it may repeat a customer's data.
type StatusError struct {
	Method string
	Status int
}

// Error names the method and the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("Partner Center answers %s with %d %s", e.Method, e.Status, http.StatusText(e.Status))
}

// Is reports whether the status means target.
func (e *StatusError) Is(target error) bool {
	switch e.Status {
	case http.StatusNotFound:
		return target == referral.ErrNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return target == referral.ErrConflict
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return target == resource.ErrRefused
	default:
		return false
	}
}

type call struct {
	method  string
	address *url.URL
	body    []byte
	eTag    string
}

type answer struct {
	status int
	body   []byte
}

// A connectionError is a request without an answer. It may have been done all the same.
type connectionError struct{ err error }

func (e *connectionError) Error() string { return "no answer from Partner Center: " + e.err.Error() }

func (e *connectionError) Unwrap() error { return e.err }

// read gets what is at an address, and tries again where the connection or the service fails.
func (g *Gateway) read(ctx context.Context, address *url.URL) (answer, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = firstPause
	got, err := backoff.Retry(ctx, func() (answer, error) {
		got, err := g.send(ctx, call{method: http.MethodGet, address: address})
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

// mayPass reports whether a failure may pass by itself.
func mayPass(err error) bool {
	var connection *connectionError
	var status *StatusError
	return errors.As(err, &connection) || errors.As(err, &status) && status.Status >= http.StatusInternalServerError
}

// send makes one request and reads its answer, within the time limit.
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
	request, err := http.NewRequestWithContext(limited, c.method, c.address.String(), bytes.NewReader(c.body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	if c.body != nil {
		request.Header.Set("Content-Type", "application/json") // for a patch too, as the documents' sample has it
		request.Header.Set("Prefer", "return=representation")
	}
	if c.eTag != "" {
		request.Header.Set("If-Match", c.eTag)
	}
	response, err := g.client.Do(request)
	switch {
	case err != nil && ctx.Err() != nil:
		return answer{}, ctx.Err()
	case err != nil:
		return answer{}, &connectionError{withoutAddress(err)}
	}
	defer response.Body.Close() //nolint:errcheck // what was read of it is checked
	return g.take(c.method, response)
}

// withoutAddress drops the address, which tells whose referral it is, from an error of net/http.
func withoutAddress(err error) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		return inner.Err
	}
	return err
}

func (g *Gateway) take(method string, response *http.Response) (answer, error) {
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests:
		return answer{}, &referral.WaitError{For: waitOf(response.Header.Get("Retry-After"), g.options.Now()), Err: referral.ErrThrottled}
	case status < 200 || status > 299:
		return answer{}, &StatusError{method, status}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	switch {
	case err != nil:
		return answer{}, &connectionError{err}
	case len(body) > mostBytes:
		return answer{}, fmt.Errorf("%w: more than %d bytes", ErrTooLong, mostBytes)
	}
	return answer{response.StatusCode, body}, nil
}

// waitOf reads how long to wait: a number of seconds or an instant.
func waitOf(retryAfter string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(retryAfter, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second //nolint:gosec // it has 31 bits
	}
	if at, err := http.ParseTime(retryAfter); err == nil {
		return max(0, at.Sub(now))
	}
	return defaultWait
}
