package report

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"iter"
	"math"
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

// MostTotalBytes is the largest size of all unpacked files of Files together if
// the options do not set one. It is a reading of this library: eight files of
// the largest size, so that a small archive does not unpack without end.
const MostTotalBytes = 8 << 30

// Files reads every CSV and TSV file of a folder or an archive, such as a
// zip.Reader that a program has opened, in the order of their names. The file's
// path replaces options.File. Files calls opened after each header is read;
// opened may be nil.
//
// Each [Error] is about one line, or about one file if its line is 0, and the
// next line or file follows. A file has an error if it has another ending, if
// it is not a report, if it cannot be opened, or if it is larger than
// [Options.MostBytes]. In the last case, its first lines are still read. If all
// files together are larger than [Options.MostTotalBytes], that is the last
// error.
func Files(files fs.FS, options Options, opened func(*Reader)) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		total := min(cmp.Or(max(options.MostTotalBytes, 0), MostTotalBytes), math.MaxInt64-1)
		left := total + 1
		// The walk stops early only if the caller wants no more, or at the
		// bound.
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
			more := File(&limited{file, "all files together", total, &left}, options, opened)
			for line, err := range more {
				if !yield(line, err) {
					return fs.SkipAll
				}
			}
			return goOn(left > 0)
		})
	}
}

// File reads one file. It calls opened after the header is read; opened may be
// nil. Its errors are as those of [Files].
func File(source io.Reader, options Options, opened func(*Reader)) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		most := min(cmp.Or(max(options.MostBytes, 0), MostFileBytes), math.MaxInt64-1)
		left := most + 1
		reader, err := Open(&limited{source, "a file", most, &left}, options)
		if err != nil {
			yield(Line{}, err)
			return
		}
		if opened != nil {
			opened(reader)
		}
		reader.each(yield)
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

// each yields the lines of a file.
func (r *Reader) each(yield func(Line, error) bool) {
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) || !yield(line, err) {
			return
		}
		var own *Error
		if errors.As(err, &own) && own.Origin.Line == 0 {
			return
		}
	}
}

// A limited reader fails at the first byte above the largest size, so that a
// file of exactly that size is read to its end.
type limited struct {
	source io.Reader
	what   string
	most   int64
	left   *int64 // one more than may still be read
}

// Read implements [io.Reader].
func (l *limited) Read(p []byte) (int, error) {
	if *l.left <= 0 {
		most := strconv.FormatInt(l.most, 10) + " bytes"
		return 0, mci.Invalid("file", "more than "+most, l.what+" of at most "+most)
	}
	n, err := l.source.Read(p[:min(int64(len(p)), *l.left)])
	*l.left -= int64(n)
	return n, err
}
