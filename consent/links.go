package consent

import (
	"net/url"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// TokenParameter is the query parameter in which a link carries its token.
const TokenParameter = "answer"

// Links makes the links of a host's mails: it signs, and leads to the host's answer page. The zero Links is
// none. It is immutable and safe for concurrent use.
type Links struct {
	ring KeyRing
	page url.URL
}

// mostPageBytes is the length that a page's address may have.
const mostPageBytes = 1000

const wantPage = "an https URL of at most 1000 bytes with a host, and without user info, a fragment or the parameter answer"

// NewLinks returns links to a page of the host, such as "https://partner.example/consent". The page must be an https
// URL of at most 1000 bytes, with a host, without user info, a fragment or the parameter [TokenParameter]; anything
// else is a [mci.FieldError] with the path "page". So is a ring without a key, with the path "ring".
func NewLinks(ring KeyRing, page string) (Links, error) {
	if len(ring.keys) == 0 {
		return Links{}, mci.Invalid("ring", "", "a key ring with a key")
	}
	parsed, err := url.Parse(page)
	if err != nil || !isPage(page, parsed) {
		return Links{}, mci.Invalid("page", withoutUser(page), wantPage)
	}
	return Links{ring, *parsed}, nil
}

func isPage(text string, page *url.URL) bool {
	query, err := url.ParseQuery(page.RawQuery)
	return err == nil && len(text) <= mostPageBytes && page.Scheme == "https" && page.Hostname() != "" &&
		page.User == nil && !strings.Contains(text, "#") && !query.Has(TokenParameter)
}

// withoutUser leaves out of an error what may be a password.
func withoutUser(page string) string {
	if at := strings.LastIndex(page, "@"); at >= 0 {
		return "…" + page[at:]
	}
	return page
}

// URL returns the address of a link: the page, with the signed token in its query. A malformed link is a
// [mci.FieldError].
func (l Links) URL(link Link) (string, error) {
	signed, err := l.ring.Sign(link)
	if err != nil {
		return "", err
	}
	page := l.page
	if page.RawQuery != "" {
		page.RawQuery += "&"
	}
	page.RawQuery += TokenParameter + "=" + signed // which needs no escaping
	return page.String(), nil
}
