package claimstest

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

//go:embed catalog.json
var catalogJSON []byte

var theCatalog = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.Read(catalogJSON, catalog.ReadOptions{Zone: time.LoadLocation})
})

// The engagements of the catalog, with their limits.
const (
	twoClaims mci.EngagementID = "two-claims" // two claims, open or approved
	oneOpen   mci.EngagementID = "one-open"   // three claims, one of them open
)

// start is when every claim of the suite is opened. Its nanoseconds reveal a
// store that rounds.
var start = time.Date(2026, 11, 2, 9, 30, 15, 123456789, time.UTC)

// afterEveryWindow is when claims expire, if their deadline is over.
var afterEveryWindow = start.AddDate(2, 0, 0)

// A bench is one test of one store.
type bench struct {
	testing.TB
	store store.Store
	ctx   context.Context // ends when the case has waited long enough
	many  int             // how many claims are many
	work  *workbench      // makes the openings
}

// Context returns the context of the test. It also ends when the case has
// waited long enough.
func (b *bench) Context() context.Context { return b.ctx }

// tenant returns the ID of a numbered customer.
func (b *bench) tenant(n int) mci.CustomerID {
	b.Helper()
	id, err := tenantOf(n)
	b.must(err)
	return id
}

func tenantOf(n int) (mci.CustomerID, error) {
	return mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", n+1))
}

// must ends the test if the suite itself fails, or if the store fails where it
// should not.
func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatalf("got error %v, want none", err)
	}
}

// An opening holds the data to open a claim.
type opening struct {
	id         claims.ID
	customer   int
	engagement mci.EngagementID
	domain     bool // the customer's ID is a domain of the tenant
	location   mci.LocationID
	name       string // empty means a name with letters of many scripts
	reason     string // why the customer's mail address has another domain
	noKey      bool
}

// open returns the change that opens a claim. It saves nothing.
func (b *bench) open(o opening) claims.Change {
	b.Helper()
	change, err := b.work.open(o)
	b.must(err)
	return change
}

// change returns the change that opens a claim.
func (o opening) change() (claims.Change, error) {
	c, catalogErr := theCatalog()
	tenant, tenantErr := tenantOf(o.customer)
	domain, domainErr := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	if err := errors.Join(catalogErr, tenantErr, domainErr); err != nil {
		return claims.Change{}, err
	}
	engagement, _ := c.Engagement(mci.EngagementRef{Edition: "made-up", Engagement: cmp.Or(o.engagement, twoClaims)})
	customer := eligibility.Customer{
		ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
		Claims: eligibility.CountOf(0), OpenClaims: eligibility.CountOf(0), MailMatches: mci.Yes,
	}
	if o.domain {
		customer.ID, customer.Resolution.Tenant = domain, tenant
	}
	if o.reason != "" {
		customer.MailMatches, customer.MismatchReason = mci.No, o.reason
	}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: start, PartnerEligible: mci.Yes, LocationEligible: mci.Yes, Customer: customer,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zürich" + o.location, Country: "CH", Enrollment: mci.Enrolled},
	}, eligibility.Details{
		ClaimName: cmp.Or(o.name, "Contoso \"größte\" <Übung> 会社"), CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if nomination == nil {
		return claims.Change{}, fmt.Errorf("the suite's own customer is not eligible: %v, %w", decision.Reasons(), err)
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: start, Key: "opened"}
	if o.noKey {
		meta.Key = ""
	}
	return claims.Open(nomination, o.id, meta)
}

func (b *bench) meta(actor claims.Actor, key string) claims.Meta {
	meta := claims.Meta{Actor: actor, At: start, Received: start, Key: key}
	if actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	return meta
}

// apply returns the change of a command, with its own key. It saves nothing.
func (b *bench) apply(claim *claims.Claim, command claims.Command) claims.Change {
	b.Helper()
	return b.applyUnder(claim, command, fmt.Sprint(command.Event(), " ", claim.Version()))
}

// applyUnder returns the change of a command. The key may be empty.
func (b *bench) applyUnder(claim *claims.Claim, command claims.Command, key string) claims.Change {
	b.Helper()
	meta := b.meta(ActorOf(command.Event()), key)
	if command.Event() == claims.WindowEnds {
		meta.At, meta.Received = afterEveryWindow, afterEveryWindow
	}
	change, err := claims.Apply(claim, command, meta)
	b.must(err)
	return change
}

// adopt returns the change that adopts a claim in the shown status. It saves
// nothing.
func (b *bench) adopt(o opening, shown string) claims.Change {
	b.Helper()
	c, err := theCatalog()
	b.must(err)
	if o.engagement == "" {
		o.engagement = twoClaims
	}
	engagement, _ := c.Engagement(mci.EngagementRef{Edition: "made-up", Engagement: o.engagement})
	change, err := claims.Adopt(claims.Adoption{
		Name: cmp.Or(o.name, "Contoso"), Engagement: engagement, CustomerID: b.tenant(o.customer), Location: o.location, Shown: claims.ReadStatus(shown),
	}, o.id, claims.Meta{Actor: claims.PartnerCenter, At: start})
	b.must(err)
	return change
}

// join returns several consecutive changes as one.
func join(changes ...claims.Change) claims.Change {
	var joined claims.Change
	for _, change := range changes {
		joined.Claim = change.Claim
		joined.Entries = append(joined.Entries, change.Entries...)
	}
	return joined
}

// save saves changes, and ends the test if one of them is not saved.
func (b *bench) save(changes ...claims.Change) {
	b.Helper()
	for _, change := range changes {
		if err := b.store.Save(b.Context(), b.rows(change)); err != nil {
			b.Fatalf("saving version %d of claim %q: got error %v, want none", change.Claim.Version(), change.Claim.ID(), err)
		}
	}
}

// reviewed returns the commands from the opening of a claim to its review.
func reviewed() []claims.Command {
	return []claims.Command{
		claims.SendConsent{}, claims.Accept{}, claims.GiveEvidence{Part: mci.ProofOfExecution, Reference: "poe.docx"}, claims.Submit{}, claims.BeginReview{},
	}
}

// live opens a claim, applies commands to it, and saves each change.
func (b *bench) live(o opening, commands ...claims.Command) (*claims.Claim, []claims.Entry) {
	b.Helper()
	change := b.open(o)
	entries := change.Entries
	b.save(change)
	for _, command := range commands {
		change = b.apply(change.Claim, command)
		b.save(change)
		entries = append(entries, change.Entries...)
	}
	return change.Claim, entries
}

// wantError fails the test if err does not match want.
func (b *bench) wantError(what string, err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// rows returns a change as a store saves it.
func (b *bench) rows(change claims.Change) store.Change {
	b.Helper()
	rows, err := b.work.rowsOf(change)
	b.must(err)
	return rows
}

// allRows returns changes as a store saves them.
func (b *bench) allRows(changes []claims.Change) []store.Change {
	b.Helper()
	var all []store.Change
	for _, change := range changes {
		all = append(all, b.rows(change))
	}
	return all
}

// envelope returns a claim as a store keeps it.
func (b *bench) envelope(claim *claims.Claim) store.Envelope {
	b.Helper()
	record := claim.Record()
	envelope, err := desk.Encode(&record)
	b.must(err)
	return envelope
}

// entryRows returns entries as a store keeps them.
func (b *bench) entryRows(entries []claims.Entry) []store.Entry {
	b.Helper()
	var all []store.Entry
	for i := range entries {
		body, err := json.Marshal(&entries[i])
		b.must(err)
		all = append(all, store.Entry{Kind: store.PartnerActivity, Claim: entries[i].Claim, Number: entries[i].Number, Body: body})
	}
	return all
}

// loaded returns a stored claim.
func (b *bench) loaded(id claims.ID) store.Envelope {
	b.Helper()
	envelope, err := b.store.Load(b.Context(), id)
	if err != nil {
		b.Fatalf("loading claim %q: got error %v, want none", id, err)
	}
	return envelope
}

// past returns the stored history of a claim after an entry number.
func (b *bench) past(id claims.ID, after uint64) []store.Entry {
	b.Helper()
	var entries []store.Entry
	for entry, err := range b.store.History(b.Context(), id, after) {
		if err != nil {
			b.Fatalf("reading the history of claim %q: got error %v, want none", id, err)
		}
		entries = append(entries, entry)
	}
	return entries
}

// listed returns the IDs of the claims that a query selects.
func (b *bench) listed(query store.Query) []claims.ID {
	b.Helper()
	var ids []claims.ID
	for envelope, err := range b.store.List(b.Context(), query) {
		if err != nil {
			b.Fatalf("listing: got error %v, want none", err)
		}
		ids = append(ids, envelope.ID)
	}
	return ids
}

// wantStored fails the test unless the claim is stored with its entries.
func (b *bench) wantStored(claim *claims.Claim, entries []claims.Entry) {
	b.Helper()
	b.wantSame("the claim", b.loaded(claim.ID()), b.envelope(claim))
	b.wantSame("the history", b.past(claim.ID(), 0), b.entryRows(entries))
}

// wantAbsent fails the test if anything of a claim is stored.
func (b *bench) wantAbsent(id claims.ID) {
	b.Helper()
	_, err := b.store.Load(b.Context(), id)
	b.wantError(fmt.Sprintf("loading claim %q, which was not saved", id), err, store.ErrNotFound)
	if n := len(b.past(id, 0)); n > 0 {
		b.Errorf("claim %q was not saved, and has %d entries", id, n)
	}
}

// wantSame fails the test if two claims, or two histories, differ as JSON
// values. Most stores return the very JSON that they were given, and nothing
// more is compared then.
func (b *bench) wantSame(what string, got, want any) {
	b.Helper()
	gotJSON, err := json.Marshal(got)
	b.must(err)
	wantJSON, err := json.Marshal(want)
	b.must(err)
	if !bytes.Equal(gotJSON, wantJSON) {
		b.wantText(what, text(b, got), text(b, want))
	}
}

// wantText fails the test if two texts differ, and shows the first lines that
// do.
func (b *bench) wantText(what, got, want string) {
	b.Helper()
	if got == want {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	n := 0
	for n < len(gotLines)-1 && n < len(wantLines)-1 && gotLines[n] == wantLines[n] {
		n++
	}
	b.Errorf("%s differs from what was saved:\n got %s\nwant %s", what, strings.TrimSpace(gotLines[n]), strings.TrimSpace(wantLines[n]))
}

// text returns records or entries as JSON, with instants in UTC because a
// database may return them in its own zone.
func text(b *bench, value any) string {
	b.Helper()
	data, err := json.Marshal(value)
	b.must(err)
	var decoded any
	b.must(json.Unmarshal(data, &decoded))
	data, err = json.MarshalIndent(inUTC(decoded), "", "  ")
	b.must(err)
	return string(data)
}

// inUTC returns a decoded JSON value with its instants in UTC.
func inUTC(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			value[name] = inUTC(value[name])
		}
	case []any:
		for i := range value {
			value[i] = inUTC(value[i])
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return value
}

// rivals is the number of concurrent calls in a case.
const rivals = 8

// atOnce runs a function for each rival at the same time and returns their
// errors.
func atOnce(run func(i int) error) []error {
	errs := make([]error, rivals)
	begin := make(chan struct{})
	var group sync.WaitGroup
	for i := range rivals {
		group.Go(func() {
			<-begin
			errs[i] = unpanicked(func() error { return run(i) })
		})
	}
	close(begin)
	group.Wait()
	return errs
}

// unpanicked runs a function and returns its panic as an error.
func unpanicked(run func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the store panics: %v", fault)
		}
	}()
	return run()
}

// wantOneWinner fails the test unless exactly one error is nil and all others
// match want.
func (b *bench) wantOneWinner(errs []error, want error) {
	b.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			b.wantError("one that did not win", err, want)
		}
	}
	if won != 1 {
		b.Errorf("of %d at the same time, %d were saved, want exactly 1", len(errs), won)
	}
}
