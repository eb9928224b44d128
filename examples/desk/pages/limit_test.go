package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestALinkThatIsFollowedTooOftenIsAnsweredKindly(t *testing.T) {
	f := newFixture(t, nil)
	for i := range linkLimit.first {
		if w := f.get(t, "/consent?answer=x"); w.Code == http.StatusTooManyRequests {
			t.Fatalf("after %d", i)
		}
	}
	w := f.get(t, "/consent?answer=x")
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "Please open the link again in a minute") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, "/consent?answer=x", http.NoBody)
	r.RemoteAddr = "198.51.100.7:1"
	if w := f.serve(r); w.Code == http.StatusTooManyRequests {
		t.Error("another client is refused")
	}
	if w := f.get(t, "/claims"); w.Code != http.StatusOK {
		t.Errorf("the users are refused: %d", w.Code)
	}
}

func TestWhoSignsInTooOftenHasToWait(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	b := newBrowser(t, i.signedSite(t, f))
	f.signIns.first, f.signIns.often = 3, 0.001
	if status, _ := b.get(t, "/sign-in"); status != http.StatusOK { // two requests, since the issuer sends the person back
		t.Fatal(status)
	}
	for _, path := range []string{"/sign-in", "/sign-in"} {
		b.get(t, path)
	}
	if status, body := b.get(t, callbackPath+"?state=guess"); status != http.StatusTooManyRequests || !strings.Contains(body, "Too many requests") {
		t.Errorf("%d %s", status, body)
	}
}

func TestALimiterAllowsAgainAfterAWhileAndForgetsWhoAskedLeastLately(t *testing.T) {
	l, now := &limiter{often: 1, first: 2}, time.Now()
	for i, want := range []bool{true, true, false} {
		if l.allow("a", now) != want {
			t.Errorf("request %d", i)
		}
	}
	if !l.allow("a", now.Add(time.Second)) {
		t.Error("it is refused for good")
	}
	for i := range 10 * mostClients {
		l.allow(fmt.Sprint(i), now)
		if i%100 == 0 && l.allow("a", now) {
			t.Fatal("who asks again and again is forgotten")
		}
		if len(l.young)+len(l.old) > 2*mostClients {
			t.Fatal("it remembers too many")
		}
	}
}

func TestTheClientOfARequest(t *testing.T) {
	for _, c := range []struct {
		remote    string
		forwarded []string
		proxied   bool
		want      string
	}{
		{"203.0.113.7:4711", nil, false, "203.0.113.7"},
		{"203.0.113.7:4711", []string{"198.51.100.1"}, false, "203.0.113.7"},
		{"127.0.0.1:4711", []string{"10.0.0.1", "192.0.2.9, 198.51.100.1"}, true, "198.51.100.1"},
		{"127.0.0.1:4711", []string{"nonsense"}, true, "unknown"},
		{"127.0.0.1:4711", nil, true, "127.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:4711", nil, false, "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.7]:4711", nil, false, "203.0.113.7"},
		{"[fe80::1%eth0]:4711", nil, false, "fe80::/64"},
		{"", nil, false, "unknown"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr = c.remote
		for _, value := range c.forwarded {
			r.Header.Add("X-Forwarded-For", value)
		}
		if got := client(r, c.proxied); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
