package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/payouts"
)

const (
	earningsFile = "earningId,earningAmount\n1,5\n"
	paymentsFile = "PK\x03\x04 an archive"
)

// A desk is a fetcher with a fake Partner Center and a clock of its own, which
// goes on whenever the fetcher waits.
type desk struct {
	t         *testing.T
	center    *fake.Exports
	folder    string
	now       time.Time
	out, errs bytes.Buffer
	address   string
	args      []string
	ids       int
}

func newDesk(t *testing.T, center *fake.Exports, args ...string) *desk {
	t.Helper()
	center.Token = "t"
	center.Files = map[string]string{string(payouts.Transactions): earningsFile, string(payouts.Payments): paymentsFile}
	address, stop, err := listen(t.Context(), center)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	d := &desk{t: t, center: center, folder: t.TempDir(), now: time.Date(2023, 4, 2, 9, 0, 0, 0, time.UTC), address: address, args: args}
	d.write("token", "t\n")
	return d
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.folder, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) read(name string) string {
	data, err := os.ReadFile(filepath.Join(d.folder, name))
	if err != nil {
		return ""
	}
	return string(data)
}

func (d *desk) run(ctx context.Context) int {
	d.out.Reset()
	d.errs.Reset()
	args := append([]string{"-out", d.folder, "-token", filepath.Join(d.folder, "token"), "-url", d.address + fake.ExportsPath}, d.args...)
	return run(ctx, args, world{&d.out, &d.errs, func() time.Time { return d.now }, func(ctx context.Context, wait time.Duration) error {
		d.now = d.now.Add(wait)
		return ctx.Err()
	}, func() string {
		d.ids++
		return "id-" + string(rune('a'+d.ids%26)) + strings.Repeat("x", d.ids)
	}})
}

// wantFiles fails the test unless both files are there, and nothing else.
func (d *desk) wantFiles() {
	d.t.Helper()
	if d.read("transactionhistory-2023-01-01-2023-03-31.csv") != earningsFile || d.read("payments-2023-01-01-2023-04-30.zip") != paymentsFile {
		d.t.Errorf("the files are not there:\n%s%s", d.out.String(), d.errs.String())
	}
	entries, _ := os.ReadDir(d.folder)
	if len(entries) != 4 {
		d.t.Errorf("got %v, want two files, the token and what was asked for", entries)
	}
	if strings.Contains(d.read(stateFile)+d.out.String()+d.errs.String(), "secret") {
		d.t.Error("the address of a file is written somewhere")
	}
}

func TestTheLastThreeMonthsAreFetched(t *testing.T) {
	d := newDesk(t, &fake.Exports{Polls: 3}, "-wait", "24h")
	if status := d.run(t.Context()); status != done {
		t.Fatalf("status %d: %s", status, d.errs.String())
	}
	d.wantFiles()
	want := "transactionhistory: Queued\npayments: Queued\ntransactionhistory: Processing\npayments: Processing\n" +
		"transactionhistory: transactionhistory-2023-01-01-2023-03-31.csv\npayments: payments-2023-01-01-2023-04-30.zip\n" +
		"tracker earnings transactionhistory-2023-01-01-2023-03-31.csv payments-2023-01-01-2023-04-30.zip --months 2023-01..2023-03 --downloaded 2023-04-02\n"
	if d.out.String() != want {
		t.Errorf("got\n%swant\n%s", d.out.String(), want)
	}
	asked := len(d.center.Requests())
	if status := d.run(t.Context()); status != done || len(d.center.Requests()) != asked {
		t.Errorf("status %d, and what is there was asked for again", status)
	}
}

func TestAFetchThatIsStartedAgainGoesOnWhereItWas(t *testing.T) {
	d := newDesk(t, &fake.Exports{Polls: 3})
	for range 2 {
		if status := d.run(t.Context()); status != notReady {
			t.Fatalf("status %d, want not ready", status)
		}
		d.now = d.now.Add(10 * time.Hour)
	}
	if status := d.run(t.Context()); status != done {
		t.Fatalf("status %d: %s", status, d.errs.String())
	}
	d.wantFiles()
	if posts := count(d.center.Requests(), http.MethodPost); posts != 2 {
		t.Errorf("%d exports were queued, want 2", posts)
	}
}

func count(requests []string, method string) (n int) {
	for _, request := range requests {
		if strings.HasPrefix(request, method) {
			n++
		}
	}
	return n
}

// Whichever answer is lost or refused for a while, both files are there in the
// end, and no export is queued twice.
func TestWhicheverAnswerIsLostBothFilesAreFetched(t *testing.T) {
	for number := range 9 {
		for _, fault := range []fake.Fault{{Lost: true}, {Status: 503}, {Status: 429, RetryAfter: "600"}, {Status: 429}} {
			center := &fake.Exports{Polls: 1}
			center.Meet(append(slices.Repeat([]fake.Fault{{}}, number), fault)...)
			d := newDesk(t, center, "-wait", "10h")
			if status := d.run(t.Context()); status != done {
				t.Fatalf("request %d with %+v: status %d, %s", number, fault, status, d.errs.String())
			}
			d.wantFiles()
			if exports := count(center.Requests(), http.MethodDelete); exports > 3 {
				t.Errorf("request %d with %+v: %d exports were removed", number, fault, exports)
			}
		}
	}
}

func TestAFailedOrExpiredExportIsQueuedAnew(t *testing.T) {
	d := newDesk(t, &fake.Exports{Polls: 1, Failures: 2}, "-wait", "1h")
	if status := d.run(t.Context()); status != done {
		t.Fatalf("status %d: %s", status, d.errs.String())
	}
	d.wantFiles()
	if posts := count(d.center.Requests(), http.MethodPost); posts != 4 {
		t.Errorf("%d exports were queued, want 4", posts)
	}

	d = newDesk(t, &fake.Exports{Polls: 1, Failures: 9}, "-wait", "1h")
	if status := d.run(t.Context()); status != failed || !strings.Contains(d.errs.String(), "given up after 3 exports: it failed") {
		t.Errorf("status %d: %s", status, d.errs.String())
	}

	d = newDesk(t, &fake.Exports{Polls: 2}, "-wait", "0")
	d.run(t.Context())
	d.center.Expire()
	d.args = []string{"-wait", "1h"}
	if status := d.run(t.Context()); status != done || count(d.center.Requests(), http.MethodPost) != 4 {
		t.Errorf("status %d after the addresses expired: %s", status, d.errs.String())
	}
	d.wantFiles()
}

func TestAnExportThatIsNotReadyAfterADayIsQueuedAnew(t *testing.T) {
	d := newDesk(t, &fake.Exports{Polls: 1000}, "-wait", "100h", "-every", "5h")
	if status := d.run(t.Context()); status != failed || !strings.Contains(d.errs.String(), "not ready after 24h") {
		t.Errorf("status %d: %s", status, d.errs.String())
	}
}

func TestAnExportThatIsGoneIsQueuedAnew(t *testing.T) {
	d := newDesk(t, &fake.Exports{Polls: 3})
	d.run(t.Context())
	d.write(stateFile, strings.ReplaceAll(d.read(stateFile), "93c2b3cf", "00000000"))
	d.args = []string{"-wait", "1h"}
	if status := d.run(t.Context()); status != done {
		t.Fatalf("status %d: %s", status, d.errs.String())
	}
	d.wantFiles()
}

func TestWhatDoesNotPassByItselfEndsTheFetch(t *testing.T) {
	d := newDesk(t, &fake.Exports{})
	d.center.Token = "another"
	if status := d.run(t.Context()); status != failed || !strings.Contains(d.errs.String(), "401 Unauthorized") {
		t.Errorf("status %d: %s", status, d.errs.String())
	}
	d.write(stateFile, "{")
	if status := d.run(t.Context()); status != failed || !strings.Contains(d.errs.String(), "remove it to begin anew") {
		t.Errorf("status %d: %s", status, d.errs.String())
	}
	d = newDesk(t, &fake.Exports{Polls: 9}, "-wait", "9h")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if status := d.run(ctx); status != failed || !strings.Contains(d.errs.String(), context.Canceled.Error()) {
		t.Errorf("status %d: %s", status, d.errs.String())
	}
}

func TestAMalformedFlagOfFetchIsNamed(t *testing.T) {
	for _, args := range [][]string{{"-moon"}, {"-months", "0", "-demo"}, {"-every", "0", "-demo"}, {"file"}, {}, {"-token", "t", "-url", "http://example.com"}} {
		var out, errs bytes.Buffer
		status := run(t.Context(), append(args, "-out", t.TempDir())[:len(args)+2], world{&out, &errs, time.Now, pause, payouts.NewGUID})
		if status == done || errs.Len() == 0 {
			t.Errorf("%q: status %d, %s", args, status, errs.String())
		}
	}
}

func TestTheDemonstrationNeedsNoToken(t *testing.T) {
	var out, errs bytes.Buffer
	folder := t.TempDir()
	if status := run(t.Context(), []string{"-demo", "-out", folder}, world{&out, &errs, time.Now, pause, payouts.NewGUID}); status != done || !strings.Contains(out.String(), "tracker earnings") {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
}

func TestAPauseEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := pause(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := pause(t.Context(), 0); err != nil {
		t.Errorf("got %v", err)
	}
}
