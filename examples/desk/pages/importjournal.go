package pages

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/takeback"
	"github.com/mci-go/incentives/mci"
)

// A savedImport is an import of claims that was saved. No two imports in the
// journal have the same instant, so an import can be taken back by it.
type savedImport struct {
	// At is the instant at which the export was downloaded. The import's
	// entries have it. If an earlier import had the same instant, this one is a
	// little later.
	At time.Time `json:"at"`
	// Sum is the SHA-256 hash of the file.
	Sum string `json:"sum,omitempty"`
	// Key is the key of the form that saved the import.
	Key string `json:"key,omitempty"`
	// Begun says that the import began but its end was never recorded, for
	// example because the program was killed. Some of its rows may be saved.
	Begun bool `json:"begun,omitempty"`
	// Name is the name of the file.
	Name string `json:"name"`
	// By is the user who saved the import, and Saved the instant.
	By     mci.UserID     `json:"by"`
	Saved  time.Time      `json:"saved"`
	Counts []outcomeCount `json:"counts"`
}

// mostImports is the largest number of imports that the page lists.
const mostImports = 20

// journal is the folder of the saved imports.
func (s *site) journal() string { return filepath.Join(s.mail.folder, "imports", "journal") }

// journalFile returns the journal's file for the import of a form. If the same
// form is sent again, it has the same file.
func (s *site) journalFile(key string) string {
	return filepath.Join(s.journal(), sumOf(key)[:32]+".json")
}

// journalStep is the time between two imports of exports that were downloaded
// at the same time. It is shorter than a second, the smallest unit that a
// person can type.
const journalStep = time.Microsecond

// beginImport records in the journal that an import begins. If an earlier
// import has the same instant, this one is moved. If the same form was sent
// before, beginImport returns the earlier record, and the caller must import
// nothing.
func (s *site) beginImport(m *importModel) (before *savedImport, err error) {
	s.importing.Lock()
	defer s.importing.Unlock()
	if err := os.MkdirAll(s.journal(), 0o700); err != nil {
		return nil, err
	}
	all, _, err := s.allImports()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Key == m.Key && !all[i].Begun {
			return &all[i], nil
		}
	}
	for slices.ContainsFunc(all, func(one savedImport) bool { return one.Key != m.Key && one.At.Equal(m.At) }) {
		m.At = m.At.Add(journalStep)
	}
	return nil, writeWhole(s.journalFile(m.Key), s.noteOf(m, true))
}

// noteOf returns the journal's record of an import.
func (s *site) noteOf(m *importModel, begun bool) savedImport {
	return savedImport{At: m.At, Sum: m.File, Key: m.Key, Begun: begun, Name: m.Name, By: s.user.ID, Saved: s.now(), Counts: m.Counts}
}

// endImport records in the journal that an import has ended.
func (s *site) endImport(m *importModel) error {
	return writeWhole(s.journalFile(m.Key), s.noteOf(m, false))
}

// savedImports returns the latest imports, the latest one first, and the names
// of the journal's unreadable files.
func (s *site) savedImports() (latest []savedImport, damaged []string, err error) {
	all, damaged, err := s.allImports()
	return all[:min(len(all), mostImports)], damaged, err
}

// allImports returns all imports, the latest one first, and the names of the
// journal's unreadable files.
func (s *site) allImports() (all []savedImport, damaged []string, err error) {
	names, err := filepath.Glob(filepath.Join(s.journal(), "*.json"))
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		var one savedImport
		text, err := os.ReadFile(name)
		if err == nil {
			err = readJSON(name, text, &one)
		}
		if broken := (*damagedError)(nil); errors.As(err, &broken) {
			damaged = append(damaged, filepath.Base(name))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b savedImport) int { return b.Saved.Compare(a.Saved) })
	return all, damaged, nil
}

// skips reports whether an error concerns one claim only, so that the other
// claims can still be processed.
func skips(err error) bool {
	var one *store.ClaimError
	return errors.As(err, &one)
}

// An undoModel is the model of the page for taking an import back.
type undoModel struct {
	// At is the instant of the import.
	At time.Time `json:"at"`
	takeback.Result
}

// undoImport takes an import back, or previews the effect.
func (s *site) undoImport(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339Nano, r.PostForm.Get("at"))
	if err != nil {
		return nil, mci.Invalid("at", r.PostForm.Get("at"), "the instant of an import")
	}
	u := takeback.Undoing{
		Store: s.store, Desk: s.desk, Terms: s.catalog, Skips: skips,
		Meta: func() (claims.Meta, error) {
			now := s.now()
			return claims.Meta{Actor: claims.PartnerCenter, User: s.user.ID, At: now, Received: now}, nil
		},
		Result: takeback.Result{DryRun: r.PostForm.Get("do") != "undo", Taken: []takeback.Taken{}, Left: []takeback.Left{}},
	}
	if _, err := u.Import(r.Context(), at); err != nil {
		return nil, err
	}
	undone := &page{template: "undo", title: "Take an import back", section: "Import", model: &undoModel{at, u.Result}}
	if u.Result.DryRun {
		return undone, nil
	}
	return s.done("/import", undone, false), nil
}
