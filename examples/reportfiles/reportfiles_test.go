package reportfiles_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

const (
	header = "participantID,programName,earned,earnedUSD,withheldTax,salesTax,totalPayment,currencyCode,paymentMethod,paymentID,paymentStatus,paymentDate\n"
	first  = "4863040,Microsoft Commerce Incentives,4600.12,5000.00,690.02,0,3910.10,CHF,Electronic bank transfer,000000012345,Sent,2023-03-15T00:00:00Z\n"
	second = "4863040,Microsoft Commerce Incentives,310.00,310.00,0,0,310.00,USD,Electronic bank transfer,000000012399,Sent,2023-03-15T00:00:00Z\n"
)

func month(t testing.TB, text string) earnings.Month {
	t.Helper()
	m, err := earnings.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// covering returns the options of files that cover the first months of 2023.
func covering(t testing.TB) *reportfiles.Options {
	t.Helper()
	return &reportfiles.Options{
		From: month(t, "2023-01"), Until: month(t, "2023-03"),
		Reading: reports.Options{Downloaded: mci.DateOf(time.Date(2023, 3, 20, 0, 0, 0, 0, time.UTC))},
	}
}

// folder writes files into a new folder.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	name := t.TempDir()
	for file, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(name, file)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(name, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

// archive returns a ZIP archive of files.
func archive(t testing.TB, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	packer := zip.NewWriter(&out)
	for name, text := range files {
		file, err := packer.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// book returns a workbook of the lines of a CSV.
func book(t testing.TB, text string) string {
	t.Helper()
	b := workbook.New()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	var columns []workbook.Column
	for name := range strings.SplitSeq(lines[0], ",") {
		columns = append(columns, workbook.Column{Header: name})
	}
	sheet, err := b.Sheet("Payments", columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		var cells []workbook.Cell
		for cell := range strings.SplitSeq(line, ",") {
			cells = append(cells, workbook.Text(cell))
		}
		if err := sheet.Row(cells...); err != nil {
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
	return out.String()
}

func lines(r *reportfiles.Reports) (n int) {
	for _, file := range r.Files {
		n += file.Lines
	}
	return n
}

func TestAReportIsReadFromAFileAFolderAnArchiveAndAWorkbook(t *testing.T) {
	name := folder(t, map[string]string{
		"payments.csv": header + first + second, "tabs.tsv": strings.ReplaceAll(header+first+second, ",", "\t"), "crlf.csv": strings.ReplaceAll(header+first+second, "\n", "\r\n"),
		"mark.csv": "\ufeff" + header + first + second, "book.XLSX": book(t, header+first+second), "packed.ZIP": archive(t, map[string]string{"deep/below/p.csv": header + first, "q.xlsx": book(t, header+second)}),
		"folder/p.csv": header + first, "folder/deep/q.xlsm": book(t, header+second),
	})
	for _, file := range []string{"payments.csv", "tabs.tsv", "crlf.csv", "mark.csv", "book.XLSX", "packed.ZIP", "folder"} {
		t.Run(file, func(t *testing.T) {
			var r reportfiles.Reports
			r.Add(filepath.Join(name, file), covering(t))
			if lines(&r) != 2 || len(r.Problems) > 0 {
				t.Fatalf("%d lines of %+v, %+v", lines(&r), r.Files, r.Problems)
			}
			if spans := r.Lines.Coverage(); len(spans) != len(r.Files) {
				t.Errorf("it covers %+v", spans)
			}
			n := 0
			for _, err := range reportfiles.Lines(filepath.Join(name, file), covering(t)) {
				if err != nil {
					t.Error(err)
				}
				n++
			}
			if n != 2 {
				t.Errorf("%d lines", n)
			}
		})
	}
}

func TestAFileWithAProblemCoversNothingAndStopsNoOther(t *testing.T) {
	name := folder(t, map[string]string{
		"good.csv": header + first, "bad.csv": header + strings.Replace(first, "4600.12", "much", 1) + second, "other.csv": "a,b\n1,2\n", "empty.csv": "",
		"no.xlsx": "not a workbook", "cut.xlsx": book(t, header+first)[:200], "image.png": "\x89PNG\x00",
	})
	var r reportfiles.Reports
	r.Add(name, covering(t))
	if lines(&r) != 2 {
		t.Errorf("%d lines of %+v", lines(&r), r.Files)
	}
	told := map[string]int{}
	for _, problem := range r.Problems {
		told[problem.File]++
		if problem.Why == "" {
			t.Errorf("no reason: %+v", problem)
		}
	}
	for _, file := range []string{"bad.csv", "other.csv", "no.xlsx", "cut.xlsx"} {
		if told[file] == 0 {
			t.Errorf("%s is not told in %+v", file, r.Problems)
		}
	}
	if spans := r.Lines.Coverage(); told["good.csv"] > 0 || len(spans) != 1 || spans[0].File != "good.csv" {
		t.Errorf("it covers %+v; %+v", spans, r.Problems)
	}
}

func TestNoLineOfAFileWithAWrongChecksumIsUsed(t *testing.T) {
	many := strings.Repeat(first+second, 2000)
	damaged := func(packed, part string) string {
		data := []byte(packed)
		data[strings.LastIndex(packed, part)-30] ^= 1 // in the directory, 30 bytes before the name
		return string(data)
	}
	sheet := damaged(book(t, header+many), "xl/worksheets/sheet1.xml")
	for name, text := range map[string]string{
		"sheet.xlsx": sheet,
		"texts.zip":  damaged(archive(t, map[string]string{"a.csv": header + many, "b.csv": header + first}), "a.csv"),
		"book.zip":   damaged(archive(t, map[string]string{"a.xlsx": book(t, header+many), "b.csv": header + first}), "a.xlsx"),
		"sheet.zip":  archive(t, map[string]string{"a.xlsx": sheet, "b.csv": header + first}),
	} {
		t.Run(name, func(t *testing.T) {
			var r reportfiles.Reports
			r.Add(filepath.Join(folder(t, map[string]string{name: text}), name), covering(t))
			want := 0
			if filepath.Ext(name) == ".zip" {
				want = 1 // the line of the file beside it
			}
			if lines(&r) != want || len(r.Lines.Coverage()) != want || len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Why, "cannot be unpacked: zip: che") {
				t.Errorf("%d lines of %+v, %+v", lines(&r), r.Files, r.Problems)
			}
		})
	}
}

func TestAFileThatCannotBeOpenedIsAProblemWithItsName(t *testing.T) {
	name := folder(t, map[string]string{"torn.zip": "PK\x03\x04", "empty.zip": "", "torn.xlsx": "PK\x03\x04"})
	for _, file := range []string{"none.csv", "torn.zip", "empty.zip", "torn.xlsx"} {
		var r reportfiles.Reports
		full := filepath.Join(name, file)
		r.Add(full, covering(t))
		if len(r.Problems) != 1 || r.Problems[0].File != full || r.Problems[0].Why == "" || len(r.Lines.Coverage()) > 0 {
			t.Errorf("%s: %+v", file, r.Problems)
		}
		for _, err := range reportfiles.Lines(full, covering(t)) {
			if err == nil {
				t.Errorf("%s has a line", file)
			}
		}
	}
}

func TestAnEmptyFolderOrArchiveIsAProblem(t *testing.T) {
	name := folder(t, map[string]string{"packed.zip": archive(t, nil)})
	for _, one := range []string{t.TempDir(), filepath.Join(name, "packed.zip")} {
		var r reportfiles.Reports
		r.Add(one, covering(t))
		if lines(&r) > 0 || len(r.Lines.Coverage()) > 0 || len(r.Problems) != 1 || r.Problems[0].File != one || !strings.Contains(r.Problems[0].Why, `found "no report"`) {
			t.Errorf("%+v", r)
		}
	}
}

func TestMonthsAndADownloadThatCannotBeAreContradictions(t *testing.T) {
	today := mci.DateOf(time.Date(2023, 3, 20, 0, 0, 0, 0, time.UTC))
	for _, test := range []struct {
		from, until string
		downloaded  mci.Date
		want        string
	}{
		{"2023-01", "2023-03", today, ""},
		{"2023-03", "2023-03", today.AddDays(-19), ""},
		{"2023-03", "2023-03", today.AddDays(-20), `until: found "2023-03", want a month that had begun on the day of the download, 2023-02-28`},
		{"2023-01", "2023-04", today, `until: found "2023-04", want a month that had begun on the day of the download, 2023-03-20`},
		{"2023-03", "2023-01", today, `until: found "2023-01", want a month that is not before the first one, 2023-03`},
		{"2023-01", "2023-01", today.AddDays(1), `downloaded: found "2023-03-21", want a day that is not after today, 2023-03-20`},
	} {
		options := reportfiles.Options{From: month(t, test.from), Until: month(t, test.until), Reading: reports.Options{Downloaded: test.downloaded}}
		option, err := options.Contradiction(today)
		if got := mci.At(option, err); test.want == "" && got != nil || test.want != "" && (got == nil || got.Error() != test.want) {
			t.Errorf("%s to %s, downloaded %s: got %v, want %s", test.from, test.until, test.downloaded, got, test.want)
		}
	}
	if option, err := new(reportfiles.Options).Contradiction(today); option != "" || err != nil {
		t.Errorf("without months: %s, %v", option, err)
	}
}

func TestWithoutMonthsAFileCoversNothing(t *testing.T) {
	var r reportfiles.Reports
	r.Add(filepath.Join(folder(t, map[string]string{"p.csv": header + first}), "p.csv"), &reportfiles.Options{Name: "as it was sent"})
	if spans := r.Lines.Coverage(); len(spans) > 0 || lines(&r) != 1 || r.Files[0].File != "as it was sent" {
		t.Errorf("%+v of %+v", spans, r.Files)
	}
}

func TestAtMostSoManyWorkbooksAreReadOfOneFolder(t *testing.T) {
	sheet := book(t, header+first)
	for _, count := range []int{reportfiles.MostBooks, reportfiles.MostBooks + 1} {
		files := map[string]string{}
		for i := range count {
			files[fmt.Sprintf("%03d.xlsx", i)] = sheet
		}
		var r reportfiles.Reports
		r.Add(folder(t, files), covering(t))
		if lines(&r) != reportfiles.MostBooks || len(r.Problems) != count-reportfiles.MostBooks {
			t.Errorf("of %d workbooks: %d lines, %+v", count, lines(&r), r.Problems)
		}
	}
}

func TestProgressIsToldOfEachTextAndMayReplaceIt(t *testing.T) {
	name := folder(t, map[string]string{"p.csv": header + first, "p.xlsx": book(t, header+first)})
	for file, want := range map[string]int{"p.csv": 1, "p.xlsx": 0} {
		var r reportfiles.Reports
		options, finished := covering(t), 0
		options.Progress = func(opened *os.File, content io.Reader) (io.Reader, func() error) {
			if filepath.Base(opened.Name()) != file {
				t.Errorf("got %s", opened.Name())
			}
			return io.MultiReader(content, strings.NewReader(second)), func() error { finished++; return nil }
		}
		r.Add(filepath.Join(name, file), options)
		if finished != want || lines(&r) != 1+want {
			t.Errorf("%s: %d times, %d lines", file, finished, lines(&r))
		}
	}
}

func TestACallerMayStopAfterAnyLine(t *testing.T) {
	name := folder(t, map[string]string{"a.csv": header + first + second, "b.xlsx": book(t, header+first+second), "c.xlsx": book(t, header+first)})
	for stop := 1; stop <= 5; stop++ {
		n := 0
		for range reportfiles.Lines(name, covering(t)) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("%d lines, want %d", n, stop)
		}
	}
}

func FuzzAdd(f *testing.F) {
	f.Add("p.csv", []byte(header+first))
	f.Add("p.xlsx", []byte(book(f, header+first)))
	f.Add("p.zip", []byte(archive(f, map[string]string{"p.csv": header + first})))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		file := filepath.Join(t.TempDir(), "p"+filepath.Ext(filepath.Base(name)))
		if os.WriteFile(file, data, 0o600) != nil {
			return // the ending is none that a file can have
		}
		var r reportfiles.Reports
		r.Add(file, covering(t))
		if len(r.Problems) == 0 && len(r.Files) == 0 && strings.HasPrefix(string(data), header) && !strings.HasSuffix(strings.ToLower(file), ".zip") {
			t.Error("a report is neither read nor told")
		}
	})
}

func ExampleReports_Add() {
	var r reportfiles.Reports
	r.Add("none.csv", &reportfiles.Options{})
	fmt.Println(len(r.Files), r.Problems[0].File)
	// Output: 0 none.csv
}
