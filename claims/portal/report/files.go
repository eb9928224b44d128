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

// MostFileBytes bounds a file, unpacked, where the options say nothing. Partner
// Center splits a report into files of at most 1 GB. Source: Microsoft Learn,
// the page on exporting reports, 2023.
const MostFileBytes = 1 << 30

// Files reads every CSV and TSV file of a folder or of an archive, such as a
// zip.Reader that a program has opened, in the order of their names. The file's
// path takes the place of options.File. The function opened is called after
// each header is read; it may be nil.
//
// Each [Error] is of one line, or of one file if its line is 0, and the next
// line or file follows: a file with another ending, one that is no report, one
// that cannot be opened, and the rest of one above [Options.MostBytes].
func Files(files fs.FS, options Options, opened func(*Reader)) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		// The function that walks stops only if the caller does.
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
			defer func() { _ = file.Close() }() // was only read
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

// goOn returns the error that ends a walk unless the caller wants more.
func goOn(more bool) error {
	if more {
		return nil
	}
	return fs.SkipAll
}

// each yields the lines of a file, and reports whether the caller wants more.
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

// A limited reader ends with an error at the byte after the most that a file
// may have, so that one of the full size is read to its end.
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
