package link_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/consent/link"
)

func TestALinkLeadsToTheHostsPageWithTheTokenInItsQuery(t *testing.T) {
	for page, want := range map[string]string{
		"https://partner.example":                         "https://partner.example?answer=" + golden,
		"https://partner.example:8443/consent/":           "https://partner.example:8443/consent/?answer=" + golden,
		"https://partner.example/c?lang=de&b=1&a=2":       "https://partner.example/c?lang=de&b=1&a=2&answer=" + golden,
		"https://partner.example/c?":                      "https://partner.example/c?answer=" + golden,
		"HTTPS://partner.example/c?x=a%20b":               "https://partner.example/c?x=a%20b&answer=" + golden,
		"https://[2001:db8::1]/c":                         "https://[2001:db8::1]/c?answer=" + golden,
		"https://partner.example/" + longPath(1000-24):    "https://partner.example/" + longPath(1000-24) + "?answer=" + golden,
		"https://partner.example/c?other=answer&answers=": "https://partner.example/c?other=answer&answers=&answer=" + golden,
	} {
		links, err := link.NewPage(theRing(t), page)
		if err != nil {
			t.Errorf("%s: %v", page, err)
			continue
		}
		for range 2 { // making a link does not change the next one
			if got, err := links.URL(yes); err != nil || got != want {
				t.Errorf("%s gives %s, %v, want %s", page, got, err, want)
			}
		}
		parsed, err := url.Parse(want)
		if err != nil || parsed.Query().Get(link.TokenParameter) != golden {
			t.Errorf("the token of %s reads as %q, %v", want, parsed.Query().Get(link.TokenParameter), err)
		}
	}
}

func longPath(n int) string { return strings.Repeat("p", n) }

func TestAPageThatALinkMustNotLeadToIsRefused(t *testing.T) {
	for _, page := range []string{
		"", "partner.example", "/consent", "//partner.example/consent", "http://partner.example", "ftp://partner.example",
		"javascript:alert(1)", "https:partner.example", "https://", "https:///consent", "https://:443/consent",
		"https://pat@partner.example", "https://pat:pass@partner.example", "https://@partner.example",
		"https://partner.example/#", "https://partner.example/c#top",
		"https://partner.example/?answer=", "https://partner.example/?a=1&answer=x", "https://partner.example/?%61nswer=x",
		"https://partner.example/?a=%zz", "https://partner.example/?a;b", "https://partner example/", "https://partner.example/\nx",
		"https://partner.example:port/", " https://partner.example", "https://partner.example/" + longPath(1000-23),
	} {
		links, err := link.NewPage(theRing(t), page)
		wantField(t, page, err, "page")
		_, err = links.URL(yes)
		wantField(t, "a link of no links", err, "ring")
	}
	_, err := link.NewPage(link.KeyRing{}, "https://partner.example")
	wantField(t, "links without a key", err, "ring")
}

func TestAnErrorAboutAPageDoesNotRepeatItsPassword(t *testing.T) {
	for _, page := range []string{"https://eve:secret@partner.example", "https://eve:sec@ret@partner.example", "http://secret@partner.example", "@partner.example", "@"} {
		_, err := link.NewPage(theRing(t), page)
		if err == nil || strings.Contains(err.Error(), "sec") || !strings.Contains(err.Error(), "…@") {
			t.Errorf("the error is %v", err)
		}
	}
}
