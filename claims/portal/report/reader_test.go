package report_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// readAll returns the readable lines of a text and the errors of the others.
func readAll(t *testing.T, text string, options report.Options) (*report.Reader, []report.Line, []string) {
	t.Helper()
	options.File = "report.csv"
	r, err := report.Open(strings.NewReader(text), options)
	if err != nil {
		t.Fatal(err)
	}
	var lines []report.Line
	var wrong []string
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r, lines, wrong
		}
		var own *report.Error
		switch {
		case err == nil:
			lines = append(lines, line)
		case errors.As(err, &own) && own.Origin.Line > 0:
			wrong = append(wrong, err.Error())
		default:
			t.Fatal(err)
		}
	}
}

func stored(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "cases", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBlanksAroundACellAreNoPartOfIt(t *testing.T) {
	_, lines, wrong := readAll(t, "earningId,earningAmount,transactionCurrency,earningDate\n 1 , 5.00 , USD , 2023-01-02 \n", report.Options{})
	if len(lines) != 1 || wrong != nil || lines[0].Row.EarningID != "1" || lines[0].Row.Amount.String() != "USD 5.00" {
		t.Errorf("got %+v, errors %q", lines, wrong)
	}
}

func TestADefaultReportIsReadExactly(t *testing.T) {
	r, lines, wrong := readAll(t, stored(t, "earnings-default.csv"), report.Options{})
	if len(lines) != 2 || wrong != nil || r.Layout() != report.Earnings {
		t.Fatalf("got %d lines of layout %d, errors %q", len(lines), r.Layout(), wrong)
	}
	first, second := lines[0].Row, lines[1].Row
	for _, field := range []struct{ got, want string }{
		{first.ClaimID, "contoso-viva"},
		{first.PaymentID, "000000012345"},
		{first.CustomerID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},
		{first.Amount.String(), "USD 5000.00"},
		{first.AmountInLastPaymentCurrency.String(), "CHF 4600.123456"},
		{first.CalculationDate.String(), "2023-02-01"},
		{first.EstimatedPaymentMonth.String(), "2023-03"},
		{first.Origin.String(), "report.csv:2"},
		{second.Amount.String(), "EUR -1200.50"},
		{second.AmountUSD.String(), "USD -1304.89130434783"},
		{second.EarningDate.String(), "2023-01-31"},
		{second.EstimatedPaymentMonth.String(), "2023-03"},
		{second.Origin.String(), "report.csv:3"},
	} {
		if field.got != field.want {
			t.Errorf("got %q, want %q", field.got, field.want)
		}
	}
	if want := report.ISO | report.MonthFirst; r.DateForms() != want {
		t.Errorf("got the date forms %b, want %b", r.DateForms(), want)
	}
	if !slices.Contains(r.Unread(), "paymentStatusDescription") || slices.Contains(r.Unread(), "transactionCurrency") {
		t.Errorf("got the unread columns %q", r.Unread())
	}
}

func TestAPaymentsReportIsReadExactly(t *testing.T) {
	r, lines, wrong := readAll(t, stored(t, "payments.csv"), report.Options{})
	if len(lines) != 1 || wrong != nil || r.Layout() != report.Payments {
		t.Fatalf("got %d lines of layout %d, errors %q", len(lines), r.Layout(), wrong)
	}
	p := lines[0].Payment
	if p.Total.String() != "CHF 3910.10" || p.WithheldTax.String() != "CHF 690.02" || p.EarnedUSD.String() != "USD 5000.00" ||
		p.PaymentDate.String() != "2023-03-15" || p.Status() != earnings.Sent {
		t.Errorf("got %+v", p)
	}
}

func TestOtherLayoutsAreReadIntoTheirOwnLines(t *testing.T) {
	_, lines, _ := readAll(t, "unearnedId\treason\ttransactionAmountUSD\nU-1\tInvalid cloud\t12.5\n", report.Options{})
	if len(lines) != 1 || lines[0].Ineligible == nil || lines[0].Ineligible.Reason() != earnings.CloudNotValid {
		t.Errorf("got %+v, want one ineligible line", lines)
	}
	_, lines, _ = readAll(t, "maxCapUSD,totalEarningsUSD,balanceEarningOpportunityUSD\n100,40,60\n", report.Options{})
	if len(lines) != 1 || lines[0].CapBalance == nil || lines[0].CapBalance.Left.String() != "USD 60.00" {
		t.Errorf("got %+v, want one cap balance", lines)
	}
	r, lines, _ := readAll(t, "claimId,earningAmount,transactionCurrency\nC-1,5,usd\n", report.Options{})
	if len(lines) != 1 || r.Layout() != report.Summarized || lines[0].Row.Amount.String() != "USD 5.00" {
		t.Errorf("got %+v of layout %d, want one summarized row", lines, r.Layout())
	}
}

const header = "earningId,earningAmount,transactionCurrency,earningDate,estimatedPaymentMonth\n"

func TestALineThatCannotBeReadIsItsOwnErrorAndStopsNothing(t *testing.T) {
	for name, row := range map[string]struct{ line, says string }{
		"an amount":        {"1,ten,USD,,", "earningAmount"},
		"a currency":       {"1,10,XQQ,,", "transactionCurrency"},
		"no currency":      {"1,10,,,", "transactionCurrency"},
		"no amount":        {"1,,USD,,", "earningAmount"},
		"a date":           {"1,10,USD,31/1/2023,", "month first"},
		"a month":          {"1,10,USD,,Marchember", "estimatedPaymentMonth"},
		"too few cells":    {"1,10", "5"},
		"a second header":  {strings.TrimSpace(header), "second header"},
		"a quotation mark": {`1,1"0,USD,,`, "\""},
		"a rounded ID":     {"1.23457E+16,10,USD,,", "earningId: found \"1.23457E+16\", want all digits"},
		"an ID in Latin-1": {"\xfc,10,USD,,", "save it as UTF-8"},
	} {
		_, lines, wrong := readAll(t, "Earnings\n"+header+row.line+"\n2,7,USD,,\n", report.Options{})
		if len(lines) != 1 || lines[0].Row.EarningID != "2" || len(wrong) != 1 {
			t.Errorf("%s: got %d lines and the errors %q, want line 2 and one error", name, len(lines), wrong)
			continue
		}
		if !strings.HasPrefix(wrong[0], "report.csv:3: ") || !strings.Contains(wrong[0], row.says) {
			t.Errorf("%s: got %q, want the file, line 3 and %q", name, wrong[0], row.says)
		}
	}
}

func TestANameMayLookLikeARoundedID(t *testing.T) {
	_, lines, wrong := readAll(t, "earningId,customerName,earningAmount,transactionCurrency\n1,5E+3,5,USD\n", report.Options{})
	if len(wrong) > 0 || len(lines) != 1 || lines[0].Row.CustomerName != "5E+3" {
		t.Errorf("got %+v and %q", lines, wrong)
	}
}

func TestTheDayComesFirstOnlyIfTheHostSaysSo(t *testing.T) {
	text := header + "1,10,USD,3/4/2023,\n"
	_, lines, _ := readAll(t, text, report.Options{})
	_, told, _ := readAll(t, text, report.Options{DayFirst: true})
	if a, b := lines[0].Row.EarningDate.String(), told[0].Row.EarningDate.String(); a != "2023-03-04" || b != "2023-04-03" {
		t.Errorf("got %s and %s", a, b)
	}
}

func TestWhatIsNoReportIsRefusedWithAClearWord(t *testing.T) {
	for text, says := range map[string]string{
		"PK\x03\x04...":         "workbook",
		"<!DOCTYPE html><html>": "HTML",
		"":                      "empty",
		"a,b,c\n1,2,3\n":        "the columns of a report",
		"earningId,earningAmount,unearnedId,reason\n":        "not of two",
		"earningId,earningAmount,EarningAmount\n1,2,3\n":     "one column for each field",
		"earningId,earning Amount,earningamount\n1,2,3\n":    "one column for each field",
		"earningId,earningAmount,maxCapUSD\n1,2,3\n":         "not of two",
		"earningId,earningAmount,PaymentID,totalPayment\n\n": "not of two",
	} {
		_, err := report.Open(strings.NewReader(text), report.Options{File: "x.csv"})
		if !errors.Is(err, mci.ErrInvalid) || !strings.HasPrefix(err.Error(), "x.csv: ") || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want the file and %q", text, err, says)
		}
	}
}

func TestASynonymNamesAColumn(t *testing.T) {
	german := []report.Synonym{{Header: "Betrag", Column: "earningAmount"}}
	_, lines, _ := readAll(t, "earningId,Betrag,transactionCurrency\n1,5,EUR\n", report.Options{Synonyms: german})
	if len(lines) != 1 || lines[0].Row.Amount.String() != "EUR 5.00" {
		t.Errorf("got %+v", lines)
	}
	_, err := report.Open(strings.NewReader(header), report.Options{Synonyms: []report.Synonym{{Header: "x", Column: "y"}}})
	if !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v for a column that does not exist, want ErrInvalid", err)
	}
}

func TestOverlappingFilesCountEachEarningOnce(t *testing.T) {
	var collection earnings.Collection
	for range 2 {
		_, lines, _ := readAll(t, stored(t, "earnings-default.csv"), report.Options{})
		for _, line := range lines {
			if err := collection.Add(*line.Row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := len(collection.Earnings()); got != 2 {
		t.Errorf("got %d earnings, want 2", got)
	}
}

func FuzzReaderNeverPanicsAndEnds(f *testing.F) {
	f.Add(header + "1,10,USD,1/31/2023,Mar 2023\n")
	f.Add("sep=;\nunearnedId;reason\nU;x\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := report.Open(strings.NewReader(text), report.Options{})
		if err != nil {
			return
		}
		for n := 0; ; n++ {
			line, err := r.Next()
			var own *report.Error
			if err == nil && line == (report.Line{}) {
				t.Fatal("a line without an error holds nothing")
			}
			if err != nil && !(errors.As(err, &own) && own.Origin.Line > 0) {
				return
			}
			if n > len(text) {
				t.Fatal("more lines than the text has bytes")
			}
		}
	})
}

func TestAReaderKnowsItsFileAndItsLayout(t *testing.T) {
	reader, err := report.Open(strings.NewReader(header), report.Options{File: "a.csv"})
	if err != nil || reader.File() != "a.csv" || reader.Layout() != report.Earnings {
		t.Errorf("got %v, %v", reader, err)
	}
}

func TestAnErrorWithoutAReasonIsStillAText(t *testing.T) {
	if text := new(report.Error).Error(); !strings.HasPrefix(text, "report: ") {
		t.Errorf("got %q", text)
	}
}

func TestACellIsReadWithoutTheSpacesAroundIt(t *testing.T) {
	for _, cell := range []string{"Sent", " Sent", "Sent ", "\u00a0Sent\u00a0", " Sent\u2003"} {
		_, lines, wrong := readAll(t, "earningId,earningAmount,transactionCurrency,paymentStatus\n1,5,USD,"+cell+"\n", report.Options{})
		if len(lines) != 1 || lines[0].Row.PaymentStatus != "Sent" {
			t.Errorf("%q: got %+v, %q", cell, lines, wrong)
		}
	}
}

func TestTheCurrencyOfAnAmountIsThatOfItsColumnWhereverItStands(t *testing.T) {
	_, lines, wrong := readAll(t, "transactionCurrency,earningId,earningAmount\nCHF,1,5\n", report.Options{})
	if len(lines) != 1 || lines[0].Row.Amount.String() != "CHF 5.00" {
		t.Errorf("got %+v, %q", lines, wrong)
	}
	_, lines, wrong = readAll(t, "programName,earningId,earningAmountUSD,earningAmount,earningType,claimId\nUSD,1,5,5,Rebate,C-1\n", report.Options{})
	if len(lines) != 0 || len(wrong) != 1 || !strings.Contains(wrong[0], "transactionCurrency") {
		t.Errorf("without the column: got %+v, %q", lines, wrong)
	}
}

func TestADateIsReadInEachOfItsForms(t *testing.T) {
	for text, want := range map[string]string{
		"2023-01-31": "2023-01-31", "2023-01-31T00:00:00Z": "2023-01-31", "2023-01-31T23:59:59.123-11:00": "2023-01-31", "2023-01-31T05:06:07": "2023-01-31",
		"1/31/2023": "2023-01-31", "1/31/2023 1:02:03 PM": "2023-01-31", "1/31/2023 13:02:03": "2023-01-31",
		"2023-02-29": "", "2023-1-31": "", "2023/01/31": "", "0000-01-31": "", "2023-01-31T": "", "2023-01-31 ": "2023-01-31", "31/1/2023": "",
		"2023/01-31": "", "2023-01/31": "", "2o23-01-31": "", "20/3-01-31": "", "20:3-01-31": "", "soon": "",
	} {
		_, lines, wrong := readAll(t, header+"1,10,USD,"+text+",\n", report.Options{})
		if want == "" && len(wrong) != 1 || want != "" && (len(lines) != 1 || lines[0].Row.EarningDate.String() != want) {
			t.Errorf("%s: got %+v, %q, want %q", text, lines, wrong, want)
		}
	}
	for form, want := range map[report.DateForm]string{0: `[]`, report.ISO: `["year first"]`, report.MonthFirst | report.DayFirst: `["month first","day first"]`} {
		if text, err := json.Marshal(form); err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
	}
}

func TestAnAmountHasADecimalCommaIfTheHostSaysSo(t *testing.T) {
	for cell, want := range map[string]string{
		"5.000,50": "5000.50", "5.000": "5000.00", "5000": "5000.00", "-1.234.567,8": "-1234567.80", "123.456,7": "123456.70", "0,25": "0.25", "1,5E-3": "0.0015",
		"1234.5": "", "12.34": "", "1.23,4": "", "1,2,3": "", ".500": "", "1234.567,1": "", "1,5.000": "", "ten": "", ",": "",
	} {
		_, lines, wrong := readAll(t, "earningId;earningAmount;transactionCurrency\n1;"+cell+";USD\n", report.Options{DecimalComma: true})
		switch {
		case want == "" && (len(lines) > 0 || len(wrong) != 1 || !strings.Contains(wrong[0], "after the comma")):
			t.Errorf("%s: got %+v, %q, want an error", cell, lines, wrong)
		case want != "" && (len(wrong) > 0 || lines[0].Row.Amount.Text() != want):
			t.Errorf("%s: got %+v, %q, want %s", cell, lines, wrong, want)
		}
	}
}

func TestATextInTheEncodingOfALanguageSaysWhatToDo(t *testing.T) {
	_, lines, wrong := readAll(t, "earningId,customerName,earningAmount,transactionCurrency\n1,Z\xfcrich,5,USD\n2,Basel,5,USD\n", report.Options{})
	if len(lines) != 1 || len(wrong) != 1 || !strings.Contains(wrong[0], "save it as UTF-8") {
		t.Errorf("got %d lines and %q", len(lines), wrong)
	}
}
