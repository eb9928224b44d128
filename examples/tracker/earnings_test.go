package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/reportfiles"
)

// march makes a tracker of the six claims of March.
func march(t *testing.T) {
	t.Helper()
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
}

var covered = []string{"--months", "2023-01..2023-03", "--downloaded", "2023-03-20", "--at", "2023-03-20"}

func reconcile(t *testing.T, args ...string) result {
	t.Helper()
	return track(t, append(append([]string{"earnings"}, args...), covered...)...)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// zipped returns an archive of files.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var archive bytes.Buffer
	packer := zip.NewWriter(&archive)
	for name, text := range files {
		file, err := packer.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.String()
}

// Each kind of bad input is told with its file and line, and nothing of the
// good files beside it is recorded.
func TestBadInputIsAClearWordWithFileAndLineAndRecordsNothing(t *testing.T) {
	const header = "earningId,claimId,earningAmount,transactionCurrency,paymentStatus,estimatedPaymentMonth\n"
	const good = "1,K-1,5000.00,USD,Sent,Mar 2023\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"a workbook":        {"bad.csv", "PK\x03\x04workbook", `bad.csv: file: found "a ZIP archive that is cut off or damaged"`},
		"an old workbook":   {"bad.csv", "\xD0\xCF\x11\xE0", `bad.csv: file: found "a workbook of an older format"`},
		"an error page":     {"bad.csv", "<!DOCTYPE html><title>Sign in</title>", `bad.csv: file: found "a page of HTML or XML", want a table of text: CSV or TSV; sign in and download it again`},
		"nothing":           {"bad.csv", "", `bad.csv: file: found "an empty file"`},
		"half a download":   {"bad.csv", header + good + "2,K-2,300", "bad.csv:3: found \"3 cells\", want as many cells as the header has, 6; the file ends in the middle of this row"},
		"two layouts":       {"bad.csv", header + good + "paymentID,totalPayment,,,,\n", "bad.csv:3: "},
		"two headers":       {"bad.csv", "earningId,earningAmount,paymentID,totalPayment\n", `want the columns of one report, not of two`},
		"another table":     {"bad.csv", "a,b\n1,2\n", "bad.csv: header: "},
		"unknown currency":  {"bad.csv", header + good + "2,K-2,10,XXY,Sent,\n", `bad.csv:3: transactionCurrency: found "XXY"`},
		"no number":         {"bad.csv", header + good + "2,K-2,ten,USD,Sent,\n", `bad.csv:3: earningAmount: found "ten", want a decimal number`},
		"no month":          {"bad.csv", header + good + "2,K-2,10,USD,Sent,Smarch 2023\n", `bad.csv:3: estimatedPaymentMonth: found "Smarch 2023"`},
		"a torn archive":    {"bad.zip", zipped(t, map[string]string{"a.csv": header + good})[:60], "bad.zip: zip: "},
		"a file beside":     {"bad.zip", zipped(t, map[string]string{"a.csv": header + good, "notes.docx": "x"}), "notes.docx: file: found"},
		"bytes of no text":  {"bad.csv", header + good + "2,\xff\xfe,10,USD,Sent,\n", "bad.csv:3: claimId: "},
		"no file":           {"", "", "no such file"},
		"a quote left open": {"bad.csv", header + good + "2,\"K-2,10,USD,Sent,\n", "bad.csv:3: "},
	} {
		t.Run(name, func(t *testing.T) {
			march(t)
			if c.file != "" {
				write(t, c.file, c.text)
			} else {
				c.file = "there-is-none.csv"
			}
			got := reconcile(t, "march", c.file, "--apply")
			if got.status != failed || !strings.Contains(got.out, c.want) || !strings.Contains(got.err, "nothing was recorded") {
				t.Errorf("got status %d, want %q in\n%s%s", got.status, c.want, got.out, got.err)
			}
			if paid := must(t, "show", "K-1"); strings.Contains(paid, "paid  ") {
				t.Errorf("something was recorded:\n%s", paid)
			}
			if got := reconcile(t, "march", c.file, "--apply", "--incomplete"); got.status != failed || !strings.Contains(got.out, "K-1: record payment (earnings.csv:2): done") {
				t.Errorf("got status %d, want the readable lines recorded:\n%s%s", got.status, got.out, got.err)
			}
		})
	}
}

// If a person has typed a payment that a report has, too, it is counted once.
func TestAPaymentThatMayBeRecordedAlreadyIsNotRecordedOnceMore(t *testing.T) {
	march(t)
	must(t, "do", "K-1", "record-payment", "--amount", "5000USD", "--reference", "000000012345", "--at", "2023-03-16")
	got := reconcile(t, "march", "--apply")
	if want := "K-1: record payment (earnings.csv:2): the claim has a payment of USD 5,000.00, 000000012345, that names no earning and may be this one"; got.status != failed || !strings.Contains(got.out, want) {
		t.Errorf("got status %d, want %q in\n%s%s", got.status, want, got.out, got.err)
	}
	if shown := must(t, "show", "K-1"); strings.Count(shown, "5,000.00 on 2023-03") > 1 {
		t.Errorf("it is counted twice:\n%s", shown)
	}
}

// If more is paid than was approved, the payment is recorded, and the report
// says so.
func TestAPaymentAboveWhatWasApprovedIsTold(t *testing.T) {
	march(t)
	must(t, "do", "K-1", "record-payment", "--amount", "100USD", "--reference", "another", "--at", "2023-03-16")
	got := reconcile(t, "march", "--apply")
	if want := "K-1: record payment (earnings.csv:2): done; with it, the payments of the claim are USD 5,100.00, and USD 5,000.00 is approved"; got.status != done || !strings.Contains(got.out, want) {
		t.Errorf("got status %d, want %q in\n%s%s", got.status, want, got.out, got.err)
	}
}

func TestAClaimIsDoubtfulIfALineThatMayBeAboutItWasNotRead(t *testing.T) {
	march(t)
	write(t, "one.csv", "earningId,claimId,earningAmount,transactionCurrency,paymentStatus,estimatedPaymentMonth\n1,K-1,5000,USD,Unprocessed,Apr 2023\n2,K-1,ten,USD,Sent,\n")
	r := reconcile(t, "one.csv")
	for _, want := range []string{"in the report, not yet paid (doubtful)", "K-1: lines that were not read may be about the claim (one.csv:3)"} {
		if r.status != failed || !strings.Contains(r.out, want) {
			t.Errorf("got %+v, want %s", r, want)
		}
	}
	write(t, "one.csv", strings.Replace(read(t, "one.csv"), "ten", "10", 1))
	if r := reconcile(t, "one.csv"); r.status != done || strings.Contains(r.out, "doubtful") {
		t.Errorf("got %+v", r)
	}
}

func TestReportsWithADecimalCommaAreReadWithOneInTextsAndWorkbooks(t *testing.T) {
	march(t)
	text := "earningId;claimId;earningAmount;transactionCurrency;paymentStatus\n1;K-1;4.000,50;USD;Sent\n"
	write(t, "comma.csv", text)
	asBook(t, "comma.xlsx", "Earnings", strings.Replace(text, "4.000,50", "4000.50", 1), ';')
	for _, file := range []string{"comma.csv", "comma.xlsx"} {
		if r := reconcile(t, file, "--decimal-comma", "--only", "short"); r.status != done || !strings.Contains(r.out, "USD 4000.50, Sent") {
			t.Errorf("%s: got %+v", file, r)
		}
	}
	if r := reconcile(t, "comma.csv"); r.status != failed || !strings.Contains(r.out, `earningAmount: found "4.000,50"`) {
		t.Errorf("got %+v", r)
	}
}

func TestAPaymentIsShownOnItsDayAndNotOnThatOfItsRecording(t *testing.T) {
	march(t)
	for range 2 { // the second time changes nothing
		if r := reconcile(t, "march", "--apply"); r.status != done {
			t.Fatalf("got %+v", r)
		}
		if told := must(t, "show", "K-1", "--at", "2023-03-20"); !strings.Contains(told, "on 2023-03-15") || strings.Contains(told, "on 2023-03-20") {
			t.Errorf("got %s", told)
		}
	}
}

func TestMonthsAndADownloadInTheFutureAreRefused(t *testing.T) {
	march(t)
	for _, test := range []struct{ months, downloaded, want string }{
		{"2023-01..2023-03", "2023-03-21", `downloaded: found "2023-03-21", want a day that is not after today, 2023-03-20`},
		{"2023-01..2023-04", "2023-03-20", `months: found "2023-04", want a month that had begun on the day of the download, 2023-03-20`},
		{"2023-03..2023-01", "2023-03-20", `months: found "2023-01", want a month that is not before the first one, 2023-03`},
	} {
		r := track(t, "earnings", "march", "--months", test.months, "--downloaded", test.downloaded, "--at", "2023-03-20")
		if r.status != invalid || !strings.Contains(r.err, test.want) {
			t.Errorf("%s, downloaded %s: got %+v", test.months, test.downloaded, r)
		}
	}
}

func TestAFolderWithoutAReportIsToldAndFails(t *testing.T) {
	march(t)
	if err := os.Mkdir("empty", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"empty"}, {"march", "empty"}} {
		if r := reconcile(t, args...); r.status != failed || !strings.Contains(r.out, `not read: empty: file: found "no report"`) {
			t.Errorf("%q: got %+v", args, r)
		}
	}
}

func TestAMillionRowsOfOneEarningAreOneEarning(t *testing.T) {
	march(t)
	const rows = 1_000_000
	write(t, "many.csv", "earningId,claimId,earningAmount,transactionCurrency,paymentStatus\n"+strings.Repeat("1001,K-3,5000,USD,Sent\n", rows))
	got := reconcile(t, "many.csv", "--only", "paid")
	if got.status != done || !strings.Contains(got.out, "many.csv: earnings, 1000000 lines") || !strings.Contains(got.out, "K-3    paid") || strings.Count(got.out, "K-3: Rebate")+strings.Count(got.out, "USD 5000.00, Sent") != 1 {
		t.Errorf("got status %d:\n%s%s", got.status, got.out, got.err)
	}
}

func TestFilesFoldersAndArchivesGiveTheSame(t *testing.T) {
	march(t)
	files := map[string]string{}
	for _, name := range []string{"earnings.csv", "payments.csv", "ineligible.tsv"} {
		files[name] = read(t, "march/"+name)
	}
	write(t, "march.zip", zipped(t, files))
	folder := reconcile(t, "march")
	if archive := reconcile(t, "march.zip"); archive.out != folder.out || archive.status != done {
		t.Errorf("an archive gives\n%s\nand a folder\n%s", archive.out, folder.out)
	}
	one := reconcile(t, "march/payments.csv", "march/ineligible.tsv", "march/earnings.csv", "march/earnings.csv")
	for line := range strings.SplitSeq(folder.out, "\n") {
		if strings.HasPrefix(line, "K-") && !strings.Contains(strings.ReplaceAll(one.out, "march/", ""), line) {
			t.Errorf("single files do not give %q", line)
		}
	}
}

func TestTheSettlementIsPrintedAsCSVAndJSON(t *testing.T) {
	march(t)
	table, err := csv.NewReader(strings.NewReader(reconcile(t, "march", "--csv").out)).ReadAll()
	if err != nil || len(table) != 7 || len(table[0]) != len(earningsColumns) || table[5][0] != "K-5" {
		t.Errorf("got %q, %v", table, err)
	}
	var answer struct {
		Files      []reportfiles.File
		Settlement struct {
			Results []struct{ ID, State string }
		}
		Sums []struct{ Area, Month string }
	}
	text := reconcile(t, "march", "--json", "--by", "area,month", "--only", "late")
	if err := json.Unmarshal([]byte(text.out), &answer); err != nil {
		t.Fatal(err, text.out)
	}
	if len(answer.Files) != 3 || len(answer.Settlement.Results) != 1 || answer.Settlement.Results[0].ID != "K-3" || len(answer.Sums) != 1 || answer.Sums[0].Month != "2023-01" {
		t.Errorf("got %+v", answer)
	}
	write(t, "bad.csv", "nothing")
	if got := reconcile(t, "march", "bad.csv", "--csv"); got.status != failed || !strings.Contains(got.err, "bad.csv: header") || strings.Contains(got.out, "bad.csv") {
		t.Errorf("got %+v, want the problem beside the table", got)
	}
	by := reconcile(t, "march", "--by", "location,area,month,state")
	if !strings.Contains(by.out, "LOCATION") || !strings.Contains(by.out, "Modern Work") {
		t.Errorf("got %s", by.out)
	}
}

func TestASpreadsheetTakesNoTextForAFormula(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "-1304.89": "-1304.89", "-cmd": "'-cmd", "+5": "'+5", "＝1": "'＝1", "a;=1": "a;'=1", "": "", "K-1": "K-1"} {
		if got := asText(cell); got != want {
			t.Errorf("%q is written as %q, want %q", cell, got, want)
		}
	}
}

func TestAMalformedFlagOfEarningsIsNamed(t *testing.T) {
	march(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--only", "rich"}, "only: "},
		{[]string{"--by", "moon"}, "by: "},
		{[]string{"--column", "claimId"}, "column: "},
		{[]string{"--months", "2023", "--downloaded", "2023-03-20"}, "months: "},
		{[]string{"--months", "2023-01..soon", "--downloaded", "2023-03-20"}, "months: "},
		{[]string{"--months", "2023-01", "--downloaded", "today"}, "downloaded: "},
		{[]string{"--months", "2023-01"}, "downloaded"},
		{[]string{"--months", "2023-03..2023-01", "--downloaded", "2023-03-20"}, "months: found \"2023-01\""},
	} {
		got := track(t, append([]string{"earnings", "march", "--at", "2023-03-20"}, c.args...)...)
		if got.status == done || !strings.Contains(got.out+got.err, c.want) {
			t.Errorf("%q: got status %d, %s", c.args, got.status, got.err)
		}
	}
}

func TestManyLinesWithoutAClaimAreCounted(t *testing.T) {
	march(t)
	var earned, paid strings.Builder
	earned.WriteString("earningId,earningAmount,transactionCurrency\n")
	paid.WriteString("paymentID,totalPayment,currencyCode\n")
	for i := range 25 {
		fmt.Fprintf(&earned, "%d,5,USD\n", i)
		fmt.Fprintf(&paid, "P-%d,5,USD\n", i)
	}
	write(t, "others.csv", earned.String())
	write(t, "orders.csv", paid.String())
	got := reconcile(t, "others.csv", "orders.csv")
	for _, want := range []string{"5 earnings more without a claim", "5 payments more without an earning"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("want %q in\n%s%s", want, got.out, got.err)
		}
	}
}

func TestAColumnOfAnotherNameIsRead(t *testing.T) {
	march(t)
	write(t, "german.csv", "earningId,Anspruch,earningAmount,transactionCurrency,paymentStatus\n1,K-3,5000,USD,Sent\n")
	if got := reconcile(t, "german.csv", "--column", "Anspruch=claimId", "--only", "paid"); got.status != done || !strings.Contains(got.out, "K-3    paid") {
		t.Errorf("got %s%s", got.out, got.err)
	}
}

func TestAFactThatTheRulesRefuseIsToldAndStopsNoOther(t *testing.T) {
	march(t)
	// The instant is before the claims' latest entries, so that the rules
	// refuse each of the commands.
	got := track(t, "earnings", "march", "--apply", "--at", "2023-01-19")
	if got.status != failed || !strings.Contains(got.err, "not recorded: 4 facts") || strings.Count(got.out, "record payment") < 3 {
		t.Errorf("got status %d, %s%s", got.status, got.out, got.err)
	}
}

func TestExpectedAndLatePaymentsAreTold(t *testing.T) {
	march(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"show", "K-1", "--at", "2023-03-05"}, "expected by 2023-03-06, 1 day left"},
		{[]string{"show", "K-1", "--at", "2023-03-06"}, "expected by 2023-03-06, today"},
		{[]string{"show", "K-1", "--at", "2023-03-08"}, "expected by 2023-03-06, 2 days late"},
		{[]string{"show", "K-1", "--at", "2023-03-08", "--json"}, `"paymentLate": true`},
		{[]string{"next", "K-1", "--at", "2023-03-08"}, "payment: expected by 2023-03-06, 2 days late (claim.payment)"},
		{[]string{"next", "K-1", "--at", "2023-03-01", "--json"}, `"expectedPayment": "2023-03-06"`},
		{[]string{"due", "--within", "5", "--at", "2023-03-01"}, "claim.payment"},
		{[]string{"due", "--within", "4", "--at", "2023-03-01"}, "no claim has a deadline or awaits a payment within 4 days"},
		{[]string{"pipeline", "--at", "2023-03-08"}, "payment awaited: 6 claims, 6 of them late"},
		{[]string{"pipeline", "--at", "2023-03-01", "--json"}, `"awaitingPayment": 6`},
		{[]string{"calendar"}, "UID:K-6/payment@tracker"},
	} {
		if got := must(t, c.args...); !strings.Contains(got, c.want) {
			t.Errorf("%q: want %q in\n%s", c.args, c.want, got)
		}
	}
	must(t, "do", "K-1", "record-payment", "--amount", "5000 USD", "--at", "2023-03-08")
	if got := must(t, "show", "K-1", "--at", "2023-03-09"); strings.Contains(got, "expected by") {
		t.Errorf("a payment of a paid claim is expected:\n%s", got)
	}
}

// A report that was read only in part covers no month: the lines that are
// missing may be the payments that a claim lacks.
func TestHalfAReportMakesNoClaimLate(t *testing.T) {
	march(t)
	whole, err := os.ReadFile("march/earnings.csv")
	if err != nil {
		t.Fatal(err)
	}
	write(t, "half.csv", string(whole[:1200]))
	got := track(t, "earnings", "half.csv", "--months", "2023-01..2023-03", "--downloaded", "2023-03-20", "--at", "2023-03-20")
	if got.status != failed || strings.Contains(got.out, "late") || !strings.Contains(got.out, "unknown") {
		t.Errorf("got status %d, %s%s", got.status, got.out, got.err)
	}
}

func TestEachAmountOfTheCSVHasItsCurrencyBesideIt(t *testing.T) {
	for _, amount := range []string{"Estimated", "Requested", "Approved", "Paid", "Unpaid", "Co-op", "Difference", "Not explained", "Arrived"} {
		at := 0
		for at < len(earningsColumns) && earningsColumns[at].head != amount {
			at++
		}
		if at+1 >= len(earningsColumns) || earningsColumns[at+1].head != amount+" currency" {
			t.Errorf("no currency beside %q", amount)
		}
	}
}
