package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"
)

var (
	shots = flag.String("shots", "", "write pictures of the page into `FOLDER`")
	axe   = flag.String("axe", "", "check the page by axe.min.js of axe-core, in `FILE`")
)

// browse starts a browser, or skips the test if there is none.
func browse(t *testing.T) context.Context {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("SKIPPED: there is no chromium on the path: apt-get install -y --no-install-recommends chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()))
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	// the first step starts the browser, which a timeout would end
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	timed, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(timed, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask returns the value of an expression on the page.
func ask[T any](ctx context.Context, t *testing.T, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// until waits until an expression on the page is true. If the page was loaded
// while it was asked, it asks again.
func until(ctx context.Context, t *testing.T, expression string) {
	t.Helper()
	timed, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	_, err := chromedp.Run(timed, chromedp.Poll[bool](expression))
	for err != nil && timed.Err() == nil && strings.Contains(err.Error(), "context") {
		_, err = chromedp.Run(timed, chromedp.Poll[bool](expression))
	}
	if err != nil {
		t.Fatalf("%s: %v; the page says %q", expression, err, ask[string](ctx, t, "document.body.innerText"))
	}
}

// A visit is the page in a browser, and the paths that it asked the server for.
type visit struct {
	context.Context
	address string
	mutex   sync.Mutex
	asked   []string
}

// open opens the page and waits until it has played the example.
func open(t *testing.T) *visit {
	t.Helper()
	folder := built(t)
	v := &visit{Context: browse(t)}
	files := handler(folder)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.mutex.Lock()
		v.asked = append(v.asked, r.Method+" "+r.URL.Path)
		v.mutex.Unlock()
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	v.address = server.URL
	do(v, t, chromedp.Navigate(server.URL+"/"))
	until(v, t, `document.getElementById("summary").textContent.includes("steps played")`)
	return v
}

// text returns the text of an element.
func (v *visit) text(t *testing.T, selector string) string {
	t.Helper()
	return ask[string](v, t, `document.querySelector(`+"`"+selector+"`"+`).textContent`)
}

func TestThePagePlaysTheExampleAsTheJourneyDoesAndAsksForItsOwnFilesOnly(t *testing.T) {
	v := open(t)
	if got := v.text(t, "#summary"); !strings.HasPrefix(got, "47 steps played") || !strings.Contains(got, "none differ") {
		t.Errorf("the page says %q", got)
	}
	if diff := cmp.Diff(recorded(t, "journey.golden.txt"), v.text(t, "#story pre")); diff != "" {
		t.Errorf("the story differs (-journey +page):\n%s", diff)
	}
	lines := ask[string](v, t, `JSON.parse(playground.play(playground.example())).lines`)
	if diff := cmp.Diff(recorded(t, "journey.golden.jsonl"), lines); diff != "" {
		t.Errorf("the lines differ (-journey +page):\n%s", diff)
	}
	for _, want := range []string{"user.role", "Microsoft Learn, Customers page for MCI engagements", "clock.consent"} {
		if !strings.Contains(v.text(t, "#refusals"), want) {
			t.Errorf("the refusals lack %q", want)
		}
	}
	for _, want := range []string{"USD 6,500.00 ← decides", "Payout, calculated: USD 15,000.00", "Referral: co-sell"} {
		if !strings.Contains(v.text(t, "#claims"), want) {
			t.Errorf("the claims lack %q", want)
		}
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	slices.Sort(v.asked)
	want := []string{"GET /", "GET /model.js", "GET /page.css", "GET /page.js", "GET /play.wasm", "GET /view.js", "GET /wasm_exec.js"}
	if diff := cmp.Diff(want, v.asked); diff != "" {
		t.Errorf("the page asked for other files (-want +got):\n%s", diff)
	}
}

// consent is the row of the first claim's consent window in its table.
const consent = "#claims article:first-child tbody tr:first-child"

func TestAnEditedDateMovesTheDeadline(t *testing.T) {
	v := open(t)
	if got := v.text(t, consent); !strings.Contains(got, "2022-12-08") || !strings.Contains(got, "stopped 2022-11-24") {
		t.Fatalf("the window of the example is %q", got)
	}
	row := `document.querySelector("#steps li:nth-child(3)")`
	ask[bool](v, t, row+`.querySelector("button[aria-label$=later]").click(); true`)
	if got := v.text(t, consent); !strings.Contains(got, "2022-12-09") {
		t.Errorf("one day later the window is %q", got)
	}
	ask[bool](v, t, `(i => { i.value = "2022-11-10T09:00:00"; i.dispatchEvent(new Event("change")); return true })(`+row+`.querySelector("input"))`)
	if got := v.text(t, consent); !strings.Contains(got, "2022-12-10") {
		t.Errorf("two days later the window is %q", got)
	}
	if text := ask[string](v, t, `document.getElementById("book").value`); !strings.Contains(text, `"at": "2022-11-10T09:00:00Z"`) {
		t.Error("the text does not have the new date")
	}
	if got := v.text(t, "#steps li:nth-child(4)"); !strings.Contains(got, "refused") {
		t.Errorf("the request before the claim is %q, want refused", got)
	}
	if got := v.text(t, "#refusals"); !strings.Contains(got, "claim.time-order") {
		t.Errorf("the refusals lack the step that is out of order")
	}
	// With the rest of its claim, nothing is out of order.
	ask[bool](v, t, `document.getElementById("example").click(); document.getElementById("along").click(); true`)
	ask[bool](v, t, row+`.querySelector("button[aria-label$=later]").click(); true`)
	if got := v.text(t, "#refusals"); strings.Contains(got, "claim.time-order") || !strings.Contains(v.text(t, consent), "stopped 2022-11-25") {
		t.Errorf("the rest of the claim did not move along: %q", v.text(t, consent))
	}
}

// typed replaces the book's text, as a person does.
func (v *visit) typed(t *testing.T, from, to string) {
	t.Helper()
	ask[bool](v, t, `(b => { b.value = b.value.replace(`+"`"+from+"`, `"+to+"`"+`); b.dispatchEvent(new Event("input")); return true })(document.getElementById("book"))`)
}

func TestAMalformedBookIsToldWithItsPlaceAndTheCursorGoesThere(t *testing.T) {
	v := open(t)
	v.typed(t, `"country": "SG",\n      "enrollment"`, `"country": "<b>XX</b>",\n      "enrollment"`)
	until(v, t, `document.getElementById("problems").textContent.includes("locations[1].country")`)
	if got := v.text(t, "#problems"); !strings.Contains(got, "(line 17, column 18)") || !strings.Contains(got, "<b>XX</b>") {
		t.Errorf("the problems are %q", got)
	}
	if n := ask[int](v, t, `document.querySelectorAll("#problems b").length`); n != 0 {
		t.Error("the book's text became markup")
	}
	ask[bool](v, t, `document.querySelector("#problems button").click(); true`)
	if got := ask[string](v, t, `(b => document.activeElement === b && b.value.slice(b.selectionStart, b.selectionStart + 11))(document.getElementById("book"))`); got != `"<b>XX</b>"` {
		t.Errorf("the cursor is before %q", got)
	}
	v.typed(t, `{`, ``)
	until(v, t, `document.getElementById("problems").textContent.includes("well-formed JSON")`)
	if !ask[bool](v, t, `[...document.querySelectorAll("#steps input, #steps button")].every(c => c.disabled)`) {
		t.Error("the steps of a text that is no JSON can be changed")
	}
	ask[bool](v, t, `document.getElementById("example").click(); true`)
	if got := v.text(t, "#problems"); got != "" || !strings.HasPrefix(v.text(t, "#summary"), "47 steps played") {
		t.Errorf("after the example was taken again: %q", got)
	}
}

func TestACatalogAndABookAreOpenedFromFiles(t *testing.T) {
	v := open(t)
	folder := t.TempDir()
	draft := filepath.Join(folder, "draft.yaml")
	if err := os.WriteFile(draft, []byte("format: 1\nname: ''\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	made, err := filepath.Abs(filepath.Join("..", "..", "mci", "catalog", "testdata", "made-up.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	do(v, t, chromedp.SetUploadFiles("#catalog-file", []string{draft}))
	until(v, t, `document.getElementById("catalog-problems").textContent.includes("(line 1, column 1)")`)
	do(v, t, chromedp.SetUploadFiles("#catalog-file", []string{made}))
	until(v, t, `document.getElementById("problems").textContent.includes("an engagement of the catalog")`)
	if got := v.text(t, "#catalog-problems"); got != "" || !strings.Contains(v.text(t, "#engagements"), "by-size") {
		t.Errorf("the catalog's problems are %q", got)
	}
	ask[bool](v, t, `document.getElementById("public-catalog").click(); true`)
	associations, err := filepath.Abs(filepath.Join("..", "journey", "testdata", "associations.book.json"))
	if err != nil {
		t.Fatal(err)
	}
	do(v, t, chromedp.SetUploadFiles("#book-file", []string{associations}))
	until(v, t, `document.getElementById("story").textContent.includes("The associations at the end")`)
	if diff := cmp.Diff(recorded(t, "associations.golden.txt"), v.text(t, "#story pre")); diff != "" {
		t.Errorf("the story of the associations differs (-journey +page):\n%s", diff)
	}
	if got := v.text(t, "#claims"); !strings.Contains(got, "business days") {
		t.Errorf("the claims are %q", got)
	}
}

func TestThePageCanConnectToNoOtherSite(t *testing.T) {
	v := open(t)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	for _, attempt := range []string{
		`fetch("` + other.URL + `").then(() => "sent", () => "refused")`,
		`new Promise(done => { const i = new Image(); i.onload = i.onerror = () => done(i.naturalWidth ? "sent" : "refused"); i.src = "` + other.URL + `/x.png" })`,
		`Promise.resolve().then(() => { const s = document.createElement("script"); s.textContent = "window.inlined = true"; document.head.append(s); return window.inlined ? "sent" : "refused" })`,
	} {
		ask[bool](v, t, `window.outcome = ""; (`+attempt+`).then(o => { window.outcome = o }); true`)
		until(v, t, `window.outcome !== ""`)
		if got := ask[string](v, t, "window.outcome"); got != "refused" {
			t.Errorf("%s was %s", attempt, got)
		}
	}
}

func TestADateIsEditedByKeyboardAlone(t *testing.T) {
	v := open(t)
	focused := `document.activeElement.getAttribute("aria-label")`
	for i := 0; ; i++ {
		if i == 60 {
			t.Fatal("the step's button is not reached by the Tab key")
		}
		do(v, t, chromedp.KeyEvent(kb.Tab))
		if ask[bool](v, t, focused+` === "Step 3 one day later"`) {
			break
		}
	}
	do(v, t, chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Enter))
	if got := v.text(t, consent); !strings.Contains(got, "2022-12-10") {
		t.Errorf("the window is %q", got)
	}
	if !ask[bool](v, t, focused+` === "Step 3 one day later"`) {
		t.Error("the focus was lost")
	}
}

// A window is a size and a scheme in which the page is looked at.
type window struct {
	name          string
	width, height int64
	scheme        string
}

func TestThePageFitsEveryWindow(t *testing.T) {
	v := open(t)
	for _, w := range []window{{"light", 1400, 1000, "light"}, {"dark", 1400, 1000, "dark"}, {"phone", 360, 780, "light"}, {"wide", 2400, 1200, "light"}} {
		scheme := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: w.scheme}}}
		if _, err := chromedp.Call(v, emulation.SetEmulatedMedia, scheme); err != nil {
			t.Fatal(err)
		}
		do(v, t, chromedp.EmulateViewport(w.width, w.height))
		if over := ask[int](v, t, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
			t.Errorf("%s is %d pixels too wide", w.name, over)
		}
		cut := ask[int](v, t, `[...document.querySelectorAll("button, input")].filter(b => b.offsetParent && b.getBoundingClientRect().right > b.closest("section").getBoundingClientRect().right).length`)
		if cut > 0 {
			t.Errorf("%s: %d controls are cut off", w.name, cut)
		}
		if *shots != "" {
			picture, err := chromedp.Run(v, chromedp.CaptureScreenshot())
			if err := errors.Join(err, os.WriteFile(filepath.Join(*shots, w.name+".png"), picture, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		if *axe != "" {
			accessible(v, t, w.name)
		}
	}
}

// accessible reports the problems that axe-core finds on the page.
func accessible(v *visit, t *testing.T, where string) {
	t.Helper()
	text, err := os.ReadFile(*axe)
	if err != nil {
		t.Fatal(err)
	}
	ask[bool](v, t, string(text)+"; true")
	ask[bool](v, t, `window.found = ""; axe.run().then(r => { window.found = JSON.stringify(r.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html)])) }); true`)
	until(v, t, `window.found !== ""`)
	if found := ask[string](v, t, "window.found"); found != "[]" {
		t.Errorf("%s: %s", where, found)
	}
}
