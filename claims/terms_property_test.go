package claims_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// Random lives of claims that are moved from one revision to another and back,
// whatever has happened. They keep the invariants, and are replayed.
func TestRandomLivesThroughCorrectionsKeepTheInvariants(t *testing.T) {
	names := []string{"another rate", "windows of a day", "windows of years", "a deal size", "an earlier day off", "another template", "another ID", "variable pay"}
	var edits []termsEdit
	for _, name := range names {
		edits = append(edits, termsEdits[name])
	}
	card := cardWith(t, false, edits...)
	moves := 0
	rapid.Check(t, func(t *rapid.T) {
		when := at("2022-11-10T09:00Z")
		ref := mci.EngagementRef{Edition: "FY23-2022-11", Engagement: viva, Revision: revision(1 + uniform(t, "revision", 7))} // one that takes the customer
		change := must(claims.Open(nominate(question(must2(card.Engagement(ref)), when)), "claim-1", by(claims.AddCustomer, when)))
		p := &player{life: &life{t, card, change.Claim, change.Entries}, t: t}
		actions := map[string]func(*rapid.T){"": func(*rapid.T) { p.checkStored() }}
		for i, row := range claims.Transitions() {
			if row.From != (claims.State{}) {
				actions[fmt.Sprintf("%02d %s", i, row.Row)] = func(*rapid.T) { p.play(row) }
			}
		}
		for i := range 12 { // as often as a third of the rows
			actions[fmt.Sprintf("accept terms %d", i)] = func(t *rapid.T) {
				moves += p.accept(revision(1 + uniform(t, "to", len(names)+1)))
			}
		}
		t.Repeat(actions)
		p.checkReplay()
	})
	t.Logf("%d moves", moves)
	if moves < drawn(25) {
		t.Errorf("only %d moves", moves)
	}
}

// accept moves the claim to a revision. It returns the number of entries.
func (p *player) accept(to mci.Revision) int {
	before := p.claim.Record()
	p.life.apply(claims.AcceptTerms{Revision: to}, accepting(before.Updated.Add(time.Duration(uniform(p.t, "hours", 30))*time.Hour)))
	after := p.claim.Record()
	entries := int(after.Version - before.Version)
	if entries > 0 != (before.Engagement.Revision != to) || after.Engagement.Revision != to {
		p.t.Fatalf("from revision %s to %s: %d entries lead to %s", before.Engagement.Revision, to, entries, after.Engagement.Revision)
	}
	if diff := cmp.Diff(before, after, same, cmpopts.IgnoreFields(claims.Record{}, "Engagement", "Terms", "TermsAccepted", "Version", "Updated", "Index")); diff != "" {
		p.t.Fatalf("accepting terms changes facts (-before +after):\n%s", diff)
	}
	return entries
}
