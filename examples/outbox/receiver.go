package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Receiver accepts events. A [Relay] calls it from several goroutines, with
// one event of each subject at a time.
type Receiver interface {
	// Send delivers an event. It returns nil when the receiver has taken
	// responsibility for it, and otherwise a SendError. Any other error counts
	// as one with the verdict Busy. If the context ends, it is unknown whether
	// the event was delivered.
	Send(ctx context.Context, event *Event) error
}

// HTTP is a receiver at an address. Use [NewHTTP] to make one.
type HTTP struct {
	address string
	options HTTPOptions
	client  *http.Client
}

// HTTPOptions are the settings of a receiver at an address. The zero
// HTTPOptions are ready to use.
type HTTPOptions struct {
	// Mode is the mode in which events are written.
	Mode Mode
	// Timeout is the time limit of one delivery. 0 means 30 seconds.
	Timeout time.Duration
	// Token returns the bearer token of a request, without the word Bearer. If
	// it is nil, no token is sent.
	Token func(context.Context) (string, error)
	// Transport makes the requests. If it is nil, the receiver has a transport
	// of its own.
	Transport http.RoundTripper
}

const (
	usualTimeout = 30 * time.Second
	// mostAnswer is the number of bytes of an answer that are read, so that the
	// connection can be used again. They are discarded.
	mostAnswer = 64 << 10
)

// NewHTTP returns the receiver at an address, which has the scheme https, or
// http on the loopback interface. Events contain data of customers, so nobody
// else must be able to read them. If the address is malformed, the error is a
// [mci.FieldError].
func NewHTTP(address string, options HTTPOptions) (*HTTP, error) {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.User != nil || at.Scheme != "https" && (at.Scheme != "http" || !loopback(at.Hostname())) {
		return nil, mci.Invalid("address", hidden(at), "an address of https, or of http on the loopback interface, without a user")
	}
	if options.Timeout == 0 {
		options.Timeout = usualTimeout
	}
	if options.Transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = 64
		options.Transport = own
	}
	return &HTTP{address, options, &http.Client{
		Transport:     options.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// hidden returns an address without its path, query and user, which may be
// secret.
func hidden(at *url.URL) string {
	if at == nil {
		return "no address"
	}
	return (&url.URL{Scheme: at.Scheme, Host: at.Host}).String()
}

// Send implements [Receiver]. It follows no redirection.
func (h *HTTP) Send(ctx context.Context, event *Event) error {
	limited, cancel := context.WithTimeout(ctx, h.options.Timeout)
	defer cancel()
	header, body, err := event.request(h.options.Mode)
	if err != nil {
		return &SendError{Verdict: Refused, Reason: "no event: " + err.Error()}
	}
	var way connecting
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(limited, way.trace()), http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = header
	if h.options.Token != nil {
		token, err := h.options.Token(limited)
		if err == nil && !sendable(token) {
			err = errors.New("it has a character that no header can carry, such as the end of a line")
		}
		if err != nil {
			return &SendError{Verdict: Busy, Reason: fmt.Sprintf("no token: %v", err)}
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := h.client.Do(request)
	switch {
	case ctx.Err() != nil:
		closeAnswer(answer)
		return ctx.Err()
	case err != nil:
		return unanswered(err, &way)
	}
	defer closeAnswer(answer)
	return failure(answer, time.Now())
}

// sendable reports whether a header can carry a token. It allows only ASCII,
// because a token needs no more. Source: RFC 9110, section 5.5.
func sendable(token string) bool {
	return !strings.ContainsFunc(token, func(c rune) bool { return c < ' ' || c > '~' })
}

func closeAnswer(answer *http.Response) {
	if answer == nil {
		return
	}
	_, _ = io.CopyN(io.Discard, answer.Body, mostAnswer) // only the status matters
	_ = answer.Body.Close()
}

// unanswered returns the failure of a request without an answer. If the
// connection could not be made, no event can be delivered. Otherwise the
// receiver may have failed on this event.
func unanswered(err error, way *connecting) error {
	reason := err.Error()
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		reason = wrapped.Err.Error() // without the address
	}
	reason = strings.ToValidUTF8(reason[:min(len(reason), 200)], "")
	if way.failed(err) {
		return &SendError{Verdict: Busy, Reason: "not reached: " + reason}
	}
	return &SendError{Verdict: Failed, Reason: "no answer: " + reason}
}
