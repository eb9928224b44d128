package report

import (
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// MostFileBytes is the largest size of an unpacked file if the options do not
// set one. Partner Center splits a report into files of at most 1 GB. Source:
// Microsoft Learn, the page on exporting reports, 2023.
const MostFileBytes = 1 << 30

// Files reads every CSV and TSV file of a folder or an archive, such as a
// zip.Reader that a program has opened, in the order of their names. The file's
// path replaces options.File. Files calls opened after each header is read;
// opened may be nil.
//
// Each [Error] is about one line, or about one file if its line is 0, and the
// next line or file follows. A file has an error if it has another ending, if
// it is not a report, if it cannot be opened, or if it is larger than
// [Options.MostBytes]. In the last case, its first lines are still read.
func Files(files fs.FS, options Options, opened func(*Reader)) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		// The walk stops early only if the caller wants no more.
		_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			options := options
			options.File = name
			wrong := func(err error) error { return goOn(yield(Line{}, &Error{earnings.Origin{File: name}, err})) }
			switch ending := strings.ToLower(path.Ext(name)); {
			case err != nil:
				return wrong(err)
			case entry.IsDir():
				return nil
			case ending != ".csv" && ending != ".tsv":
				return wrong(mci.Invalid("file", path.Base(name), "a file that ends in .csv or .tsv"))
			}
			file, err := files.Open(name)
			if err != nil {
				return wrong(err)
			}
			defer func() { _ = file.Close() }() // it was only read
			most := options.MostBytes
			if most <= 0 {
				most = MostFileBytes
			}
			reader, err := Open(&limited{file, most, most + 1}, options)
			if err != nil {
				return goOn(yield(Line{}, err))
			}
			if opened != nil {
				opened(reader)
			}
			return goOn(reader.each(yield))
		})
	}
}

// goOn returns the error that ends a walk if the caller wants no more, and nil
// otherwise.
func goOn(more bool) error {
	if more {
		return nil
	}
	return fs.SkipAll
}

// each yields the lines of a file. It returns false if the caller wants no
// more.
func (r *Reader) each(yield func(Line, error) bool) bool {
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if !yield(line, err) {
			return false
		}
		var own *Error
		if errors.As(err, &own) && own.Origin.Line == 0 {
			return true
		}
	}
}

// A limited reader fails at the first byte above the largest size of a file, so
// that a file of exactly that size is read to its end.
type limited struct {
	source     io.Reader
	most, left int64
}

// Read implements [io.Reader].
func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		most := strconv.FormatInt(l.most, 10) + " bytes"
		return 0, mci.Invalid("file", "more than "+most, "a file of at most "+most)
	}
	n, err := l.source.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
