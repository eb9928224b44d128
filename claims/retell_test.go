package claims_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An edit in place cannot make a history unreadable: what was done under the
// terms that are gone counts as it was recorded.
func TestAHistoryIsReplayedAlthoughItsTermsAreGone(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(termsEdits)) {
		card := cardWith(t, true, termsEdits[name])
		for _, state := range reached() {
			l := reach(t, state)
			held, _ := l.heldBy(card)
			l.claim, l.catalog = held, card
			l.wantReplayed()
			when := held.Record().Updated.Add(time.Minute)
			l.apply(claims.AcceptTerms{}, accepting(when))
			l.wantReplayed()
			l.catalog = public() // the revision is given back, and the accepted terms are gone
			l.claim, _ = l.heldBy(public())
			l.wantReplayed()
		}
	}
}

func TestAmountsPaymentsAndAcceptancesAreReplayedAlthoughTheirTermsAreGone(t *testing.T) {
	card := cardWith(t, true, termsEdits["another rate"])
	l := eventful(t) // a submission, an approval and a payment that name their amounts
	known := claims.RecordPayment{Amount: usd("10"), Reference: "pay-2", Earning: "e-1"}
	l.do("2023-02-02", known).apply(known, underKey(claims.PaymentRecorded, "2023-02-02", "report-2"))
	l.claim, _ = l.heldBy(card)
	l.catalog = card
	l.wantReplayed()

	two := cardWith(t, false, termsEdits["another rate"])
	l = reach(t, plain(claims.Submitted))
	l.claim, l.catalog = must(claims.Restore(l.claim.Record(), two)), two
	l.do("2022-12-06", claims.AcceptTerms{Revision: revision(2)})
	l.apply(claims.AcceptTerms{Revision: revision(2)}, underKey(claims.TermsAccepted, "2022-12-07", "again"))
	l.catalog = public() // which has lost the revision
	l.claim, _ = l.heldBy(public())
	l.wantReplayed()
}

// wantReplayed demands that the history, as it is stored, gives the record. The
// index keys of the record can be those of the terms that are gone.
func (l *life) wantReplayed() {
	l.t.Helper()
	claim, err := claims.Replay(throughJSON(l.t, l.history), l.catalog)
	if claim == nil || (err != nil) != claim.TermsChanged() || err != nil && !errors.Is(err, claims.ErrTermsChanged) {
		l.t.Fatalf("%s is replayed as %v (%v)", l.claim, claim, err)
	}
	if diff := cmp.Diff(l.claim.Record(), claim.Record(), same, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(claims.Record{}, "Index")); diff != "" {
		l.t.Fatalf("%s is replayed otherwise (-stored +replayed):\n%s", l.claim, diff)
	}
}

// A wrong year and an edit in place together lock a claim in no order: the
// entry is taken back before the new terms are accepted, or after.
func TestAWrongYearBeforeAnEditInPlaceLocksNothing(t *testing.T) {
	card := cardWith(t, true, termsEdits["another rate"])
	l := reach(t, plain(claims.Submitted))
	before := l.claim.Record()
	wrong := seen(at("2032-01-10"))
	wrong.Future = true
	change := must(claims.Observe(l.claim, claims.ReadStatus("Rejected"), wrong))
	l.claim, l.history, l.catalog = change.Claim, append(l.history, change.Entries...), card
	number := l.claim.Version() - uint64(len(change.Entries)) + 1
	l.claim, _ = l.heldBy(card)
	if _, err := claims.Apply(l.claim, claims.AcceptTerms{}, accepting(at("2023-01-11"))); !errors.Is(err, claims.ErrOutOfOrder) {
		t.Fatalf("the year 2032 does not lock the claim: %v", err)
	}

	first := *l
	taken := must(claims.TakeBack(first.claim, first.history, number, card, back("2023-01-11")))
	first.claim, first.history = taken.Claim, append(slices.Clone(l.history), taken.Entries...)
	first.apply(claims.AcceptTerms{}, accepting(at("2023-01-11"))).do("2023-01-12", claims.BeginReview{})
	first.checkStored()
	first.wantReplayed()

	later := accepting(at("2032-01-11"))
	later.Future = true
	l.apply(claims.AcceptTerms{}, later)
	for _, number := range []uint64{l.claim.Version(), number} {
		taken := must(claims.TakeBack(l.claim, l.history, number, card, back("2032-01-12")))
		l.claim, l.history = taken.Claim, append(l.history, taken.Entries...)
		l.wantReplayed()
	}
	got := l.claim.Record()
	want := before
	want.Version, want.TakenBack, want.Index = got.Version, true, got.Index
	wantSame(t, "the record", got, want)
	l.apply(claims.AcceptTerms{}, accepting(at("2023-01-11"))).do("2023-01-12", claims.BeginReview{})
	l.checkStored()
	l.wantReplayed()
}

// Without the amount that the claim calculated, the entries of a submission
// under lost terms cannot say what they did. Then nothing is made up.
func TestNothingIsTakenBackToARecordThatTheEntriesDoNotGive(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	for i := range l.history {
		l.history[i].Calculated = mci.Money{}
	}
	l.do("2022-12-06", claims.BeginReview{})
	if _, err := claims.TakeBack(l.claim, l.history, l.claim.Version(), l.catalog, back("2022-12-07")); err != nil {
		t.Fatalf("with the terms: %v", err)
	}
	card := cardWith(t, true, termsEdits["another rate"])
	l.claim, _ = l.heldBy(card)
	_, err := claims.TakeBack(l.claim, l.history, l.claim.Version(), card, back("2022-12-07"))
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != "claim.taking-back" || refusal.Gaps[0].Path != "history" {
		t.Errorf("got %v", err)
	}
}

// An entry under lost terms still follows the machine, the actors and the order
// in time.
func TestAnEntryUnderLostTermsIsNoFreePass(t *testing.T) {
	card := cardWith(t, true, termsEdits["another rate"])
	for name, test := range map[string]struct {
		harm func(*claims.Entry)
		want error
	}{
		"a step that the machine lacks": {func(e *claims.Entry) { e.Command, e.Event = claims.Approve{}, claims.ReviewerApproves }, claims.ErrRefused},
		"another actor":                 {func(e *claims.Entry) { e.Actor = claims.Customer }, claims.ErrRefused},
		"long before":                   {func(e *claims.Entry) { e.At = e.At.AddDate(-1, 0, 0) }, claims.ErrOutOfOrder},
		"no command":                    {func(e *claims.Entry) { e.Command = nil }, mci.ErrInvalid},
		"another event":                 {func(e *claims.Entry) { e.Event = claims.ConsentResent }, mci.ErrInvalid},
		"a malformed command":           {func(e *claims.Entry) { e.Command = claims.Submit{Requested: usd("-1")} }, mci.ErrInvalid},
		"a deal size below zero":        {func(e *claims.Entry) { e.Command = claims.SendConsent{DealSize: usd("-1")} }, mci.ErrInvalid},
	} {
		l := open(t, public(), viva, "2022-11-10").do("2022-11-11", claims.SendConsent{DealSize: usd("1")})
		test.harm(&l.history[1])
		if claim, err := claims.Replay(l.history, card); !errors.Is(err, test.want) || claim != nil {
			t.Errorf("%s: got %v and %v, want %v", name, claim, err, test.want)
		}
	}

	l := reach(t, plain(claims.Submitted))
	l.claim, _ = l.heldBy(card)
	l.catalog = card
	l.apply(claims.AcceptTerms{}, accepting(at("2022-12-06")))
	l.history[len(l.history)-1].Actor = claims.Microsoft
	if claim, err := claims.Replay(l.history, public()); !errors.Is(err, claims.ErrRefused) || claim != nil {
		t.Errorf("terms that another actor accepted: got %v and %v", claim, err)
	}
}

// Whatever happens to a claim, and however often its edition is edited in place
// in between, its history gives its record, its latest entry can be taken back
// or a rule says why not, and the taking-back gives the record that there was.
func TestRandomLivesUnderAnEditionThatIsEditedInPlace(t *testing.T) {
	cards := []*catalog.Catalog{public()}
	for _, name := range []string{"another rate", "windows of a day", "windows of years", "a deal size", "another template", "variable pay"} {
		cards = append(cards, cardWith(t, true, termsEdits[name]))
	}
	accepted, held, taken := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: open(t, public(), viva, "2022-11-10T09:00Z"), t: t}
		records := map[uint64]claims.Record{1: p.claim.Record()} // by version, some of them
		rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
		for range 4 + uniform(t, "steps", 24) {
			switch n := uniform(t, "action", 16); {
			case n < 2:
				p.edited(oneOf(t, "card", cards...))
			case n < 4 || p.claim.TermsChanged() && n < 9:
				if p.claim.TermsChanged() {
					held++
				}
				taken += p.takeBack(records)
			case p.claim.TermsChanged():
				accepted++
				p.life.apply(claims.AcceptTerms{}, accepting(p.claim.Record().Updated.Add(time.Minute)))
			default:
				p.play(oneOf(t, "row", rows...))
			}
			records[p.claim.Version()] = p.claim.Record()
		}
		p.wantReplayed()
	})
	t.Logf("%d acceptances, %d takings-back of a claim that is held, %d in all", accepted, held, taken)
	if accepted < drawn(10) || held < drawn(5) || taken < drawn(10) {
		t.Errorf("only %d acceptances, %d takings-back of a claim that is held, %d in all", accepted, held, taken)
	}
}

// edited restores the claim with a catalog whose edition was edited.
func (p *player) edited(card *catalog.Catalog) {
	claim, err := claims.Restore(throughJSON(p.t, p.claim.Record()), card)
	if claim == nil || err != nil && !errors.Is(err, claims.ErrTermsChanged) {
		p.t.Fatalf("%s after an edit: %v", p.claim, err)
	}
	p.claim, p.catalog = claim, card
}

// takeBack takes back the latest entry, unless a rule says why not. It returns
// the number of entries that were taken back.
func (p *player) takeBack(records map[uint64]claims.Record) int {
	number := p.claim.Version()
	meta := by(claims.EntryTakenBack, p.claim.Record().Updated)
	change, err := claims.TakeBack(p.claim, p.history, number, p.catalog, meta)
	if errors.Is(err, claims.ErrRefused) {
		var refusal *claims.Refusal
		if errors.As(err, &refusal); refusal.Gaps[0].Path != "number" {
			p.t.Fatalf("%s: entry %d is not taken back: %v", p.claim, number, err)
		}
		return 0
	}
	if err != nil {
		p.t.Fatalf("%s: taking back entry %d: %v", p.claim, number, err)
	}
	got := change.Claim.Record()
	want, known := records[number-1]
	if !known {
		earlier, _ := claims.Replay(p.history[:number-1], p.catalog)
		want = earlier.Record()
	}
	want.Version, want.TakenBack, want.Keys, want.Index = got.Version, true, got.Keys, got.Index
	if diff := cmp.Diff(want, got, same, cmpopts.EquateEmpty()); diff != "" {
		p.t.Fatalf("taking back entry %d gives another record (-was +is):\n%s", number, diff)
	}
	p.claim, p.history = change.Claim, append(p.history[:len(p.history):len(p.history)], change.Entries...)
	p.checkStoredOrHeld()
	return 1
}

func (p *player) checkStoredOrHeld() {
	claim, err := claims.Restore(throughJSON(p.t, p.claim.Record()), p.catalog)
	if claim == nil || (err != nil) != claim.TermsChanged() {
		p.t.Fatalf("%s is not restored: %v", p.claim, err)
	}
}
