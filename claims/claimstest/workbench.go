package claimstest

import (
	"fmt"
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A workbench makes each opening of a claim once, each life of [bench.ways]
// once, and their rows once, for all cases that run on it. Making them needs
// more time than most stores need to save them. It is safe for concurrent use.
type workbench struct {
	mu       sync.Mutex
	openings map[opening]claims.Change
	lives    map[life][]claims.Change
	resends  map[opening]*resends
	rows     map[*claims.Claim]store.Change
}

// A life is the way of a claim to a state, from its opening or adoption.
type life struct {
	way string
	opening
}

func newWorkbench() *workbench {
	return &workbench{
		openings: map[opening]claims.Change{}, lives: map[life][]claims.Change{},
		resends: map[opening]*resends{}, rows: map[*claims.Claim]store.Change{},
	}
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

// live returns the changes of a life, which follow makes the first time.
func (w *workbench) live(l life, follow func(opening) []claims.Change) ([]claims.Change, error) {
	w.mu.Lock()
	changes, made := w.lives[l]
	w.mu.Unlock()
	if made {
		return slices.Clone(changes), nil
	}
	changes = follow(l.opening)
	for _, change := range changes {
		rows, err := desk.EncodeChange(change)
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		w.rows[change.Claim] = rows
		w.mu.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lives[l] = changes
	return slices.Clone(changes), nil
}

// resent returns the rows of a numbered change of a claim that is opened, and
// whose consent mail is sent again and again. Number 0 is the opening. The rows
// are the caller's own.
func (w *workbench) resent(o opening, number int, meta claims.Meta) (store.Change, error) {
	first, err := w.open(o)
	if err != nil {
		return store.Change{}, err
	}
	w.mu.Lock()
	r, made := w.resends[o]
	if !made {
		r = &resends{last: first}
		w.resends[o] = r
	}
	w.mu.Unlock()
	return r.row(number, meta)
}

// rowsOf returns a change as a store saves it. The rows are the caller's own.
func (w *workbench) rowsOf(change claims.Change) (store.Change, error) {
	w.mu.Lock()
	rows, made := w.rows[change.Claim]
	w.mu.Unlock()
	if !made || len(rows.Entries) != len(change.Entries) {
		return desk.EncodeChange(change)
	}
	return cloned(rows), nil
}

// cloned returns a copy of rows.
func cloned(rows store.Change) store.Change {
	rows.Envelope = rows.Envelope.Clone()
	entries := make([]store.Entry, len(rows.Entries))
	for i := range entries {
		entries[i] = rows.Entries[i].Clone()
	}
	rows.Entries = entries
	return rows
}

// resends are the changes of a claim whose consent mail is sent again and
// again. They are made when a case asks for them.
type resends struct {
	mu   sync.Mutex
	last claims.Change // the change that comes after the rows
	rows []store.Change
}

// row returns the rows of a numbered change, and makes those that are missing.
func (r *resends) row(number int, meta claims.Meta) (store.Change, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.rows) <= number {
		rows, err := desk.EncodeChange(r.last)
		if err != nil {
			return rows, err
		}
		var command claims.Command = claims.ResendConsent{}
		if len(r.rows) == 0 {
			command = claims.SendConsent{}
		}
		meta.Key = fmt.Sprint("sent ", len(r.rows))
		next, err := claims.Apply(r.last.Claim, command, meta)
		if err != nil {
			return rows, err
		}
		r.rows, r.last = append(r.rows, rows), next
	}
	return cloned(r.rows[number]), nil
}
