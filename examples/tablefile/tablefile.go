// Package tablefile opens a file as a table of text. The file can be such a
// table, or a workbook with the table on one of its sheets. A program calls
// [Open], and [Checked] for the files of an archive.
package tablefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// mostBookBytes is the largest size of a workbook from the standard input or
// from an archive, because such a workbook is held in memory.
const mostBookBytes = 256 << 20

// open opens a workbook. If the source is no file, it is read into memory.
func open(source io.Reader) (*workbook.File, error) {
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

// A Source is a table of text. It is the file itself, or a sheet of a workbook.
type Source struct {
	io.Reader
	Sheet *workbook.Table // nil if the file is no workbook
}

// Open returns a file as a table. If the file is a workbook, the table is one
// of its sheets as CSV.
func Open(source io.Reader, choice workbook.Choice) (Source, error) {
	start := make([]byte, 4)
	n, err := io.ReadFull(source, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Source{}, err
	}
	whole := io.MultiReader(bytes.NewReader(start[:n]), source)
	if !workbook.IsArchive(start[:n]) {
		if choice.Sheet != "" {
			return Source{}, mci.Invalid("sheet", choice.Sheet, "no sheet, because the file is no workbook")
		}
		return Source{Reader: whole}, nil
	}
	if file, ok := source.(*os.File); ok { // the file is read from its beginning
		whole = file
	}
	book, err := open(whole)
	if err != nil {
		return Source{}, err
	}
	table, err := book.Table(choice)
	return Source{table, table}, err
}

// Notes returns the notes about the sheet that was read.
func (s *Source) Notes() []workbook.Note {
	if s.Sheet == nil {
		return nil
	}
	return s.Sheet.Notes()
}

// Claims reads a sheet as an export of claims.
func Claims(sheet string, options portal.Options) workbook.Choice {
	choice := workbook.Choice{Sheet: sheet, Text: portal.SafeCell, Recognize: func(head io.Reader) (known bool) {
		options := options
		options.Opened = func(portal.Opening) { known = true }
		for range portal.Read(head, options) { //nolint:errcheck // because only the header matters, and Opened reports it
			break
		}
		return known
	}}
	if options.Decimals == portal.DecimalComma {
		choice.Number = func(number string) string { return strings.Replace(number, ".", ",", 1) }
	}
	return choice
}
