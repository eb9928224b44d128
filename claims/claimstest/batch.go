package claimstest

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// batch returns the store as a BatchSaver. If the store is none, the case is
// skipped.
func (b *bench) batch() store.BatchSaver {
	b.Helper()
	return ability[store.BatchSaver](b, "BatchSaver")
}

// three returns three changes of stored claims, and the openings before them.
func (b *bench) three() (openings, changes []claims.Change) {
	b.Helper()
	for i := range 3 {
		first := b.open(opening{id: claims.ID(fmt.Sprint("claim-", i)), customer: i})
		b.save(first)
		openings = append(openings, first)
		changes = append(changes, b.apply(first.Claim, claims.SendConsent{}))
	}
	return openings, changes
}

func batchAllOrNone(b *bench) {
	batch := b.batch()
	openings, changes := b.three()
	b.must(batch.SaveAll(b.Context(), b.allRows(nil)))
	b.must(batch.SaveAll(b.Context(), b.allRows(changes)))
	for i, change := range changes {
		b.wantStored(change.Claim, append(openings[i].Entries, change.Entries...))
	}
	var next []claims.Change
	for _, change := range changes {
		next = append(next, b.apply(change.Claim, claims.ResendConsent{}))
	}
	accepted := b.apply(changes[2].Claim, claims.Accept{})
	b.save(accepted)
	if batch.SaveAll(b.Context(), b.allRows(next)) == nil {
		b.Errorf("of three changes the last is of an old version, and all are saved")
	}
	for i, change := range changes[:2] {
		b.wantStored(change.Claim, append(openings[i].Entries, change.Entries...))
	}
	b.wantStored(accepted.Claim, append(append(openings[2].Entries, changes[2].Entries...), accepted.Entries...))
	b.batchMalformed(batch, next[0])
	b.batchOfAssociations(batch)
}

// batchMalformed saves a batch with a change that no desk makes, and one of
// both kinds.
func (b *bench) batchMalformed(batch store.BatchSaver, next claims.Change) {
	b.Helper()
	association := b.association("association", "Submitted", start)
	bad := b.rows(b.open(opening{id: "bad", customer: 9}))
	bad.Envelope.Version++
	b.wantError("a batch with a change that its entries do not make", batch.SaveAll(b.Context(), []store.Change{association, bad}), mci.ErrInvalid)
	b.wantAbsent("association")
	b.wantAbsent("bad")
	b.must(batch.SaveAll(b.Context(), []store.Change{b.rows(next), association}))
	b.wantSame("the association of a batch", b.loaded("association"), association.Envelope)
	b.wantSame("the claim beside it", b.loaded(next.Claim.ID()), b.envelope(next.Claim))
}

func batchConflict(b *bench) {
	batch := b.batch()
	_, changes := b.three()
	b.save(changes[1])
	b.wantError("three changes, the second of an old version", batch.SaveAll(b.Context(), b.allRows(changes)), store.ErrConflict)
	absent := b.apply(b.open(opening{id: "absent", customer: 9}).Claim, claims.SendConsent{})
	b.wantError("a change of no stored claim", batch.SaveAll(b.Context(), b.allRows([]claims.Change{changes[0], absent})), store.ErrConflict)
	first, next := b.associated("association", 8)
	b.must(b.store.Save(b.Context(), first))
	b.must(b.store.Save(b.Context(), next))
	b.wantError("a claim and an association of an old version", batch.SaveAll(b.Context(), []store.Change{b.rows(changes[0]), next}), store.ErrConflict)
	b.wantError("an association that is stored already", batch.SaveAll(b.Context(), []store.Change{first, b.rows(changes[0])}), store.ErrConflict)
}

// batchVersions saves batches and single changes of the same version at the
// same time.
func batchVersions(b *bench) {
	batch := b.batch()
	const rounds = 10
	for round := range rounds {
		var changes []claims.Change
		for i := range 2 {
			first := b.open(opening{id: claims.ID(fmt.Sprint("claim-", round, "-", i)), customer: 10*round + i})
			b.save(first)
			changes = append(changes, b.apply(first.Claim, claims.SendConsent{}))
		}
		adopted, next := b.associated(claims.ID(fmt.Sprint("association-", round)), 10*round+2)
		b.must(b.store.Save(b.Context(), adopted))
		rows := append(b.allRows(changes), next)
		alone := rows[1+round/2%2] // of one kind or the other
		b.wantOneWinner(atOnce(func(i int) error {
			if round%2 == 1 && i%4 == 1 {
				return b.store.Save(b.Context(), alone)
			}
			return batch.SaveAll(b.Context(), rows)
		}), store.ErrConflict)
		if n := len(b.past(alone.Envelope.ID, 1)); n != 1 {
			b.Errorf("after one change was saved there are %d more entries, want 1", n)
		}
	}
}

// batchLimit opens and adopts claims in batches.
func batchLimit(b *bench) {
	batch := b.batch()
	openings := []claims.Change{b.open(opening{id: "a"}), b.open(opening{id: "b"}), b.open(opening{id: "c"})}
	b.wantError("a third opening in one batch, where there may be two", batch.SaveAll(b.Context(), b.allRows(openings)), store.ErrLimit)
	for _, change := range openings {
		b.wantAbsent(change.Claim.ID())
	}
	b.must(batch.SaveAll(b.Context(), b.allRows(openings[:2])))
	b.wantStored(openings[0].Claim, openings[0].Entries)
	b.wantError("a third opening, where two are stored", batch.SaveAll(b.Context(), b.allRows(openings[2:])), store.ErrLimit)

	adopted := b.adopt(opening{id: "d", customer: 1, engagement: oneOpen}, "Under review")
	open := b.open(opening{id: "e", customer: 1, engagement: oneOpen})
	b.wantError("an opening after an adoption in one batch, where one may be open", batch.SaveAll(b.Context(), b.allRows([]claims.Change{adopted, open})), store.ErrLimit)
	b.must(batch.SaveAll(b.Context(), b.allRows([]claims.Change{open, adopted})))
	b.wantStored(adopted.Claim, adopted.Entries)
	b.batchLimits(batch)
}

// batchLimits opens claims at another location, and takes an ending back, in
// batches beyond the limit.
func (b *bench) batchLimits(batch store.BatchSaver) {
	b.Helper()
	b.save(b.open(opening{id: "f", customer: 2, location: " West"}), b.open(opening{id: "g", customer: 2}))
	third := b.open(opening{id: "h", customer: 2, location: " West"})
	b.wantError("a third opening at another location", batch.SaveAll(b.Context(), b.allRows([]claims.Change{third})), store.ErrLimit)
	b.wantAbsent("h")
	ended, entries := b.live(opening{id: "i", customer: 3, engagement: oneOpen}, claims.Cancel{})
	b.live(opening{id: "j", customer: 3, engagement: oneOpen})
	c, err := theCatalog()
	b.must(err)
	back, err := claims.TakeBack(ended, entries, ended.Version(), c, b.meta(claims.Partner, "taken back"))
	b.must(err)
	b.wantError("a taking-back in a batch that makes two open claims where there may be one", batch.SaveAll(b.Context(), b.allRows([]claims.Change{back})), store.ErrLimit)
	b.wantStored(ended, entries)
}

// batchCanceled cancels the context of a batch at each of its checks.
func batchCanceled(b *bench) {
	batch := b.batch()
	for checks := range 20 {
		var opened []claims.Change
		for i := range 3 {
			opened = append(opened, b.open(opening{id: claims.ID(fmt.Sprint("claim-", checks, "-", i)), customer: 10*checks + i}))
		}
		adopted, _ := b.associated(claims.ID(fmt.Sprint("association-", checks)), 10*checks+3)
		batched := append(b.allRows(opened), adopted)
		err := batch.SaveAll(expireAfter(b.Context(), checks), batched)
		stored := 0
		for _, change := range batched {
			if _, loadErr := b.store.Load(b.Context(), change.Envelope.ID); loadErr == nil {
				stored++
			}
		}
		if stored != 0 && stored != len(batched) || err == nil && stored == 0 {
			b.Errorf("of %d changes under a context that is canceled after it was asked %d times, %d are saved, with error %v", len(batched), checks, stored, err)
		}
	}
}
