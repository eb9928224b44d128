package pages

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/discovery"
	"github.com/mci-go/incentives/examples/holidays"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci/catalog"
)

// prepare reads the files that the command line names, and the demonstration if
// it was asked for. It writes nothing, so a failed start leaves no files
// behind.
func prepare(o *order, now func() time.Time) (s *site, shown *demo, err error) {
	card, err := o.read()
	if err != nil {
		return nil, nil, err
	}
	s = &site{application: &application{
		catalog: card, partner: noPartner(), demo: o.demo, now: func() time.Time { return now().UTC() }, log: o.logger(), requests: o.log,
		links: linkLimit.fresh(), signIns: signInLimit.fresh(), mailings: mailLimit.fresh(), importing: &sync.Mutex{}, outcomes: &outcomes{}, reminders: o.reminders, proxied: o.proxied,
	}}
	s.meter = newMeter(s.application)
	if s.terms, err = holidays.Terms(o.holidays); err != nil {
		return nil, nil, err
	}
	if shown, err = s.meet(o); err != nil {
		return nil, nil, err
	}
	if err := s.openDoors(o, now); err != nil {
		return nil, nil, err
	}
	if err := s.lookFor(o); err != nil {
		return nil, nil, err
	}
	s.pages, err = s.readTemplates()
	return s, shown, err
}

// begin opens the store of the claims, and then makes the files that the desk
// needs. If it fails, it closes the store.
func (s *site) begin(ctx context.Context, o *order, shown *demo, now func() time.Time) error {
	kept, err := place.Open(ctx, "db", o.database(), true)
	if err != nil {
		return err
	}
	s.store, s.desk, s.close = kept, desk.New(kept, s.catalog).WithTerms(s.terms), kept.Close
	if err = s.settle(o); err == nil && shown != nil {
		err = shown.begin(ctx, s, now)
	}
	if err != nil {
		return errors.Join(err, kept.Close())
	}
	if o.catalog == "" {
		s.renewal = newRenewal(s.application, func() (*catalog.Catalog, error) { return catalogOf(o) })
	}
	return nil
}

// openDoors reads the settings for mails and for the sign-in.
func (s *site) openDoors(o *order, now func() time.Time) (err error) {
	if s.signIn, err = o.signIn(now); err != nil {
		return err
	}
	s.mail, err = readMailbox(o)
	return err
}

// read checks the desk's data folder, logs the files that a crash left there,
// and returns the catalog. It writes nothing.
func (o *order) read() (*catalog.Catalog, error) {
	if err := o.checkFolder(); err != nil {
		return nil, err
	}
	if err := tellDrafts(o.logger(), o.folder()); err != nil {
		return nil, err
	}
	if o.certificate != "" {
		if _, err := tls.LoadX509KeyPair(o.certificate, o.key); err != nil {
			return nil, err
		}
	}
	return catalogOf(o)
}

// settle makes the files that the desk keeps in its data folder.
func (s *site) settle(o *order) (err error) {
	if err := o.claimFolder(); err != nil {
		return err
	}
	if err := s.mail.makeKey(o); err != nil {
		return err
	}
	if s.signIn != nil {
		if s.signIn.sessions.Store, err = openSessions(filepath.Join(s.mail.folder, "sessions")); err != nil {
			return err
		}
	}
	return s.sweepUploads()
}

// meet reads the partner with its users. It returns the demonstration, or nil
// if it was not asked for.
func (s *site) meet(o *order) (shown *demo, err error) {
	if o.demo {
		if shown, err = readDemo(); err != nil {
			return nil, err
		}
		s.partner = shown.Partner
	}
	if o.partner != "" {
		if s.partner, err = loadPartner(o.partner); err != nil {
			return nil, err
		}
	}
	s.user, err = s.partner.as(o.user)
	return shown, err
}

// lookFor sets the sources of deals and of the tenants of domains.
func (s *site) lookFor(o *order) (err error) {
	if s.dealFile = o.deals; s.dealFile == "" {
		s.dealFile = filepath.Join(s.mail.folder, "deals.json")
	}
	if o.discovery != "" {
		s.resolver, err = discovery.New(o.discovery, nil)
	}
	return err
}

// catalogOf returns the catalog that the flag names. If there is none, it
// returns the accepted catalog, and otherwise the public one.
func catalogOf(o *order) (*catalog.Catalog, error) {
	if o.catalog != "" {
		return catalogfile.Load(o.catalog)
	}
	folder := filepath.Join(o.folder(), "catalog")
	taken, err := takenIn(folder)
	if err != nil {
		return nil, err
	}
	if taken == nil && o.demo {
		return demoCatalog()
	}
	if taken == nil {
		return catalog.Public()
	}
	return catalogfile.Load(filepath.Join(folder, filepath.Base(taken.File)))
}

// begin plays the demonstration and sets the site's clock. The claims belong to
// the demonstration's first user, who may do everything, whichever user looks
// at them.
func (d *demo) begin(ctx context.Context, s *site, now func() time.Time) (err error) {
	if s.resolver == nil { // keep a real directory
		if s.resolver, err = d.directory(); err != nil {
			return err
		}
	}
	if err = d.play(ctx, &site{application: s.application, user: d.Partner.Users[0]}); err == nil {
		s.now, err = demoClock(ctx, s.store, now)
	}
	if err == nil {
		s.deals, err = demoDeals(ctx, d.Contact.Email)
	}
	return err
}

// logger returns the log, or one that discards everything.
func (o *order) logger() *slog.Logger {
	if o.log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.log
}

// database returns the file or the address of the claims' database.
func (o *order) database() string {
	switch {
	case o.db != "":
		return o.db
	case o.demo:
		return "desk-demo.db"
	default:
		return "desk.db"
	}
}
