package payouts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	mostAnswerBytes = 1 << 20
	// the wait if a busy service does not name one
	defaultWait = 30 * time.Second
	// the longest wait, even if the service asks for more
	mostWait = time.Hour
)

// ErrExpired is returned by [Client.Download] if the address of a file is not
// valid or has expired. Get the export again, or queue another one.
var ErrExpired = errors.New("the address of the file has expired")

// ErrTooLong is returned by [Client.Download] if a file is larger than the
// options allow.
var ErrTooLong = errors.New("the file is too long")

// A StatusError is an answer whose status is not a success.
type StatusError struct {
	Method string // such as POST
	Status int    // such as 404
	// RequestID is the ID by which Microsoft's support finds the call.
	RequestID string
	// Wait is the time to wait before the next try. It is 0 unless the service
	// is too busy.
	Wait time.Duration
}

// Error names the method, the status and the request.
func (e *StatusError) Error() string {
	return fmt.Sprintf("Partner Center answers %s with %d %s, request %s", e.Method, e.Status, http.StatusText(e.Status), e.RequestID)
}

// Is reports whether two errors have the same status; see errors.Is.
func (e *StatusError) Is(target error) bool {
	other, ok := target.(*StatusError)
	return ok && e.Status == other.Status
}

// ErrNotFound matches the answer that there is no such export, or that it was
// removed.
var ErrNotFound error = &StatusError{Status: http.StatusNotFound}

// send makes one request and reads its answer.
func (c *Client) send(ctx context.Context, method string, address *url.URL, requestID string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	token, err := c.options.Tokens.Token(limited)
	if err != nil {
		return nil, fmt.Errorf("no token for Partner Center: %w", err)
	}
	request, err := http.NewRequestWithContext(limited, method, address.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept", "application/json")
	request.Header.Set("ms-requestid", requestID)
	request.Header.Set("ms-correlationid", c.options.NewID())
	response, err := c.client.Do(request)
	if err != nil {
		return nil, withoutAddress(err)
	}
	defer response.Body.Close() //nolint:errcheck // the bytes that were read are checked
	if status := response.StatusCode; status < 200 || status > 299 {
		return nil, &StatusError{method, status, requestID, waitOf(response)}
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswerBytes+1))
	switch {
	case err != nil:
		return nil, withoutAddress(err)
	case len(body) > mostAnswerBytes:
		return nil, fmt.Errorf("an answer of more than %d bytes", mostAnswerBytes)
	}
	return body, nil
}

// waitOf reads the time to wait for a busy service. It is a number of seconds,
// or an instant of the service's clock. The wait is never longer than an hour.
func waitOf(response *http.Response) time.Duration {
	if response.StatusCode != http.StatusTooManyRequests {
		return 0
	}
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(after, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, mostWait) //nolint:gosec // it has 31 bits
	}
	at, err := http.ParseTime(after)
	now, other := http.ParseTime(response.Header.Get("Date"))
	if err != nil || other != nil {
		return defaultWait
	}
	return min(max(at.Sub(now), 0), mostWait)
}

// withoutAddress removes the address from an error of net/http, because the
// address may contain a token.
func withoutAddress(err error) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		return fmt.Errorf("no answer from Partner Center: %w", inner.Err)
	}
	return err
}

// Download writes the file of a completed export. The address of the file is a
// secret. It is requested without the token, and no error contains it. If the
// file breaks off, the error says so, and the bytes that were written must be
// discarded.
func (c *Client) Download(ctx context.Context, export Export, to io.Writer) error {
	address, err := url.Parse(export.Blob)
	if err != nil || export.Blob == "" || !private(address) {
		return fmt.Errorf("%s has no address of a file on https", export)
	}
	limited, cancel := context.WithTimeout(ctx, c.options.DownloadTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, address.String(), nil)
	if err != nil {
		return fmt.Errorf("%s has no address of a file", export)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return withoutAddress(err)
	}
	defer response.Body.Close() //nolint:errcheck // the bytes that were read are checked
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return fmt.Errorf("%w: %s", ErrExpired, export)
	default:
		return &StatusError{http.MethodGet, response.StatusCode, export.ID, waitOf(response)}
	}
	n, err := io.Copy(to, io.LimitReader(response.Body, c.options.MostBytes+1))
	switch {
	case err != nil:
		return withoutAddress(err)
	case n > c.options.MostBytes:
		return fmt.Errorf("%w: more than %d bytes", ErrTooLong, c.options.MostBytes)
	}
	return nil
}
