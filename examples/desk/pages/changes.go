package pages

import (
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/catalogimpact"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A changesModel is the model of the page for a new catalog.
type changesModel struct {
	// File is the hash of the uploaded file, and Name its name. Both are empty
	// before a file was uploaded.
	File string `json:"file,omitempty"`
	Name string `json:"name,omitempty"`
	// Problem is the problem in the form or in the file.
	Problem *problem `json:"-"`
	// Editions are the editions that differ from the present catalog.
	Editions []catalogimpact.Edition `json:"editions,omitempty"`
	// Report is the effect on the stored claims. It lists at most 500 of them.
	Report *catalogimpact.Report `json:"report,omitempty"`
	More   bool                  `json:"more,omitempty"`
	// Asked is the number of claims whose customers were asked for consent and
	// whose links would stop working.
	Asked int `json:"asked,omitempty"`
	// Waiting is the accepted catalog that is in use. It is null if the public
	// catalog is used.
	Waiting *takenCatalog `json:"waiting,omitempty"`
}

// A takenCatalog is an accepted catalog, with the user who accepted it.
type takenCatalog struct {
	// File is the name of the file beside this one.
	File string     `json:"file"`
	Name string     `json:"name"`
	By   mci.UserID `json:"by"`
	At   time.Time  `json:"at"`
}

// mostCatalog is the largest size of a catalog in bytes. The page shows it.
const mostCatalog = 8 << 20

// catalogFolder is the folder of the accepted catalog. If a request comes after
// it was accepted, it uses that catalog; see [renewal].
func (s *site) catalogFolder() string { return filepath.Join(s.mail.folder, "catalog") }

// fixed reports whether the desk was started with a catalog of its own. If so,
// an accepted catalog has no effect.
func (s *site) fixed() bool { return s.renewal == nil }

// takenIn returns the accepted catalog in a folder, or nil if there is none.
func takenIn(folder string) (*takenCatalog, error) {
	text, err := os.ReadFile(filepath.Join(folder, "taken.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	taken := &takenCatalog{}
	if err == nil {
		err = readJSON(filepath.Join(folder, "taken.json"), text, taken)
	}
	return taken, err
}

// changesPage shows the form.
func (s *site) changesPage(*http.Request) (answer, error) {
	m := &changesModel{}
	return s.changesAnswer(m)
}

func (s *site) changesAnswer(m *changesModel) (answer, error) {
	var err error
	if m.Waiting, err = takenIn(s.catalogFolder()); err != nil {
		return nil, err
	}
	return &page{template: "changes", title: "Changes", section: "Changes", problem: m.Problem, model: m}, nil
}

// compareCatalog keeps the uploaded file, and shows the changes that it would
// make.
func (s *site) compareCatalog(r *http.Request) (answer, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, mci.Invalid("file", "no upload", "a form with a file")
	}
	upload := &importModel{At: s.now()}
	if err := s.receive(upload, r, parts); errors.Is(err, errTooLong) {
		return s.changesAnswer(&changesModel{Problem: problemOf(err)})
	} else if err != nil {
		return nil, err
	}
	m := &changesModel{File: upload.File, Name: upload.Name}
	if m.File == "" {
		m.Problem = problemOf(mci.Invalid("file", "no file", "the file of a catalog"))
		return s.changesAnswer(m)
	}
	draft, err := s.draft(m.File, m.Name)
	if err != nil {
		s.forget(upload)
	}
	if len(fieldsOf(err)) > 0 {
		m.Problem = problemOf(err)
		return s.changesAnswer(m)
	}
	if err != nil {
		return nil, err
	}
	m.Editions = catalogimpact.Editions(s.catalog, draft)
	m.Report, err = catalogimpact.Of(desk.Records(s.store.List(r.Context(), store.Query{})), s.catalog, draft, s.now(), false)
	if err != nil {
		return nil, err
	}
	for i := range m.Report.Claims {
		if one := &m.Report.Claims[i]; one.Status == claims.AwaitingConsent && one.Loading != impact.Loads {
			m.Asked++
		}
	}
	slices.SortStableFunc(m.Report.Claims, func(a, b impact.Impact) int { return int(b.Loading) - int(a.Loading) })
	if m.More = len(m.Report.Claims) > mostRows; m.More {
		m.Report.Claims = m.Report.Claims[:mostRows]
	}
	return s.changesAnswer(m)
}

// draft reads an uploaded catalog. It is read as YAML if its name says so, and
// otherwise as JSON.
func (s *site) draft(sum, name string) (*catalog.Catalog, error) {
	file, err := os.Open(filepath.Join(s.uploads(), sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, mci.Invalid("file", sum, "a file that was uploaded")
	}
	if err != nil {
		return nil, err
	}
	text, err := inputfile.All(file, "file", mostCatalog)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return catalogfile.Read(name, text)
}

// takeCatalog accepts a compared catalog. If the form says so, it returns to
// the public one.
func (s *site) takeCatalog(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	if s.fixed() {
		return nil, mci.Invalid("catalog", "the one of the flag -catalog", "a desk that was started without the flag, which stands above what is taken")
	}
	if r.PostForm.Get("do") == "leave" {
		err := os.Remove(filepath.Join(s.catalogFolder(), "taken.json"))
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		s.renewNow(r.Context())
		return redirect("/changes"), err
	}
	sum, name := r.PostForm.Get("file"), baseName(r.PostForm.Get("name"))
	if !isSum(sum) {
		return nil, mci.Invalid("file", sum, "a file that was uploaded")
	}
	if err := vocabulary.CheckName("name", name, mostName); err != nil {
		return nil, err
	}
	if strings.Trim(name, "./") == "" { // the name of a folder, not of a file
		return nil, mci.Invalid("name", name, "the name of the file that was uploaded")
	}
	if _, err := s.draft(sum, name); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(s.uploads(), sum))
	if err == nil {
		err = os.MkdirAll(s.catalogFolder(), 0o700)
	}
	if err != nil {
		return nil, err
	}
	taken := takenCatalog{File: sum + catalogEnding(name), Name: name, By: s.user.ID, At: s.now()}
	if err := writeFile(filepath.Join(s.catalogFolder(), taken.File), text); err != nil {
		return nil, err
	}
	if err := writeWhole(filepath.Join(s.catalogFolder(), "taken.json"), taken); err != nil {
		return nil, err
	}
	s.renewNow(r.Context())
	return redirect("/changes"), sweepCatalogs(s.catalogFolder(), time.Now())
}

// catalogEnding returns the extension under which a catalog is stored: a YAML
// extension if the name has one, and otherwise the JSON one. No other part of a
// name from a form becomes part of a file's name.
func catalogEnding(name string) string {
	if ending := strings.ToLower(filepath.Ext(name)); ending == ".yaml" || ending == ".yml" {
		return ending
	}
	return ".json"
}

// An engagementTotal is the effect on the claims of one engagement.
type engagementTotal struct {
	ID     mci.EngagementID
	Totals impact.Totals
}

// Engagements are the effects by engagement, in the order of their IDs.
func (m *changesModel) Engagements() []engagementTotal {
	var all []engagementTotal
	for _, id := range slices.Sorted(maps.Keys(m.Report.Engagements)) {
		all = append(all, engagementTotal{id, m.Report.Engagements[id]})
	}
	return all
}
