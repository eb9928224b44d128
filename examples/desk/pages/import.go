package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/mci"
)

// mostUpload is the most bytes of an upload.
const mostUpload = 64 << 20

// uploadPattern names an upload that is not complete yet.
const uploadPattern = ".upload-*"

// mostRows is the most rows that a page lists.
const mostRows = 500

// An importModel is the model of the page that imports an export of Partner
// Center.
type importModel struct {
	// File is the SHA-256 sum of the file, in hexadecimal digits. It is empty
	// before there is one.
	File string `json:"file,omitempty"`
	// Name is the name of the file.
	Name string `json:"name,omitempty"`
	// Key is the key of the form, which counts once.
	Key string `json:"key,omitempty"`
	// At is the instant at which the export was downloaded.
	At time.Time `json:"at,omitzero"`
	// Dates says what comes first in a date with slashes. It is none if only
	// dates are read that can be read in one way.
	Dates portal.DateReading `json:"dates,omitempty"`
	// Saved says that the changes were saved. Otherwise the page shows what
	// would change.
	Saved bool `json:"saved"`
	// Opening is the beginning of the file: its columns, read and unread.
	Opening *portal.Opening `json:"opening,omitempty"`
	// Counts are the numbers of rows by outcome.
	Counts []outcomeCount `json:"counts,omitempty"`
	// Results are the rows that are not as they were, the first 500 of them.
	Results []portal.Result `json:"results,omitempty"`
	// Contradictions are the rows that contradict an earlier one, the first 500
	// of them.
	Contradictions []contradiction `json:"contradictions,omitempty"`
	// Left is the number of rows that could not be taken.
	Left int `json:"left"`
	// Errors say what is wrong with the form, and Problem which field of it is
	// malformed.
	Errors  []string `json:"-"`
	Problem *problem `json:"-"`
	// Again says that the form was sent before, so that nothing was saved now.
	Again bool `json:"again,omitempty"`
	// Damaged are the files of earlier imports and reports that cannot be read.
	Damaged []string `json:"damaged,omitempty"`

	// Saves are the latest imports of claims, and Reports the kept reports.
	Saves   []savedImport `json:"saves,omitempty"`
	Reports []keptReport  `json:"reports,omitempty"`
	// Dropped says that the user has just taken a report back.
	Dropped bool   `json:"-"`
	Asked   string `json:"-"` // the instant, as it was typed

	// Savable says that the file would change a claim.
	Savable bool `json:"-"`

	// seen holds the latest row of each claim.
	seen map[claims.ID]shownStatus

	fresh bool // no earlier upload of the same file waits
}

// An outcomeCount is the number of rows with an outcome.
type outcomeCount struct {
	Outcome portal.Outcome `json:"outcome"`
	Rows    int            `json:"rows"`
}

// untaken are the outcomes of rows that were not taken.
var untaken = []portal.Outcome{portal.Stale, portal.Unknown, portal.Unreadable, portal.Held, portal.Failed, portal.OtherProgram}

func importAnswer(m *importModel) *page {
	return &page{template: "import", title: "Import", section: "Import", problem: m.Problem, model: m}
}

// importPage shows the form, the latest imports and the kept reports.
func (s *site) importPage(r *http.Request) (answer, error) {
	m := &importModel{Dropped: s.told(r).dropped}
	err := s.remember(m)
	return importAnswer(m), err
}

// remember adds what was imported before.
func (s *site) remember(m *importModel) (err error) {
	if m.Saves, m.Damaged, err = s.savedImports(); err != nil {
		return err
	}
	reports, damaged, err := s.keptReports()
	m.Reports, m.Damaged = reports, append(m.Damaged, damaged...)
	return err
}

// preview keeps the file that was uploaded, and shows what its import would
// change.
func (s *site) preview(r *http.Request) (answer, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, mci.Invalid("file", "no upload", "a form with a file")
	}
	m := &importModel{At: s.now(), Key: newKey()}
	if err := s.receive(m, r, parts); err != nil {
		return s.refusedImport(m, err)
	}
	if m.File == "" {
		m.Errors = append(m.Errors, "Choose the file that you downloaded.")
		m.Problem = problemOf(mci.Invalid("file", "no file", "the file that you downloaded"))
		err := s.remember(m)
		return importAnswer(m), err
	}
	if s.isReport(m.File, m.Name) {
		return s.reportForm(r, m)
	}
	a, err := s.imported(r, m)
	if err != nil {
		s.forget(m)
		return s.refusedImport(m, err)
	}
	return a, nil
}

// refusedImport shows the form again if an error is about it, with the error
// beside its field.
func (s *site) refusedImport(m *importModel, err error) (answer, error) {
	again := &importModel{At: m.At, Asked: m.Asked}
	switch {
	case errors.Is(err, errTooLong):
		again.Errors = append(again.Errors, sentence(err.Error())+".")
		again.Problem = problemOf(err)
	case desk.ClassOf(err) == desk.Malformed:
		again.Problem = problemOf(err)
		if fieldsOf(err) == nil {
			again.Errors = append(again.Errors, sentence(err.Error())+".")
		}
	default:
		return nil, err
	}
	if err := s.remember(again); err != nil {
		return nil, err
	}
	return importAnswer(again), nil
}

// About returns the errors of a field of the form. What is about no field but
// the content of the file stands beside the file.
func (m *importModel) About(name string) []string {
	var all []string
	if m.Problem == nil {
		return nil
	}
	for _, p := range m.Problem.Problems {
		field := p.Path
		if field != atField && field != "dates" {
			field = "file"
		}
		if field == name {
			all = append(all, p.Error())
		}
	}
	return all
}

// uploads is the folder of the files that were uploaded.
func (s *site) uploads() string { return filepath.Join(s.mail.folder, "imports") }

// receive keeps the file of an upload until the last click. An upload that fails
// leaves nothing.
func (s *site) receive(m *importModel, r *http.Request, parts *multipart.Reader) error {
	most := mostFile(r.URL.Path)
	err := m.receive(r, parts, s.uploads(), most)
	if errors.Is(err, errTooLong) {
		err = &fileSizeError{most}
	}
	if err != nil {
		s.forget(m)
		return err
	}
	return s.sweepUploads()
}

// forget removes the file of an upload that was refused, unless an earlier
// upload of the same file waits.
func (s *site) forget(m *importModel) {
	if m.File == "" || !m.fresh {
		return
	}
	if err := removed(filepath.Join(s.uploads(), m.File)); err != nil {
		s.log.Error("a file that was refused stays in the folder of the uploads", "error", err)
	}
}

// take takes what was typed in a field of the form.
func (m *importModel) take(name, said string) (err error) {
	if name == "dates" {
		if err := m.Dates.UnmarshalText([]byte(said)); err != nil || m.Dates == portal.ISODate {
			return mci.Invalid("dates", said, "month first, day first, or nothing")
		}
		return nil
	}
	m.Asked = said
	m.At, err = importAt(said, m.At)
	return err
}

// receive reads the parts of the form: the instant, the order of dates and the
// file. Nothing of a
// form that says itself that it is too large is read.
func (m *importModel) receive(r *http.Request, parts *multipart.Reader, folder string, most int64) error {
	if r.ContentLength > most {
		return errTooLong
	}
	for range 8 { // the form has three parts
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return uploadError(err)
		}
		switch part.FormName() {
		case "at", "dates":
			text, err := io.ReadAll(io.LimitReader(part, 100))
			if err == nil {
				err = m.take(part.FormName(), string(text))
			}
			if err != nil {
				return uploadError(err)
			}
		case "file":
			if m.File != "" {
				return mci.Invalid("file", "several files", "one file")
			}
			m.Name = baseName(part.FileName())
			if m.File, m.fresh, err = keep(part, folder); err != nil {
				return uploadError(err)
			}
		}
	}
	return nil
}

// importAt returns the instant of a download as it was typed, or now. An export
// cannot be downloaded later than now, but for a clock that is a little ahead.
func importAt(said string, now time.Time) (time.Time, error) {
	at, err := (&form{}).at(map[string][]string{atField: {said}}, now)
	if err == nil && at.After(now.Add(claims.DefaultTolerance)) {
		err = mci.Invalid(atField, said, "an instant that is not in the future, in UTC")
	}
	return at, err
}

// uploadError returns the error of an upload as one about the form, if it is.
func uploadError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLong
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return errTooLong
	case errors.As(err, new(textproto.ProtocolError)): // whose text has the name of the file
		return mci.Invalid("file", "an upload whose parts cannot be read", "a file whose name has no control characters")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return mci.Invalid("file", "an upload that was cut short", "a whole file")
	default:
		return err
	}
}

// keep writes a file into a folder under the sum of its content, and returns
// the sum, and whether the folder did not have it. It is empty for an empty
// file.
func keep(content io.Reader, folder string) (sum string, fresh bool, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", false, err
	}
	draft, err := os.CreateTemp(folder, uploadPattern)
	if err != nil {
		return "", false, err
	}
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(draft, hash), content)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil && size > 0 {
		sum = hex.EncodeToString(hash.Sum(nil))
		_, known := os.Stat(filepath.Join(folder, sum))
		return sum, known != nil, os.Rename(draft.Name(), filepath.Join(folder, sum))
	}
	return "", false, errors.Join(err, os.Remove(draft.Name()))
}

// confirmImport saves the changes of a file that was previewed.
func (s *site) confirmImport(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	m := &importModel{File: r.PostForm.Get("file"), Name: baseName(r.PostForm.Get("name")), Saved: true}
	if !isSum(m.File) {
		return nil, mci.Invalid("file", m.File, "a file that was previewed")
	}
	if m.Key = r.PostForm.Get("key"); m.Key == "" {
		m.Key = newKey()
	}
	m.At = s.now()
	err := errors.Join(m.take("dates", r.PostForm.Get("dates")), m.take(atField, r.PostForm.Get(atField)))
	if err != nil {
		return s.refusedImport(m, err)
	}
	before, err := s.beginImport(m)
	if err != nil {
		return nil, err
	}
	if before != nil { // the page was loaded again
		m.At, m.Counts, m.Name, m.Again = before.At, before.Counts, before.Name, true
		return s.done("/import", importAnswer(m), false), nil
	}
	a, err := s.imported(r, m)
	if err != nil {
		return s.refusedImport(m, err)
	}
	return a, nil
}

// imported imports a file that was kept, or only shows what would change.
func (s *site) imported(r *http.Request, m *importModel) (answer, error) {
	file, err := os.Open(filepath.Join(s.uploads(), m.File))
	if errors.Is(err, os.ErrNotExist) {
		return nil, mci.Invalid("file", m.File, "a file that was previewed")
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // because the file was only read
	source, err := tablefile.Open(file, tablefile.Claims("", portal.Options{}))
	if err != nil {
		return nil, err
	}
	if source.Sheet != nil {
		defer source.Sheet.Close() //nolint:errcheck // because the sheet was only read
	}
	options := portal.ImportOptions{DryRun: !m.Saved, User: s.user.ID}
	options.Dates = m.Dates
	options.Opened = func(o portal.Opening) { m.Opening = &o }
	for result, err := range portal.NewImporter(s.store, s.catalog, options).Import(r.Context(), source, m.At, s.now()) {
		if err != nil {
			return nil, err
		}
		m.count(result)
		if m.Saved {
			s.meter.imported(result.Outcome)
		}
	}
	if !m.Saved {
		return importAnswer(m), nil
	}
	if err := s.endImport(m); err != nil {
		return nil, err
	}
	return s.done("/import", importAnswer(m), false), nil
}

// count counts a row, and lists it unless the claim is as it was.
func (m *importModel) count(result portal.Result) {
	i := slices.IndexFunc(m.Counts, func(c outcomeCount) bool { return c.Outcome == result.Outcome })
	if i < 0 {
		i = len(m.Counts)
		m.Counts = append(m.Counts, outcomeCount{Outcome: result.Outcome})
	}
	m.Counts[i].Rows++
	m.contradict(&result)
	m.Savable = m.Savable || result.Entries > 0
	if slices.Contains(untaken, result.Outcome) {
		m.Left++
	}
	if (result.Outcome != portal.Matched || result.Entries > 0) && len(m.Results) < mostRows {
		m.Results = append(m.Results, result)
	}
}

// Untaken returns the columns of the file that were not read.
func (m *importModel) Untaken() []string {
	if m.Opening == nil {
		return nil
	}
	return m.Opening.Unread()
}
