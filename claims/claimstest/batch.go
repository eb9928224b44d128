package claimstest

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// batch returns the store as a BatchSaver, or skips the case.
func (b *bench) batch() claims.BatchSaver {
	b.Helper()
	batch, ok := b.store.(claims.BatchSaver)
	if !ok {
		b.Skip("the store is no claims.BatchSaver, which is optional")
	}
	return batch
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
	b.must(batch.SaveAll(b.Context(), nil))
	b.must(batch.SaveAll(b.Context(), changes))
	for i, change := range changes {
		b.wantStored(change.Claim, append(openings[i].Entries, change.Entries...))
	}
	var next []claims.Change
	for _, change := range changes {
		next = append(next, b.apply(change.Claim, claims.ResendConsent{}))
	}
	accepted := b.apply(changes[2].Claim, claims.Accept{})
	b.save(accepted)
	if batch.SaveAll(b.Context(), next) == nil {
		b.Errorf("of three changes the last is of an old version, and all are saved")
	}
	for i, change := range changes[:2] {
		b.wantStored(change.Claim, append(openings[i].Entries, change.Entries...))
	}
	b.wantStored(accepted.Claim, append(append(openings[2].Entries, changes[2].Entries...), accepted.Entries...))
}

func batchConflict(b *bench) {
	batch := b.batch()
	_, changes := b.three()
	b.save(changes[1])
	b.wantError("three changes, the second of an old version", batch.SaveAll(b.Context(), changes), claims.ErrConflict)
	absent := b.apply(b.open(opening{id: "absent", customer: 9}).Claim, claims.SendConsent{})
	b.wantError("a change of no stored claim", batch.SaveAll(b.Context(), []claims.Change{changes[0], absent}), claims.ErrConflict)
}
