package form_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/mci"
)

const (
	header = `{"kind":"header","format":1,"library":"unreleased","cases":1,"catalogs":[{"name":"public","file":"catalogs/public.json"}]}`
	line   = `{"id":"a","kind":"status","covers":["one"],"in":{"of":"claim"},"out":{}}`
)

func TestAFileIsReadAsItWasWritten(t *testing.T) {
	text := header + "\n" + line + "\n"
	file, err := form.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil || b.String() != text {
		t.Errorf("got %q and the error %v", b.String(), err)
	}
}

func TestWhatTheFormDoesNotHaveIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                    "",
		"no header":                  line + "\n",
		"another kind":               strings.Replace(header, `"header"`, `"heading"`, 1),
		"another version":            strings.Replace(header, `"format":1`, `"format":2`, 1),
		"an unknown member":          strings.Replace(header, `"library"`, `"maker":"x","library"`, 1),
		"too few cases":              header + "\n",
		"too many cases":             header + "\n" + line + "\n" + line + "\n",
		"an empty line":              header + "\n\n",
		"no covers":                  header + "\n" + strings.Replace(line, `["one"]`, `[]`, 1),
		"a member that is no object": header + "\n" + strings.Replace(line, `"out":{}`, `"out":[]`, 1),
		"a doubled member":           header + "\n" + strings.Replace(line, `"id":"a"`, `"id":"a","id":"a"`, 1),
		"a member in capitals":       header + "\n" + strings.Replace(line, `"id"`, `"ID"`, 1),
		"a broken line":              header + "\n{",
	} {
		if file, err := form.Read(strings.NewReader(text)); err == nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v and the error %v", name, file, err)
		}
	}
}

func TestAReaderIsBounded(t *testing.T) {
	long := header + "\n" + strings.Repeat(" ", form.MostLine+1)
	if _, err := form.Read(strings.NewReader(long)); err == nil {
		t.Error("a line that is too long was read")
	}
	if _, err := form.ReadCase([]byte(strings.Repeat(" ", form.MostLine+1))); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v", err)
	}
	many := strings.Replace(header, `"cases":1`, fmt.Sprintf(`"cases":%d`, form.MostCases), 1) + strings.Repeat("\n"+line, form.MostCases+1)
	if _, err := form.Read(strings.NewReader(many)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

// full is a writer that takes some bytes and then no more.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("full")
	}
	return len(p), nil
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	file, err := form.Read(strings.NewReader(header + "\n" + line))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, len(header) + 1} {
		if file.Write(&full{room}) == nil {
			t.Errorf("written into %d bytes", room)
		}
	}
}

func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("../data/*.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		lines := bytes.SplitAfterN(text, []byte("\n"), 4)
		f.Add(bytes.Join(lines[:3], nil))
	}
	f.Add([]byte(header + "\n" + line))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := form.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := file.Write(&b); err != nil {
			t.Fatal(err)
		}
		again, err := form.Read(&b)
		if err != nil || len(again.Cases) != len(file.Cases) {
			t.Fatalf("%q was read, and %q was not: %v", text, b.String(), err)
		}
	})
}
