package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

const (
	// of the body of an error
	mostErrorBytes = 64 << 10
	// that are nested in one error
	mostCodes = 8
	// if a service that is too busy does not say how long
	defaultWait = 30 * time.Second
	// whatever it says
	mostWait = time.Hour
)

// A StatusError is an answer other than success. It matches
// [referral.ErrNotFound], [referral.ErrConflict] or [resource.ErrRefused] if
// the status says so. The service's codes are kept; its message is left out, as
// it may repeat a customer's data.
type StatusError struct {
	Method    string   // such as PATCH
	Status    int      // such as 412
	Code      string   // such as preconditionFailed; empty if the body has none
	Target    string   // the member that is meant; empty if the body has none
	Inner     []string // codes below Code, the outermost first, such as 99918
	RequestID string   // by which Microsoft's support finds the call
}

// Error names method, status, codes and the request.
func (e *StatusError) Error() string {
	var text strings.Builder
	text.WriteString(fmt.Sprintf("Partner Center answers %s with %d %s", e.Method, e.Status, http.StatusText(e.Status)))
	for _, part := range []struct{ name, value string }{
		{"code", strings.Join(e.codes(), " > ")}, {"target", e.Target}, {"request", e.RequestID},
	} {
		if part.value != "" {
			text.WriteString(", " + part.name + " " + part.value)
		}
	}
	return text.String()
}

// codes returns the codes that there are, the outermost first.
func (e *StatusError) codes() []string {
	if e.Code == "" {
		return e.Inner
	}
	return append([]string{e.Code}, e.Inner...)
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

// A connectionError is a request without an answer. It may have been done all
// the same.
type connectionError struct {
	requestID string // as it was sent
	err       error
}

func (e *connectionError) Error() string {
	return "no answer from Partner Center to request " + e.requestID + ": " + e.err.Error()
}

func (e *connectionError) Unwrap() error { return e.err }

// unreadable is the error for an answer that cannot be read. The reason is not
// wrapped: it is no fault of the caller's input, and an error that matches
// mci.ErrInvalid would tell the desk that a create made nothing.
func unreadable(what string, err error) error {
	return fmt.Errorf("%s cannot be read: %v", what, err) //nolint:errorlint // see above
}

// A failing is the error in the body of an answer. Errors are nested.
type failing struct {
	Code   json.RawMessage `json:"code"` // a text, or a number in some answers
	Target string          `json:"target"`
	Inner  *failing        `json:"innerError"`
}

// statusError reads the error of an answer. A body that is another one adds
// nothing to it. Secret is never repeated.
func statusError(method string, response *http.Response, body []byte, sent ids, secret string) *StatusError {
	e := &StatusError{Method: method, Status: response.StatusCode, RequestID: sent.request}
	for _, name := range []string{"request-id", "MS-RequestId"} {
		if answered := shown(response.Header.Get(name), secret); answered != "" {
			e.RequestID = answered
			break
		}
	}
	var read struct {
		Error *failing `json:"error"`
	}
	if json.Unmarshal(body, &read) != nil || read.Error == nil {
		return e
	}
	e.Code, e.Target = shown(textOf(read.Error.Code), secret), shown(read.Error.Target, secret)
	for inner := read.Error.Inner; inner != nil && len(e.Inner) < mostCodes; inner = inner.Inner {
		if code := shown(textOf(inner.Code), secret); code != "" {
			e.Inner = append(e.Inner, code)
		}
	}
	return e
}

func textOf(code json.RawMessage) string {
	var text string
	if json.Unmarshal(code, &text) == nil {
		return text
	}
	return string(code)
}

// shown returns a code of the service as it may be shown. Codes, members and
// IDs are short and plain; whatever else stands in their place is left out.
func shown(text, secret string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/[]()"
	if len(text) > 100 || strings.Trim(text, plain) != "" || secret != "" && strings.Contains(text, secret) {
		return ""
	}
	return text
}

// throttled is the error for a service that is too busy.
func throttled(e *StatusError, header http.Header, now time.Time) error {
	return &referral.WaitError{
		For: waitOf(header.Get("Retry-After"), header.Get("Date"), now),
		Err: fmt.Errorf("%w: %w", referral.ErrThrottled, e),
	}
}

// waitOf reads how long to wait: a number of seconds, or an instant of the
// service's clock, which the answer's date tells. The host's clock stands in if
// the answer has none. Nothing makes a host wait for longer than an hour.
func waitOf(retryAfter, date string, now time.Time) time.Duration {
	if retryAfter != "" && strings.Trim(retryAfter, "0123456789") == "" {
		seconds, err := strconv.ParseUint(retryAfter, 10, 31)
		if err != nil || seconds > uint64(mostWait/time.Second) {
			return mostWait
		}
		return time.Duration(seconds) * time.Second //nolint:gosec // it is below an hour
	}
	at, err := http.ParseTime(retryAfter)
	if err != nil {
		return defaultWait
	}
	if answered, err := http.ParseTime(date); err == nil {
		now = answered
	}
	wait := at.Sub(now)
	if wait < -mostWait {
		return defaultWait // one of the clocks is far off
	}
	return min(max(0, wait), mostWait)
}
