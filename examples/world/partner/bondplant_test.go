package partner

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A step of an association, as a store is to save it. Before is nil for the
// opening.
type bondStep struct {
	before, after *association.Record
	entry         *association.Entry // the last of the step
}

// A tampering store changes associations before it saves them.
type tampering struct {
	*store.Memory
	spoil func(*bondStep)
}

func (s tampering) Save(ctx context.Context, change store.Change) error {
	return s.SaveAll(ctx, []store.Change{change})
}

func (s tampering) SaveAll(ctx context.Context, changes []store.Change) error {
	changes = slices.Clone(changes)
	for i := range changes {
		if changes[i].Envelope.Kind != store.PartnerAssociation {
			continue
		}
		if err := s.tamper(ctx, &changes[i]); err != nil {
			return err
		}
	}
	return s.Memory.SaveAll(ctx, changes)
}

// tamper spoils one change.
func (s tampering) tamper(ctx context.Context, change *store.Change) error {
	var step bondStep
	if stored, err := s.Load(ctx, change.Envelope.ID); err == nil {
		before, err := desk.DecodeAssociation(stored)
		if err != nil {
			return err
		}
		step.before = &before
	}
	last := len(change.Entries) - 1
	after, err := desk.DecodeAssociation(change.Envelope)
	entry, entryErr := desk.DecodeAssociationEntry(change.Entries[last])
	if err := errors.Join(err, entryErr); err != nil {
		return err
	}
	step.after, step.entry = &after, &entry
	s.spoil(&step)
	change.Entries = slices.Clone(change.Entries)
	change.Envelope, err = desk.EncodeAssociation(&after)
	body, bodyErr := json.Marshal(&entry)
	change.Entries[last].Body = body
	return errors.Join(err, bodyErr)
}

// commanded reports whether the step is a command that is not the opening.
func (s *bondStep) commanded() bool {
	return s.before != nil && s.entry.Actor != claims.PartnerCenter && s.entry.TakenBack == 0 && s.entry.Event <= lifecycle.WindowEnds
}

// tampered is a world whose store spoils associations.
func tampered(spoil func(*bondStep)) Options {
	return inStore(func(m *store.Memory) Store { return tampering{m, spoil} })
}

// reopens approves an association again that has ended, if Partner Center shows
// something.
func reopens(s *bondStep) {
	if s.before == nil || s.entry.Event != lifecycle.StatusObserved || !s.before.State().Terminal() || s.before.ApprovedAt.IsZero() {
		return
	}
	s.after.Status, s.after.Ending, s.after.Since, s.after.Keys = recognition.Approved, 0, s.after.ApprovedAt, s.after.Keys[:min(1, len(s.after.Keys))]
	s.entry.To = s.after.State()
}

// backdates dates every step ten years back.
func backdates(s *bondStep) {
	if s.before != nil {
		s.entry.At = s.entry.At.AddDate(-10, 0, 0)
	}
}

// renames gives the association another name.
func renames(s *bondStep) {
	if s.before != nil {
		s.after.Name = "Another name"
	}
}

// restarts moves the dispute, and so the clock that runs after it.
func restarts(s *bondStep) {
	if s.before == nil || s.before.DisputedAt.IsZero() || s.before.Observed != nil || s.after.Status == recognition.Dispute {
		return
	}
	s.after.DisputedAt = s.after.DisputedAt.Add(-time.Second)
}

// disputesTwice says of an approval after a dispute that it was another
// dispute.
func disputesTwice(s *bondStep) {
	if s.commanded() && s.before.Observed == nil && !s.before.TakenBack && s.entry.From.Status == recognition.Dispute {
		s.entry.Event = lifecycle.PartnerDisputes
		s.entry.Command = association.Dispute{Justification: "again"}
	}
}

// delays dates the answer to a reviewer's request after its window.
func delays(s *bondStep) {
	if s.commanded() && s.entry.From.Status == recognition.PartnerActionRequired && s.entry.Event != lifecycle.WindowEnds {
		s.entry.At = s.entry.At.AddDate(0, 0, 100)
	}
}

// hurries dates an expiry before the end of its window.
func hurries(s *bondStep) {
	if s.commanded() && s.entry.Event == lifecycle.WindowEnds {
		s.entry.At = s.before.Updated
	}
}

// retitles changes a field that no command changed.
func retitles(s *bondStep) {
	if s.before != nil {
		s.after.CustomerTitle = "Somebody else"
	}
}

// A denying store answers the saving of an association with an error, if it is
// one that the store is after.
type denying struct {
	*store.Memory
	err     error
	entries int // in the change
}

func (s denying) Save(ctx context.Context, change store.Change) error {
	if change.Envelope.Kind == store.PartnerAssociation && change.Expected > 0 && len(change.Entries) == s.entries {
		return s.err
	}
	return s.Memory.Save(ctx, change)
}

// denied is a world whose store denies changes with so many entries.
func denied(err error, entries int) Options {
	return inStore(func(m *store.Memory) Store { return denying{m, err, entries} })
}

// A torn store forgets the latest entry of an association.
type torn struct{ *store.Memory }

func (s torn) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		var last store.Entry
		for entry, err := range s.Memory.History(ctx, id, after) {
			if last.Number > 0 && !yield(last, nil) || err != nil {
				return
			}
			last = entry
		}
		if last.Kind != store.PartnerAssociation && last.Number > 0 {
			yield(last, nil)
		}
	}
}

// wavers refuses a command that it has just taken.
func wavers() *rules {
	var last *association.Claim
	all := libraryRules()
	all.apply = func(claim *association.Claim, command association.Command, meta claims.Meta) (association.Change, error) {
		if claim == last {
			last = nil
			return association.Change{}, errors.New("not now")
		}
		last = claim
		return association.Apply(claim, command, meta)
	}
	return all
}

// prejudiced judges a tenant by its ID: that of no customer has a claim
// already.
func prejudiced() *rules {
	all := libraryRules()
	all.decide = func(q cpor.Question) (cpor.Decision, error) {
		if last, err := tenantOf(customers - 1); err == nil && q.Tenant.Value() > last.Value() {
			q.Own = mci.Yes
		}
		return cpor.Decide(q)
	}
	return all
}

// credulous takes all for the best where a fact is missing.
func credulous() *rules {
	all := libraryRules()
	all.decide = func(q cpor.Question) (cpor.Decision, error) {
		missing := q.User.Grants == nil || q.Location.Enrollment == 0 || q.Channel == 0 ||
			slices.Contains([]mci.Fact{q.DomainMatches, q.OnTenant, q.Own, q.Others}, mci.NotSupplied)
		if missing {
			all, err := mci.ParseCustomerID(mci.DomainName, "contoso.com")
			if err != nil {
				return cpor.Decision{}, err
			}
			q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin}}
			q.Domain, q.DomainMatches, q.OnTenant, q.Own, q.Others = all, mci.Yes, mci.Yes, mci.No, mci.No
			q.Location.Enrollment, q.Channel = mci.Enrolled, recognition.EnterpriseAgreement
			q.Subscription.Active = mci.Yes
		}
		return cpor.Decide(q)
	}
	return all
}

// from is a world of a seed in which the fault shows soon.
func from(seed uint64, options Options) Options {
	options.Seed = seed
	return options
}

// bondPlants has a fault for each invariant that says something of an
// association.
func bondPlants() map[string]plant {
	return map[string]plant{
		"an end that is left":            {from(30, tampered(reopens)), 1, 2500, 20},
		"a function that wavers":         {Options{rules: wavers()}, 2, 2500, 4},
		"a step in the past":             {tampered(backdates), 3, 2500, 4},
		"another name":                   {tampered(renames), 4, 2500, 4},
		"a clock that starts again":      {from(2, tampered(restarts)), 5, 2500, 20},
		"a second dispute":               {from(2, tampered(disputesTwice)), 5, 2500, 20},
		"an answer after its window":     {from(15, tampered(delays)), 6, 2500, 20},
		"an expiry in its window":        {from(15, tampered(hurries)), 6, 2500, 20},
		"a title that nobody gave":       {tampered(retitles), 7, 2500, 4},
		"a judgment by the tenant":       {Options{rules: prejudiced()}, 8, 2500, 4},
		"half of a change":               {inStore(func(m *store.Memory) Store { return torn{m} }), 9, 2500, 4},
		"a decision that trusts":         {from(1, Options{rules: credulous()}), 11, 2500, 4},
		"a conflict with nobody":         {denied(store.ErrConflict, 1), 12, 2500, 4},
		"a refusal without a rule":       {denied(claims.ErrRefused, 1), 12, 2500, 4},
		"a correction that is never had": {from(17, denied(claims.ErrRefused, 2)), 12, 2500, 20},
	}
}

func TestFaultsPlantedInAssociationsAreFoundAndTheirStoriesAreShort(t *testing.T) {
	for name, plant := range bondPlants() {
		t.Run(name, plant.isFound)
	}
}

func TestEveryInvariantHasAPlantedFaultInAssociationsOrSaysNothingOfThem(t *testing.T) {
	planted := map[int]bool{}
	for _, plant := range bondPlants() {
		planted[plant.invariant] = true
	}
	for _, invariant := range Invariants() {
		if planted[invariant.Number] == (invariant.silent != "") {
			t.Errorf("invariant %d is planted: %t, and says nothing because %q", invariant.Number, planted[invariant.Number], invariant.silent)
		}
		if invariant.silent != "" && (invariant.check != nil || invariant.bond != nil) {
			t.Errorf("invariant %d says nothing of associations, and is checked", invariant.Number)
		}
	}
}

func TestARepetitionThatChangesSomethingIsFound(t *testing.T) {
	w, err := NewWorld(Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.store.present = &trouble{}
	all := []given[association.Command]{{id: "claim-00001", command: association.BeginReview{}, meta: claims.Meta{Key: "a"}, certain: true}}
	for draw := range uint64(20) {
		d := &deed{Step: &Step{Draw: draw}, dice: diceOf(draw)}
		giveAgain[association.Command](w, d, "association repeat", bondGroup, all, association.Approve{}, func(g given[association.Command]) (int, error) {
			if g.command == (association.BeginReview{}) {
				return 1, nil
			}
			return 0, mci.Invalid("key", "a", "a key that was not used for another command")
		})
	}
	if w.broken == nil || w.broken.Invariant != 9 {
		t.Errorf("found %v", w.broken)
	}
}

// What a replay of the history would find, too, and first, is asked of the
// trail alone.
func TestATrailFindsAKeyOfTwoCommands(t *testing.T) {
	trail := trail{fresh: []line{{number: 1, key: "a"}, {number: 2, key: "b"}, {number: 3, key: "a", shown: true}}}
	if err := trail.oncePerKey(); err != nil {
		t.Errorf("an observation under a key: %v", err)
	}
	trail.fresh = []line{{number: 4, key: "b"}}
	if err := trail.oncePerKey(); err == nil {
		t.Error("a second command under a key is not found")
	}
}

func TestATrailKnowsTheOrderOfTheEntriesThatStand(t *testing.T) {
	at := func(minutes int) time.Time { return begins.Add(time.Duration(minutes) * time.Minute) }
	for name, test := range map[string]struct {
		fresh   []line
		version uint64
		holds   bool
	}{
		"inside the tolerance":          {[]line{{number: 1, at: at(10)}, {number: 2, at: at(5)}}, 2, true},
		"beyond the tolerance":          {[]line{{number: 1, at: at(10)}, {number: 2, at: at(4)}}, 2, false},
		"beyond that of an earlier one": {[]line{{number: 1, at: at(10)}, {number: 2, at: at(6)}, {number: 3, at: at(4)}}, 3, false},
		"after one that was taken back": {[]line{{number: 1, at: at(0)}, {number: 2, at: at(90)}, {number: 3, at: at(20), takenBack: 2}, {number: 4, at: at(1)}}, 4, true},
		"before one that was not":       {[]line{{number: 1, at: at(0)}, {number: 2, at: at(60)}, {number: 3, at: at(90)}, {number: 4, takenBack: 3}, {number: 5, at: at(1)}}, 5, false},
		"a key alone":                   {[]line{{number: 1, at: at(60)}, {number: 2, at: at(0), keeps: true}}, 2, true},
		"a gap":                         {[]line{{number: 1, at: at(0)}, {number: 3, at: at(0)}}, 2, false},
		"another version":               {[]line{{number: 1, at: at(0)}}, 2, false},
	} {
		trail := trail{fresh: test.fresh, version: test.version}
		if err := trail.numbered(); (err == nil) != test.holds {
			t.Errorf("%s: %v", name, err)
		}
	}
}
