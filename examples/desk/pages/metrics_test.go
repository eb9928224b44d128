package pages

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/mci-go/incentives/claims/store"
)

// figures returns the metrics that Prometheus reads.
func (f *fixture) figures(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	f.meter.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestPrometheusReadsClaimsRequestsAndImports(t *testing.T) {
	f := newFixture(t, nil)
	f.withAssociation(t)
	f.get(t, "/claims/litware-sales")
	f.get(t, "/nothing")
	f.serve(httptest.NewRequestWithContext(t.Context(), "HACK", "/claims", http.NoBody))
	if w := f.upload(t, "", export); w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	if strings.Contains(f.figures(t), "desk_import_rows_total{") {
		t.Error("a preview counts")
	}
	f.importNow(t)
	text := f.figures(t)
	for _, want := range []string{
		`desk_request_seconds_count{method="GET",pattern="GET /claims/{id}",status="200"} 1`,
		`desk_request_seconds_count{method="GET",pattern="/",status="404"} 1`, `method="other"`,
		`desk_claims{kind="partner activity",status="Approved"}`, `desk_claims{kind="association",status=`,
		`desk_claims_due{kind="partner activity"} `, `desk_claims_overdue{kind="association"} 0`, `desk_claims_unreadable 0`, `desk_store_up 1`,
		`desk_import_rows_total{outcome="`, `go_memstats_heap_inuse_bytes `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, never := range []string{"litware", "contoso", "noa@", "Pat Meier", "pat@"} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(never)) {
			t.Errorf("has %s", never)
		}
	}
	if problems, err := testutil.GatherAndLint(f.meter.registry); err != nil || len(problems) > 0 {
		t.Errorf("%v %v", problems, err)
	}
}

// importNow imports the file that was previewed last.
func (f *fixture) importNow(t *testing.T) {
	t.Helper()
	w := f.upload(t, "", export)
	_, rest, _ := strings.Cut(w.Body.String(), `name="file" value="`)
	sum, _, _ := strings.Cut(rest, `"`)
	if w := f.done(t, "/import/confirm", map[string][]string{"file": {sum}}); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
}

func TestClaimsThatAreDueAreCounted(t *testing.T) {
	f := newFixture(t, nil)
	at := demoStart.AddDate(0, 4, 0)
	f.site.now = func() time.Time { return at }
	var due dueModel
	if err := due.group(t.Context(), f.site, groupings[0].of); err != nil {
		t.Fatal(err)
	}
	if err := due.ending(t.Context(), f.site); err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, line := range regexp.MustCompile(`desk_claims_due\{kind="[a-z ]+"\} ([0-9]+)`).FindAllStringSubmatch(f.figures(t), -1) {
		n, err := strconv.Atoi(line[1])
		if err != nil {
			t.Fatal(err)
		}
		counted += n
	}
	if n := due.Over; n == 0 || n != counted {
		t.Errorf("%d are due, and %d are counted: %s", n, counted, f.figures(t))
	}
}

func TestPrometheusIsToldThatTheStoreFails(t *testing.T) {
	kept := &stumbling{Memory: &store.Memory{}}
	f := newFixture(t, kept)
	kept.tail = true
	if text := f.figures(t); !strings.Contains(text, "desk_store_up 0") || strings.Contains(text, "desk_claims{") {
		t.Error(text)
	}
}

func TestTheProgramServesFiguresOnAListenerOfTheirOwn(t *testing.T) {
	t.Chdir(t.TempDir())
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	var printed bytes.Buffer
	if status := Run(t.Context(), []string{"-demo", "-listen", "127.0.0.1:0", "-metrics", address}, &printed, time.Now); status != Failed || !strings.Contains(printed.String(), "in use") {
		t.Errorf("a taken port: %d %s", status, &printed)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	script := &transcript{ever: make(chan struct{}, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{"-demo", "-listen", "127.0.0.1:0", "-metrics", address}, script, time.Now)
	}()
	select {
	case <-script.ever:
	case status := <-ended:
		t.Fatalf("ended with %d: %s", status, script)
	}
	answer, err := http.Get("http://" + address + "/metrics")
	if status, body := read(t, answer, err); status != http.StatusOK || !strings.Contains(body, "desk_store_up 1") {
		t.Errorf("%d %s", status, body)
	}
	stop()
	if status := <-ended; status != Stopped {
		t.Errorf("status %d: %s", status, script)
	}
	if _, err := http.Get("http://" + address + "/metrics"); err == nil {
		t.Error("the figures are still served")
	}
}
