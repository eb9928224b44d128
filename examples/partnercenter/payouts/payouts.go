// Package payouts fetches the exports of earnings and payments from Partner
// Center over HTTP.
//
// An export needs up to 24 hours. A host calls [Client.Queue] to ask for it,
// [Client.Get] for its status, [Client.Download] when the file exists, and
// [Client.Delete] to remove the request. Source: Microsoft Learn, "Manage
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

// DefaultURL is the address of Partner Center's exports. Source: Microsoft
// Learn, "Create earnings export request", 2023-06-16.
const DefaultURL = "https://api.partner.microsoft.com/v1.0/payouts"

// A Kind is a kind of data to export.
type Kind string

// The kinds of exports.
const (
	Transactions Kind = "transactionhistory" // earnings, with the transactions behind them
	Payments     Kind = "payments"
)

// A Status is the state of an export. If a status is not declared here, it is
// kept as it is written.
type Status string

// The statuses of an export.
const (
	Queued     Status = "Queued"     // the export has not started
	Processing Status = "Processing" // the file is being made
	Failed     Status = "Failed"     // the export failed for good; queue another one
	Completed  Status = "Completed"  // the file can be downloaded, for a limited time
)

// An Export is a request for a file.
type Export struct {
	// ID is the ID of the request.
	ID string `json:"requestId"`
	// Requested is the instant of the request.
	Requested time.Time `json:"requestDateTime"`
	// Path is the path of the request's address.
	Path string `json:"requestPath"`
	// Query is the query of the request's address.
	Query string `json:"requestQueryString"`
	// Blob is the address of the file. It contains a token, so anybody who
	// knows the address can read the file.
	Blob string `json:"blobLocation"`
	// Status is the state of the export.
	Status Status `json:"status"`
}

// String names the export without its blob, whose address is a secret.
func (e Export) String() string { return fmt.Sprintf("export %s, %s", e.ID, e.Status) }

// GoString returns the same text as String, because fmt would print the address
// otherwise.
func (e Export) GoString() string { return e.String() }

// Options configures a [Client]. Tokens is required.
type Options struct {
	// URL is the address of the exports. If it is empty, DefaultURL is used.
	URL string
	// Tokens is the source of the access tokens.
	Tokens gateway.TokenSource
	// Transport makes the HTTP requests. If it is nil, http.DefaultTransport is
	// used.
	Transport http.RoundTripper
	// Timeout is the time limit of one request with its answer, except a
	// download. 0 means 30 seconds.
	Timeout time.Duration
	// DownloadTimeout is the time limit of a download. 0 means 30 minutes.
	DownloadTimeout time.Duration
	// MostBytes is the largest size of a file. 0 means 1 GB, the documented
	// size at which Partner Center splits a file.
	MostBytes int64
	// NewID makes the GUID of each try. If it is nil, they are random.
	NewID func() string
}

// A Client asks Partner Center for exports. It sends the token only to the host
// of its address, and follows no redirect.
type Client struct {
	url     *url.URL
	options Options
	client  http.Client
}

// New returns a client. If the address is not https and not on this machine,
// the error is a [mci.FieldError], because the token would travel unencrypted.
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

// private reports whether nobody else can read a request to an address.
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
// earningForDate le 2023-04-12" makes it fast and small. If there is no filter,
// Partner Center exports three years. The request ID is the idempotency ID. If
// an answer was lost, queue again with the same one.
func (c *Client) Queue(ctx context.Context, kind Kind, filter, requestID string) (Export, error) {
	query := url.Values{"fileformat": {"csv"}}
	if filter != "" {
		query.Set("$filter", filter)
	}
	return c.export(ctx, http.MethodPost, kind, "", query, requestID)
}

// Get returns an export with its status.
func (c *Client) Get(ctx context.Context, kind Kind, id string) (Export, error) {
	return c.export(ctx, http.MethodGet, kind, id, nil, c.options.NewID())
}

// Delete removes an export. If the export is Processing, Partner Center refuses
// that.
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

// address returns the address of a kind of export, or of one export.
func (c *Client) address(kind Kind, id string, query url.Values) *url.URL {
	at := c.url.JoinPath(string(kind))
	if id != "" {
		at = at.JoinPath(url.PathEscape(id))
	}
	// Partner Center's samples write a blank as %20.
	at.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return at
}
