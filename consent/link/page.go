package link

import (
	"net/url"
	"strings"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// TokenParameter is the query parameter that carries the token in an address.
const TokenParameter = "answer"

// A Page is the host's answer page together with the key ring that signs the
// links to it. The zero Page is none. A Page is immutable and safe for
// concurrent use.
type Page struct {
	ring    KeyRing
	address url.URL
}

// mostPageBytes is the longest address of a page, in bytes.
const mostPageBytes = 1000

const wantPage = "an https URL of at most 1000 bytes with a host, and without user info, a fragment or the parameter answer"

// NewPage returns an answer page of the host, such as
// "https://partner.example/consent". The address must be an https URL of at
// most 1000 bytes with a host, and without user info, a fragment or the
// parameter [TokenParameter]. If it is not, the error is a [mci.FieldError]
// with the path "page". If the ring has no key, the path is "ring".
func NewPage(ring KeyRing, address string) (Page, error) {
	if len(ring.keys) == 0 {
		return Page{}, mci.Invalid("ring", "", "a key ring with a key")
	}
	parsed, err := url.Parse(address)
	if err != nil || !isPage(address, parsed) {
		return Page{}, mci.Invalid("page", withoutUser(address), wantPage)
	}
	return Page{ring, *parsed}, nil
}

func isPage(text string, page *url.URL) bool {
	query, err := url.ParseQuery(page.RawQuery)
	return err == nil && len(text) <= mostPageBytes && page.Scheme == "https" && page.Hostname() != "" &&
		page.User == nil && !strings.Contains(text, "#") && !query.Has(TokenParameter)
}

// withoutUser leaves a possible password out of an error.
func withoutUser(page string) string {
	if at := strings.LastIndex(page, "@"); at >= 0 {
		return "…" + page[at:]
	}
	return page
}

// URL returns the address of one link: the page with the signed token in its
// query. If the link is malformed, the error is a [mci.FieldError].
func (p Page) URL(link consent.Link) (string, error) {
	signed, err := p.ring.Sign(link)
	if err != nil {
		return "", err
	}
	address := p.address
	if address.RawQuery != "" {
		address.RawQuery += "&"
	}
	address.RawQuery += TokenParameter + "=" + signed // which needs no escaping
	return address.String(), nil
}

// URLs returns the addresses of the two links of a mail, for the URLs of a
// [consent.Draft]. If a link is malformed, the error is a [mci.FieldError] with
// a path that begins with "accept" or "decline".
func (p Page) URLs(links consent.Links) (consent.URLs, error) {
	accept, err := p.URL(links.Accept)
	if err != nil {
		return consent.URLs{}, mci.At("accept", err)
	}
	decline, err := p.URL(links.Decline)
	if err != nil {
		return consent.URLs{}, mci.At("decline", err)
	}
	return consent.URLs{Accept: accept, Decline: decline}, nil
}
