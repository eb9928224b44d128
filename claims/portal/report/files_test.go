package report_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mci-go/incentives/claims/portal/report"
)

func TestFilesOfAFolderAndOfAnArchiveAreReadAndABadOneStopsNothing(t *testing.T) {
	texts := map[string]string{
		"a.csv": header + "1,10,USD,,\n", "b.csv": "<html>", "c.txt": header + "8,10,USD,,\n", "c.tsv": strings.ReplaceAll(header, ",", "\t") + "4\t10\tUSD\t\t\n", "d/e.CSV": header + "2,x,USD,,\n3,7,USD,,\n",
	}
	folder := fstest.MapFS{}
	var archive bytes.Buffer
	packer := zip.NewWriter(&archive)
	for name, text := range texts {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
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
	unpacked, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	collect := func(name string, seq func(func(report.Line, error) bool)) {
		var got []string
		for line, err := range seq {
			if err != nil {
				where, _, _ := strings.Cut(err.Error(), ": ")
				got = append(got, "wrong "+where)
				continue
			}
			got = append(got, line.Row.Origin.String())
		}
		if want := "a.csv:2 wrong b.csv c.tsv:2 wrong c.txt wrong d/e.CSV:2 d/e.CSV:3"; strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	opened := 0
	collect("folder", report.Files(folder, report.Options{}, func(*report.Reader) { opened++ }))
	collect("archive", report.Files(unpacked, report.Options{}, nil))
	if opened != 3 {
		t.Errorf("%d headers were announced, want 3", opened)
	}
	for range report.Files(folder, report.Options{}, nil) {
		break // the walk ends when the loop ends
	}
}

func TestAFileBeyondItsBoundIsReadSoFarAndSaysSo(t *testing.T) {
	text := header + "1,10,USD,,\n" + "2,10,USD,,\n"
	for most, want := range map[int64]string{
		int64(len(text)):     "a.csv:2 a.csv:3",
		int64(len(text)) - 1: "wrong a.csv: file",
	} {
		var got []string
		folder := fstest.MapFS{"a.csv": {Data: []byte(text)}}
		for line, err := range report.Files(folder, report.Options{MostBytes: most}, nil) {
			if err != nil {
				where, _, _ := strings.Cut(err.Error(), ": found")
				got = append(got, "wrong "+where)
				continue
			}
			got = append(got, line.Row.Origin.String())
		}
		if text := strings.Join(got, " "); !strings.HasSuffix(text, want) {
			t.Errorf("at most %d bytes: got %q, want %q", most, text, want)
		}
	}
}

func TestAFileThatCannotBeOpenedOrReadIsItsOwnError(t *testing.T) {
	locked := errors.New("locked by another program")
	files := unreadable{fstest.MapFS{"a.csv": {Data: []byte("x")}, "b.csv": {Data: []byte(header + "1,10,USD,,\n")}}, locked}
	var got []string
	for line, err := range report.Files(files, report.Options{}, nil) {
		var own *report.Error
		switch {
		case err == nil:
			got = append(got, line.Row.Origin.String())
		case errors.As(err, &own) && errors.Is(err, locked):
			got = append(got, "locked "+own.Origin.File)
		default:
			t.Error(err)
		}
	}
	if want := "locked a.csv b.csv:2"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An unreadable file system fails to open its file a.csv.
type unreadable struct {
	fstest.MapFS
	err error
}

func (u unreadable) Open(name string) (fs.File, error) {
	if name == "a.csv" {
		return nil, u.err
	}
	return u.MapFS.Open(name)
}

func TestLinesAboveTheHeaderAndFormsOfDatesAreTold(t *testing.T) {
	reader, err := report.Open(strings.NewReader("Earnings of March\n\nearningId,earningAmount,transactionCurrency,earningDate\n1,10,USD,2023-03-04T10:00:00Z\n2,10,USD,3/4/2023\n"), report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := reader.Skipped(); len(got) != 1 || got[0] != "Earnings of March" {
		t.Errorf("skipped %q", got)
	}
	for range 2 {
		line, err := reader.Next()
		if err != nil || line.Row.EarningDate.String() != "2023-03-04" {
			t.Fatal(line.Row, err)
		}
	}
	if got := reader.DateForms(); got != report.ISO|report.MonthFirst {
		t.Errorf("the forms are %d", got)
	}
}

func TestAnArchiveThatUnpacksWithoutEndStopsAtTheBound(t *testing.T) {
	var archive bytes.Buffer
	packer := zip.NewWriter(&archive)
	for _, name := range []string{"a.csv", "b.csv", "c.csv"} {
		file, err := packer.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, header+strings.Repeat("1,10,USD,,\n", 200_000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	unpacked, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil || archive.Len() > 100_000 {
		t.Fatal(archive.Len(), err)
	}
	var last error
	lines := 0
	for _, err := range report.Files(unpacked, report.Options{MostTotalBytes: 3 << 20}, nil) {
		if last != nil {
			t.Fatal("the walk went on after the bound")
		}
		if last = err; err == nil {
			lines++
		}
	}
	if want := `b.csv: file: found "more than 3145728 bytes", want all files together of at most 3145728 bytes`; last == nil || last.Error() != want {
		t.Errorf("got %v after %d lines, want %s", last, lines, want)
	}
}

func TestFilesMayBeAsLargeAsTheirBoundTogether(t *testing.T) {
	text := header + "1,10,USD,,\n"
	folder := fstest.MapFS{"a.csv": &fstest.MapFile{Data: []byte(text)}, "b.csv": &fstest.MapFile{Data: []byte(text)}}
	for most, sound := range map[int]bool{2 * len(text): true, 2*len(text) - 1: false} {
		lines, wrong := 0, 0
		for _, err := range report.Files(folder, report.Options{MostTotalBytes: int64(most)}, nil) {
			if lines++; err != nil {
				wrong++
			}
		}
		if lines < 2 || (wrong == 0) != sound {
			t.Errorf("of %d bytes %d lines are read, %d of them wrong", most, lines, wrong)
		}
	}
}
