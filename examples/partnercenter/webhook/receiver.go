// Package webhook receives the events of Partner Center about referrals. A host
// calls [New] with a function that handles an event, and serves the [Receiver]
// at the address that it has registered.
package webhook

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/event"
)

// DefaultHost is the host of the certificates in the published sample. Source:
// Microsoft Learn, "Partner Center webhooks", 2023-10-17.
const DefaultHost = "3psostorageacct.blob.core.windows.net"

const (
	// The limit of an event and of a certificate, in bytes.
	mostBytes = 64 << 10
	// The number of events and of certificates that are remembered.
	mostEvents       = 10_000
	mostCertificates = 16
	// The number of seconds after which an event can be delivered again. The
	// documents name none.
	retryAfter = "60"
)

// Options configures a [Receiver]. Handle and Now are required.
type Options struct {
	// Handle gets each event about a referral once. It should record the ID and
	// return, because Partner Center waits for the answer. If it fails or
	// panics, the event is accepted again when Partner Center delivers it
	// again. If a delivery comes while Handle still works on the same event,
	// the answer is 503.
	Handle func(ctx context.Context, e event.Event) error
	// Now is the host's clock. It decides whether a certificate is valid.
	Now func() time.Time
	// Hosts are the hosts from which certificates may be loaded. They are
	// compared exactly. If Hosts is nil, only DefaultHost is allowed.
	Hosts []string
	// Roots are the authorities that certificates must chain to. If it is nil,
	// those of the system are used. Set it to Microsoft's root.
	Roots *x509.CertPool
	// Intermediates are authorities between the root and the certificates. If
	// it is nil, only those in the certificate's own file are used.
	Intermediates *x509.CertPool
	// Organization is the organization of the certificate. If it is empty, it
	// is "Microsoft Corporation". That name is inferred, because the documents
	// only say that the organization must be checked.
	Organization string
	// Transport loads the certificates. If it is nil, http.DefaultTransport is
	// used.
	Transport http.RoundTripper
}

// A Receiver is an [http.Handler] for the events of Partner Center. It answers
//
//   - 200 if the event was handled, is a repeated delivery, or is about
//     something else than a referral,
//   - 400 if the request is malformed,
//   - 401 if the event is not signed by Partner Center,
//   - 405 if the method is not POST,
//   - 413 if the event is too long,
//   - 500 if the event could not be handled,
//   - 503 with Retry-After if the certificate could not be loaded, or if the
//     same event is being handled.
//
// An event is only a hint to read the referral again, so an old event does no
// harm and has no limit in time. A repeated delivery is recognized by its
// resource and its date of change.
type Receiver struct {
	options Options
	client  http.Client

	mu           sync.Mutex
	busy         map[string]bool // the keys of the events that are being handled
	seen         map[string]bool // the keys of the events that were handled
	order        []string        // the keys of seen, the oldest first
	certificates map[string]*x509.Certificate
}

// New returns a receiver. It returns a [mci.FieldError] if a required option is
// missing.
func New(options Options) (*Receiver, error) {
	switch {
	case options.Handle == nil:
		return nil, mci.Invalid("Handle", "none", "a function for the events")
	case options.Now == nil:
		return nil, mci.Invalid("Now", "none", "a clock")
	}
	if options.Hosts == nil {
		options.Hosts = []string{DefaultHost}
	}
	if options.Organization == "" {
		options.Organization = "Microsoft Corporation"
	}
	return &Receiver{
		options: options, busy: map[string]bool{}, seen: map[string]bool{}, certificates: map[string]*x509.Certificate{},
		client: http.Client{
			Transport: options.Transport, Timeout: 10 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	status := r.receive(request)
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
}

func (r *Receiver) receive(request *http.Request) int {
	if request.Method != http.MethodPost {
		return http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(io.LimitReader(request.Body, mostBytes+1))
	switch {
	case err != nil:
		return http.StatusBadRequest
	case len(body) > mostBytes:
		return http.StatusRequestEntityTooLarge
	}
	switch err := r.Verify(request.Context(), request.Header, body); {
	case errors.Is(err, ErrUnavailable):
		return http.StatusServiceUnavailable
	case err != nil:
		return http.StatusUnauthorized
	}
	received, err := event.Decode(body)
	if err != nil {
		return http.StatusBadRequest
	}
	if received.Referral() == "" {
		return http.StatusOK
	}
	return r.handle(request.Context(), received)
}

// handle passes an event on, unless it was handled already. It acknowledges an
// event only after it was handled.
func (r *Receiver) handle(ctx context.Context, e event.Event) int {
	key := e.Key()
	if status := r.begin(key); status != 0 {
		return status
	}
	handled := false
	defer func() { r.end(key, handled) }() // even if Handle panics
	if err := r.options.Handle(ctx, e); err != nil {
		return http.StatusInternalServerError
	}
	handled = true
	return http.StatusOK
}

// begin records that an event is being handled. If the delivery is a
// repetition, it returns the answer. It returns 0 if the event is to be handled
// now.
func (r *Receiver) begin(key string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.seen[key]:
		return http.StatusOK
	case r.busy[key]:
		return http.StatusServiceUnavailable
	}
	r.busy[key] = true
	return 0
}

// end records that an event is no longer being handled. If it was handled, its
// key is remembered. Only the latest keys are remembered.
func (r *Receiver) end(key string, handled bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, key)
	if !handled {
		return
	}
	if len(r.order) == mostEvents {
		delete(r.seen, r.order[0])
		r.order = r.order[1:]
	}
	r.seen[key] = true
	r.order = append(r.order, key)
}
