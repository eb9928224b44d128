package pages

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A typist is a person with a keyboard and no mouse, at a page in a browser.
type typist struct {
	ctx context.Context
	t   *testing.T
}

// sit opens a page at an address, for a person without a mouse.
func sit(t *testing.T, f *fixture, path string) *typist {
	t.Helper()
	k := &typist{browse(t), t}
	do(k.ctx, t, chromedp.Navigate(served(t, f)+path), chromedp.WaitVisible("main"))
	return k
}

// reach presses the tab key until an element has the focus, and demands that
// the focus is visible each time.
func (k *typist) reach(selector string) {
	k.t.Helper()
	tabTo(k.ctx, k.t, selector)
	where := ask[string](k.ctx, k.t, `(() => {
		const e = document.activeElement, box = e.getBoundingClientRect()
		if (getComputedStyle(e).outlineStyle === 'none') return 'has no outline'
		return box.bottom > 0 && box.top < innerHeight && box.width > 0 ? '' : 'is out of sight'
	})()`)
	if where != "" {
		k.t.Errorf("%s has the focus and %s", selector, where)
	}
}

// open opens the part below a summary, if it is closed.
func (k *typist) open(selector string) {
	k.t.Helper()
	k.reach(selector)
	if ask[bool](k.ctx, k.t, "document.activeElement.parentElement.open") {
		return
	}
	do(k.ctx, k.t, chromedp.KeyEvent("\r"))
	if !ask[bool](k.ctx, k.t, "document.activeElement.parentElement.open") {
		k.t.Errorf("%s does not open", selector)
	}
}

// follow presses enter on a link or a button, and waits for the page behind it.
func (k *typist) follow(selector string) {
	k.t.Helper()
	k.reach(selector)
	if _, err := chromedp.RunResponse(k.ctx, chromedp.KeyEvent("\r")); err != nil {
		k.t.Fatalf("%s: %v", selector, err)
	}
	if wrong := ask[string](k.ctx, k.t, "Array.from(document.querySelectorAll('.error, .notice.alert')).map(e => e.textContent).join('; ')"); wrong != "" {
		k.t.Fatalf("%s: %s", selector, wrong)
	}
}

// write types into fields: first the ID of a field, then the keys, and so on.
// In a list to choose from, the keys are the beginning of the choice.
func (k *typist) write(pairs ...string) {
	k.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		k.reach("#" + pairs[i])
		do(k.ctx, k.t, chromedp.KeyEvent(pairs[i+1]))
		if ask[string](k.ctx, k.t, "document.activeElement.value") == "" {
			k.t.Errorf("%s has no value after %q", pairs[i], pairs[i+1])
		}
	}
}

// choose gives a file to the field that chooses one. The dialog itself is the
// system's.
func (k *typist) choose(name, content string) {
	k.t.Helper()
	file := filepath.Join(k.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		k.t.Fatal(err)
	}
	k.reach("#file")
	do(k.ctx, k.t, chromedp.SetUploadFiles("#file", []string{file}))
}

// reads demands that the page has a text.
func (k *typist) reads(text string) {
	k.t.Helper()
	if said := ask[string](k.ctx, k.t, "document.querySelector('main').innerText"); !strings.Contains(said, text) {
		k.t.Fatalf("the page does not say %q: %s", text, said)
	}
}

func TestAnAssociationIsClaimedAndApprovedByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/customers/Proseware")
	k.follow(`a[href^="/associate"]`)
	k.follow(`a[href*="Modern+Work"]`)
	k.write("associate-workloads", "Microsoft Teams", "associate-onTenant", "yes", "associate-domain-value", "proseware.example", "associate-domainMatches", "yes",
		"associate-channel", "CSP", "associate-own", "no", "associate-others", "no", "associate-customerTitle", "CIO", "associate-partnerContact-email", "pat@fabrikam.example")
	k.follow(`button[value="check"]`)
	k.reads("Every condition passes")
	k.follow(`button[value="open"]`)
	k.open("#give-proof > summary")
	k.write("give-proof-proof-reference", "poe.pdf", "give-proof-proof-pertains", "yes", "give-proof-proof-signed", "yes", "give-proof-proof-dated", "03012023",
		"give-proof-proof-describes", "yes", "give-proof-proof-workloads", "Microsoft Teams")
	k.follow("#give-proof form button")
	for _, step := range []string{"submit", "begin-review", "approve"} {
		k.open("#" + step + " > summary")
		k.follow("#" + step + " form button")
	}
	if status := ask[string](k.ctx, t, "document.querySelector('.head .badge').innerText"); status != "Approved" {
		t.Error(status)
	}
}

func TestAReportIsKeptSettledAndTakenBackByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/import")
	k.choose("earnings.csv", earningsReport)
	k.follow("section button")
	k.write("report-from", "Nov"+kb.ArrowRight+"2022", "report-until", "Mar"+kb.ArrowRight+"2023")
	k.follow(`button[value="keep"]`)
	k.follow(`a[href="/money/settlement"]`)
	k.follow(`.tabs a[href*="state=paid"]`)
	k.open("td details > summary")
	k.follow(`a[href^="/reports/"]`)
	k.reads("CLM-100231")
	k.follow(`.top a[href="/money"]`)
	k.follow(`a[href="/money/settlement"]`)
	k.write("location", "Fabrikam Z")
	k.follow(".filters button")
	k.follow(`form[action$="/drop"] button`)
	k.reads("The report was taken back")
}

func TestAnImportIsSavedAndTakenBackByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/import")
	k.choose("claims.csv", "Claim ID,Claim name,Engagement,Customer ID,Status,Created\nlitware-sales,,,,Submitted,\n")
	k.follow("section button")
	k.reads("Nothing is saved yet")
	k.follow(`form[action="/import/confirm"] button`)
	k.follow(`main a[href="/import"]`)
	k.follow(`form[action="/import/undo"] button`)
	k.reads("Nothing is taken back yet")
	k.follow(`button[value="undo"]`)
	k.reads("1 observation taken back")
}

func TestDealsAreFilteredAndTheirClaimsFoundByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/referrals")
	k.follow(`.tabs a[href*="co-sell"]`)
	k.open("td details > summary")
	k.follow(`td a[href="/claims/adventure-management"]`)
	k.reads("Adventure Works workshop")
}

func TestACatalogIsTakenAndLeftByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/changes")
	k.choose("lower.json", draftCatalog(t, lower...))
	k.follow("section button")
	k.open("td details > summary")
	k.follow(`button[value="take"]`)
	k.reads("was taken by")
	k.follow(`button[value="leave"]`)
	if strings.Contains(ask[string](k.ctx, t, "document.body.textContent"), "was taken by") {
		t.Error("it is not left")
	}
}

func TestACalendarIsMadeAndRevokedByKeyboardAlone(t *testing.T) {
	f := newFixture(t, nil)
	k := sit(t, f, "/due")
	k.follow(`a[href="/calendar"]`)
	k.follow(`form[action="/calendar"] button`)
	k.reach("#address")
	k.follow(`form[action="/calendar/revoke"] button`)
	k.reads("You have none")
}
