package claimstest

import (
	"context"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// The associations of the cases that are not about one kind of claim.

// associated returns the change that adopts an association, and the next one.
// It saves nothing.
func (b *bench) associated(id claims.ID, customer int) (first, next store.Change) {
	b.Helper()
	meta := claims.Meta{Actor: claims.PartnerCenter, At: start, Key: "adopted"}
	adopted, err := association.Adopt(association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: b.tenant(customer), Location: "Zürich"},
		Details:     cpor.Details{Name: "Contoso: Teams"},
		Shown:       lifecycle.ReadStatus("Submitted"), Number: "7",
	}, nil, id, meta)
	b.must(err)
	meta.Key = "observed"
	observed, err := association.Observe(adopted.Claim, lifecycle.ReadStatus("Under review"), meta)
	b.must(err)
	return b.associationRows(adopted), b.associationRows(observed)
}

// associationRows returns a change as a store saves it.
func (b *bench) associationRows(change association.Change) store.Change {
	b.Helper()
	rows, err := desk.EncodeAssociationChange(change)
	b.must(err)
	return rows
}

// wantKept fails the test unless an association is stored as the last of its
// changes left it.
func (b *bench) wantKept(changes ...store.Change) {
	b.Helper()
	var entries []store.Entry
	for _, change := range changes {
		entries = append(entries, change.Entries...)
	}
	last := changes[len(changes)-1].Envelope
	b.wantSame("the association", b.loaded(last.ID), last)
	b.wantSame("the history of the association", b.past(last.ID, 0), entries)
}

// canceledAssociation saves an association under a canceled context.
func (b *bench) canceledAssociation(ctx context.Context) {
	b.Helper()
	first, next := b.associated("association", 8)
	b.must(b.store.Save(b.Context(), first))
	second, _ := b.associated("second", 9)
	b.wantError("Save of an association with a canceled context", b.store.Save(ctx, next), context.Canceled)
	b.wantError("Save of a new association with a canceled context", b.store.Save(ctx, second), context.Canceled)
	if batch, ok := b.store.(store.BatchSaver); ok {
		b.wantError("SaveAll of associations with a canceled context", batch.SaveAll(ctx, []store.Change{next, second}), context.Canceled)
	}
	if reindexer, ok := b.store.(store.Reindexer); ok {
		b.wantError("Reindex of an association with a canceled context", reindexer.Reindex(ctx, []store.Envelope{b.staleAssociation("association")}), context.Canceled)
	}
	b.wantKept(first)
	b.wantAbsent("second")
}

// batchOfAssociations saves batches of associations. One association in the
// batch has an old version.
func (b *bench) batchOfAssociations(batch store.BatchSaver) {
	b.Helper()
	first, next := b.associated("association-1", 5)
	second, later := b.associated("association-2", 6)
	b.must(batch.SaveAll(b.Context(), []store.Change{first, second}))
	b.wantKept(first)
	b.must(batch.SaveAll(b.Context(), []store.Change{later}))
	b.wantKept(second, later)
	absent, moved := b.associated("association-3", 7)
	for what, changes := range map[string][]store.Change{
		"the second is of an old version": {next, later},
		"the second is not stored":        {next, moved},
		"the second is new, and stored":   {absent, second},
	} {
		if batch.SaveAll(b.Context(), changes) == nil {
			b.Errorf("of two associations %s, and both are saved", what)
		}
	}
	b.wantKept(first)
	b.wantKept(second, later)
	b.wantAbsent("association-3")
}

// staleAssociation returns a stored association with other keys.
func (b *bench) staleAssociation(id claims.ID) store.Envelope {
	b.Helper()
	record, err := desk.DecodeAssociation(b.loaded(id))
	b.must(err)
	record.Index = claims.Index{Area: "another", Expires: start.Add(time.Hour), Attention: start.Add(time.Hour)}
	envelope, err := desk.EncodeAssociation(&record)
	b.must(err)
	return envelope
}

// reindexAssociation writes the keys of an association, with other columns that
// are to be left alone.
func (b *bench) reindexAssociation(reindexer store.Reindexer) {
	b.Helper()
	first, _ := b.associated("association", 8)
	b.must(b.store.Save(b.Context(), first))
	want := b.staleAssociation("association")
	spoiled := want.Clone()
	spoiled.Status, spoiled.Customer, spoiled.Location, spoiled.Search = "another", b.tenant(7), "another", "another"
	spoiled.Open, spoiled.Keys = !spoiled.Open, nil
	b.must(reindexer.Reindex(b.Context(), []store.Envelope{spoiled}))
	b.wantSame("the association with other keys", b.loaded("association"), want)
	b.wantSame("its history", b.past("association", 0), first.Entries)
	query := store.Query{Kind: store.PartnerAssociation, SolutionArea: "another", Key: store.ExpiresKey, ByKey: true, Until: start.Add(time.Hour)}
	if got := b.listed(query); !slices.Equal(got, []claims.ID{"association"}) {
		b.Errorf("asked for associations by their new keys: got %q", got)
	}
}

// reindexOtherAssociation writes keys for another version of an association,
// and for one that is not stored.
func (b *bench) reindexOtherAssociation(reindexer store.Reindexer) {
	b.Helper()
	first, next := b.associated("association", 8)
	b.must(b.store.Save(b.Context(), first))
	old := b.staleAssociation("association")
	b.must(b.store.Save(b.Context(), next))
	absent := old.Clone()
	absent.ID = "no association"
	b.must(reindexer.Reindex(b.Context(), []store.Envelope{old, absent}))
	b.wantKept(first, next)
	b.wantAbsent("no association")
}

// everyState keeps an association in each state.
func (b *bench) everyState() {
	b.Helper()
	for i, state := range lifecycle.States() {
		rows := b.associationIn(claims.ID("in "+string(rune('a'+i))), state)
		b.must(b.store.Save(b.Context(), rows))
		b.wantSame("the association in "+state.String(), b.loaded(rows.Envelope.ID), rows.Envelope)
		b.wantSame("its history", b.past(rows.Envelope.ID, 0), rows.Entries)
		for _, open := range []bool{false, true} {
			query := store.Query{Kind: store.PartnerAssociation, After: "in ", Open: open, Statuses: store.Statuses(state)}
			if got := b.listed(query); slices.Contains(got, rows.Envelope.ID) != query.Matches(&rows.Envelope) {
				b.Errorf("asked for associations in %s, only open ones %t: got %q", state, open, got)
			}
		}
	}
}

// associationIn returns the change that makes an association in a state.
func (b *bench) associationIn(id claims.ID, state lifecycle.State) store.Change {
	b.Helper()
	at := start.Truncate(time.Second)
	meta := claims.Meta{Actor: claims.PartnerCenter, At: at}
	change, err := association.Adopt(association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: b.tenant(0)},
		Details:     cpor.Details{Name: "Contoso: Teams"},
		Shown:       lifecycle.ReadStatus(state.Status.String()),
	}, nil, id, meta)
	b.must(err)
	if change.Claim.State() != state {
		note, err := association.Observe(change.Claim, lifecycle.ReadStatus("a name that no document lists"), meta)
		b.must(err)
		settled, err := association.Apply(note.Claim, association.Resolve{Take: state}, claims.Meta{Actor: claims.Partner, Role: mci.IncentivesAdmin, At: at})
		b.must(err)
		change = association.Change{Claim: settled.Claim, Entries: slices.Concat(change.Entries, note.Entries, settled.Entries)}
	}
	return b.associationRows(change)
}

// association returns the change that adopts an association.
func (b *bench) association(id claims.ID, shown string, at time.Time) store.Change {
	b.Helper()
	change, err := association.Adopt(association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: b.tenant(0)},
		Details:     cpor.Details{Name: "Contoso: Teams"},
		Shown:       lifecycle.ReadStatus(shown), Number: "7",
	}, nil, id, claims.Meta{Actor: claims.PartnerCenter, At: at, Key: "adopted"})
	b.must(err)
	return b.associationRows(change)
}
