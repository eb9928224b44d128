package portal_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/mci"
)

// monthFirst contains options that read 4/3/2023 as April 3.
var monthFirst = portal.Options{Dates: portal.MonthFirst}

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
	want, _, err := read(portal.Read(strings.NewReader(sample), monthFirst))
	if err != nil || len(want) != 2 {
		t.Fatalf("got %v, %v", want, err)
	}
	if r := want[0]; r.Line != 2 || r.ClaimID != "c-1" || r.ClaimName != "Contoso 𝄞\nsecond line" || r.Status != claims.ReadStatus("Under review") || r.Created.String() != "2022-11-10" || r.CreatedAs != portal.ISODate {
		t.Errorf("got %+v", r)
	}
	if r := want[1]; r.Line != 5 || r.Status.Known() || r.Status.String() != "On hold" || r.Created.String() != "2023-04-03" || r.CreatedAs != portal.MonthFirst {
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
		"UTF-16 without mark":  in16(sample, binary.LittleEndian)[2:],
		"UTF-16 BE, no mark":   in16(sample, binary.BigEndian)[2:],
		"a quoted header":      strings.Replace(sample, "Claim name", `"Claim name"`, 1),
	} {
		for _, source := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			got, bad, err := read(portal.Read(source, monthFirst))
			if err != nil || bad != nil || !reflect.DeepEqual(got, want) {
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
	if err != nil || bad != nil || !reflect.DeepEqual(rows[0], portal.Row{
		Line: 2, EngagementID: "e", EngagementTitle: "Title", CustomerID: "t", CustomerIDType: kind, Location: "here", Status: claims.ReadStatus("Approved"),
	}) {
		t.Errorf("got %+v, %v, %v", rows, bad, err)
	}
	rows, _, err = read(portal.Read(strings.NewReader("Antrag,Status\nc-1,Approved\n"), portal.Options{
		Synonyms: []portal.Synonym{{Header: "Antrag", Column: portal.ClaimID}},
	}))
	if err != nil || rows[0].ClaimID != "c-1" {
		t.Errorf("got %+v, %v", rows, err)
	}
}

func TestAHeaderMustSayWhoAndWhat(t *testing.T) {
	for _, text := range []string{"a,b\n", "Claim ID,x\n", "Status,Customer ID\n", "Title\nClaim ID\n"} {
		_, _, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		wantInvalid(t, err, "header")
	}
	for _, text := range []string{"", "\n\n", "a\"b,Status\n"} {
		_, _, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		wantInvalid(t, err, "file")
	}
}

func TestDatesAreReadAsThePolicySays(t *testing.T) {
	for _, test := range []struct {
		text    string
		dates   portal.DateReading
		want    string
		reading portal.DateReading
	}{
		{"4/3/2023", portal.MonthFirst, "2023-04-03", portal.MonthFirst},
		{"4/3/2023", portal.DayFirst, "2023-03-04", portal.DayFirst},
		{"4/3/2023", 0, "", 0}, // ambiguous
		{"4/13/2023", 0, "2023-04-13", portal.MonthFirst},
		{"4/4/2023 1:05 PM", 0, "2023-04-04", portal.MonthFirst},
		{"13/4/2023", 0, "", 0},
		{"13/4/2023", portal.DayFirst, "2023-04-13", portal.DayFirst},
		{"3.4.2023", 0, "2023-04-03", portal.DayFirst},
		{"03.04.2023 13:05", portal.MonthFirst, "2023-04-03", portal.DayFirst},
		{"2023-04-03T10:00:00Z", portal.DayFirst, "2023-04-03", portal.ISODate},
		{"2023-04-03 10:00:00", 0, "2023-04-03", portal.ISODate},
		{"13/4/2023", portal.MonthFirst, "", 0},
		{"4/13/2023", portal.DayFirst, "", 0},
		{"31.13.2022", 0, "", 0},
		{"April 3", 0, "", 0},
	} {
		text := "Claim ID,Status,Created\nc,Approved," + test.text + "\n"
		rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{Dates: test.dates}))
		if err != nil || bad != nil || len(rows) != 1 || rows[0].ClaimID != "c" {
			t.Fatalf("%s: got %v, %v, %v; a date never costs a row", test.text, rows, bad, err)
		}
		row := rows[0]
		if row.Created.String() != test.want || row.CreatedAs != test.reading || (len(row.Unread) == 0) != (test.want != "") {
			t.Errorf("%s: got %+v", test.text, row)
		}
		if test.want == "" && (row.Unread[0].Column != portal.Created || !errors.Is(row.Unread[0], mci.ErrInvalid) || !strings.HasPrefix(row.Unread[0].Error(), "line 2, Created: ")) {
			t.Errorf("%s: got %v", test.text, row.Unread)
		}
	}
}

func TestAmountsAreReadOnlyIfTheyHaveOneReading(t *testing.T) {
	for _, test := range []struct {
		text string
		mark portal.DecimalMark
		want string
	}{
		{"5000.00", 0, "5000.00"},
		{"5,000.00", 0, "5000.00"},
		{"5.000,00", 0, "5000.00"},
		{"1.234.567,8", 0, "1234567.8"},
		{"1 234 567", 0, "1234567"},
		{"1'234.50", 0, "1234.50"},
		{"5000", 0, "5000"},
		{"999.99", 0, "999.99"},
		{"123,456.00", 0, "123456.00"},
		{"1234,567.00", 0, ""},
		{"1,234 567.00", 0, ""},
		{"-12,5", 0, "-12.5"},
		{"5,000", 0, ""}, // ambiguous
		{"5.000", 0, ""},
		{"5,000", portal.DecimalPoint, "5000"},
		{"5,000", portal.DecimalComma, "5.000"},
		{"5.000", portal.DecimalComma, "5000"},
		{"5,000.00", portal.DecimalComma, ""},
		{"5.000,00", portal.DecimalPoint, ""},
		{"1,23,456", 0, ""},
		{"1,2345.6", 0, ""},
		{"5.", 0, ""},
		{".5", 0, ""},
		{"abc", 0, ""},
		{"1e3", 0, ""},
		{"--5", 0, ""},
	} {
		text := "Claim ID\tStatus\tApproved amount\nc\tApproved\t" + test.text + "\n"
		rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{Decimals: test.mark}))
		if err != nil || bad != nil || len(rows) != 1 {
			t.Fatalf("%s: got %v, %v, %v; an amount never costs a row", test.text, rows, bad, err)
		}
		if rows[0].Approved.Amount != test.want || (len(rows[0].Unread) == 0) != (test.want != "") {
			t.Errorf("%s: got %+v", test.text, rows[0])
		}
		if ambiguous := test.text == "5,000" || test.text == "5.000"; len(rows[0].Unread) > 0 && strings.Contains(rows[0].Unread[0].Error(), "in one way only") != ambiguous {
			t.Errorf("%s: got %v", test.text, rows[0].Unread)
		}
	}
}

func TestAFileThatIsNoTableIsNamedForWhatItIs(t *testing.T) {
	for text, want := range map[string]string{
		"PK\x03\x04\x14\x00":               "workbook",
		"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1": "workbook",
		"<!DOCTYPE html><html>":            "HTML",
		"\n <html><body>Sign in":           "HTML",
		"%PDF-1.7":                         "PDF",
		"":                                 "empty",
		"a\x00b\x00\x00c":                  "no text",
		strings.Repeat("x", 100<<10):       "header",
	} {
		rows, _, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		wantInvalid(t, err, "file")
		if rows != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: got %v, want a word on %q", text, err, want)
		}
	}
}

func TestWhatIsNotReadIsSaidByItsWholeName(t *testing.T) {
	const title = "A long title that nobody reads, with a comma"
	text := title + "\n\nGenerated,2022-12-20\nClaim ID,Status,Betreuerin der Kundin im Außendienst,,Last updated\nc,Approved,x,,y\n"
	var opening portal.Opening
	rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{Opened: func(o portal.Opening) { opening = o }}))
	if err != nil || bad != nil || len(rows) != 1 || rows[0].Line != 5 {
		t.Fatalf("got %+v, %v, %v", rows, bad, err)
	}
	if got := opening.Unread(); !reflect.DeepEqual(got, []string{"Betreuerin der Kundin im Außendienst", "Last updated"}) {
		t.Errorf("not read: %q", got)
	}
	if want := []portal.SkippedLine{{1, title}, {3, "Generated,2022-12-20"}}; !reflect.DeepEqual(opening.Skipped, want) {
		t.Errorf("skipped: %q, want %q", opening.Skipped, want)
	}
	if !opening.Reads(portal.Status) || opening.Reads(portal.Created) || opening.Reads(0) {
		t.Errorf("got %+v", opening.Columns)
	}
}

func TestTwoColumnsForOneThingAreAnErrorThatNamesBoth(t *testing.T) {
	for header, names := range map[string][2]string{
		"Claim ID,Status,x,Status":         {`"Status"`, `"Status"`},
		"Claim ID,Status,Claim status":     {`"Status"`, `"Claim status"`},
		"Claim ID,Status,Claim number":     {`"Claim ID"`, `"Claim number"`},
		"Claim ID,Status,Paid,Paid amount": {`"Paid"`, `"Paid amount"`},
	} {
		_, _, err := read(portal.Read(strings.NewReader(header+"\n"), portal.Options{}))
		wantInvalid(t, err, "header")
		for _, name := range names {
			if !strings.Contains(err.Error(), name[1:len(name)-1]) {
				t.Errorf("%s: %v does not name %s", header, err, name)
			}
		}
	}
	rows, _, err := read(portal.Read(strings.NewReader("Claim ID,Status,Claim number\nc,Approved,7\n"), portal.Options{Synonyms: []portal.Synonym{{Header: "claim number"}}}))
	if err != nil || len(rows) != 1 || rows[0].ClaimID != "c" {
		t.Errorf("a column that is left out on purpose: %v, %v", rows, err)
	}
}

func TestARowOfAnotherLengthThanTheHeaderIsUnreadable(t *testing.T) {
	for name, text := range map[string]string{
		"more cells":  "Claim ID,Claim name,Status,Previous status\nc2,North, Rejected,Submitted,x\nc1,x,Approved,\n",
		"fewer cells": "Claim ID,Claim name,Status,Created\nc2,x,Disp\nc1,x,Approved,\n",
	} {
		rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
		if err != nil || len(bad) != 1 || bad[0].Line != 2 || len(rows) != 1 || rows[0].ClaimID != "c1" {
			t.Errorf("%s: got %+v, %v, %v", name, rows, bad, err)
		}
	}
	_, bad, err := read(portal.Read(strings.NewReader("Claim ID,Claim name,Status,Created\nc1,x,Approved,2022-12-20\nc2,x,Disp"), portal.Options{}))
	if err != nil || len(bad) != 1 || !strings.Contains(bad[0].Error(), "ends in the middle") {
		t.Errorf("cut off: got %v, %v", bad, err)
	}
}

func TestACellThatIsNotNeededNeverCostsARow(t *testing.T) {
	text := "Claim ID,Claim name,Customer ID type,Status,Created,Currency,Approved amount,Payment date\n" +
		"c-1,B\xFCcher,passport,Approved,soon,money,lots,later\n"
	rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{}))
	if err != nil || bad != nil || len(rows) != 1 || rows[0].ClaimID != "c-1" || rows[0].Status != claims.ReadStatus("Approved") {
		t.Fatalf("got %+v, %v, %v", rows, bad, err)
	}
	var unread []portal.Column
	for _, cell := range rows[0].Unread {
		unread = append(unread, cell.Column)
	}
	want := []portal.Column{portal.ClaimName, portal.CustomerIDType, portal.Created, portal.CurrencyCode, portal.ApprovedAmount, portal.PaymentDate}
	if !reflect.DeepEqual(unread, want) {
		t.Errorf("not read: %v, want %v", unread, want)
	}
}

func TestARowThatCannotBeReadDoesNotStopTheNext(t *testing.T) {
	for name, row := range map[string]string{
		"a quotation mark out of place": "c-1,a\"b,Approved",
		"an ID that is not UTF-8":       "c-\xFC,x,Approved",
		"a status that is not UTF-8":    "c-1,x,\xFC",
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

// repeated is an endless source.
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
	for _, column := range []portal.Column{0, portal.CurrencyCode + 1} {
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

func TestAColumnIsFoundByAnyOfItsNames(t *testing.T) {
	for _, column := range portal.Columns() {
		for _, name := range column.Names() {
			if got, err := portal.ParseColumn(strings.ToUpper(name)); err != nil || got != column {
				t.Errorf("%q is %v, %v, want %v", name, got, err, column)
			}
		}
		if text, err := column.MarshalText(); err != nil || string(text) != column.String() {
			t.Errorf("%v is written as %q, %v", column, text, err)
		}
	}
	if _, err := portal.ParseColumn("nothing"); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "Claim ID") {
		t.Errorf("got %v", err)
	}
	if _, err := portal.Column(200).MarshalText(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}

func TestALongHeaderIsShownWithinBounds(t *testing.T) {
	header := strings.Repeat("x", 300) + strings.Repeat(",y", 100)
	_, _, err := read(portal.Read(strings.NewReader(header+"\n"), portal.Options{}))
	wantInvalid(t, err, "header")
	if text := err.Error(); !strings.Contains(text, strings.Repeat("x", 200)+"…") || !strings.Contains(text, "and 41 more") || len(text) > 2000 {
		t.Errorf("got %d bytes: %s", len(text), text)
	}
}

func TestADateThatCanBeNoneIsTold(t *testing.T) {
	for _, text := range []string{"2023-04-03T25:00:00Z", "2023-04-03T", "31/31/2023", "0/1/2023", "1.13.2023", "2023-13-01"} {
		rows, _, err := read(portal.Read(strings.NewReader("Claim ID,Status,Created\nc-1,Approved,"+text+"\n"), portal.Options{}))
		if err != nil || len(rows) != 1 || !rows[0].Created.IsZero() || len(rows[0].Unread) != 1 || !strings.Contains(rows[0].Unread[0].Error(), text) {
			t.Errorf("%s: got %+v, %v", text, rows, err)
		}
	}
}

func TestAStatusIsReadUpToItsBound(t *testing.T) {
	for size, ok := range map[int]bool{200: true, 201: false} {
		text := "Claim ID,Status\nc," + strings.Repeat("s", size) + "\n"
		if rows, bad, err := read(portal.Read(strings.NewReader(text), portal.Options{})); err != nil || (len(rows) == 1) != ok || (len(bad) == 0) != ok {
			t.Errorf("%d bytes: %+v, %v, %v", size, rows, bad, err)
		}
	}
}

func TestAFileWithoutTheColumnsIsToldWhichItHas(t *testing.T) {
	names := func(n int) string { return strings.Repeat(",x", n-2) }
	for header, want := range map[string]string{
		"other," + strings.Repeat("é", 200) + names(60): `"` + strings.Repeat("é", 200) + `", "x"`,
		"other," + strings.Repeat("é", 201) + names(60): `"` + strings.Repeat("é", 200) + `…", "x"`,
		"other,last" + names(61):                        `"x", and 1 more`,
	} {
		_, _, err := read(portal.Read(strings.NewReader(header+"\n"), portal.Options{}))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "more") != strings.Contains(want, "more") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAColumnThatIsNotDeclaredIsNotWritten(t *testing.T) {
	for column := portal.Column(1); column != 0; column++ {
		text, err := column.MarshalText()
		if declared := column <= portal.CurrencyCode; (err == nil) != declared || declared && string(text) != column.String() {
			t.Errorf("%d is written as %q, %v", column, text, err)
		}
	}
}
