package reportfiles

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// BookNotes are the notes about a workbook of reports.
type BookNotes struct {
	// File is the name of the workbook.
	File string `json:"file"`
	// Sheet is the sheet that was read.
	Sheet string `json:"sheet"`
	// Notes are the notes about its cells.
	Notes []workbook.Note `json:"notes,omitempty"`
}

// note keeps the notes about a sheet, and closes it.
func (r *Reports) note(file string, source *tablefile.Source) error {
	r.Notes = append(r.Notes, BookNotes{file, source.Sheet.Sheet(), source.Notes()})
	return source.Sheet.Close()
}

// Choice reads a sheet as a report.
func Choice(sheet string, options reports.Options) workbook.Choice {
	var number func(string) string
	if options.DecimalComma {
		number = func(number string) string { return strings.Replace(number, ".", ",", 1) }
	}
	return workbook.Choice{
		Sheet:  sheet,
		Number: number,
		Recognize: func(head io.Reader) bool {
			_, err := reports.Open(head, options)
			return err == nil
		},
		Month: func(header string) bool {
			for _, synonym := range options.Synonyms {
				if strings.EqualFold(strings.TrimSpace(synonym.Header), strings.TrimSpace(header)) {
					header = synonym.Column
				}
			}
			return strings.Contains(strings.ToLower(header), "month")
		},
	}
}

// MostBooks is the largest number of workbooks in one folder or archive,
// because each of them can unpack to a large size.
const MostBooks = 100

// withoutBooks is a folder or an archive without its workbooks.
type withoutBooks struct{ fs.FS }

// ReadDir implements [fs.ReadDirFS].
func (w withoutBooks) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && isBook(e.Name()) }), err
}

// isBook reports whether a file is a workbook by its name. Spreadsheet programs
// put a hidden file, such as ~$a.xlsx, beside one that is open.
func isBook(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return ending == ".xlsx" || ending == ".xlsm"
}

// all reads the reports of a folder or an archive. It reads the text files
// first, and then the workbooks in the order of their names.
func (r *Reports) all(files fs.FS, options *Options) iter.Seq2[reports.Line, error] {
	return func(yield func(reports.Line, error) bool) {
		for line, err := range reports.Files(withoutBooks{files}, options.Reading, r.opened(options)) {
			if !yield(line, err) {
				return
			}
		}
		left := MostBooks
		// it only ends early
		_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isBook(name) { // Files has reported the error
				return nil
			}
			if left--; left < 0 {
				yield(reports.Line{}, &reports.Error{Err: mci.Invalid("file", fmt.Sprintf("more than %d workbooks", MostBooks), fmt.Sprintf("at most %d workbooks in one folder or archive", MostBooks))})
				return fs.SkipAll
			}
			for line, err := range r.book(files, name, options) {
				if !yield(line, err) {
					return fs.SkipAll
				}
			}
			return nil
		})
	}
}

// book reads the report in a workbook of a folder or an archive.
func (r *Reports) book(files fs.FS, name string, options *Options) iter.Seq2[reports.Line, error] {
	return func(yield func(reports.Line, error) bool) {
		reading := options.Reading
		reading.File = name
		fail := func(err error) { yield(reports.Line{}, &reports.Error{Origin: earnings.Origin{File: name}, Err: err}) }
		file, err := files.Open(name)
		if err != nil {
			fail(err)
			return
		}
		defer func() { _ = file.Close() }() // the file was only read
		source, err := tablefile.Open(file, Choice(options.Sheet, reading))
		if err != nil {
			fail(err)
			return
		}
		if source.Sheet == nil {
			fail(mci.Invalid("file", path.Base(name), "a workbook, as its ending says"))
			return
		}
		for line, err := range reports.File(source, reading, r.opened(options)) {
			if !yield(line, err) {
				break
			}
		}
		if err := r.note(name, &source); err != nil {
			fail(err)
		}
	}
}
