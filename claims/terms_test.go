package claims_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An edit changes the edition of the public card and its engagement for viva.
type termsEdit func(edition, viva map[string]any)

// termsEdits are corrections of the public card. Claims that were opened under
// the card can contradict each of them.
var termsEdits = map[string]termsEdit{
	"another rate": func(_, viva map[string]any) {
		for _, rate := range viva["pay"].(map[string]any)["rates"].([]any) {
			rate.(map[string]any)["amounts"].(map[string]any)["A"] = "4000"
		}
	},
	"windows of a day": func(_, viva map[string]any) {
		viva["windows"] = map[string]any{"consent": 1, "firstSubmission": 1, "review": 1, "dispute": 1, "postDispute": 1, "source": "illustrative"}
	},
	"windows of years": func(_, viva map[string]any) {
		viva["windows"] = map[string]any{"consent": 1000, "firstSubmission": 1000, "review": 1000, "dispute": 1000, "postDispute": 1000, "source": "illustrative"}
	},
	"another ID":  func(_, viva map[string]any) { viva["idTypes"] = []any{"TPID"} },
	"a deal size": func(edition, _ map[string]any) { edition["settings"].(map[string]any)["dealSize"] = "required" },
	"an earlier day off": func(edition, _ map[string]any) {
		edition["settings"].(map[string]any)["calendar"].(map[string]any)["lastDay"] = "excluded"
	},
	"variable pay": func(_, viva map[string]any) {
		viva["idTypes"], viva["pay"] = []any{"MSX opportunity ID"}, map[string]any{
			"kind": "lowest of three", "marketList": "M2022", "currency": "USD",
			"rates": []any{map[string]any{"percent": "10", "hourlyRates": map[string]any{"A": "150", "B": "100", "C": "50"}, "cap": "20000", "source": "illustrative"}},
		}
	},
	"another template": func(_, viva map[string]any) {
		viva["evidence"].(map[string]any)["templates"].([]any)[0].(map[string]any)["published"] = "2022-09-01"
	},
}

// cardWith returns the public card with edits. Each edits a copy of the edition
// that is the next revision, or the first the edition itself if in place. The
// copy has only the engagement of the claims, so that it is read quickly.
func cardWith(t tb, inPlace bool, edits ...termsEdit) *catalog.Catalog {
	t.Helper()
	decoded := func() (document map[string]any) {
		if err := json.Unmarshal(must(public().MarshalJSON()), &document); err != nil {
			t.Fatal(err)
		}
		return document
	}
	document := decoded()
	editions := document["editions"].([]any)
	for i, edit := range edits {
		edition := decoded()["editions"].([]any)[0].(map[string]any)
		edition["engagements"] = slices.DeleteFunc(edition["engagements"].([]any), func(e any) bool { return e.(map[string]any)["id"] != string(viva) })
		edit(edition, edition["engagements"].([]any)[0].(map[string]any))
		if inPlace {
			editions[0] = edition
			continue
		}
		edition["revision"] = i + 2
		editions = append(editions, edition)
	}
	document["editions"] = editions
	card, err := catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func revision(number int) mci.Revision { return must(mci.NewRevision(number)) }

// heldBy restores the claim with a catalog that has other terms for it.
func (l *life) heldBy(card *catalog.Catalog) (*claims.Claim, *claims.TermsError) {
	l.t.Helper()
	claim, err := claims.Restore(throughJSON(l.t, l.claim.Record()), card)
	var changed *claims.TermsError
	if !errors.As(err, &changed) || !errors.Is(err, claims.ErrTermsChanged) || desk.ClassOf(err) != desk.TermsChanged || claim == nil {
		l.t.Fatalf("a claim in %s: got %v, want a TermsError", l.claim.State(), err)
	}
	return claim, changed
}

// accepting returns who accepts terms.
func accepting(when time.Time) claims.Meta { return by(claims.TermsAccepted, when) }

// commandsOfAll holds one command of each event of the machine, and those
// beside it.
func commandsOfAll() []claims.Command {
	return []claims.Command{
		claims.SendConsent{},
		claims.ResendConsent{},
		claims.Accept{},
		claims.Decline{},
		claims.Cancel{},
		claims.GiveEvidence{Part: mci.Invoice},
		claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
		claims.AddComment{Comment: "x"},
		claims.Submit{},
		claims.BeginReview{},
		claims.RequestAction{},
		claims.Approve{},
		claims.Reject{},
		claims.Dispute{},
		claims.Expire{},
		claims.RecordPayment{Amount: usd("1")},
		claims.RecordFacts{Number: "P-1"},
		claims.Resolve{},
	}
}

func TestAClaimUnderOtherTermsIsHeldInEveryState(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(termsEdits)) {
		card := cardWith(t, true, termsEdits[name])
		for _, state := range reached() {
			l := reach(t, state)
			held, changed := l.heldBy(card)
			if !held.TermsChanged() || l.claim.TermsChanged() {
				t.Fatalf("%s, %s: the terms have changed %t, and were %t", name, state, held.TermsChanged(), l.claim.TermsChanged())
			}
			want := &claims.TermsError{
				Claim: "claim-1", Engagement: l.claim.Engagement().Ref(), Agreed: l.claim.Engagement().Digest(),
				Present: l.claim.Engagement().Ref(), Offered: engagement(card, viva).Digest(),
			}
			wantSame(t, "the error", changed, want)
			wantSame(t, "the record", held.Record(), l.claim.Record())
			checkHeld(t, held)
		}
	}
}

// checkHeld demands that a claim pays nothing and takes no step.
func checkHeld(t *testing.T, held *claims.Claim) {
	t.Helper()
	when := held.Record().Updated.Add(time.Minute)
	for _, payout := range []catalog.Payout{held.Payout(), held.Estimate(when), held.PayoutOnTarget(catalog.Measurement{})} {
		const why = "unknown: needs the acceptance of the changed terms, or the revision under which the claim was opened"
		if payout.Outcome != mci.Unknown || !payout.Amount.IsNone() || !payout.OnApproval.IsNone() || payout.Summary() != why {
			t.Errorf("%s pays %s", held, payout.Summary())
		}
	}
	for _, command := range commandsOfAll() {
		change, err := claims.Apply(held, command, by(command.Event(), when))
		if !errors.Is(err, claims.ErrTermsChanged) || change.Claim != nil {
			t.Errorf("%s takes %s: %v", held, command.Event(), err)
		}
	}
	for _, shown := range []string{"Approved", "Expired", "no such status"} {
		if _, err := claims.Observe(held, claims.ReadStatus(shown), seen(when)); !errors.Is(err, claims.ErrTermsChanged) && !held.State().Terminal() {
			t.Errorf("%s follows %s: %v", held, shown, err)
		}
	}
	for _, step := range held.NextSteps(when).Steps {
		if step.Open() || step.Blocked[0].Rule != "claim.terms" {
			t.Errorf("%s: the step %s is open, or blocked by %v", held, step.Event, step.Blocked)
		}
	}
}

// Whatever the new terms are, accepting them never locks the claim: it is
// restored by them, goes on by them, and is restored after each step.
func TestAcceptedTermsHoldForWhatComes(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(termsEdits)) {
		for _, inPlace := range []bool{true, false} {
			card, to := cardWith(t, inPlace, termsEdits[name]), revision(2)
			if inPlace {
				to = revision(1)
			}
			for _, state := range reached() {
				l := reach(t, state)
				if inPlace {
					l.claim, _ = l.heldBy(card)
				} else {
					l.claim = must(claims.Restore(l.claim.Record(), card))
				}
				l.catalog = card
				before := l.claim.Record()
				when := before.Updated.Add(time.Minute)
				l.apply(claims.AcceptTerms{Revision: to, Comment: "as corrected"}, accepting(when))
				checkAccepted(t, l, &before, to, when)
				goOn(t, l, when.Add(time.Minute))
			}
		}
	}
}

// checkAccepted demands that nothing but the terms has changed.
func checkAccepted(t *testing.T, l *life, before *claims.Record, to mci.Revision, when time.Time) {
	t.Helper()
	after := l.claim.Record()
	if diff := cmp.Diff(*before, after, same, cmpopts.IgnoreFields(claims.Record{}, "Engagement", "Terms", "TermsAccepted", "Version", "Updated", "Index")); diff != "" {
		t.Errorf("%s: more than the terms changes (-before +after):\n%s", l.claim, diff)
	}
	want := before.Engagement
	want.Revision = to
	if after.Engagement != want || after.Terms != engagement(l.catalog, viva).Digest() || after.TermsAccepted == nil || !after.TermsAccepted.Equal(when) || after.Version != before.Version+1 {
		t.Errorf("%s: accepted %v %v at %v", l.claim, after.Engagement, after.Terms, after.TermsAccepted)
	}
	if l.claim.TermsChanged() || l.claim.Engagement().Ref() != want || l.claim.Stale() {
		t.Errorf("%s: it is not under the accepted terms", l.claim)
	}
	l.checkStored()
	latest := l.history[len(l.history)-1]
	if got := throughJSON(t, latest).Command; got != (claims.AcceptTerms{Revision: to, Terms: after.Terms, Comment: "as corrected"}) || latest.Rule != "claim.terms.accept" {
		t.Errorf("the entry has the command %v by %s", got, latest.Rule)
	}
}

// goOn takes each step that the claim can take, and restores it after each.
func goOn(t *testing.T, l *life, when time.Time) {
	t.Helper()
	taken := 0
	for _, after := range []time.Duration{0, 24 * 2000 * time.Hour} {
		for _, command := range commandsOfAll() {
			change, err := claims.Apply(l.claim, command, by(command.Event(), when.Add(after)))
			if err != nil {
				if !errors.Is(err, claims.ErrRefused) {
					t.Errorf("%s, %s: %v", l.claim, command.Event(), err)
				}
				continue
			}
			taken++
			next := &life{l.t, l.catalog, change.Claim, nil}
			next.checkStored()
			facts, err := claims.Apply(change.Claim, claims.RecordFacts{Number: "P-2"}, by(claims.FactsRecorded, when.Add(after+time.Hour)))
			if err != nil {
				t.Fatal(err)
			}
			(&life{l.t, l.catalog, facts.Claim, nil}).checkStored()
		}
	}
	if taken == 0 {
		t.Errorf("%s takes no step", l.claim)
	}
}

func TestAHistoryWithAcceptedTermsIsReplayed(t *testing.T) {
	card := cardWith(t, false, termsEdits["another rate"], termsEdits["windows of years"])
	l := &life{t: t, catalog: card}
	nomination := nominate(question(must2(card.Engagement(mci.EngagementRef{Edition: "FY23-2022-11", Engagement: viva})), at("2022-11-10T09:00Z")))
	opened := must(claims.Open(nomination, "claim-1", by(claims.AddCustomer, at("2022-11-10T09:00Z"))))
	l.claim, l.history = opened.Claim, opened.Entries
	l.do("2022-11-11", asked).do("2022-11-12", claims.Accept{})
	pays := []string{l.claim.Payout().Summary()}
	for i, number := range []int{2, 3, 1} {
		l.do(fmt.Sprintf("2022-11-%d", 13+i), claims.AcceptTerms{Revision: revision(number)})
		pays = append(pays, l.claim.Payout().Summary())
		l.checkStored()
		l.checkReplay()
	}
	if want := []string{"USD 5,000.00", "USD 4,000.00", "USD 5,000.00", "USD 5,000.00"}; !slices.Equal(pays, want) {
		t.Errorf("the claim pays %q, want %q", pays, want)
	}
	l.do("2022-11-20", evidence()...).do("2022-11-21", claims.Submit{})
	l.checkStored()
	l.checkReplay()
}

// Terms that replace others can be dated before them, inside the tolerance.
// Once, a claim that had ended could then not be restored any more.
func TestTermsThatAreDatedBeforeThoseThatTheyReplaceAreAcceptedAtTheirInstant(t *testing.T) {
	card := cardWith(t, false, termsEdits["another rate"])
	for _, state := range reached() {
		l := reach(t, state)
		l.claim, l.catalog = must(claims.Restore(l.claim.Record(), card)), card
		first := l.claim.Record().Updated.AddDate(0, 1, 0)
		for i, number := range []int{2, 1} {
			change := must(claims.Apply(l.claim, claims.AcceptTerms{Revision: revision(number)}, accepting(first.Add(-time.Duration(i)*4*time.Minute))))
			l.claim, l.history = change.Claim, append(l.history, change.Entries...)
			l.checkStored()
			l.checkReplay()
		}
		if record := l.claim.Record(); !record.TermsAccepted.Equal(first) || record.Engagement.Revision != revision(1) {
			t.Errorf("%s: accepted revision %s at %s", state, record.Engagement.Revision, record.TermsAccepted)
		}
	}
}

func must2[T any](value T, ok bool) T {
	if !ok {
		panic("it is not there")
	}
	return value
}

// Whoever replays a history under other terms learns that they have changed.
func TestAHistoryUnderOtherTermsSaysThatTheyHaveChanged(t *testing.T) {
	card := cardWith(t, true, termsEdits["another rate"])
	l := reach(t, plain(claims.Submitted))
	if claim, err := claims.Replay(l.history, card); !errors.Is(err, claims.ErrTermsChanged) || claim == nil {
		t.Errorf("got %v and %v", claim, err)
	}
	seenOnly := reach(t, plain(claims.CustomerClaimed))
	seenOnly.observe("2022-11-12", "Customer consent received")
	if claim, err := claims.Replay(seenOnly.history, card); !errors.Is(err, claims.ErrTermsChanged) || claim == nil {
		t.Errorf("got %v and %v", claim, err)
	}
	fresh := reach(t, plain(claims.CustomerClaimed))
	fresh.claim, _ = fresh.heldBy(card)
	fresh.catalog = card
	fresh.do("2022-11-11", claims.AcceptTerms{}).do("2022-11-12", asked)
	fresh.checkStored()
	fresh.checkReplay()
	claim, err := claims.Replay(fresh.history, cardWith(t, true, termsEdits["windows of years"]))
	if !errors.Is(err, claims.ErrTermsChanged) || claim == nil || claim.Version() != fresh.claim.Version() {
		t.Errorf("the accepted terms are gone, too: got %v and %v", claim, err)
	}
}

func TestATermsErrorNamesWhatDiffersIfTheCatalogStillSaysIt(t *testing.T) {
	l := reach(t, plain(claims.Submitted))
	card := cardWith(t, false, termsEdits["another rate"])
	record := l.claim.Record()
	record.Engagement.Revision = revision(2)
	// by the digest, the catalog without revision 2 has its terms
	l.claim = must(claims.Restore(record, public()))
	if l.claim.TermsChanged() {
		t.Fatal("the same terms in another revision are other terms")
	}
	_, changed := l.heldBy(card)
	if changed.Own != (mci.EngagementRef{Edition: "FY23-2022-11", Engagement: viva}) || len(changed.Changes) != 1 {
		t.Errorf("own %v, changes %v", changed.Own, changed.Changes)
	}
	const want = `the claim has the terms 9b9b3634941f7a07ced53b238ad8c2c3 of FY23-2022-11 revision 2/fy23-microsoft-viva, and the catalog has `
	const differs = ` in FY23-2022-11 revision 2/fy23-microsoft-viva: fy23-microsoft-viva: rate in market A: USD 5,000.00 becomes USD 4,000.00`
	if got := changed.Error(); !strings.HasPrefix(got, want) || !strings.Contains(got, differs) {
		t.Errorf("got  %s\nwant %s…%s", got, want, differs)
	}
	data := string(must(json.Marshal(changed)))
	for _, part := range []string{`{"claim":"claim-1","engagement":{"edition":"FY23-2022-11","revision":2,`, `"agreed":"9b9b3634941f7a07ced53b238ad8c2c3","present":{`, `"own":{`, `"changes":[{"kind":"rate",`} {
		if !strings.Contains(data, part) {
			t.Errorf("%s lacks %s", data, part)
		}
	}
}

func TestTheTextOfATermsErrorNamesAFewDifferences(t *testing.T) {
	all := func(edition, viva map[string]any) {
		for _, name := range []string{"another rate", "windows of a day", "another ID", "a deal size"} {
			termsEdits[name](edition, viva)
		}
	}
	l := reach(t, plain(claims.Submitted))
	record := l.claim.Record()
	record.Engagement.Revision = revision(2)
	l.claim = must(claims.Restore(record, public()))
	_, changed := l.heldBy(cardWith(t, false, all))
	if got := changed.Error(); !strings.HasSuffix(got, fmt.Sprintf("; %d more", len(changed.Changes)-3)) || len(changed.Changes) < 5 {
		t.Errorf("got %s, of %d changes", got, len(changed.Changes))
	}
}

// A catalog that lost a revision gives it back by having it again.
func TestARevisionThatIsGivenBackReleasesTheClaim(t *testing.T) {
	card := cardWith(t, false, termsEdits["windows of a day"])
	l := reach(t, plain(claims.ConsentReceived))
	l.claim = must(claims.Restore(l.claim.Record(), card))
	l.catalog = card
	l.do("2022-12-05", claims.AcceptTerms{Revision: revision(2)})
	held, changed := l.heldBy(public())
	if changed.Present.Revision != revision(1) || changed.Engagement.Revision != revision(2) || changed.Own != (mci.EngagementRef{}) {
		t.Errorf("got %+v", changed)
	}
	checkHeld(t, held)
	l.checkStored()
}

// A revision that only says the same in other words can be dropped.
func TestARevisionWithTheSameTermsStandsInForOneThatIsGone(t *testing.T) {
	three := cardWith(t, false, termsEdits["another rate"], func(_, viva map[string]any) { viva["partnerRole"] = "in other words" })
	two := cardWith(t, false, termsEdits["another rate"])
	l := reach(t, plain(claims.ConsentReceived))
	l.claim, l.catalog = must(claims.Restore(l.claim.Record(), three)), three
	l.do("2022-12-05", claims.AcceptTerms{Revision: revision(3)})
	claim, err := claims.Restore(l.claim.Record(), two)
	if err != nil || claim.TermsChanged() || claim.Engagement().Ref().Revision != revision(1) || claim.Record().Engagement.Revision != revision(3) {
		t.Errorf("got %v of %v (%v)", claim, claim.Engagement().Ref(), err)
	}
	moved := must(claims.Apply(claim, claims.AcceptTerms{}, accepting(at("2022-12-06"))))
	if got := moved.Claim.Record().Engagement.Revision; len(moved.Entries) != 1 || got != revision(1) {
		t.Errorf("the claim is in revision %s after %d entries", got, len(moved.Entries))
	}
}

// The records of earlier versions of this library have no digest.
func TestARecordWithoutADigestIsTakenAsOfThePresentTerms(t *testing.T) {
	card := cardWith(t, true, termsEdits["another rate"])
	for _, state := range reached() {
		record := reach(t, state).claim.Record()
		want := record.Terms
		record.Terms = catalog.Digest{}
		if data := string(must(json.Marshal(record))); strings.Contains(data, "terms") {
			t.Errorf("the record is %s", data)
		}
		claim := must(claims.Restore(throughJSON(t, record), public()))
		if claim.TermsChanged() || claim.Record().Terms != want {
			t.Errorf("%s: the terms are %s, want %s", state, claim.Record().Terms, want)
		}
		if claim := must(claims.Restore(record, card)); claim.Record().Terms != engagement(card, viva).Digest() {
			t.Errorf("%s: the terms are %s", state, claim.Record().Terms)
		}
	}
	// A record of a revision that the catalog lost is never taken for another.
	l := reach(t, plain(claims.Submitted))
	record := l.claim.Record()
	record.Terms, record.Engagement.Revision = catalog.Digest{}, revision(2)
	claim, err := claims.Restore(record, public())
	var changed *claims.TermsError
	if !errors.As(err, &changed) || claim == nil || !changed.Agreed.IsZero() || !strings.Contains(err.Error(), "has the terms (digest unknown) of FY23") {
		t.Errorf("got %v", err)
	}
}

func TestTermsAreAcceptedOnlyAsTheRulesSay(t *testing.T) {
	card := cardWith(t, false, termsEdits["another rate"])
	l := reach(t, plain(claims.Submitted))
	l.claim, l.catalog = must(claims.Restore(l.claim.Record(), card)), card
	when := l.claim.Record().Updated.Add(time.Hour)
	for name, test := range map[string]struct {
		command claims.AcceptTerms
		meta    claims.Meta
		rule    mci.RuleID
	}{
		"terms that nobody has": {claims.AcceptTerms{Revision: revision(2), Terms: l.claim.Record().Terms}, accepting(when), "claim.terms.accept"},
		"Microsoft":             {claims.AcceptTerms{Revision: revision(2)}, claims.Meta{Actor: claims.Microsoft, At: when}, "claim.actor"},
		"a user without a role": {claims.AcceptTerms{Revision: revision(2)}, claims.Meta{Actor: claims.Partner, At: when}, "claim.role"},
	} {
		if refusal := l.refusedTo(test.command, test.meta); refusal.Rule != test.rule || refusal.Event != claims.TermsAccepted {
			t.Errorf("%s: refused by %s, want %s", name, refusal.Rule, test.rule)
		}
	}
	_, err := claims.Apply(l.claim, claims.AcceptTerms{Revision: revision(3)}, accepting(when))
	wantInvalid(t, err, "revision")
	_, err = claims.Apply(l.claim, claims.AcceptTerms{Comment: strings.Repeat("x", 4001)}, accepting(when))
	wantInvalid(t, err, "comment")
	if change := must(claims.Apply(l.claim, claims.AcceptTerms{}, accepting(when))); len(change.Entries) != 0 || change.Claim != l.claim {
		t.Errorf("the terms that the claim has are accepted again: %v", change.Entries)
	}
	meta := accepting(when)
	meta.Key = "k"
	l.apply(claims.AcceptTerms{Revision: revision(2), Terms: engagement(card, viva).Digest()}, meta)
	l.checkStored()
	if again := must(claims.Apply(l.claim, claims.AcceptTerms{Revision: revision(2)}, meta)); len(again.Entries) != 0 {
		t.Errorf("the same key again gives %d entries", len(again.Entries))
	}
}

// A revision that lacks the engagement is none that the claim can have.
func TestARevisionWithoutTheEngagementIsNoRevisionOfTheClaim(t *testing.T) {
	var document map[string]any
	if err := json.Unmarshal(must(public().MarshalJSON()), &document); err != nil {
		t.Fatal(err)
	}
	var second map[string]any
	if err := json.Unmarshal(must(json.Marshal(document["editions"].([]any)[0])), &second); err != nil {
		t.Fatal(err)
	}
	second["revision"] = 2
	second["engagements"] = slices.DeleteFunc(second["engagements"].([]any), func(e any) bool { return e.(map[string]any)["id"] == string(viva) })
	both := document["editions"].([]any)
	document["editions"] = append(slices.Clone(both), second)
	card := must(catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{}))
	claim := must(claims.Restore(reach(t, plain(claims.Submitted)).claim.Record(), card))
	_, err := claims.Apply(claim, claims.AcceptTerms{Revision: revision(2)}, accepting(claim.Record().Updated))
	wantInvalid(t, err, "revision")
	document["editions"] = append([]any{second}, both[1:]...)
	_, err = claims.Restore(claim.Record(), must(catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{})))
	wantInvalid(t, err, "engagement")
}
