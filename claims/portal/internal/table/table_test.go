package table_test

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims/portal/internal/table"
	"github.com/mci-go/incentives/mci"
)

// knows counts the cells a and b in a header.
func knows(header []string) int {
	known := 0
	for _, cell := range header {
		if cell == "a" || cell == "b" {
			known++
		}
	}
	return known
}

// read reads a whole table.
func read(source io.Reader) (header []string, rows [][]string, lines []int, bad []error, err error) {
	reader, err := table.Open(source, knows)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	for {
		cells, line, err := reader.Next()
		var one *table.RowError
		switch {
		case errors.Is(err, io.EOF):
			return reader.Header(), rows, lines, bad, nil
		case errors.As(err, &one):
			bad = append(bad, one)
			if one.Line != line || one.Error() == "" || one.Unwrap() == nil {
				return nil, nil, nil, nil, errors.New("a row error without its line or its reason")
			}
		case err != nil:
			return reader.Header(), rows, lines, bad, err
		default:
			rows, lines = append(rows, slices.Clone(cells)), append(lines, line)
		}
	}
}

func TestATableIsFoundWhateverStandsAboveAndSeparates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "separator")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end of line")
		above := rapid.SliceOfN(rapid.SampledFrom([]string{"Title", "sep=" + separator, "x,y;z", "", "Generated\t2022-12-20"}), 0, 5).Draw(t, "above")
		count := rapid.IntRange(0, 5).Draw(t, "rows")
		lines := append(slices.Clone(above), strings.Join([]string{"x", "a", "b"}, separator))
		for range count {
			lines = append(lines, strings.Join([]string{"1", "2", "3"}, separator))
		}
		text := strings.Join(lines, end)
		if rapid.Bool().Draw(t, "end at the end") {
			text += end
		}
		header, rows, at, bad, err := read(strings.NewReader(encoded(text, rapid.IntRange(0, 4).Draw(t, "encoding"))))
		if err != nil || bad != nil || !slices.Equal(header, []string{"x", "a", "b"}) || len(rows) != count {
			t.Fatalf("%q: got %q, %q, %v, %v", text, header, rows, bad, err)
		}
		for i, line := range at {
			if line != len(above)+2+i {
				t.Fatalf("row %d is on line %d, want %d", i, line, len(above)+2+i)
			}
		}
	})
}

// encoded returns a text in one of five encodings.
func encoded(text string, encoding int) string {
	orders := []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian}
	switch encoding {
	case 0:
		return text
	case 1:
		return "\uFEFF" + text
	}
	var bytes []byte
	units := utf16.Encode([]rune(text))
	if encoding < 4 {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, unit := range units {
		bytes = orders[encoding%2].AppendUint16(bytes, unit)
	}
	return string(bytes)
}

func TestTheLinesAboveTheHeaderAreKept(t *testing.T) {
	reader, err := table.Open(strings.NewReader("Title\r\n\r\nmore, here\r\na,b\r\n"), knows)
	if err != nil {
		t.Fatal(err)
	}
	if want := []table.Skipped{{Line: 1, Text: "Title"}, {Line: 3, Text: "more, here"}}; !slices.Equal(reader.Skipped(), want) {
		t.Errorf("got %q, want %q", reader.Skipped(), want)
	}
}

func TestAHeaderBeyondTheBoundsIsAnErrorOfTheFile(t *testing.T) {
	for name, text := range map[string]string{
		"a line that never ends": strings.Repeat("a,", 64<<10),
		"nothing":                "",
		"blank lines":            strings.Repeat(" \n", 100),
	} {
		_, _, _, _, err := read(strings.NewReader(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != "file" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func FuzzATableNeverPanicsAndEnds(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "x\na;b\n\"1;2", "\xFF\xFEa\x00", "PK\x03\x04", "a\tb\r\n1\t2\r\n\t\r\n", "a,b\n1\n1,2,3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		header, rows, lines, _, err := read(strings.NewReader(text))
		if err == nil && header == nil {
			t.Fatal("a table without a header")
		}
		for i, row := range rows {
			if len(row) != len(header) || i > 0 && lines[i] <= lines[i-1] {
				t.Fatalf("row %d has %d cells on line %d", i, len(row), lines[i])
			}
		}
	})
}
