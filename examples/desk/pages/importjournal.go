package pages

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/takeback"
	"github.com/mci-go/incentives/mci"
)

// A savedImport is an import of claims that was saved. It can be taken back by
// its instant.
type savedImport struct {
	// At is the instant at which the export was downloaded, which its entries
	// have.
	At time.Time `json:"at"`
	// Name is the name of the file.
	Name string `json:"name"`
	// By and Saved say who saved it, and when.
	By     mci.UserID     `json:"by"`
	Saved  time.Time      `json:"saved"`
	Counts []outcomeCount `json:"counts"`
}

// mostImports is the most imports that the page lists.
const mostImports = 20

// journal is the folder of the imports that were saved.
func (s *site) journal() string { return filepath.Join(s.mail.folder, "imports", "journal") }

// noteImport notes an import in the journal.
func (s *site) noteImport(m *importModel) error {
	if err := os.MkdirAll(s.journal(), 0o700); err != nil {
		return err
	}
	one := savedImport{At: m.At, Name: m.Name, By: s.user.ID, Saved: s.now(), Counts: m.Counts}
	return writeWhole(filepath.Join(s.journal(), strconv.FormatInt(one.Saved.UnixNano(), 10)+"-"+m.File[:12]+".json"), one)
}

// savedImports returns the latest imports, the latest one first.
func (s *site) savedImports() ([]savedImport, error) {
	names, err := filepath.Glob(filepath.Join(s.journal(), "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Reverse(names)
	var all []savedImport
	for _, name := range names[:min(len(names), mostImports)] {
		var one savedImport
		text, err := os.ReadFile(name)
		if err == nil {
			err = readJSON(text, &one)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// skips reports whether an error is about one claim only, so that the others
// can go on.
func skips(err error) bool {
	var one *store.ClaimError
	return errors.As(err, &one)
}

// An undoModel is the model of the page on which an import is taken back.
type undoModel struct {
	// At is the instant of the import.
	At time.Time `json:"at"`
	takeback.Result
}

// undoImport shows what taking an import back would do, or does it.
func (s *site) undoImport(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	if err := s.mayWork(""); err != nil {
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
	return &page{template: "undo", title: "Take an import back", section: "Import", model: &undoModel{at, u.Result}}, nil
}
