package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// lists are the addresses of the lists that people open.
var lists = []string{
	"/claims", "/claims?sort=expires", "/claims?show=all&sort=attention", "/claims?area=Security", "/claims?show=all&text=claim+00017", "/due", "/due?by=area",
	"/engagements", "/engagements/fy23-microsoft-viva/customers", "/customers", "/customers?text=00017", "/money",
}

// The names of pages in the printed table that are not lists.
const (
	oneClaim = "one claim"
	command  = "a command"
)

// A person asks for one page after the other.
type person struct {
	client *http.Client
	site   string
	ids    []string
	draw   *rand.Rand
	// open is the form on the page that was opened last. It is nil if the
	// person sends no form next.
	open *form
}

// A form is a form of a page as a browser would send it.
type form struct {
	action string
	values url.Values
}

// next asks for the next page. When a person opens a claim, every third time a
// form of it is sent next, so that of ten requests six are lists, three are one
// claim, and one is a command.
func (p *person) next(ctx context.Context) (name string, status, bytes int, err error) {
	if f := p.open; f != nil {
		p.open = nil
		status, text, err := p.ask(ctx, http.MethodPost, f.action, f.values.Encode())
		return command, status, len(text), err
	}
	n := p.draw.IntN(9)
	if n < 6 {
		name = lists[p.draw.IntN(len(lists))]
		status, text, err := p.ask(ctx, http.MethodGet, name, "")
		return name, status, len(text), err
	}
	path := "/claims/" + url.PathEscape(p.ids[p.draw.IntN(len(p.ids))])
	status, text, err := p.ask(ctx, http.MethodGet, path, "")
	if n == 8 {
		p.open = p.comment(path+"/comment", text)
	}
	return oneClaim, status, len(text), err
}

// hiddenField matches a hidden field of a form, which a browser sends back
// unchanged.
var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// comment fills in the form for a comment, or returns nil if the page has none.
func (p *person) comment(action, page string) *form {
	_, rest, found := strings.Cut(page, `action="`+action+`"`)
	if !found {
		return nil
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	f := &form{action, url.Values{"comment": {fmt.Sprintf("remark %d", p.draw.Uint64())}}}
	for _, field := range hiddenField.FindAllStringSubmatch(rest, -1) {
		f.values.Set(field[1], field[2])
	}
	return f
}

// ask sends a request as a browser does, and reads the whole answer.
func (p *person) ask(ctx context.Context, method, path, body string) (status int, text string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, p.site+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	read, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(read), errors.Join(err, answer.Body.Close())
}

// work lets all people work until the time is over, and returns the
// measurements.
func (s *settings) work(ctx context.Context, d *program, ids []string) (*measured, error) {
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConns: s.people, MaxIdleConnsPerHost: s.people},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}
	defer client.CloseIdleConnections()
	m := &measured{pages: map[string]*page{}, early: min(heapTime, s.lasts/2)}
	var err error
	if m.begin, err = d.read(ctx); err != nil {
		return nil, err
	}
	during, cancel := context.WithTimeout(ctx, s.lasts)
	defer cancel()
	var group sync.WaitGroup
	for i := range s.people {
		p := &person{client: client, site: d.site, ids: ids, draw: rand.New(rand.NewPCG(uint64(i), 1))} //nolint:gosec // because the same people ask for the same pages every time
		group.Go(func() { s.let(during, p, m, s.pause*time.Duration(i)/time.Duration(s.people)) })
	}
	select {
	case <-time.After(m.early):
		m.middle, err = d.read(ctx)
	case <-during.Done():
	}
	group.Wait()
	if err == nil {
		m.end, err = d.read(ctx)
	}
	return m, errors.Join(err, ctx.Err())
}

// let lets one person work until the end. The person begins after a delay.
func (s *settings) let(ctx context.Context, p *person, m *measured, first time.Duration) {
	clock := time.NewTimer(first)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
		clock.Reset(s.pause)
		began := time.Now()
		name, status, bytes, err := p.next(context.WithoutCancel(ctx))
		m.add(name, time.Since(began), status, bytes, err)
	}
}
