package pages

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A real browser accepts the cookie and the redirects, and its content security
// policy lets a person sign in and out.
func TestAPersonSignsInAndOutInABrowser(t *testing.T) {
	ctx := browse(t)
	f, i := newFixture(t, nil), newIssuer(t)
	server := i.signedSite(t, f)
	do(ctx, t, chromedp.EmulateViewport(360, 780), chromedp.Navigate(server.URL+"/money"), chromedp.WaitVisible(".who button"))
	if said := ask[string](ctx, t, "document.querySelector('h1').textContent + ' ' + document.querySelector('.who').textContent"); !strings.Contains(said, "Money") || !strings.Contains(said, "Pat Meier") {
		t.Errorf("the page says %s", said)
	}
	if over := ask[int](ctx, t, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("it is %d pixels too wide", over)
	}
	if cookies := ask[string](ctx, t, "document.cookie"); cookies != "" {
		t.Errorf("a script can read %s", cookies)
	}
	if *axe != "" {
		accessible(ctx, t, "signed in")
	}
	follow(ctx, t, ".who button")
	if said := ask[string](ctx, t, "document.querySelector('h1').textContent"); said != "You are signed out" {
		t.Errorf("the page says %s", said)
	}
	if *axe != "" {
		accessible(ctx, t, "signed out")
	}
	do(ctx, t, chromedp.Click(`a[href="/sign-in"]`), chromedp.WaitVisible(".who button"))
}
