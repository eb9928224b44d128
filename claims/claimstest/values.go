package claimstest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func canceled(b *bench) {
	claim, entries := b.live(opening{id: "a"}, claims.SendConsent{})
	next := b.apply(claim, claims.Accept{})
	ctx, cancel := context.WithCancel(b.Context())
	cancel()
	b.wantError("Save with a canceled context", b.store.Save(ctx, b.rows(next)), context.Canceled)
	b.wantError("Save of an opening with a canceled context", b.store.Save(ctx, b.rows(b.open(opening{id: "b", customer: 1}))), context.Canceled)
	_, err := b.store.Load(ctx, "a")
	b.wantError("Load with a canceled context", err, context.Canceled)
	wantOnlyError(b, "List with a canceled context", b.store.List(ctx, store.Query{}), context.Canceled)
	wantOnlyError(b, "History with a canceled context", b.store.History(ctx, "a", 0), context.Canceled)
	if batch, ok := b.store.(store.BatchSaver); ok {
		b.wantError("SaveAll with a canceled context", batch.SaveAll(ctx, b.allRows([]claims.Change{next})), context.Canceled)
	}
	if tail, ok := b.store.(store.Tail); ok {
		wantOnlyError(b, "Tail with a canceled context", tail.Tail(ctx, ""), context.Canceled)
	}
	if loader, ok := b.store.(store.BatchLoader); ok {
		wantOnlyError(b, "LoadAll with a canceled context", loader.LoadAll(ctx, []claims.ID{"a"}), context.Canceled)
	}
	if totaler, ok := b.store.(store.Totaler); ok {
		_, err := totaler.Totals(ctx, store.Query{})
		b.wantError("Totals with a canceled context", err, context.Canceled)
	}
	if reindexer, ok := b.store.(store.Reindexer); ok {
		b.wantError("Reindex with a canceled context", reindexer.Reindex(ctx, []store.Envelope{b.stale("a", time.Hour)}), context.Canceled)
	}
	b.wantStored(claim, entries)
	b.wantAbsent("b")
	b.canceledAssociation(ctx)
}

// wantOnlyError fails the test unless a loop yields one error that matches
// want, and nothing else.
func wantOnlyError[T any](b *bench, what string, loop iter.Seq2[T, error], want error) {
	b.Helper()
	var errs []error
	for _, err := range loop {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], want) {
		b.Errorf("%s: got errors %v, want only %v", what, errs, want)
	}
}

// spoil changes all data that a claim or an entry may share with its copies.
func spoil(envelope *store.Envelope, entries []store.Entry) {
	if envelope != nil {
		clear(envelope.Body)
		clear(envelope.Keys)
		clear(envelope.Amounts)
	}
	for i := range entries {
		clear(entries[i].Body)
	}
	clear(entries)
}

func aliasingIn(b *bench) {
	change := b.open(opening{id: "a"})
	rows := b.rows(change)
	b.must(b.store.Save(b.Context(), rows))
	spoil(&rows.Envelope, rows.Entries)
	b.wantStored(change.Claim, change.Entries)
	if batch, ok := b.store.(store.BatchSaver); ok {
		next := b.apply(change.Claim, claims.SendConsent{})
		rows := b.rows(next)
		b.must(batch.SaveAll(b.Context(), []store.Change{rows}))
		spoil(&rows.Envelope, rows.Entries)
		b.wantStored(next.Claim, append(change.Entries, next.Entries...))
	}
	if reindexer, ok := b.store.(store.Reindexer); ok {
		renewed := b.stale("a", time.Hour)
		want := renewed.Clone()
		b.must(reindexer.Reindex(b.Context(), []store.Envelope{renewed}))
		spoil(&renewed, nil)
		b.wantSame("the claim with other keys", b.loaded("a"), want)
	}
}

func aliasingOut(b *bench) {
	paid := append(reviewed(), claims.Approve{}, claims.RecordPayment{Amount: b.payment(), Reference: "pay-1"})
	claim, entries := b.live(opening{id: "a"}, append(paid, claims.AcceptTerms{Revision: b.corrected()})...)
	for range 2 {
		b.wantStored(claim, entries)
		envelope := b.loaded("a")
		spoil(&envelope, b.past("a", 0))
		for listed, err := range b.store.List(b.Context(), store.Query{}) {
			b.must(err)
			b.wantSame("the claim in the list", listed, b.envelope(claim))
			spoil(&listed, nil)
		}
		if loader, ok := b.store.(store.BatchLoader); ok {
			for loaded, err := range loader.LoadAll(b.Context(), []claims.ID{"a"}) {
				b.must(err)
				b.wantSame("the claim that is loaded with others", loaded, b.envelope(claim))
				spoil(&loaded, nil)
			}
		}
		if tail, ok := b.store.(store.Tail); ok {
			for delivery, err := range tail.Tail(b.Context(), "") {
				b.must(err)
				spoil(nil, []store.Entry{delivery.Entry})
			}
		}
	}
}

func manyCallers(b *bench) {
	openings := make([]claims.Change, rivals)
	moves := make([][]claims.Change, rivals)
	for i := range openings {
		openings[i] = b.open(opening{id: claims.ID(fmt.Sprint("claim-", i)), customer: i})
		change := openings[i]
		for _, command := range reviewed() {
			change = b.apply(change.Claim, command)
			moves[i] = append(moves[i], change)
		}
	}
	for _, err := range atOnce(func(i int) error { return b.lead(openings[i], moves[i]) }) {
		b.must(err)
	}
	for i, change := range openings {
		last := moves[i][len(moves[i])-1]
		b.wantStored(last.Claim, append(change.Entries, join(moves[i]...).Entries...))
	}
}

// lead saves the changes of a claim while others do the same, and reads in
// between.
func (b *bench) lead(opening claims.Change, moves []claims.Change) error {
	for _, change := range append([]claims.Change{opening}, moves...) {
		id := change.Claim.ID()
		if err := b.store.Save(b.Context(), b.rows(change)); err != nil {
			return fmt.Errorf("saving version %d of claim %q: %w", change.Claim.Version(), id, err)
		}
		envelope, err := b.store.Load(b.Context(), id)
		if err != nil {
			return fmt.Errorf("loading claim %q: %w", id, err)
		}
		if envelope.ID != id || envelope.Version != change.Claim.Version() {
			return fmt.Errorf("claim %q is claim %q of version %d, want version %d", id, envelope.ID, envelope.Version, change.Claim.Version())
		}
		for _, err := range b.store.List(b.Context(), store.Query{Customer: envelope.Customer}) {
			if err != nil {
				return fmt.Errorf("listing: %w", err)
			}
		}
	}
	return nil
}

// corrected returns the revision of the suite's edition that corrects it.
func (b *bench) corrected() mci.Revision {
	b.Helper()
	revision, err := mci.NewRevision(2)
	b.must(err)
	return revision
}

func load(b *bench) {
	for i, commands := range [][]claims.Command{
		nil,
		{claims.UpdateContact{Side: claims.PartnerSide, Contact: b.contact()}, claims.SendConsent{DealSize: b.payment(), CustomerContact: b.contact()}},
		append(reviewed(), claims.Reject{Comment: "first line\nsecond line"}, claims.Dispute{Comment: "page 2"}),
		append(reviewed(), claims.Approve{}, claims.RecordPayment{Amount: b.payment(), Reference: "pay-1"}),
		{claims.SendConsent{}, claims.AcceptTerms{Revision: b.corrected(), Comment: "the guide was corrected"}, claims.Accept{}},
	} {
		id := claims.ID(fmt.Sprint("claim/", i, " é%_'"))
		claim, entries := b.live(opening{id: id, customer: i, domain: i%2 == 1}, commands...)
		b.wantStored(claim, entries)
	}
	claim, entries := b.live(opening{id: "observed", customer: 9})
	for _, shown := range []string{"Customer consent received", "a name that no document lists"} {
		change, err := claims.Observe(claim, claims.ReadStatus(shown), claims.Meta{Actor: claims.PartnerCenter, At: claim.Record().Updated, Key: shown})
		b.must(err)
		b.save(change)
		claim, entries = change.Claim, append(entries, change.Entries...)
	}
	b.wantStored(claim, entries)
}

func notFound(b *bench) {
	b.wantAbsent("a")
	b.live(opening{id: "a"})
	for _, other := range []claims.ID{"A", "a ", "", "aa", "%", "_"} {
		_, err := b.store.Load(b.Context(), other)
		b.wantError(fmt.Sprintf("loading claim %q beside claim \"a\"", other), err, store.ErrNotFound)
	}
}

// bothKinds keeps an association beside claims of the other kind.
func bothKinds(b *bench) {
	claim, entries := b.live(opening{id: "b"}, claims.SendConsent{})
	adopted := b.association("a", "Partner action required", start)
	adopted.Envelope.Owner = "kim@fabrikam.com"
	b.must(b.store.Save(b.Context(), adopted))
	b.wantSame("the association", b.loaded("a"), adopted.Envelope)
	b.wantSame("its history", b.past("a", 0), adopted.Entries)
	b.wantStored(claim, entries)
	for what, test := range map[string]struct {
		query store.Query
		want  []claims.ID
	}{
		"both kinds":            {store.Query{}, []claims.ID{"a", "b"}},
		"partner activities":    {store.Query{Kind: store.PartnerActivity}, []claims.ID{"b"}},
		"associations":          {store.Query{Kind: store.PartnerAssociation}, []claims.ID{"a"}},
		"associations by a key": {store.Query{Kind: store.PartnerAssociation, Key: store.AttentionKey, ByKey: true}, []claims.ID{"a"}},
		"an owner of theirs":    {store.Query{Owner: "Kim@fabrikam.com"}, []claims.ID{"a"}},
		"a status of theirs":    {store.Query{Statuses: []string{adopted.Envelope.Status}}, []claims.ID{"a"}},
	} {
		if got := b.listed(test.query); !slices.Equal(got, test.want) {
			b.Errorf("asked for %s: got %q, want %q", what, got, test.want)
		}
	}
	moved := store.Change{Envelope: adopted.Envelope.Clone(), Expected: 1, Entries: []store.Entry{adopted.Entries[0].Clone()}}
	moved.Envelope.Version, moved.Entries[0].Number, moved.Envelope.Owner = 2, 2, "lou@fabrikam.com"
	b.must(b.store.Save(b.Context(), moved))
	b.wantSame("the association of another owner", b.loaded("a"), moved.Envelope)
	b.everyState()
	taken := b.association("b", "Submitted", start)
	b.wantError("an association with the ID of a claim of the other kind", b.store.Save(b.Context(), taken), store.ErrConflict)
	b.wantStored(claim, entries)
	if tail, ok := b.store.(store.Tail); ok {
		kinds := map[claims.ID]store.Kind{}
		for delivery, err := range tail.Tail(b.Context(), "") {
			b.must(err)
			kinds[delivery.Entry.Claim] = delivery.Entry.Kind
		}
		if kinds["a"] != store.PartnerAssociation || kinds["b"] != store.PartnerActivity {
			b.Errorf("Tail yields entries of the kinds %v", kinds)
		}
	}
}
