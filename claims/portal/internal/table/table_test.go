package table_test

import (
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

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

// reference reads the rows below a header by the standard reader alone.
func reference(text string) (rows [][]string, lines []int, bad []string) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	_, _ = reader.Read() // the header
	for {
		cells, err := reader.Read()
		var malformed *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, lines, bad
		case errors.As(err, &malformed):
			bad = append(bad, fmt.Sprint(malformed.StartLine, malformed.Err))
		case strings.TrimSpace(strings.Join(cells, "")) != "" && len(cells) == 2 && max(len(cells[0]), len(cells[1])) <= table.MostCellBytes:
			at, _ := reader.FieldPos(0)
			rows, lines = append(rows, cells), append(lines, at)
		}
	}
}

// compare fails unless a table of two columns is read as the standard reader
// reads it.
func compare(t interface{ Fatalf(string, ...any) }, text string) {
	wantRows, wantLines, wantBad := reference(text)
	_, rows, lines, bad, err := read(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var malformed []string
	for _, one := range bad {
		var row *table.RowError
		if errors.As(one, &row) && !errors.Is(row.Err, mci.ErrInvalid) {
			malformed = append(malformed, fmt.Sprint(row.Line, row.Err))
		}
	}
	same := slices.EqualFunc(rows, wantRows, slices.Equal[[]string])
	if !same || !slices.Equal(lines, wantLines) || !slices.Equal(malformed, wantBad) {
		t.Fatalf("%q:\ngot  %q %v %q\nwant %q %v %q", text, rows, lines, malformed, wantRows, wantLines, wantBad)
	}
}

func TestRowsAreThoseOfTheStandardReader(t *testing.T) {
	long := strings.Repeat("x", 20_000)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"q", "1", "\"", "\"\"", ",", ",", "\n", "\n", "\r\n", "\r", " ", "\u00e9", "q,r\n", "\"x\ny\",2\n", long}), 0, 40).Draw(t, "parts")
		compare(t, "a,b\n"+strings.Join(parts, ""))
	})
}

func FuzzRowsAreThoseOfTheStandardReader(f *testing.F) {
	for _, text := range []string{"1,2\n", "\"1\n\",2\r\n3,4", "1\"2,3\n4,5\n", "\"open\n1,2\n", "\r\n\r", "1,2\r"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) || len(text) > 10_000 || strings.ContainsAny(text, ";\tab") {
			return // another encoding, separator or header
		}
		compare(t, "a,b\n"+text)
	})
}

func TestALineThatDoesNotFitTheBufferIsARow(t *testing.T) {
	wide := strings.Repeat("w", 30_000)
	text := "a,b\n1,2\n" + wide + "," + wide + wide[:10_000] + "\n3,4"
	if _, rows, lines, bad, err := read(strings.NewReader(text)); err != nil || len(bad) != 1 || len(rows) != 2 || lines[1] != 4 {
		t.Errorf("got %d rows on %v, %v, %v, want a cell that is too long and two rows", len(rows), lines, bad, err)
	}
	text = "a,b\n1,2\n" + wide + "," + wide + "\n\"3\",4\n"
	if _, rows, lines, bad, err := read(strings.NewReader(text)); err != nil || bad != nil || len(rows) != 3 || lines[2] != 4 {
		t.Errorf("got %d rows on %v, %v, %v, want three", len(rows), lines, bad, err)
	}
}

func TestASourceThatFailsEndsTheTable(t *testing.T) {
	down := errors.New("the disk is gone")
	for _, text := range []string{"a,b\n1,2\n", "a,b\n1,2\n3", "a,b\n1,2\n\"3"} {
		_, rows, _, _, err := read(io.MultiReader(strings.NewReader(text), iotest.ErrReader(down)))
		if !errors.Is(err, down) || len(rows) != 1 {
			t.Errorf("%q: got %q, %v, want one row and the error", text, rows, err)
		}
	}
}

func TestOnlyTheLastRowOfAFileIsCutOff(t *testing.T) {
	_, _, _, bad, err := read(strings.NewReader("a,b\n1\n2,3\n4"))
	if err != nil || len(bad) != 2 || strings.Contains(bad[0].Error(), "ends in the middle") || !strings.Contains(bad[1].Error(), "ends in the middle") {
		t.Errorf("got %v, %v, want the last row cut off", bad, err)
	}
}

func TestAQuotationMarkThatIsNeverClosedEndsTheTableAtItsBound(t *testing.T) {
	_, rows, _, _, err := read(strings.NewReader("a,b\n1,2\n\"" + strings.Repeat("x,y\n", 400_000)))
	if !errors.Is(err, mci.ErrInvalid) || len(rows) != 1 {
		t.Errorf("got %d rows, %v", len(rows), err)
	}
}

func TestARowThatSwallowsLinesSaysWhichOnes(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,\"x\n2,y\n3,z\n":              "line 2: extraneous or missing \" in quoted-field; the quotation mark holds all lines up to 4, and none of them is read",
		"a,b\n1,\"x\n2,\"y\"\n3,z\n":          "line 2: extraneous or missing \" in quoted-field; the quotation mark holds all lines up to 3, and none of them is read",
		"a,b\n1,\"x\"y\n2,z\n":                "line 2: extraneous or missing \" in quoted-field",
		"a,b\n\"0\",q\n1,\"x\n2,\"y\"\n3,z\n": "line 3: extraneous or missing \" in quoted-field; the quotation mark holds all lines up to 4, and none of them is read",
		"a,b\n0,q\n\n1,\"x\n\n2,\"y\"\n3,z\n": "line 4: extraneous or missing \" in quoted-field; the quotation mark holds all lines up to 6, and none of them is read",
	} {
		reader, err := table.Open(strings.NewReader(text), knows)
		if err != nil {
			t.Fatal(err)
		}
		var wrong []string
		for {
			_, _, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				wrong = append(wrong, err.Error())
			}
		}
		if len(wrong) != 1 || wrong[0] != want {
			t.Errorf("%q: %q, want %q", text, wrong, want)
		}
	}
}

func TestOfATableWithoutAKnownColumnTheFirstLineIsTheHeader(t *testing.T) {
	for text, want := range map[string][]string{
		"foo;bar\n1;2\n":      {"foo", "bar"},
		"\nfoo\tbar\n1\t2\n":  {"foo", "bar"},
		"foo\nbar;baz\n1;2\n": {"foo"},
		"foo,bar;baz\n1;2\n":  {"foo", "bar;baz"},
		"a,x;y;z\n1,2\n":      {"a", "x;y;z"}, // with a known one
		"x;y\na,z\n1,2\n":     {"a", "z"},
		"a;x\na,b\n1,2\n":     {"a", "b"},
	} {
		if header, _, _, _, err := read(strings.NewReader(text)); err != nil || !slices.Equal(header, want) {
			t.Errorf("%q: got %q, %v, want %q", text, header, err, want)
		}
	}
	if header, _, _, _, err := read(strings.NewReader("a\x00,\x00")); err != nil || len(header) != 2 {
		t.Errorf("the shortest table in UTF-16: %q, %v", header, err)
	}
}

func TestAByteThatIsNoTextIsToldWithItsLine(t *testing.T) {
	for line, text := range []string{"a,\x00b\n1,2\n", "a,b\n1,\x002\n", "a,b\n\n1,2\x00\n"} {
		want := "NUL in line " + strconv.Itoa(line+1) + "\""
		if _, _, _, _, err := read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestARowOfBlanksIsLeftOut(t *testing.T) {
	for _, row := range []string{"", ",", " , ", "\u00a0,\u2003", "\"\",\"\"", "\" \", "} {
		if _, rows, lines, bad, err := read(strings.NewReader("a,b\n" + row + "\n1,2\n")); err != nil || bad != nil || len(rows) != 1 || lines[0] != 3 {
			t.Errorf("%q: got %q on %v, %v, %v", row, rows, lines, bad, err)
		}
	}
	for _, row := range []string{"~,", "é, ", " ,x"} {
		if _, rows, _, _, err := read(strings.NewReader("a,b\n" + row + "\n")); err != nil || len(rows) != 1 {
			t.Errorf("%q: got %q, %v", row, rows, err)
		}
	}
}

func TestACellAndARowMayBeAsLongAsTheirBounds(t *testing.T) {
	// sized returns a table of 20 columns with one row, of cells of a size and
	// a last one that fills the row with its line end.
	sized := func(cell, row int) string {
		cells := slices.Repeat([]string{strings.Repeat("w", cell)}, 19)
		rest := row - 19*(cell+1) - 1
		return "a" + strings.Repeat(",b", 19) + "\n" + strings.Join(append(cells, strings.Repeat("w", rest)), ",") + "\n"
	}
	for name, c := range map[string]struct {
		text  string
		sound bool
	}{
		"the longest row":  {sized(13_000, table.MostRowBytes), true},
		"a row too long":   {sized(13_000, table.MostRowBytes+1), false},
		"the longest cell": {"a,b\n1," + strings.Repeat("w", table.MostCellBytes) + "\n", true},
		"a cell too long":  {"a,b\n1," + strings.Repeat("w", table.MostCellBytes+1) + "\n", false},
	} {
		if _, rows, _, bad, err := read(strings.NewReader(c.text)); err != nil || (len(rows) == 1) != c.sound || (len(bad) == 0) != c.sound {
			t.Errorf("%s: got %d rows, %v, %v", name, len(rows), bad, err)
		}
	}
}
