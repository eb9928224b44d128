package claims_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// back is the meta of a taking-back.
func back(when string) claims.Meta { return by(claims.EntryTakenBack, at(when)) }

func TestAWrongObservationIsTakenBack(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	before := l.claim.Record()
	wrong := seen(at("2032-01-10"))
	wrong.Future = true
	change := must(claims.Observe(l.claim, claims.ReadStatus("Rejected"), wrong))
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	if _, err := claims.Apply(l.claim, claims.Dispute{}, by(claims.PartnerDisputes, at("2023-01-11"))); !errors.Is(err, claims.ErrOutOfOrder) {
		t.Fatalf("the year 2032 does not lock the claim: %v", err)
	}
	first := change.Entries[0].Number
	taken := must(claims.TakeBack(l.claim, l.history, first, l.catalog, back("2023-01-11")))
	record, entry := taken.Claim.Record(), taken.Entries[0]
	if entry.Event != claims.EntryTakenBack || entry.TakenBack != first || entry.From != claims.Rejected || entry.To != claims.Submitted || entry.Restored == nil {
		t.Errorf("the entry is %+v", entry)
	}
	if record.Version != l.claim.Version()+1 || !record.TakenBack || !record.Updated.Equal(before.Updated) {
		t.Errorf("version %d, taken back %t, updated %s", record.Version, record.TakenBack, record.Updated)
	}
	record.Version, record.TakenBack = before.Version, false
	wantSame(t, "the record", record, before)
	l.claim, l.history = taken.Claim, append(l.history, taken.Entries...)
	l.checkReplay()
	must(claims.Restore(throughJSON(t, l.claim.Record()), l.catalog))
	l.do("2023-01-12", claims.BeginReview{})
	l.checkReplay()
}

func TestOnlyWhatNobodyHasBuiltOnIsTakenBack(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{DealSize: usd("1")}).do("2022-11-12", claims.Accept{}).
		do("2022-11-13", claims.AddComment{Comment: "one"}).do("2022-11-14", claims.AddComment{Comment: "two"})
	for number, why := range map[uint64]string{
		1: "it opened the claim; cancel the claim instead",
		2: "it sent the deal size, which is frozen",
		3: "it is the customer's own answer",
		4: "entry 5, comment, follows it; take that back first",
	} {
		_, err := claims.TakeBack(l.claim, l.history, number, l.catalog, back("2022-11-15"))
		var refusal *claims.Refusal
		if !errors.As(err, &refusal) || refusal.Rule != "claim.taking-back" || refusal.Missing != why || refusal.Event != claims.EntryTakenBack {
			t.Errorf("entry %d: got %v", number, err)
		}
	}
	adopted := must(claims.Adopt(adoption("Approved"), "claim-2", seen(at("2022-12-15"))))
	_, err := claims.TakeBack(adopted.Claim, adopted.Entries, 1, l.catalog, back("2022-12-16"))
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) || refusal.Missing != "it adopted the claim; observe the status that Partner Center shows now" {
		t.Errorf("an adoption: got %v", err)
	}
	for _, number := range []uint64{5, 4} {
		change := must(claims.TakeBack(l.claim, l.history, number, l.catalog, back("2022-11-15")))
		l.claim, l.history = change.Claim, append(l.history, change.Entries...)
		l.checkReplay()
	}
	for number, why := range map[uint64]string{5: "it is taken back already", 6: "it takes another entry back, which is final"} {
		_, err := claims.TakeBack(l.claim, l.history, number, l.catalog, back("2022-11-15"))
		var refusal *claims.Refusal
		if !errors.As(err, &refusal) || refusal.Missing != why {
			t.Errorf("entry %d: got %v", number, err)
		}
	}
}

func TestATakingBackIsChecked(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	other := reach(t, plain(claims.Approved))
	last := l.claim.Version()
	for path, call := range map[string]func() error{
		"claim": func() error {
			_, err := claims.TakeBack(nil, l.history, last, l.catalog, back("2023-01-11"))
			return err
		},
		"actor": func() error {
			_, err := claims.TakeBack(l.claim, l.history, last, l.catalog, claims.Meta{At: at("2023-01-11")})
			return err
		},
		"number": func() error {
			_, err := claims.TakeBack(l.claim, l.history, last+1, l.catalog, back("2023-01-11"))
			return err
		},
		"history": func() error {
			_, err := claims.TakeBack(l.claim, other.history, 10, l.catalog, back("2023-01-11"))
			return err
		},
		"catalog": func() error { _, err := claims.TakeBack(l.claim, l.history, last, nil, back("2023-01-11")); return err },
	} {
		err := call()
		if path == "catalog" || path == "history" {
			if !errors.Is(err, mci.ErrInvalid) && !errors.Is(err, claims.ErrRefused) {
				t.Errorf("%s: got %v", path, err)
			}
			continue
		}
		wantInvalid(t, err, path)
	}
	nobody := claims.Meta{Actor: claims.Partner, At: at("2023-01-11")}
	if _, err := claims.TakeBack(l.claim, l.history, last, l.catalog, nobody); !errors.Is(err, claims.ErrRefused) {
		t.Errorf("a user without a role: got %v", err)
	}
}

// The numbers of a damaged history lead nowhere, not even into a loop without an
// end.
func TestATakingBackOfADamagedHistoryEnds(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	taken := must(claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, back("2023-01-11")))
	history := append(slices.Clone(l.history), taken.Entries...)
	last := &history[len(history)-1]
	for _, harm := range []func(){
		func() { last.Number = math.MaxUint64 }, func() { last.Number = 0 }, func() { last.Event = claims.TermsAccepted + 1 },
		func() { last.TakenBack = math.MaxUint64 }, func() { last.TakenBack = last.Number }, func() { last.TakenBack = 1 }, func() { last.TakenBack = 0 },
	} {
		*last = taken.Entries[0]
		harm()
		if _, err := claims.TakeBack(taken.Claim, history, 3, l.catalog, back("2023-01-12")); err == nil {
			t.Errorf("entry %d, taking back %d: no error", last.Number, last.TakenBack)
		}
		if _, err := claims.Replay(history, l.catalog); err == nil {
			t.Errorf("entry %d, taking back %d, is replayed", last.Number, last.TakenBack)
		}
	}
}

func TestATakingBackIsNotDatedBeforeTheEntriesThatStand(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	if _, err := claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, back("2001-01-01")); !errors.Is(err, claims.ErrOutOfOrder) {
		t.Errorf("got %v", err)
	}
	before := l.history[len(l.history)-2].At
	for behind, want := range map[time.Duration]error{claims.DefaultTolerance: nil, claims.DefaultTolerance + 1: claims.ErrOutOfOrder} {
		meta := by(claims.EntryTakenBack, before.Add(-behind))
		if _, err := claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, meta); !errors.Is(err, want) {
			t.Errorf("%s behind: got %v, want %v", behind, err, want)
		}
	}
}

func TestATakingBackTakesTheWholeHistoryOfTheClaim(t *testing.T) {
	l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01", claims.AddComment{Comment: "one"}, claims.AddComment{Comment: "two"})
	another := slices.Clone(l.history)
	for i := range another {
		another[i].Claim = "claim-2"
	}
	opening := *another[0].Opening
	opening.ID = "claim-2"
	another[0].Opening = &opening
	must(claims.Replay(another, l.catalog))
	canceled := *l
	canceled.history = slices.Clone(l.history[:len(l.history)-1])
	canceled.claim = must(claims.Replay(canceled.history, l.catalog))
	canceled.do("2022-12-01", claims.Cancel{})
	// the partner's first step has no role, so that it would be refused
	nobodys := slices.Clone(l.history)
	nobodys[1].Role = 0
	for name, history := range map[string][]claims.Entry{
		"with a step that is refused": nobodys,
		"another claim's":             another,
		"without the last entry":      l.history[:len(l.history)-1],
		"with another end":            canceled.history,
	} {
		_, err := claims.TakeBack(l.claim, history, uint64(len(history)), l.catalog, back("2022-12-02"))
		t.Log(name)
		wantInvalid(t, err, "history")
	}
}

func TestATakingBackRefusesTheHistoryOfAnotherRecord(t *testing.T) {
	for path, change := range map[string]func(*claims.Record){
		"name":            func(r *claims.Record) { r.Name = "another" },
		"location":        func(r *claims.Record) { r.Location = "bern" },
		"customerContact": func(r *claims.Record) { r.CustomerContact.Name = "another" },
	} {
		l := reach(t, plain(claims.ConsentReceived)).do("2022-12-01", claims.AddComment{Comment: "one"})
		record := l.claim.Record()
		change(&record)
		_, err := claims.TakeBack(must(claims.Restore(record, l.catalog)), l.history, uint64(len(l.history)), l.catalog, back("2022-12-02"))
		if err == nil {
			t.Errorf("a record with another %s is taken back", path)
			continue
		}
		wantInvalid(t, err, "history")
	}
}

func TestATakingBackUnderAUsedKeyIsARepetition(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	meta := back("2023-01-11")
	meta.Key = "undo-1"
	change := must(claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, meta))
	history := append(slices.Clone(l.history), change.Entries...)
	again := must(claims.TakeBack(change.Claim, history, l.claim.Version(), l.catalog, meta))
	if again.Entries != nil || again.Claim != change.Claim {
		t.Errorf("got %v", events(again))
	}
	_, err := claims.TakeBack(change.Claim, history, 3, l.catalog, meta)
	wantInvalid(t, err, "key")
}

// A claim that had ended counts again once the entry that ended it is taken back.
func TestATakingBackThatOpensAClaimHasTheLimit(t *testing.T) {
	s := new(store.Memory)
	d := desk.New(s, public())
	opening := func(id claims.ID, day string) {
		t.Helper()
		q := question(engagement(public(), viva), at(day))
		if _, err := d.Open(t.Context(), nominate(q), id, by(claims.AddCustomer, at(day))); err != nil {
			t.Fatal(err)
		}
	}
	opening("claim-1", "2022-11-10")
	must(d.Do(t.Context(), "claim-1", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11"))))
	change := must(d.TakeBack(t.Context(), "claim-1", 2, back("2022-11-12")))
	limit, limited := change.Limit()
	if !limited || limit.Most+limit.Open == 0 || change.Claim.State() != plain(claims.CustomerClaimed) {
		t.Errorf("limit %+v, %t, in %s", limit, limited, change.Claim.State())
	}
	must(d.Do(t.Context(), "claim-1", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-13"))))
	opening("claim-2", "2022-11-14")
	if _, err := d.TakeBack(t.Context(), "claim-1", 4, back("2022-11-15")); !errors.Is(err, store.ErrLimit) {
		t.Errorf("beside another open claim: got %v", err)
	}
	if _, limited := must(desk.New(s, public()).Do(t.Context(), "claim-2", claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-16")))).Limit(); limited {
		t.Error("a cancellation has a limit")
	}
}

// Whatever a claim has lived through, its last entry can be taken back, unless a
// rule says why not; the claim is then as it was before, and lives on.
func TestAfterARandomLifeTheLastEntryIsTakenBackOrSaysWhyNot(t *testing.T) {
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
		for range 1 + uniform(t, "steps", 12) {
			p.play(oneOf(t, "row", rows...))
		}
		for range 2 {
			before, history := p.claim, p.history
			meta := by(claims.EntryTakenBack, before.Record().Updated.Add(48*time.Hour))
			change, err := claims.TakeBack(before, history, uint64(len(history)), p.catalog, meta)
			if errors.Is(err, claims.ErrRefused) {
				return
			}
			if err != nil {
				t.Fatalf("taking back entry %d of %s: %v", len(history), before, err)
			}
			earlier, err := claims.Replay(history[:len(history)-1], p.catalog)
			if err != nil {
				t.Fatal(err)
			}
			got, want := change.Claim.Record(), earlier.Record()
			want.Version, want.TakenBack, want.Keys, want.Index = got.Version, true, got.Keys, got.Index
			wantSame(t, "the record after the taking-back", got, want)
			p.claim, p.history = change.Claim, append(history[:len(history):len(history)], change.Entries...)
			p.checkReplay()
			if _, err := claims.Restore(throughJSON(t, got), p.catalog); err != nil {
				t.Fatalf("the record after the taking-back is not restored: %v", err)
			}
			for range uniform(t, "more steps", 4) {
				p.play(oneOf(t, "row", rows...))
			}
		}
	})
}
