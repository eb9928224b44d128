package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// outputFlag adds the flag -o, by which a command writes a workbook instead of
// printing.
func outputFlag(flags flagSet, file *string) {
	flags.StringVarP(file, "output", "o", "", "write a workbook to `FILE`, which ends in .xlsx, instead of printing")
}

// sheetFlag adds the flag --sheet, by which a command chooses a sheet.
func sheetFlag(flags flagSet, sheet *string) {
	flags.StringVar(sheet, "sheet", "", "the `NAME` of the sheet, if the file is a workbook and several of its sheets could be meant")
}

// A bookReport names a workbook that was written.
type bookReport struct {
	File  string          `json:"file"`
	Notes []workbook.Note `json:"notes,omitempty"`
}

func (r *bookReport) text(w io.Writer) {
	notesText(w, r.Notes)
	fmt.Fprintf(w, "written to %s\n", r.File)
}

// notesText prints a line for each note.
func notesText(w io.Writer, notes []workbook.Note) {
	for _, note := range notes {
		fmt.Fprintln(w, note)
	}
}

// writeBook writes a workbook that fill has filled. The file appears when it is
// complete, and replaces an older one then.
func (t *tracker) writeBook(name string, fill func(*workbook.Book) error) error {
	if !strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return mci.Invalid("output", name, "the name of a file that ends in .xlsx")
	}
	book := workbook.New()
	defer func() { _ = book.Close() }() // what it holds is written by then
	if err := fill(book); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".tracker-*.xlsx")
	if err != nil {
		return err
	}
	notes, err := book.Write(file)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return t.show(&bookReport{name, notes})
}

// mostBookBytes is the largest size of a workbook that is not a file of its
// own, but comes from the standard input or an archive. It is held in memory.
const mostBookBytes = 256 << 20

// openBook opens a workbook. If the source is no file, it is read into memory.
func openBook(source io.Reader) (*workbook.File, error) {
	if file, ok := source.(*os.File); ok {
		if status, err := file.Stat(); err == nil && status.Mode().IsRegular() {
			return workbook.Open(file, status.Size(), workbook.Limits{})
		}
	}
	data, err := io.ReadAll(io.LimitReader(source, mostBookBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostBookBytes {
		return nil, mci.Invalid("file", fmt.Sprintf("more than %d bytes", mostBookBytes), fmt.Sprintf("a workbook of at most %d bytes", mostBookBytes))
	}
	return workbook.Open(bytes.NewReader(data), int64(len(data)), workbook.Limits{})
}

// A tableSource is a table of text: a file as it is, or the sheet of a
// workbook.
type tableSource struct {
	io.Reader
	sheet *workbook.Table // nil if the file is no workbook
}

// openTable returns a file as a table. If the file is a workbook, that is one
// of its sheets as CSV.
func openTable(source io.Reader, choice workbook.Choice) (tableSource, error) {
	start := make([]byte, 4)
	n, err := io.ReadFull(source, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return tableSource{}, err
	}
	whole := io.MultiReader(bytes.NewReader(start[:n]), source)
	if !workbook.IsArchive(start[:n]) {
		if choice.Sheet != "" {
			return tableSource{}, mci.Invalid("sheet", choice.Sheet, "no sheet, because the file is no workbook")
		}
		return tableSource{Reader: whole}, nil
	}
	if file, ok := source.(*os.File); ok { // it is read from its beginning
		whole = file
	}
	book, err := openBook(whole)
	if err != nil {
		return tableSource{}, err
	}
	table, err := book.Table(choice)
	return tableSource{table, table}, err
}

// notes returns the notes about the sheet that was read.
func (s *tableSource) notes() []workbook.Note {
	if s.sheet == nil {
		return nil
	}
	return s.sheet.Notes()
}

// claimsChoice reads a sheet as an export of claims.
func claimsChoice(sheet string, options portal.Options) workbook.Choice {
	choice := workbook.Choice{Sheet: sheet, Text: portal.SafeCell, Recognize: func(head io.Reader) (known bool) {
		options := options
		options.Opened = func(portal.Opening) { known = true }
		for range portal.Read(head, options) { //nolint:errcheck // because only the header counts, which Opened tells
			break
		}
		return known
	}}
	if options.Decimals == portal.DecimalComma {
		choice.Number = func(number string) string { return strings.Replace(number, ".", ",", 1) }
	}
	return choice
}

// A sheetResult names the sheet that an import read.
type sheetResult struct {
	Sheet string          `json:"sheet"`
	Notes []workbook.Note `json:"notes,omitempty"`
}

// tellSheet prints the notes about the sheet of a workbook. If the file was no
// workbook, it prints nothing.
func (t *tracker) tellSheet(source *tableSource) error {
	if source.sheet == nil {
		return nil
	}
	told := sheetResult{source.sheet.Sheet(), source.notes()}
	if t.json {
		return json.NewEncoder(t.out).Encode(told)
	}
	_, err := fmt.Fprintf(t.out, "read: sheet %q\n", vocabulary.Visible(told.Sheet))
	notesText(t.out, told.Notes)
	return err
}
