package pages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci/catalog"
)

// A renewal replaces the application when another catalog was accepted, in this
// process or in another one with the same folder. Each request keeps the
// application that it began with, so no request sees two catalogs. It is safe
// for concurrent use.
type renewal struct {
	// load returns the catalog to use now.
	load func() (*catalog.Catalog, error)
	// file is the file that names the accepted catalog.
	file string

	current atomic.Pointer[application]
	// seen is the state of the file at the last renewal.
	seen atomic.Value
	// renewing guards a renewal. If a request finds it locked, it continues
	// with the present application.
	renewing sync.Mutex
}

// newRenewal returns the renewal of an application that has just been opened
// with the catalog that load returns.
func newRenewal(a *application, load func() (*catalog.Catalog, error)) *renewal {
	g := &renewal{load: load, file: filepath.Join(a.mail.folder, "catalog", "taken.json")}
	g.seen.Store(g.state())
	g.current.Store(a)
	return g
}

// state returns a text that changes with the file's content. Each content is a
// file of its own, which got this name when it was complete.
func (g *renewal) state() string {
	info, err := os.Stat(g.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "none"
	case err != nil:
		return "unknown"
	default:
		return fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size())
	}
}

// present returns the application with the present catalog.
func (a *application) present(ctx context.Context) *application {
	g := a.renewal
	if g == nil {
		return a
	}
	if g.state() != g.seen.Load() && g.renewing.TryLock() {
		defer g.renewing.Unlock()
		g.renew(ctx)
	}
	return g.current.Load()
}

// renewNow waits for the renewal after a catalog was accepted.
func (a *application) renewNow(ctx context.Context) {
	if g := a.renewal; g != nil {
		g.renewing.Lock()
		defer g.renewing.Unlock()
		g.renew(ctx)
	}
}

// renew replaces the application. If the catalog cannot be read, the error is
// logged, and the present application stays until another catalog is accepted.
func (g *renewal) renew(ctx context.Context) {
	state := g.state()
	if state == g.seen.Load() {
		return // another request has renewed it meanwhile
	}
	now := g.current.Load()
	card, err := g.load()
	var next *application
	if err == nil {
		next, err = now.with(context.WithoutCancel(ctx), card)
	}
	g.seen.Store(state)
	if err != nil {
		now.log.ErrorContext(ctx, "a catalog that was taken cannot be used; the present one stays", "file", g.file, "error", err)
		return
	}
	g.current.Store(next)
	now.log.InfoContext(ctx, "another catalog is used from now on", "file", g.file)
}

// with returns the application with another catalog. Data that depends on the
// catalog, such as the notes of the ledger, is read again.
func (a *application) with(ctx context.Context, card *catalog.Catalog) (*application, error) {
	next := &application{
		store: a.store, desk: desk.New(a.store, card).WithTerms(a.terms), terms: a.terms, catalog: card, partner: a.partner, demo: a.demo, now: a.now, mail: a.mail,
		deals: a.deals, dealFile: a.dealFile, resolver: a.resolver, log: a.log, importing: a.importing, close: a.close, requests: a.requests,
		meter: a.meter, links: a.links, signIns: a.signIns, mailings: a.mailings, outcomes: a.outcomes, reminders: a.reminders, proxied: a.proxied, signIn: a.signIn, renewal: a.renewal,
	}
	var err error
	if next.pages, err = (&site{application: next}).readTemplates(); err != nil {
		return nil, err
	}
	return next, next.follow(ctx) // so that the next request does not wait for it
}
