package claims_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/internal/machine"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// TestWhatARestoredClaimBecomesCanBeRestored gives every command, and shows
// every status of Partner Center, to records of each state that Restore takes,
// although no life of the searches leads to them: adopted or not, diverged or
// not, with each set of assumed fields that matters, and on the days on which
// the terms change. What is accepted must be restored, and some of it is
// written, read, replayed and taken back.
//
// A record gets each command once, at one of the instants. Which one is drawn,
// and always alike: all commands at all instants took a hundred times as long.
func TestWhatARestoredClaimBecomesCanBeRestored(t *testing.T) {
	s := &survey{
		t: t, madeUp: madeUpCatalog(t), dice: rand.New(rand.NewPCG(1, 2)),
		states: map[claims.State]bool{}, events: map[claims.Event]bool{},
	}
	sets := assumptions()
	for _, state := range reached() {
		for _, assumed := range sets {
			s.read(s.madeUp, s.assuming(s.adopted(state), assumed))
			s.read(public(), s.assuming(reach(t, state).claim.Record(), assumed))
		}
	}
	t.Logf("%d records were restored, and changed %d times; %d changes were taken back", s.restored, s.changed, s.takenBack)
	if s.restored < 5000 || s.changed < 50_000 || s.takenBack < 1000 {
		t.Error("these are fewer than there were")
	}
	for _, state := range reached() {
		if !s.states[state] {
			t.Errorf("no record in %s was restored", state)
		}
	}
	for _, event := range append(claims.Events()[2:], claims.StatusObserved, claims.DivergenceResolved, claims.FactsRecorded) { // without the openings
		if !s.events[event] {
			t.Errorf("%s was never accepted", event)
		}
	}
}

// assumptions returns sets of the paths that can be assumed: the choices and
// the pairs of those that an observation or an adoption can add, with those
// that it always adds and without.
func assumptions() (sets [][]string) {
	observed, adopted := []string{"updated"}, []string{"updated", "version", "keys"}
	paths := slices.DeleteFunc(claims.AssumablePaths(), func(path string) bool { return slices.Contains(adopted, path) })
	for choice := range machine.Choices(paths) {
		sets = append(sets, choice, slices.Concat(choice, observed), slices.Concat(choice, adopted))
	}
	for i, path := range paths {
		for j, other := range paths[i+1:] {
			sets = append(sets, slices.Concat([]string{path, other}, [][]string{nil, observed, adopted}[j%3]))
		}
	}
	return sets
}

// A survey reads records, and notes what came of them.
type survey struct {
	t                            *testing.T
	madeUp                       *catalog.Catalog
	dice                         *rand.Rand
	restored, changed, takenBack int
	states                       map[claims.State]bool
	events                       map[claims.Event]bool
}

func pick[T any](s *survey, values ...T) T { return values[s.dice.IntN(len(values))] }

// oneIn reports true for one of so many calls.
func (s *survey) oneIn(count int) bool { return s.dice.IntN(count) == 0 }

// adopted returns the record of a claim that was adopted when the day, on which
// the terms change, had just begun. The window for consent may have ended then.
func (s *survey) adopted(state claims.State) claims.Record {
	when := at(pick(s, "2025-09-15", "2025-10-01", "2026-01-01", "2026-02-01")).Add(time.Minute)
	r := must(claims.Adopt(claims.Adoption{
		Name: "Contoso", Engagement: engagement(s.madeUp, "by-market"), CustomerID: tenant, Shown: claims.ReadStatus(state.Status.String()),
		CustomerContact: customerContact, PartnerContact: partnerContact, Created: pick(s, time.Time{}, when.AddDate(0, 0, -31)),
	}, "claim-1", seen(when))).Claim.Record()
	r.Disputed = state.Disputed
	if !r.Consent.Asked.IsZero() {
		r.Consent.DealSize = usd("5")
	}
	if r.Consent.Answer == consent.Accepted {
		for _, part := range mci.EvidenceParts() {
			r.Evidence = append(r.Evidence, claims.Evidence{Part: part, State: claims.EvidenceDone, Updated: when})
		}
		r.Evidence[1].Template = pick(s, mci.Date{}, date("2025-09-15"), date("2026-01-15"))
	}
	if !r.FirstSubmitted.IsZero() {
		r.Amounts.Requested = claims.Amount{Money: usd("1"), At: when}
	}
	if !r.ApprovedAt.IsZero() {
		r.Amounts.Approved = claims.Amount{Money: usd("1"), At: when}
	}
	return r
}

// assuming returns the record with the paths assumed. Their values can be
// missing, and the record can have diverged.
func (s *survey) assuming(r claims.Record, assumed []string) claims.Record {
	if r.Observed == nil {
		r.Observed = &claims.Observed{}
	}
	if err := json.Unmarshal(must(json.Marshal(assumed)), &r.Observed.Assumed); err != nil {
		s.t.Fatal(err)
	}
	if s.oneIn(3) {
		r.Observed.Divergence = &claims.Divergence{Shown: claims.ReadStatus("on the moon"), Local: r.State(), At: r.Updated}
	}
	if r.Observed.Adopted && !r.Observed.Assumed.Has("version") {
		r.Version = 60
	}
	if s.oneIn(2) {
		for _, path := range assumed {
			lack(&r, path)
		}
	}
	return r
}

// lack removes the value at a path from a record, unless it is an instant.
func lack(r *claims.Record, path string) {
	switch path {
	case "hours":
		r.Hours = mci.Hours{}
	case "customerContact":
		r.CustomerContact = mci.Contact{}
	case "partnerContact":
		r.PartnerContact = mci.Contact{}
	case "consent.dealSize":
		r.Consent.DealSize = mci.Money{}
	case "firstSubmitted":
		r.Amounts.Requested = claims.Amount{}
	case "approvedAt":
		r.Amounts.Approved = claims.Amount{}
	case "evidence":
		r.Evidence = nil
	case "keys":
		r.Keys = nil
	}
}

// read restores a record, if it can be, and tries what can happen to the claim.
// The record of an adoption is the opening of a history.
func (s *survey) read(card *catalog.Catalog, r claims.Record) {
	claim, err := claims.Restore(r, card)
	if err != nil {
		return
	}
	s.restored++
	s.states[claim.State()] = true
	l := &life{t: s.t, catalog: card, claim: claim}
	if claim.Adopted() && r.Version == 1 {
		r.Index = claims.Index{}
		l.history = []claims.Entry{{
			Claim: r.ID, Number: 1, At: r.Updated, Actor: claims.PartnerCenter, Event: claims.ClaimAdopted,
			To: r.Status, Shown: claims.ReadStatus(r.Status.String()), Opening: &r,
		}}
	}
	s.try(l, s.oneIn(100))
}

// try gives a claim all commands, and shows it some of the statuses. If deeper
// is true, it does so again with everything that the claim becomes.
func (s *survey) try(l *life, deeper bool) {
	now := l.claim.Record().Updated
	times := append(instants(l.claim), now.Add(-4*time.Minute), now.Add(-time.Hour), now.AddDate(2, 0, 0))
	for _, command := range surveyed {
		if command.Event() == claims.DivergenceResolved && !l.claim.Divergence().Open() {
			continue
		}
		change, err := claims.Apply(l.claim, command, by(command.Event(), pick(s, times...)))
		s.check(l, command, change, err, deeper)
	}
	for _, shown := range shownToAll {
		if s.oneIn(4) {
			change, err := claims.Observe(l.claim, shown, seen(pick(s, times...)))
			s.check(l, shown, change, err, deeper)
		}
	}
}

// check fails the test if a change cannot be stored and gone on with.
func (s *survey) check(l *life, given any, change claims.Change, err error, deeper bool) {
	switch {
	case errors.Is(err, claims.ErrRefused), errors.Is(err, claims.ErrOutOfOrder), err == nil && len(change.Entries) == 0:
		return
	case err != nil:
		s.t.Errorf("%T %v in %s: %v", given, given, l.claim.State(), err)
		return
	}
	s.changed++
	for i := range change.Entries {
		s.events[change.Entries[i].Event] = true
	}
	if _, err := claims.Restore(change.Claim.Record(), l.catalog); err != nil {
		s.t.Errorf("%T %v in %s makes a record that is not restored: %v\nbefore: %s\n after: %s", given, given, l.claim.State(), err,
			must(json.Marshal(l.claim.Record())), must(json.Marshal(change.Claim.Record())))
		return
	}
	next := &life{t: l.t, catalog: l.catalog, claim: change.Claim}
	if l.history != nil {
		next.history = slices.Concat(l.history, change.Entries)
		if s.oneIn(5) {
			s.checkTakenBack(l, next)
		}
	}
	if deeper {
		s.try(next, false)
	}
}

// checkTakenBack checks that a claim is as before if its first change is taken
// back, unless a rule says why it cannot be.
func (s *survey) checkTakenBack(before, after *life) {
	after.checkStored()
	after.checkReplay()
	number := before.claim.Version() + 1
	change, err := claims.TakeBack(after.claim, after.history, number, after.catalog, by(claims.EntryTakenBack, after.claim.Record().Updated))
	if errors.Is(err, claims.ErrRefused) {
		return
	}
	if err != nil {
		s.t.Fatalf("%s is not taken back: %v", after.history[number-1].Event, err)
	}
	s.takenBack++
	back := &life{after.t, after.catalog, change.Claim, slices.Concat(after.history, change.Entries)}
	back.checkStored()
	back.checkReplay()
	got, want := back.claim.Record(), before.claim.Record()
	want.Version, want.TakenBack, want.Keys, want.Index = got.Version, true, got.Keys, got.Index
	wantSame(s.t, "the record before the change", got, want)
}

// The commands that a survey gives, and the statuses that it shows.
var (
	surveyed = func() []claims.Command {
		all := append(
			slices.Clone(searched),
			claims.SendConsent{DealSize: usd("5"), CustomerContact: otherContact, PartnerContact: otherContact},
			claims.GiveEvidence{Part: mci.Invoice},
			claims.UpdateContact{Side: claims.CustomerSide, Contact: mci.Contact{Name: "Kim", Email: "kim@contoso.org"}},
			claims.RecordFacts{Number: "P-1"},
			claims.RecordFacts{Number: "P-2", Approved: usd("7")},
			claims.RecordFacts{Created: date("2025-08-30")},
			claims.RecordFacts{Created: date("2025-12-31")},
			claims.Resolve{},
		)
		for _, status := range claims.Statuses() {
			all = append(all, claims.Resolve{Take: status})
		}
		return all
	}()
	shownToAll = func() []claims.PortalStatus {
		all := []claims.PortalStatus{claims.ReadStatus("Expired"), claims.ReadStatus("behind the moon")}
		for _, status := range claims.Statuses() {
			all = append(all, claims.ReadStatus(status.String()))
		}
		return all
	}()
)
