package form

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// The bounds of a file. A reader in another language can rely on them.
const (
	MostLine  = 64 << 10 // bytes of a line
	MostCases = 10_000   // cases of a file
)

// A File is one file of the corpus: the cases of one kind.
type File struct {
	Header Header
	Cases  []Case
}

// Write writes a file: the header, and one line for each case.
func (f *File) Write(w io.Writer) error {
	if err := writeLine(w, f.Header); err != nil {
		return err
	}
	return f.WriteCases(w)
}

// WriteCases writes the lines of the cases alone.
func (f *File) WriteCases(w io.Writer) error {
	for i := range f.Cases {
		if err := writeLine(w, &f.Cases[i]); err != nil {
			return err
		}
	}
	return nil
}

func writeLine(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// Read reads a file. It is strict: a member that the form does not have, one
// that stands twice, a line that is too long and a number of cases that the
// header does not give are errors, each with its line. The questions and the
// answers are not looked into.
func Read(r io.Reader) (*File, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), MostLine)
	var file File
	if !lines.Scan() {
		return nil, errors.Join(mci.Invalid("line 1", "nothing", "a header"), lines.Err())
	}
	if err := readHeader(lines.Bytes(), &file.Header); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	for number := 2; lines.Scan(); number++ {
		if len(file.Cases) == MostCases {
			return nil, fmt.Errorf("line %d: %w", number, mci.Invalid("cases", "more", fmt.Sprintf("at most %d", MostCases)))
		}
		one, err := ReadCase(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		file.Cases = append(file.Cases, one)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(file.Cases)+2, err)
	}
	if len(file.Cases) != file.Header.Cases {
		return nil, mci.Invalid("cases", fmt.Sprint(len(file.Cases)), fmt.Sprintf("%d, as the header says", file.Header.Cases))
	}
	return &file, nil
}

func readHeader(line []byte, h *Header) error {
	return document.Read(line, document.Limits{}, func(o document.Object) {
		h.Kind = document.Parse(o.Field("kind"), `"header"`, just("header"))
		h.Format = int(o.Field("format").Whole(Version, Version))
		h.Library = o.Field("library").Text(100)
		h.Cases = int(o.Field("cases").Whole(0, MostCases))
		h.Catalogs = document.List(o.Optional("catalogs"), 0, func(f document.Field) (c Catalog) {
			f.Object(func(o document.Object) {
				c.Name, c.File = o.Field("name").Text(100), o.Field("file").Text(200)
			})
			return c
		})
	})
}

func just(want string) func(string) (string, error) {
	return func(text string) (string, error) {
		if text != want {
			return "", errors.New("another kind")
		}
		return text, nil
	}
}

// ReadCase reads the line of a case. If the line is longer than MostLine, or a
// member is missing, unknown or doubled, the error is a [mci.FieldError] or
// [mci.Problems].
func ReadCase(line []byte) (c Case, err error) {
	return readCase(line, func(o document.Object) (covers, out document.Field) { return o.Field("covers"), o.Field("out") }, 1)
}

// ReadQuestion reads the line of a case that is still to be answered. It may
// lack the reasons for it and the answer, and is else read as [ReadCase] does.
func ReadQuestion(line []byte) (c Case, err error) {
	c, err = readCase(line, func(o document.Object) (covers, out document.Field) { return o.Optional("covers"), o.Optional("out") }, 0)
	if c.Covers == nil {
		c.Covers = []string{}
	}
	return c, err
}

// IsHeader reports whether a line is the header of a file.
func IsHeader(line []byte) bool {
	var h Header
	return len(line) <= MostLine && readHeader(line, &h) == nil
}

func readCase(line []byte, told func(document.Object) (covers, out document.Field), fewest int) (c Case, err error) {
	if len(line) > MostLine {
		return c, mci.Invalid("line", fmt.Sprint(len(line), " bytes"), fmt.Sprint("at most ", MostLine))
	}
	err = document.Read(line, document.Limits{}, func(o document.Object) {
		covers, out := told(o)
		c.ID = o.Field("id").Text(100)
		c.Kind = o.Field("kind").Text(100)
		c.Covers = document.List(covers, fewest, func(f document.Field) string { return f.Text(500) })
		o.Field("in").JSON((*raw)(&c.In))
		out.JSON((*raw)(&c.Out))
	})
	return c, err
}

// raw keeps an object as it is written.
type raw json.RawMessage

func (r *raw) UnmarshalJSON(text []byte) error {
	if len(text) == 0 || text[0] != '{' {
		return errors.New("not an object")
	}
	*r = bytes.Clone(text)
	return nil
}
