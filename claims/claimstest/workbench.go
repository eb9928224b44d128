package claimstest

import (
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A workbench makes each opening of a claim once, and its rows once, for all
// cases that run on it. Making them takes longer than most stores take to save
// them. It is safe for concurrent use.
type workbench struct {
	mu       sync.Mutex
	openings map[opening]claims.Change
	rows     map[*claims.Claim]store.Change
}

func newWorkbench() *workbench {
	return &workbench{openings: map[opening]claims.Change{}, rows: map[*claims.Claim]store.Change{}}
}

// open returns the change that opens a claim.
func (w *workbench) open(o opening) (claims.Change, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change, made := w.openings[o]
	if made {
		return change, nil
	}
	change, err := o.change()
	if err != nil {
		return change, err
	}
	rows, err := desk.EncodeChange(change)
	w.openings[o], w.rows[change.Claim] = change, rows
	return change, err
}

// rowsOf returns a change as a store saves it. The rows are the caller's own.
func (w *workbench) rowsOf(change claims.Change) (store.Change, error) {
	w.mu.Lock()
	rows, made := w.rows[change.Claim]
	w.mu.Unlock()
	if !made || len(rows.Entries) != len(change.Entries) {
		return desk.EncodeChange(change)
	}
	rows.Envelope = rows.Envelope.Clone()
	entries := make([]store.Entry, len(rows.Entries))
	for i := range entries {
		entries[i] = rows.Entries[i].Clone()
	}
	rows.Entries = entries
	return rows, nil
}
