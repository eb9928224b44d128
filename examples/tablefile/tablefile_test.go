package tablefile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
)

// book returns a workbook with the named sheets. Each sheet has a header and a
// row.
func book(t testing.TB, sheets ...string) []byte {
	t.Helper()
	b := workbook.New()
	for _, name := range sheets {
		sheet, err := b.Sheet(name, []workbook.Column{{Header: "Claim"}, {Header: "Amount"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := sheet.Row(workbook.Text(name), workbook.Number("1.5")); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// stream hides that a reader is more than one.
func stream(data string) io.Reader { return struct{ io.Reader }{strings.NewReader(data)} }

func TestATextIsReadToTheByteWhateverItsLengthAndEncoding(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "one byte": "a", "three bytes": "a,b", "four bytes": "a,b\n", "long": strings.Repeat("a,b\n", 100_000),
		"UTF-8 with a mark": "\ufeffa,b\n", "UTF-16": "\xff\xfea\x00,\x00", "Windows-1252": "Z\xfcrich;1\r\n", "nothing readable": "\x00\x01\x02\xff\xfe",
		"nearly an archive": "PK\x03", "another archive": "PK\x05\x06",
	} {
		t.Run(name, func(t *testing.T) {
			for _, from := range []io.Reader{stream(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
				source, err := tablefile.Open(from, workbook.Choice{})
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(source)
				if err != nil || string(got) != text || source.Sheet != nil || source.Notes() != nil {
					t.Errorf("got %q, %v with the sheet %v", got, err, source.Sheet)
				}
			}
		})
	}
}

func TestAWorkbookIsTheSameTableAsAFileAndAsAStream(t *testing.T) {
	data := book(t, "March")
	name := filepath.Join(t.TempDir(), "march.xlsx")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	for what, from := range map[string]io.Reader{"file": file, "stream": stream(string(data)), "byte by byte": iotest.OneByteReader(bytes.NewReader(data))} {
		source, err := tablefile.Open(from, workbook.Choice{})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		got, err := io.ReadAll(source)
		if want := "Claim,Amount\nMarch,1.5\n"; err != nil || strings.ReplaceAll(string(got), "\r\n", "\n") != want || source.Sheet.Sheet() != "March" {
			t.Errorf("%s: got %q, %v", what, got, err)
		}
		if err := source.Sheet.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestASheetIsChosenOnlyInAWorkbook(t *testing.T) {
	_, err := tablefile.Open(stream("a,b\n"), workbook.Choice{Sheet: "March"})
	var field *mci.FieldError
	if !errors.As(err, &field) || !strings.Contains(err.Error(), "sheet") || !strings.Contains(err.Error(), "March") {
		t.Errorf("got %v", err)
	}
	source, err := tablefile.Open(bytes.NewReader(book(t, "March", "April")), workbook.Choice{Sheet: "April"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(source); err != nil || !strings.Contains(string(got), "April") {
		t.Errorf("got %q, %v", got, err)
	}
	for _, choice := range []workbook.Choice{{Sheet: "May"}, {Recognize: func(io.Reader) bool { return false }}} {
		if source, err := tablefile.Open(bytes.NewReader(book(t, "March", "April")), choice); err == nil {
			t.Errorf("got the sheet %s", source.Sheet.Sheet())
		}
	}
}

func TestAWorkbookThatIsCutOffIsAnErrorAndNeverAShorterTable(t *testing.T) {
	data := book(t, "March")
	for length := 4; length < len(data); length += 1 + len(data)/50 {
		if _, err := tablefile.Open(bytes.NewReader(data[:length]), workbook.Choice{}); err == nil {
			t.Errorf("%d of %d bytes are a table", length, len(data))
		}
	}
}

func TestAnErrorOfTheSourceIsPassedOn(t *testing.T) {
	broken := errors.New("the line is dead")
	for _, start := range []string{"", "a,", "PK\x03\x04", "PK\x03\x04 and more"} {
		source, err := tablefile.Open(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), workbook.Choice{})
		if err == nil {
			_, err = io.ReadAll(source)
		}
		if !errors.Is(err, broken) {
			t.Errorf("after %q: got %v", start, err)
		}
	}
}

func TestAnExportOfClaimsIsRecognizedAndItsNumbersHaveTheMarkOfTheReader(t *testing.T) {
	comma := tablefile.Claims("", portal.Options{Decimals: portal.DecimalComma})
	if got := comma.Number("1234.5"); got != "1234,5" {
		t.Errorf("got %q", got)
	}
	point := tablefile.Claims("March", portal.Options{})
	if point.Number != nil || point.Sheet != "March" {
		t.Error("a point is rewritten, or the sheet is lost")
	}
	if got := point.Text("=1+1"); strings.HasPrefix(got, "=") {
		t.Errorf("got the formula %q", got)
	}
	for text, want := range map[string]bool{"": false, "a,b\n": false, "Claim ID,Claim status\n": true} {
		if got := point.Recognize(strings.NewReader(text)); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n"), "")
	f.Add([]byte("PK\x03\x04"), "March")
	f.Add(book(f, "March"), "March")
	f.Fuzz(func(t *testing.T, data []byte, sheet string) {
		source, err := tablefile.Open(bytes.NewReader(data), workbook.Choice{Sheet: sheet})
		if err != nil {
			return
		}
		got, err := io.ReadAll(source)
		if source.Sheet == nil && (err != nil || !bytes.Equal(got, data)) {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func ExampleOpen() {
	source, err := tablefile.Open(strings.NewReader("Claim,Amount\nContoso,1.5\n"), workbook.Choice{})
	if err != nil {
		fmt.Println(err)
	}
	text, err := io.ReadAll(source)
	fmt.Print(string(text), err)
	// Output:
	// Claim,Amount
	// Contoso,1.5
	// <nil>
}
