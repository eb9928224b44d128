package pages

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var (
	shots = flag.String("shots", "", "write a picture of each page into `FOLDER`")
	axe   = flag.String("axe", "", "check each page by axe.min.js of axe-core, in `FILE`")
)

// A window is a size and a scheme in which the pages are looked at.
type window struct {
	name          string
	width, height int64
	scheme        string
}

var windows = []window{{"light", 1280, 900, "light"}, {"dark", 1280, 900, "dark"}, {"phone", 360, 780, "light"}, {"phone-dark", 360, 780, "dark"}, {"wide", 2200, 1200, "light"}}

// browse starts a browser, or skips the test if there is none.
func browse(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short opens no browser")
	}
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("SKIPPED: there is no chromium on the path: apt-get install -y --no-install-recommends chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
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
	timed, cancel := context.WithTimeout(ctx, 20*time.Second)
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

// served serves a fixture to a browser.
func served(t *testing.T, f *fixture) string {
	t.Helper()
	server := httptest.NewServer(f.handler)
	t.Cleanup(server.Close)
	f.mail.public = &url.URL{Scheme: "http", Host: strings.TrimPrefix(server.URL, "http://")}
	return server.URL
}

// sights are the pages that are looked at, by the names of their pictures.
func (f *fixture) sights(t *testing.T) map[string]string {
	t.Helper()
	f.give(t, "humongous-sales", "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	f.keepReports(t, "earnings.csv", earningsReport, "keep")
	f.keepReports(t, "payments.csv", paymentsReport, "keep")
	line := regexp.MustCompile(`/reports/[0-9a-f]{64}\?file=earnings.csv&amp;line=2`).FindString(f.get(t, "/money/settlement").Body.String())
	return map[string]string{
		"consent": accept, "consent-sorry": "/consent?answer=x", "claim-asked": "/claims/humongous-sales",
		"claims": "/claims", "claims-none": "/claims?text=nobody", "claim": "/claims/adventure-management", "claim-open": "/claims/lucerne-apps#send-consent",
		"claim-diverged": "/claims/coho-management", "claim-paid": "/claims/contoso-viva", "problem": "/claims?sort=up", "due": "/due", "due-area": "/due?by=area",
		"engagements": "/engagements", "money": "/money", "import": "/import", "customers": "/customers", "plan": "/customers/" + url.PathEscape("City Power & Light"), "tabs": "/engagements/fy23-microsoft-viva/customers", "tabs-ineligible": "/engagements/fy23-microsoft-viva/customers?tab=Ineligible",
		"association": "/claims/adventure-teams#edit", "association-draft": "/claims/litware-teams", "association-approved": "/claims/contoso-crm", "associate": "/associate?kind=Modern+Work+and+Security+Usage&customer=Contoso", "due-conflict": "/due?by=conflict",
		"settlement": "/money/settlement", "referrals": "/referrals", "changes": "/changes", "nominate-many": "/nominate/many?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva&engagement=fy23-microsoft-viva-insights", "calendar": "/calendar", "claims-columns": "/claims?column=customer,number,estimated,approved,status,next,deadline", "settlement-line": strings.ReplaceAll(line, "&amp;", "&"),
		"nominate": "/nominate?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva", "engagement": "/engagements/fy23-microsoft-viva?on=2023-03-15",
	}
}

// only chooses the pages to look at by a part of their names.
var only = flag.String("only", "", "look only at the pages with `TEXT` in their names")

func TestEveryPageFitsEveryWindow(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	for name, path := range f.sights(t) {
		if !strings.Contains(name, *only) {
			continue
		}
		// away first, or a path with a fragment does not load the page again
		do(ctx, t, chromedp.Navigate("about:blank"), chromedp.Navigate(address+path))
		ask[bool](ctx, t, "document.querySelectorAll('details').forEach(d => { if (d.querySelector('svg')) d.open = true }), true")
		lookAround(ctx, t, name)
	}
}

// through looks through a window from now on.
func through(ctx context.Context, t *testing.T, w window) {
	t.Helper()
	scheme := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: w.scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, scheme); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.EmulateViewport(w.width, w.height))
}

// look demands that the page fits the window, and makes the checks that the
// flags ask for.
func look(ctx context.Context, t *testing.T, name string, w window) {
	t.Helper()
	if over := ask[int](ctx, t, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		t.Errorf("%s: %s is %d pixels too wide", name, w.name, over)
	}
	layout(ctx, t, name, w)
	if *shots != "" {
		shoot(ctx, t, filepath.Join(*shots, name+"-"+w.name+".png"))
	}
	if *axe != "" {
		accessible(ctx, t, name+" "+w.name)
	}
}

// lookAround looks at the page through every window.
func lookAround(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	for _, w := range windows {
		through(ctx, t, w)
		look(ctx, t, name, w)
	}
}

// shoot writes a picture of the whole page.
func shoot(ctx context.Context, t *testing.T, file string) {
	t.Helper()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, picture, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// accessible reports the problems that axe-core finds on the page.
func accessible(ctx context.Context, t *testing.T, where string) {
	t.Helper()
	text, err := os.ReadFile(*axe)
	if err != nil {
		t.Fatal(err)
	}
	ask[bool](ctx, t, string(text)+"; true")
	ask[bool](ctx, t, `axe.run().then(r => { window.found = JSON.stringify(r.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html)])) }); true`)
	found, err := chromedp.Run(ctx, chromedp.Poll[string]("window.found"))
	if err != nil || found != "[]" {
		t.Errorf("%s: %v %s", where, err, found)
	}
}

// press opens a form of a claim's page and sends it.
func press(ctx context.Context, t *testing.T, slug string, values ...string) {
	t.Helper()
	if !ask[bool](ctx, t, fmt.Sprintf("document.querySelector('#%s') && document.querySelector('#%s').open || false", slug, slug)) {
		do(ctx, t, chromedp.Click("#"+slug+" > summary"))
	}
	for i := 0; i < len(values); i += 2 {
		name := "#" + slug + "-" + strings.ReplaceAll(values[i], ".", "-")
		do(ctx, t, chromedp.SetValue(name, values[i+1]))
	}
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#"+slug+" form button")); err != nil {
		t.Fatalf("%s: %v", slug, err)
	}
	if wrong := ask[string](ctx, t, "Array.from(document.querySelectorAll('.error, .notice.alert')).map(e => e.textContent).join('; ')"); wrong != "" {
		t.Fatalf("%s: %s", slug, wrong)
	}
}

func TestTheJourneyFromAddingACustomerToThePaymentByClicks(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	do(ctx, t, chromedp.Navigate(address+"/"), chromedp.Click(`.top a[href="/customers"]`), chromedp.Click(`a[href="`+customerPath("Consolidated Messenger")+`"]`))
	do(ctx, t, chromedp.Click(`a[href*="engagement=fy23-microsoft-viva&"], a[href$="engagement=fy23-microsoft-viva"]`), chromedp.WaitVisible("#nominate"))
	do(ctx, t, chromedp.SetValue("#nominate-partnerContact-email", "pat@fabrikam.example"))
	follow(ctx, t, `button[value="nominate"]`)
	claim, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil || !strings.Contains(claim, "/claims/claim-") {
		t.Fatalf("%s %v", claim, err)
	}
	press(ctx, t, "send-consent", "dealSize.amount", "50,000")
	accept, _ := f.links(t)
	do(ctx, t, chromedp.Navigate(address+accept))
	follow(ctx, t, "form button")
	if said := ask[string](ctx, t, "document.querySelector('h1').textContent"); said != "Thank you" {
		t.Fatalf("the customer reads %s", said)
	}
	do(ctx, t, chromedp.Navigate(claim), chromedp.WaitVisible("#history-title"))
	press(ctx, t, "give-evidence", "part", "invoice", "reference", "invoice.pdf")
	press(ctx, t, "give-evidence", "part", "proof of execution", "template", "2022-10-01")
	press(ctx, t, "give-evidence", "part", "customer survey")
	press(ctx, t, "give-evidence", "part", "partner survey")
	press(ctx, t, "submit", "comment", "All is there.")
	press(ctx, t, "begin-review")
	press(ctx, t, "approve")
	press(ctx, t, "record-payment", "amount.amount", "5000", "reference", "PAY-1")
	status, err := chromedp.Run(ctx, chromedp.Text(".head .badge"))
	if err != nil || status != "Approved" || !strings.Contains(ask[string](ctx, t, "document.body.textContent"), "PAY-1") {
		t.Errorf("%q %v", status, err)
	}
}

// follow clicks and waits for the page that follows.
func follow(ctx context.Context, t *testing.T, selector string) {
	t.Helper()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector)); err != nil {
		t.Fatalf("%s: %v", selector, err)
	}
}

func TestAClaimIsWorkedOnByKeyboardAlone(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	do(ctx, t, chromedp.Navigate(address+"/claims/proseware-syntex"), chromedp.WaitVisible("#history-title"))
	tabTo(ctx, t, "#comment > summary")
	do(ctx, t, chromedp.KeyEvent("\r"))
	tabTo(ctx, t, "#comment-comment")
	do(ctx, t, chromedp.KeyEvent("typed"))
	tabTo(ctx, t, "#comment form button")
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(ask[string](ctx, t, "document.body.textContent"), "typed") {
		t.Error("the comment is not there")
	}
}

// tabTo presses the tab key until an element has the focus.
func tabTo(ctx context.Context, t *testing.T, selector string) {
	t.Helper()
	for range 100 {
		if ask[bool](ctx, t, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
		do(ctx, t, chromedp.KeyEvent("\t"))
	}
	t.Fatalf("%s cannot be reached", selector)
}

func TestAnAssociationIsClaimedAndApprovedByClicks(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	do(ctx, t, chromedp.Navigate(address+"/customers/Proseware"))
	follow(ctx, t, `a[href^="/associate"]`)
	follow(ctx, t, `a[href*="Modern+Work"]`)
	for name, value := range map[string]string{
		"workloads": "Microsoft Teams", "onTenant": "yes", "domain-value": "proseware.example", "domainMatches": "yes", "channel": "CSP", "own": "no", "others": "no",
		"customerTitle": "CIO", "partnerContact-email": "pat@fabrikam.example",
	} {
		do(ctx, t, chromedp.SetValue("#associate-"+name, value))
	}
	follow(ctx, t, `button[value="check"]`)
	if !ask[bool](ctx, t, `document.querySelector("#rules-title").textContent === "Every condition passes"`) {
		t.Fatal(ask[string](ctx, t, "document.querySelector('main').innerText"))
	}
	follow(ctx, t, `button[value="open"]`)
	press(ctx, t, "give-proof", "proof.reference", "poe.pdf", "proof.pertains", "yes", "proof.signed", "yes", "proof.dated", "2023-03-01", "proof.describes", "yes", "proof.workloads", "Microsoft Teams")
	press(ctx, t, "submit", "comment", "All is there.")
	press(ctx, t, "begin-review")
	press(ctx, t, "approve")
	if status, err := chromedp.Run(ctx, chromedp.Text(".head .badge")); err != nil || status != "Approved" {
		t.Errorf("%q %v", status, err)
	}
}

func TestAReportIsDroppedKeptAndTakenBackByClicks(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	file := filepath.Join(t.TempDir(), "earnings.csv")
	if err := os.WriteFile(file, []byte(earningsReport), 0o600); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.Navigate(address+"/import"), chromedp.SetUploadFiles("#file", []string{file}))
	follow(ctx, t, "section button")
	lookAround(ctx, t, "report")
	do(ctx, t, chromedp.SetValue("#report-from", "2022-11"), chromedp.SetValue("#report-until", "2023-03"))
	follow(ctx, t, `button[value="keep"]`)
	follow(ctx, t, `a[href="/money/settlement"]`)
	if !strings.Contains(ask[string](ctx, t, "document.body.textContent"), "paid short") {
		t.Error("the settlement does not say it")
	}
	follow(ctx, t, `form[action$="/drop"] button`)
	if !strings.Contains(ask[string](ctx, t, "document.body.textContent"), "The report was taken back") {
		t.Error("it was not taken back")
	}
}

func TestACatalogIsComparedAndTakenByClicks(t *testing.T) {
	ctx := browse(t)
	f := newFixture(t, nil)
	address := served(t, f)
	file := filepath.Join(t.TempDir(), "lower.json")
	if err := os.WriteFile(file, []byte(draftCatalog(t, lower...)), 0o600); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, chromedp.Navigate(address+"/changes"), chromedp.SetUploadFiles("#file", []string{file}))
	follow(ctx, t, "section button")
	lookAround(ctx, t, "changes-seen")
	follow(ctx, t, `button[value="take"]`)
	lookAround(ctx, t, "changes-taken")
	follow(ctx, t, `button[value="leave"]`)
	if strings.Contains(ask[string](ctx, t, "document.body.textContent"), "was taken by") {
		t.Error("it is not left")
	}
}
