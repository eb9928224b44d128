package workbook

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// LibreOffice opens a workbook of this package, saves it in its own way, with
// shared texts, and this package reads the same cells.
func TestLibreOfficeReadsWhatIsWrittenAndItsFileIsReadBack(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	data, _ := wroteBook(t, []Column{{Header: "Text", Width: 40}, {Header: "Number"}, {Header: "Day"}, {Header: "At"}, {Header: "Fact", Choices: []string{"yes", "no"}}},
		[]Cell{Text("=1+1"), Number("-1304.50"), Day(day(t, "2023-04-03")), Instant(time.Date(2023, 4, 3, 9, 30, 1, 0, time.UTC)), Text("yes")},
		[]Cell{Text("<Ärger> & 😀"), Number("999999999999.123"), Day(day(t, "1900-03-01")), Instant(time.Date(2023, 4, 3, 23, 59, 59, 0, time.UTC)), Text("_x0041_")},
		[]Cell{Text("0042"), Number("0.000000000001"), Day(day(t, "9999-12-31")), {}, Text("@x")},
	)
	folder := t.TempDir()
	file := filepath.Join(folder, "book.xlsx")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	saved := filepath.Join(folder, "saved")
	command := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+folder+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", saved, file)
	if printed, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	again, err := os.ReadFile(filepath.Join(saved, "book.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := rowsOf(t, opened(t, data), "One")
	got, told := rowsOf(t, opened(t, again), "One")
	if diff := cmp.Diff(want, got); diff != "" || told != "" {
		t.Error(diff, told)
	}
	if got := opened(t, again); len(got.shared) == 0 {
		t.Error("its file has no shared texts, so that they are not proved")
	}
}
