package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// A fullDevice accepts no bytes.
type fullDevice struct{}

var errFull = errors.New("no space left on device")

func (fullDevice) Write([]byte) (int, error) { return 0, errFull }

// onFullDevice runs the tracker on a device that is full.
func onFullDevice(t *testing.T, args ...string) {
	t.Helper()
	var errs bytes.Buffer
	status := run(t.Context(), args, streams{strings.NewReader(""), fullDevice{}, &errs}, never)
	if status != failed || !strings.Contains(errs.String(), errFull.Error()) {
		t.Errorf("%q: status %d: %s", args, status, &errs)
	}
}

func TestWhatCannotBePrintedIsNoSuccess(t *testing.T) {
	life(t, "send-consent")
	write(t, "ours.catalog.yaml", must(t, "catalog", "new"))
	for _, typed := range []string{
		"", "--version", "help", "help late", "list", "due", "show contoso", "next contoso", "explain contoso", "pipeline", "export", "export --json", "calendar",
		"doctor", "rules", "catalog show", "catalog show fy23-microsoft-viva", "catalog new", "catalog schema", "catalog check ours.catalog.yaml", "completion bash",
		"plan prospect.json", "opportunities opportunities.json --at 2025-10-01", "import portal.csv --at 2022-12-28 --dry-run", "sweep --at 2022-11-20",
		"nominate --from requests.xlsx --dry-run --at 2022-11-16", "impact ours.catalog.yaml", "earnings march --months 2023-01..2023-03 --downloaded 2023-04-02",
		"undo contoso --user pat --dry-run", "backup saved.db", "copy --to moved.db", "init", "due --json", "list --fields claim", "do contoso cancel --user pat --at 2022-11-12",
		"open northwind northwind.json --at 2022-11-15",
	} {
		onFullDevice(t, strings.Fields(typed)...)
	}
	walk((&program{}).root(), nil, func(_ *cobra.Command, words []string) { onFullDevice(t, append(words, "--help")...) })
}

func TestAnExportWithoutARowSaysSo(t *testing.T) {
	life(t)
	header, _, _ := strings.Cut(readFile(t, "portal.csv"), "\n")
	write(t, "header.csv", header+"\n")
	if out := must(t, "import", "header.csv", "--at", "2022-12-28"); out != "the file has a header and no row below it\n" {
		t.Errorf("got %q", out)
	}
	write(t, "nul.csv", header+"\nK-1,a\x00b\n")
	if r := track(t, "import", "nul.csv"); r.status != invalid || !strings.Contains(r.err, "NUL in line 2") {
		t.Errorf("got %+v", r)
	}
}

func TestACatalogIsCheckedFromTheStandardInput(t *testing.T) {
	for text, want := range map[string]string{
		must(t, "catalog", "new"):                      "standard input: 1 edition with 2 engagements, no problem\n",
		"%YAML 1.2\n---\n" + must(t, "catalog", "new"): "standard input: 1 edition with 2 engagements, no problem\n",
		"\n {\"format\": 2}":                           "standard input:2:13: format: found 2",
		"format: 2":                                    "standard input:1:1: format: found 2",
	} {
		var out, errs bytes.Buffer
		run(t.Context(), []string{"catalog", "check", "-"}, streams{strings.NewReader(text), &out, &errs}, never)
		if !strings.Contains(out.String(), want) {
			t.Errorf("%.40q: got %s%s, want %s", text, &out, &errs, want)
		}
	}
}

func TestASumThatIsNoneOrAnotherIsTold(t *testing.T) {
	life(t)
	must(t, "backup", "saved.db")
	sum, _, _ := strings.Cut(readFile(t, "saved.db.sha256"), " ")
	for noted, want := range map[string]string{
		"":                                       "saved.db.sha256: found nothing, want the SHA-256 sum of the backup in 64 hexadecimal digits",
		"hello":                                  `saved.db.sha256: found "hello", want the SHA-256 sum`,
		strings.Repeat("a", 64) + "  saved.db\n": "saved.db: found the SHA-256 sum " + sum + ", want " + strings.Repeat("a", 64) + ", which saved.db.sha256 holds",
	} {
		write(t, "saved.db.sha256", noted)
		if r := track(t, "restore", "saved.db", "--db", "new.db"); r.status == done || !strings.Contains(r.err, want) || !strings.Contains(r.err, "nothing was restored") {
			t.Errorf("%q: got %+v", noted, r)
		}
	}
	write(t, "saved.db.sha256", strings.ToUpper(sum)+"\r\n") // as other programs write it
	must(t, "restore", "saved.db", "--db", "new.db")
}
