package portal_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/mci"
)

const sample = "Claim ID,Claim name,Status,Created\r\n" +
	"c-1,\"Contoso 𝄞\r\nsecond line\",Under review,2022-11-10\r\n" +
	"\r\n" +
	"c-2,Bücher,On hold,4/3/2023 1:05 PM\r\n"

func in16(text string, order binary.AppendByteOrder) string {
	bytes := order.AppendUint16(nil, 0xFEFF)
	for _, unit := range utf16.Encode([]rune(text)) {
		bytes = order.AppendUint16(bytes, unit)
	}
	return string(bytes)
}

func TestAnExportIsReadInEveryEncodingAndSeparator(t *testing.T) {
	want, _, err := read(portal.Read(strings.NewReader(sample), portal.Options{}))
	if err != nil || len(want) != 2 {
		t.Fatalf("got %v, %v", want, err)
	}
	if r := want[0]; r.Line != 2 || r.ClaimID != "c-1" || r.ClaimName != "Contoso 𝄞\nsecond line" || r.Status != claims.ReadStatus("Under review") || r.Created.String() != "2022-11-10" || r.Reading != portal.ISODate {
		t.Errorf("got %+v", r)
	}
	if r := want[1]; r.Line != 5 || r.Status.Known() || r.Status.String() != "On hold" || r.Created.String() != "2023-04-03" || r.Reading != portal.MonthFirst {
		t.Errorf("got %+v", r)
	}
	for name, text := range map[string]string{
		"UTF-8 with a mark":    "\uFEFF" + sample,
		"UTF-16 little endian": in16(sample, binary.LittleEndian),
		"UTF-16 big endian":    in16(sample, binary.BigEndian),
		"tabs":                 strings.ReplaceAll(sample, ",", "\t"),
		"tabs in UTF-16":       in16(strings.ReplaceAll(sample, ",", "\t"), binary.LittleEndian),
		"semicolons":           strings.ReplaceAll(sample, ",", ";"),
		"lines that end in LF": strings.ReplaceAll(sample, "\r\n", "\n"),
		"other headers":        strings.Replace(sample, "Claim ID,Claim name,Status,Created", "CLAIM_NUMBER,name,claim-status,Creation Date", 1),
		"no end of line":       strings.TrimSuffix(sample, "\r\n"),
		"a quoted header":      strings.Replace(sample, "Claim name", `"Claim name"`, 1),
	} {
		for _, source := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			got, bad, err := read(portal.Read(source, portal.Options{}))
			if err != nil || bad != nil || !slices.Equal(got, want) {
				t.Errorf("%s: got %+v, %v, %v", name, got, bad, err)
			}
		}
	}
}

func TestALongExportInUTF16IsReadWhole(t *testing.T) {
	var text strings.Builder
	text.WriteString("Claim ID,Claim name,Status,Created\n")
	for i := range 2000 {
		fmt.Fprintf(&text, "c-%d,𝄞 Bücher,Approved, \n,,,\n", i)
	}
	rows, bad, err := read(portal.Read(strings.NewReader(in16(text.String(), binary.BigEndian)), portal.Options{}))
	if err != nil || bad != nil || len(rows) != 2000 || rows[1999].ClaimName != "𝄞 Bücher" || rows[1999].Line != 4000 {
		t.Errorf("got %d rows, %v, %v", len(rows), bad, err)
	}
}

func TestColumnsAreFoundInAnyOrder(t *testing.T) {
	text := "x,State,Tenant ID,Engagement,Engagement ID,Location,Customer ID type\n1,Approved, t ,Title,e,here,tenant ID\n"
	kind := mci.TenantID
	text = strings.Replace(text, "tenant ID", kind.String(), 1)
	rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
	if err != nil || bad != nil || rows[0] != (portal.Row{
		Line: 2, Engagement: "e", CustomerID: "t", CustomerIDType: kind, Location: "here", Status: claims.ReadStatus("Approved"),
	}) {
		t.Errorf("got %+v, %v, %v", rows, bad, err)
	}
	rows, _, err = read(portal.Read(strings.NewReader("Antrag,Status\nc-1,Approved,more\n"), portal.Options{
		Synonyms: []portal.Synonym{{Header: "Antrag", Column: portal.ClaimID}},
	}))
	if err != nil || rows[0].ClaimID != "c-1" {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestAHeaderMustSayWhoAndWhat(t *testing.T) {
	for _, text := range []string{"", "a,b\n", "Claim ID,x\n", "Status,Customer ID\n", "\n\n"} {
		_, _, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		wantInvalid(t, err, "header")
	}
	if _, _, err := read(portal.Read(strings.NewReader("a\"b,Status\n"), portal.Options{})); err == nil {
		t.Error("a malformed header is read")
	}
}

func TestDatesAreReadAsThePolicySays(t *testing.T) {
	for _, test := range []struct {
		text     string
		dayFirst bool
		want     string
		reading  portal.DateReading
	}{
		{"4/3/2023", false, "2023-04-03", portal.MonthFirst},
		{"4/3/2023", true, "2023-03-04", portal.DayFirst},
		{"2023-04-03T10:00:00Z", true, "2023-04-03", portal.ISODate},
		{"2023-04-03 10:00:00", false, "2023-04-03", portal.ISODate},
		{"13/4/2023", false, "", 0},
		{"4/13/2023", true, "", 0},
		{"April 3", false, "", 0},
	} {
		text := "Claim ID,Status,Created\nc,Approved," + test.text + "\n"
		rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{DayFirst: test.dayFirst}))
		switch {
		case err != nil:
			t.Fatal(err)
		case test.want == "":
			if len(bad) != 1 || bad[0].Column != portal.Created || bad[0].Line != 2 || !errors.Is(bad[0], mci.ErrInvalid) || !strings.HasPrefix(bad[0].Error(), "line 2, Created: ") {
				t.Errorf("%s: got %v, %v", test.text, rows, bad)
			}
		case len(rows) != 1 || rows[0].Created.String() != test.want || rows[0].Reading != test.reading:
			t.Errorf("%s: got %+v, %v", test.text, rows, bad)
		}
	}
}

func TestARowThatCannotBeReadDoesNotStopTheNext(t *testing.T) {
	for name, row := range map[string]string{
		"a quotation mark out of place": "c-1,a\"b,Approved",
		"not UTF-8":                     "c-1,B\xFCcher,Approved",
		"no status":                     "c-1,x,\" \"",
		"a status too long":             "c-1,x," + strings.Repeat("s", 201),
		"a cell too long":               "c-1," + strings.Repeat("n", 33<<10) + ",Approved",
		"a row too long":                "c-1," + strings.Repeat("n,", 140<<10) + "Approved",
	} {
		text := "Claim ID,Claim name,Status\n" + row + "\nc-2,x,Approved\n"
		rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		if err != nil || len(bad) != 1 || bad[0].Line != 2 || len(rows) != 1 || rows[0].ClaimID != "c-2" || bad[0].Error() == "" {
			t.Errorf("%s: got %d rows, %v, %v", name, len(rows), bad, err)
		}
	}
}

func TestAFileIsGivenUpBeforeARowFillsTheMemory(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("Claim ID,Status\nc-1,\""), iotest.OneByteReader(repeated{}))
	_, _, err := read(portal.Read(io.MultiReader(endless), portal.Options{}))
	wantInvalid(t, err, "row")
}

// repeated is a source without an end.
type repeated struct{}

func (repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAnErrorOfTheSourceIsTheLast(t *testing.T) {
	broken := errors.New("broken")
	source := io.MultiReader(strings.NewReader("Claim ID,Status\nc-1,Approved\n"), iotest.ErrReader(broken))
	rows, _, err := read(portal.Read(source, portal.Options{}))
	if !errors.Is(err, broken) || len(rows) != 1 {
		t.Errorf("got %v, %v", rows, err)
	}
	if _, _, err = read(portal.Read(iotest.ErrReader(broken), portal.Options{})); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	odd := in16("Claim ID,Status\nc-1,Approved\n", binary.LittleEndian) + "x"
	if _, _, err = read(portal.Read(strings.NewReader(odd), portal.Options{})); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half a character: got %v", err)
	}
	for range portal.Read(strings.NewReader(sample), portal.Options{}) {
		break
	}
}

func TestHalfASurrogatePairIsReplaced(t *testing.T) {
	text := in16("Claim ID,Claim name,Status\nc-1,x", binary.LittleEndian) + "\x00\xD8" + in16(",Approved\n", binary.LittleEndian)[2:] + "\x34\xD8"
	rows, _, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
	if err != nil || rows[0].ClaimName != "x\uFFFD" {
		t.Errorf("got %q, %v", rows, err)
	}
}

func TestColumnsHaveNames(t *testing.T) {
	for _, column := range portal.Columns() {
		if names := column.Names(); len(names) == 0 || names[0] != column.String() {
			t.Errorf("%d: %q, %q", column, column, names)
		}
	}
	for _, column := range []portal.Column{0, portal.Created + 1} {
		if column.String() != "" || column.Names() != nil {
			t.Errorf("%d has the name %q", column, column)
		}
	}
	var reading portal.DateReading
	if text, err := portal.DayFirst.MarshalText(); err != nil || reading.UnmarshalText(text) != nil || reading != portal.DayFirst || fmt.Sprint(reading) != "day first" {
		t.Errorf("got %s, %v", text, err)
	}
	var outcome portal.Outcome
	if text, err := portal.Diverged.MarshalText(); err != nil || outcome.UnmarshalText(text) != nil || outcome != portal.Diverged || fmt.Sprint(outcome) != "diverged" {
		t.Errorf("got %s, %v", text, err)
	}
}
