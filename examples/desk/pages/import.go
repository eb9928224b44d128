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

// mostUpload is the largest size of an upload in bytes.
const mostUpload = 64 << 20

// uploadPattern matches an upload that is not complete yet.
const uploadPattern = ".upload-*"

// mostRows is the largest number of rows that a page lists.
const mostRows = 500

// An importModel is the model of the page for importing an export of Partner
// Center.
type importModel struct {
	// File is the SHA-256 hash of the file, in hexadecimal digits. It is empty
	// before a file was uploaded.
	File string `json:"file,omitempty"`
	// Name is the name of the file.
	Name string `json:"name,omitempty"`
	// Key is the key of the form. A form with the same key is only imported
	// once.
	Key string `json:"key,omitempty"`
	// At is the instant at which the export was downloaded.
	At time.Time `json:"at,omitzero"`
	// Dates says which part comes first in a date with slashes. If it is none,
	// a date is only read if it has one possible meaning.
	Dates portal.DateReading `json:"dates,omitempty"`
	// Saved says that the changes were saved. If it is false, the page shows a
	// preview.
	Saved bool `json:"saved"`
	// Opening describes the beginning of the file, with the columns that are
	// read and those that are not.
	Opening *portal.Opening `json:"opening,omitempty"`
	// Counts are the numbers of rows by outcome.
	Counts []outcomeCount `json:"counts,omitempty"`
	// Results are the rows that are not as they were, at most 500.
	Results []portal.Result `json:"results,omitempty"`
	// Contradictions are the rows that contradict an earlier row, at most 500.
	Contradictions []contradiction `json:"contradictions,omitempty"`
	// Left is the number of rows that could not be imported.
	Left int `json:"left"`
	// Errors are the errors in the form, and Problem names the malformed field
	// if there is one.
	Errors  []string `json:"-"`
	Problem *problem `json:"-"`
	// Again says that the same form was sent before, so nothing was saved this
	// time.
	Again bool `json:"again,omitempty"`
	// Damaged are the files of earlier imports and reports that cannot be read.
	Damaged []string `json:"damaged,omitempty"`

	// Saves are the latest imports of claims, and Reports the kept reports.
	Saves   []savedImport `json:"saves,omitempty"`
	Reports []keptReport  `json:"reports,omitempty"`
	// Dropped says that the user has just withdrawn a report.
	Dropped bool   `json:"-"`
	Asked   string `json:"-"` // the instant, as it was typed

	// Savable says that saving the file would change a claim.
	Savable bool `json:"-"`

	// seen maps each claim to the latest row that shows it.
	seen map[claims.ID]shownStatus

	fresh bool // the same file was not uploaded and waiting before
}

// An outcomeCount is the number of rows with an outcome.
type outcomeCount struct {
	Outcome portal.Outcome `json:"outcome"`
	Rows    int            `json:"rows"`
}

// untaken are the outcomes of rows that could not be imported.
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

// remember adds the earlier imports and reports to the page.
func (s *site) remember(m *importModel) (err error) {
	if m.Saves, m.Damaged, err = s.savedImports(); err != nil {
		return err
	}
	reports, damaged, err := s.keptReports()
	m.Reports, m.Damaged = reports, append(m.Damaged, damaged...)
	return err
}

// preview keeps the uploaded file, and shows the changes that its import would
// make.
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

// refusedImport shows the form again if an error is about it. The error stands
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

// About returns the errors of a field of the form. If an error is about the
// file's content and not about a field, it stands beside the file.
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

// uploads is the folder of the uploaded files.
func (s *site) uploads() string { return filepath.Join(s.mail.folder, "imports") }

// receive keeps the file of an upload until the import is confirmed. If the
// upload fails, no file is left behind.
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

// take reads the typed value of a field of the form.
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
// file. If the form declares a size that is too large, nothing is read.
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

// importAt returns the instant of a download as it was typed, or now if none
// was. An export cannot have been downloaded later than now, except that a
// clock may be a little ahead.
func importAt(said string, now time.Time) (time.Time, error) {
	at, err := (&form{}).at(map[string][]string{atField: {said}}, now)
	if err == nil && at.After(now.Add(claims.DefaultTolerance)) {
		err = mci.Invalid(atField, said, "an instant that is not in the future, in UTC")
	}
	return at, err
}

// uploadError returns an error of an upload as a [mci.FieldError] if it is
// about the form.
func uploadError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLong
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return errTooLong
	case errors.As(err, new(textproto.ProtocolError)): // its text contains the name of the file
		return mci.Invalid("file", "an upload whose parts cannot be read", "a file whose name has no control characters")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return mci.Invalid("file", "an upload that was cut short", "a whole file")
	default:
		return err
	}
}

// keep stores a file in a folder under the SHA-256 hash of its content. It
// returns the hash, and reports whether the file is new in the folder. The hash
// is empty if the file is empty.
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

// confirmImport saves the changes of a file after its preview.
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

// imported imports a stored file. If the model is not to be saved, it only
// computes the changes.
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

// count counts a row. If the row's claim is not as it was, the row is listed,
// too.
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
