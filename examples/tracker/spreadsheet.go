package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An output is the workbook that a command writes instead of printing. If it
// has no file, the command prints.
type output struct {
	file    string
	replace bool // replace an existing file
}

// add declares the flags of a workbook.
func (o *output) add(flags flagSet) {
	flags.StringVarP(&o.file, "output", "o", "", "write a workbook to `FILE`, which ends in .xlsx, instead of printing")
	flags.BoolVar(&o.replace, "replace", false, "replace the workbook of --output, if there is one already")
}

// check returns an error if the workbook cannot have its name. People work in
// workbooks, so an existing one is only replaced if the user asks for it.
func (o *output) check() error {
	if !strings.EqualFold(filepath.Ext(o.file), ".xlsx") {
		return mci.Invalid("output", o.file, "the name of a file that ends in .xlsx")
	}
	if err := checkNewFile("output", o.file); err != nil {
		return err
	}
	if _, err := os.Lstat(o.file); err == nil && !o.replace {
		return fmt.Errorf("%s: %w: somebody may have worked in it", o.file, fs.ErrExist)
	}
	return nil
}

// sheetFlag declares the flag --sheet, which selects a sheet.
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
// complete. If there is an older one, it is replaced then.
func (t *tracker) writeBook(to output, fill func(*workbook.Book) error) error {
	if err := to.check(); err != nil {
		return err
	}
	name := to.file
	book := workbook.New()
	defer func() { _ = book.Close() }() // the content is written by then
	if err := fill(book); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), ".tracker-*.xlsx")
	if err != nil {
		return asNewFile(name, err)
	}
	notes, err := book.Write(file)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(asNewFile(name, err), os.Remove(file.Name()))
	}
	return t.show(&bookReport{name, notes})
}

// A sheetResult names the sheet that an import read.
type sheetResult struct {
	Sheet string          `json:"sheet"`
	Notes []workbook.Note `json:"notes,omitempty"`
}

// tellSheet prints the notes about the sheet of a workbook. If the file was no
// workbook, it prints nothing.
func (t *tracker) tellSheet(source *tablefile.Source) error {
	if source.Sheet == nil {
		return nil
	}
	told := sheetResult{source.Sheet.Sheet(), source.Notes()}
	if t.json {
		return json.NewEncoder(t.out).Encode(told)
	}
	_, err := fmt.Fprintf(t.out, "read: sheet %q\n", vocabulary.Visible(told.Sheet))
	notesText(t.out, told.Notes)
	return err
}
