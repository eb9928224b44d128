// Package payouts fetches the exports of earnings and payments from Partner
// Center over HTTP.
//
// An export takes up to 24 hours: [Client.Queue] asks for it, [Client.Get] says
// how far it is, [Client.Download] reads the file once it is there, and
// [Client.Delete] removes the request. Source: Microsoft Learn, "Manage
// earnings" and the pages below it, 2023-06-16.
package payouts

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
)

// DefaultURL is where Partner Center keeps the exports. Source: Microsoft
// Learn, "Create earnings export request", 2023-06-16.
const DefaultURL = "https://api.partner.microsoft.com/v1.0/payouts"

// A Kind is what is exported.
type Kind string

// The kinds of exports.
const (
	Transactions Kind = "transactionhistory" // earnings, with what they rest on
	Payments     Kind = "payments"
)

// A Status is how far an export is. One that is not declared is kept as it is
// written.
type Status string

// The statuses of an export.
const (
	Queued     Status = "Queued"     // it has not started
	Processing Status = "Processing" // it is being made
	Failed     Status = "Failed"     // it failed for good; queue another
	Completed  Status = "Completed"  // the file can be downloaded, for a limited time
)

// An Export is a request for a file.
type Export struct {
	ID        string    `json:"requestId"`
	Requested time.Time `json:"requestDateTime"`
	Path      string    `json:"requestPath"`
	Query     string    `json:"requestQueryString"`
	// with a token in it: who has it has the file
	Blob   string `json:"blobLocation"`
	Status Status `json:"status"`
}

// String names the export without its blob, whose address is a secret.
func (e Export) String() string { return fmt.Sprintf("export %s, %s", e.ID, e.Status) }

// GoString is String: fmt would print the address otherwise.
func (e Export) GoString() string { return e.String() }

// Options are what a [Client] can be given. Tokens is required.
type Options struct {
	// of the exports; empty is DefaultURL
	URL string
	// where the tokens come from
	Tokens gateway.TokenSource
	// nil is http.DefaultTransport
	Transport http.RoundTripper
	// of one request with its answer, a download apart; 0 is 30 seconds
	Timeout time.Duration
	// of a download; 0 is 30 minutes
	DownloadTimeout time.Duration
	// of a file; 0 is 1 GB, the documented size at which Partner Center splits
	MostBytes int64
	// makes the GUID of each try; nil makes random ones
	NewID func() string
}

// A Client asks Partner Center for exports. It sends the token to the host of
// its address only, and follows no redirect.
type Client struct {
	url     *url.URL
	options Options
	client  http.Client
}

// New returns a client. An address that is not https, other than on this very
// machine, is an [mci.FieldError]: the token would travel in the clear.
func New(options Options) (*Client, error) {
	if options.URL == "" {
		options.URL = DefaultURL
	}
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	if options.DownloadTimeout == 0 {
		options.DownloadTimeout = 30 * time.Minute
	}
	if options.MostBytes <= 0 {
		options.MostBytes = 1 << 30
	}
	if options.NewID == nil {
		options.NewID = NewGUID
	}
	address, err := url.Parse(strings.TrimRight(options.URL, "/"))
	switch {
	case err != nil || address.Host == "" || address.User != nil || address.RawQuery != "" || address.Fragment != "":
		return nil, mci.Invalid("URL", "another text", "an address such as "+DefaultURL)
	case !private(address):
		return nil, mci.Invalid("URL", address.Scheme+"://"+address.Host, "https, or http on the loopback")
	case options.Tokens == nil:
		return nil, mci.Invalid("Tokens", "none", "a source of tokens")
	}
	return &Client{address, options, http.Client{
		Transport:     options.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// private reports whether what is sent to an address can be read by nobody
// else.
func private(address *url.URL) bool {
	ip := net.ParseIP(address.Hostname())
	loopback := address.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return address.Host != "" && (address.Scheme == "https" || address.Scheme == "http" && loopback)
}

// NewGUID returns a random GUID of version 4.
func NewGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Queue asks for an export. A filter such as "earningForDate ge 2023-03-01 and
// earningForDate le 2023-04-12" makes it fast and small; without one Partner
// Center exports three years. The request ID is the idempotency ID: queue again
// under the same one if an answer was lost.
func (c *Client) Queue(ctx context.Context, kind Kind, filter, requestID string) (Export, error) {
	query := url.Values{"fileformat": {"csv"}}
	if filter != "" {
		query.Set("$filter", filter)
	}
	return c.export(ctx, http.MethodPost, kind, "", query, requestID)
}

// Get says how far an export is.
func (c *Client) Get(ctx context.Context, kind Kind, id string) (Export, error) {
	return c.export(ctx, http.MethodGet, kind, id, nil, c.options.NewID())
}

// Delete removes an export. Partner Center refuses that while it is Processing.
func (c *Client) Delete(ctx context.Context, kind Kind, id string) error {
	_, err := c.send(ctx, http.MethodDelete, c.address(kind, id, nil), c.options.NewID())
	return err
}

// export sends a request that is answered with one export.
func (c *Client) export(ctx context.Context, method string, kind Kind, id string, query url.Values, requestID string) (Export, error) {
	body, err := c.send(ctx, method, c.address(kind, id, query), requestID)
	if err != nil {
		return Export{}, err
	}
	var answer struct {
		Value []Export `json:"value"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return Export{}, errors.New("the answer about an export is no JSON of its form")
	}
	if len(answer.Value) != 1 || answer.Value[0].ID == "" || id != "" && !strings.EqualFold(answer.Value[0].ID, id) {
		return Export{}, fmt.Errorf("the answer holds %d exports, or another than the one that was asked for", len(answer.Value))
	}
	return answer.Value[0], nil
}

// address returns where a kind of exports is, or one of them.
func (c *Client) address(kind Kind, id string, query url.Values) *url.URL {
	at := c.url.JoinPath(string(kind))
	if id != "" {
		at = at.JoinPath(url.PathEscape(id))
	}
	// Partner Center's samples write a blank as %20.
	at.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return at
}
