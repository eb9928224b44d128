package pages

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// mostClients is the number of clients after which a limiter begins to forget
// the least recent ones. It remembers at most twice as many.
const mostClients = 5000

// A limiter bounds how often each client asks, in bounded memory. It is safe
// for concurrent use.
type limiter struct {
	// often is the number of requests per second that a client may send once
	// the first ones are used up.
	often rate.Limit
	// first is the number of requests that a client may send at once.
	first int

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

// Limits of the addresses that anybody can reach. A mail scanner follows all
// links of many mails, and a whole office signs in from one address.
var (
	linkLimit   = limiter{often: 1, first: 60}
	signInLimit = limiter{often: 5, first: 100}
	// mailLimit bounds how often the mail of one claim is sent again.
	mailLimit = limiter{often: 1.0 / 60, first: 1}
)

// fresh returns a limiter with the same bounds that has seen no client yet.
func (l *limiter) fresh() *limiter { return &limiter{often: l.often, first: l.first} }

// allow reports whether a client may ask now.
func (l *limiter) allow(client string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.young[client]
	if !ok {
		if one, ok = l.old[client]; !ok {
			one = rate.NewLimiter(l.often, l.first)
		}
		if len(l.young) >= mostClients || l.young == nil {
			l.young, l.old = map[string]*rate.Limiter{}, l.young
		}
		l.young[client] = one
	}
	return one.AllowN(now, 1)
}

// client returns the address that identifies the client of a request. If it is
// an IPv6 address, its network is returned, because one client has many such
// addresses. If there is a proxy, the client's address is the last one, which
// the proxy added.
func client(r *http.Request, proxied bool) string {
	text, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		text = r.RemoteAddr
	}
	if all := r.Header.Values("X-Forwarded-For"); proxied && len(all) > 0 {
		last := all[len(all)-1]
		text = strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return "unknown"
	}
	address = address.Unmap().WithZone("")
	if network, err := address.Prefix(64); err == nil && address.Is6() {
		return network.String()
	}
	return address.String()
}

// retryAfter is the number of seconds after which a client may try again.
const retryAfter = 30

// A later is a page for a client that asked too often.
type later struct{ *page }

func (l later) serve(s *site, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
	l.page.serve(s, w, r)
}

// limited wraps a function for a page. If the client asks too often, the page
// is refused.
func limited(of func(*application) *limiter, look, refuse func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if of(s.application).allow(client(r, s.proxied), time.Now()) {
			return look(s, r)
		}
		return refuse(s, r)
	}
}

// limitedLink limits how often a client follows links.
func limitedLink(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return limited(func(a *application) *limiter { return a.links }, look, func(s *site, _ *http.Request) (answer, error) {
		words := "Many links were opened from your network at once. Nothing was recorded. Please open the link again in a minute."
		return later{s.sorryPage(http.StatusTooManyRequests, "too many requests", words)}, nil
	})
}

// limitedSignIn limits how often a client signs in.
func limitedSignIn(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return limited(func(a *application) *limiter { return a.signIns }, look, func(*site, *http.Request) (answer, error) {
		return later{problemOf(errTooOften).page()}, nil
	})
}
