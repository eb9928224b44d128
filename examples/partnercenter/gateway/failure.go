package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral"
)

const (
	// The limit of the body of an error, in bytes.
	mostErrorBytes = 64 << 10
	// The limit of the codes that are nested in one error.
	mostCodes = 8
	// The wait if a busy service does not name one.
	defaultWait = 30 * time.Second
	// The longest wait, even if the service asks for more.
	mostWait = time.Hour
)

// A StatusError is an answer whose status is not a success. Depending on the
// status, it matches [referral.ErrNotFound], [referral.ErrConflict],
// [change.ErrRefused] or none of these. It keeps the service's codes but not
// its message, because the message may repeat a customer's data.
type StatusError struct {
	Method    string   // such as PATCH
	Status    int      // such as 412
	Code      string   // such as preconditionFailed; empty if the body has none
	Target    string   // the member at fault; empty if the body has none
	Inner     []string // codes below Code, the outermost first, such as 99918
	RequestID string   // ID by which Microsoft's support finds the call
}

// Error names the method, the status, the codes and the request.
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

// codes returns all codes, the outermost first.
func (e *StatusError) codes() []string {
	if e.Code == "" {
		return e.Inner
	}
	return append([]string{e.Code}, e.Inner...)
}

// Is reports whether the status has the meaning of target.
func (e *StatusError) Is(target error) bool {
	switch e.Status {
	case http.StatusNotFound:
		return target == referral.ErrNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return target == referral.ErrConflict
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return target == change.ErrRefused
	default:
		return false
	}
}

// A connectionError is the error for a request without an answer. The request
// may have been carried out all the same.
type connectionError struct {
	requestID string // as sent
	err       error
}

func (e *connectionError) Error() string {
	return "no answer from Partner Center to request " + e.requestID + ": " + e.err.Error()
}

func (e *connectionError) Unwrap() error { return e.err }

// unreadable is the error for an answer that cannot be decoded. It does not
// wrap the reason, because the caller's input is not at fault. If it matched
// mci.ErrInvalid, the desk would assume that a create made nothing.
func unreadable(what string, err error) error {
	return fmt.Errorf("%s cannot be read: %v", what, err) //nolint:errorlint // see above
}

// A failing is the error in the body of an answer. It may contain a nested one.
type failing struct {
	Code   json.RawMessage `json:"code"` // a text, or in some answers a number
	Target string          `json:"target"`
	Inner  *failing        `json:"innerError"`
}

// statusError decodes the error of an answer. If the body has another form,
// only the status and the request's ID are set. The error never repeats secret.
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

// shown returns a code of the service if it is safe to show, or the empty
// string. Codes, members and IDs are short and plain, so any other text is
// dropped.
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

// waitOf returns the time to wait, which is never longer than an hour.
// retryAfter is a number of seconds, or an instant of the service's clock. If
// it is an instant, the date of the answer is taken as the service's current
// time. If there is no date, the host's clock is used.
func waitOf(retryAfter, date string, now time.Time) time.Duration {
	if retryAfter != "" && strings.Trim(retryAfter, "0123456789") == "" {
		seconds, err := strconv.ParseUint(retryAfter, 10, 31)
		if err != nil || seconds > uint64(mostWait/time.Second) {
			return mostWait
		}
		return time.Duration(seconds) * time.Second //nolint:gosec // it is at most an hour
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
		return defaultWait // one of the clocks is wrong
	}
	return min(max(0, wait), mostWait)
}
