package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

func TestTwoDatabasesDoNotShareAFolder(t *testing.T) {
	readmeFile, err := filepath.Abs(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	one, other := &order{db: "one.db"}, &order{db: "other.db"}
	if one.folder() == other.folder() {
		t.Errorf("both have %s", one.folder())
	}
	for range 2 {
		if err := one.claimFolder(); err != nil {
			t.Fatal(err)
		}
	}
	other.mails = one.folder()
	if err := other.claimFolder(); fieldsOf(err) == nil || !strings.Contains(err.Error(), "one.db") {
		t.Errorf("another database takes the folder: %v", err)
	}
	// both can be moved together
	if err := os.Mkdir("moved", 0o700); err != nil {
		t.Fatal(err)
	}
	moved := &order{db: filepath.Join("moved", "one.db")}
	if err := os.Rename(one.folder(), moved.folder()); err != nil {
		t.Fatal(err)
	}
	if err := moved.claimFolder(); err != nil {
		t.Errorf("moved together: %v", err)
	}
	// and renamed together, if the mark is renamed, too, as the README says
	late := &order{db: filepath.Join("moved", "late.db")}
	if err := os.Rename(moved.folder(), late.folder()); err != nil {
		t.Fatal(err)
	}
	if err := late.claimFolder(); fieldsOf(err) == nil {
		t.Errorf("renamed alone: %v", err)
	}
	readme, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	mark := regexp.MustCompile("`(\\{\"database\":[^`]*)`").FindSubmatch(readme)
	if mark == nil {
		t.Fatal("the README does not show the mark")
	}
	if err := os.WriteFile(filepath.Join(late.folder(), markFile), mark[1], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := late.claimFolder(); err != nil {
		t.Errorf("renamed together: %v", err)
	}
	moved = late
	file := filepath.Join(moved.folder(), markFile)
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := moved.claimFolder(); err == nil {
		t.Error("a damaged mark passes")
	}
	for address, want := range map[string]string{
		"postgres://pat:secret@Host:5433/claims?search_path=a": "host-5433-claims-search_path-a.data",
		"postgres://host/claims?search_path=b":                 "host-claims-search_path-b.data",
		"postgres://%zz":                                       "postgres.data",
	} {
		if got := (&order{db: address}).folder(); got != want {
			t.Errorf("%s: got %s", address, got)
		}
	}
}

func TestAHalfWrittenFileIsTold(t *testing.T) {
	f := newFixture(t, nil)
	for _, name := range []string{".draft-1", filepath.Join("imports", ".upload-1")} {
		file := filepath.Join(f.mail.folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := tellDrafts(f.log, f.mail.folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".draft-1", ".upload-1"} {
		if !strings.Contains(f.logged.String(), name) {
			t.Errorf("%s is not told", name)
		}
	}
	if err := tellDrafts(f.log, filepath.Join(f.folder, "none")); err != nil {
		t.Error(err)
	}
}

func TestAFileAppearsWhole(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "x")
	if err := writeNewFile(file, []byte("1")); err != nil {
		t.Fatal(err)
	}
	if err := writeNewFile(file, []byte("2")); !os.IsExist(err) && err == nil {
		t.Error("a file that exists is overwritten")
	}
	made, err := readOrMake(file, func() []byte { return []byte("3") })
	if err != nil || string(made) != "1" {
		t.Errorf("%s %v", made, err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".draft-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := writeFile(filepath.Join(folder, "none", "x"), nil); err == nil {
		t.Error("a file without a folder is written")
	}
}

func TestASessionSurvivesARestart(t *testing.T) {
	folder, later := t.TempDir(), time.Now().Add(time.Hour)
	first, err := openSessions(folder)
	if err != nil {
		t.Fatal(err)
	}
	for token, expires := range map[string]time.Time{"secret": later, "out": later, "over": time.Now().Add(-time.Second)} {
		if err := first.Commit(token, []byte(token), expires); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "x.json"), []byte("no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := first.Delete("out"); err != nil {
		t.Fatal(err)
	}
	second, err := openSessions(folder)
	if err != nil {
		t.Fatal(err)
	}
	if data, found, _ := second.Find("secret"); !found || string(data) != "secret" {
		t.Error("the session is lost")
	}
	for _, token := range []string{"out", "over"} {
		if _, found, _ := second.Find(token); found {
			t.Errorf("%s is there", token)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || strings.Contains(files[0].Name(), "secret") {
		t.Errorf("%v %v", files, err)
	}
	// signed out at one program, and so at the other, for good
	if err := second.Delete("secret"); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := first.Find("secret"); found {
		t.Error("the other program still knows the session")
	}
	if err := first.Commit("secret", []byte("x"), later); err != nil {
		t.Fatal(err)
	}
	if third, err := openSessions(folder); err != nil || len(third.kept) != 0 {
		t.Errorf("the session came back: %v", err)
	}
}

func TestWhoSignedInIsSignedInAfterARestart(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	folder := filepath.Join(f.mail.folder, "sessions")
	server := i.signedSite(t, f)
	open := func() {
		kept, err := openSessions(folder)
		if err != nil {
			t.Fatal(err)
		}
		f.signIn.sessions.Store = kept
	}
	open()
	b := newBrowser(t, server)
	if status, _ := b.get(t, "/claims"); status != http.StatusOK {
		t.Fatal(status)
	}
	passed := len(b.passed)
	open() // which knows only the files
	if status, body := b.get(t, "/claims"); status != http.StatusOK || len(b.passed) != passed || !strings.Contains(body, "Pat Meier") {
		t.Errorf("%d after %d redirects", status, len(b.passed)-passed)
	}
}

func TestAnImportThatIsSentTwiceCountsOnce(t *testing.T) {
	f := newFixture(t, nil)
	values := hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm")
	for i := range 2 {
		w := f.done(t, "/import/confirm", values)
		if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "was sent before") != (i == 1) || !strings.Contains(body, "1 moved") {
			t.Errorf("%d: %d %s", i, w.Code, errorsIn(body))
		}
	}
	saves, damaged, err := f.savedImports()
	if err != nil || len(saves) != 1 || len(damaged) != 0 {
		t.Errorf("%v %v %v", saves, damaged, err)
	}
}

func TestImportsOfOneInstantAreTakenBackApart(t *testing.T) {
	f := newFixture(t, nil)
	for _, claim := range []string{"fourth-frontline", "humongous-sales"} {
		values := hiddenIn(t, f.upload(t, "2023-03-15T08:59", "Claim ID,Status\n"+claim+",Customer consent received\n").Body.String(), "/import/confirm")
		if w := f.done(t, "/import/confirm", values); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
		}
	}
	saves, _, err := f.savedImports()
	if err != nil || len(saves) != 2 || saves[0].At.Equal(saves[1].At) {
		t.Fatalf("%v %v", saves, err)
	}
	undone := 0
	for i := range saves {
		body := f.post(t, "/import/undo", url.Values{"at": {saves[i].At.Format(time.RFC3339Nano)}}).Body.String()
		one, other := strings.Contains(body, "/claims/fourth-frontline"), strings.Contains(body, "/claims/humongous-sales")
		if one && other {
			t.Error("taking one import back takes both back")
		}
		if one || other {
			undone++
		}
	}
	if undone == 0 {
		t.Error("no import can be taken back")
	}
}

func TestAnInterruptedImportIsTold(t *testing.T) {
	f := newFixture(t, nil)
	m := &importModel{At: f.now(), Key: "k", File: strings.Repeat("0", 64), Name: "half.csv"}
	if before, err := f.beginImport(m); err != nil || before != nil {
		t.Fatal(before, err)
	}
	if err := os.WriteFile(filepath.Join(f.journal(), "torn.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	body := f.get(t, "/import").Body.String()
	for _, want := range []string{"half.csv", "interrupted", "torn.json"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not told", want)
		}
	}
}

func TestAFileNameWithAControlCharacterIsMalformed(t *testing.T) {
	f := newFixture(t, nil)
	for _, address := range []string{"/import", "/changes"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\x01secret.pdf\"\r\n\r\nx\r\n--x--\r\n"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		if w := f.serve(r); w.Code != http.StatusUnprocessableEntity || strings.Contains(f.logged.String(), "secret") {
			t.Errorf("%s: %d, logged %s", address, w.Code, f.logged)
		}
	}
}

func TestTheNameOfACatalogIsNoPartOfAFile(t *testing.T) {
	f := newFixture(t, nil)
	values := hiddenIn(t, f.dropCatalog(t, "same.json", draftCatalog(t)).Body.String(), "/changes/take")
	for name, status := range map[string]int{"x.\x00a": 422, "": 422, "x.b/c": 303, "x.odd": 303} {
		values.Set("name", name)
		if w := f.post(t, "/changes/take", values); w.Code != status {
			t.Errorf("%q: %d", name, w.Code)
		}
	}
}

func TestTheMailOfAClaimIsOfferedInsideItsWindowOnly(t *testing.T) {
	f := newFixture(t, nil)
	if w := f.post(t, "/claims/humongous-sales/send-consent", f.values(t, "/claims/humongous-sales", "/claims/humongous-sales/send-consent", "language", "de")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a language without texts: %d", w.Code)
	}
	f.give(t, "humongous-sales", "send-consent", "dealSize.amount", "1")
	if w := f.post(t, "/claims/humongous-sales/mail", nil); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	f.site.now = func() time.Time { return demoStart.AddDate(0, 2, 0) }
	if body := f.get(t, "/claims/humongous-sales").Body.String(); strings.Contains(body, "/claims/humongous-sales/mail") {
		t.Error("it is offered after the window")
	}
	if w := f.post(t, "/claims/humongous-sales/mail", nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("after the window: %d", w.Code)
	}
}

func TestACustomerOfAnOldBrowserIsAnsweredAsACustomer(t *testing.T) {
	f := newFixture(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/consent", strings.NewReader("answer=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "null")
	if w := f.serve(r); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "/engagements") || strings.Contains(w.Body.String(), "Pat") {
		t.Errorf("%d: the menu of the partner's users is there", w.Code)
	}
}

func TestThePageCountsWhatTheButtonEnds(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(0, 6, 0) }
	m := &dueModel{}
	if err := m.ending(t.Context(), f.site); err != nil {
		t.Fatal(err)
	}
	ended, left, err := f.sweep(t.Context())
	if err != nil || ended == 0 || ended+left != m.Over || len(m.Ending) != m.Over {
		t.Errorf("said %d, ended %d, left %d, %v", m.Over, ended, left, err)
	}
}

func TestDaysAndAmountsInTextsAreTheReaders(t *testing.T) {
	german := &locales().list[2]
	for text, want := range map[string]string{
		"consent on 2023-03-15: USD 5,000.00": "consent on 15.03.2023: USD 5.000,00",
		"asked 2023-03-13T09:00:00Z":          "asked 13.03.2023, 09:00 UTC",
		"number 2023-03-150, 2023-19-39":      "number 2023-03-150, 2023-19-39",
	} {
		if got := german.texts(text); got != want {
			t.Errorf("got %s", got)
		}
	}
	f := newFixture(t, nil)
	for _, address := range []string{"/claims/contoso-viva", "/engagements/fy23-microsoft-viva", "/referrals"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
		r.Header.Set("Accept-Language", "de-DE")
		_, body, _ := strings.Cut(f.serve(r).Body.String(), "<main")
		for _, found := range dayText.FindAllStringIndex(body, -1) {
			around := body[max(0, found[0]-60):found[1]]
			if !strings.Contains(around, `="`) && !strings.Contains(around, ", "+body[found[0]:found[1]]) && !strings.Contains(around, "?") {
				t.Errorf("%s: %s", address, around)
			}
		}
	}
}

func TestTheTabsOfTheSettlementCountWhatWasChosen(t *testing.T) {
	f := newFixture(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/money/settlement?location=nowhere", http.NoBody)
	a, err := f.settlementPage(r)
	if err != nil {
		t.Fatal(err)
	}
	if m := a.(*page).model.(*settlementModel); m.Tabs[0].Count != "0" || len(m.Tabs) != 1 {
		t.Errorf("%+v", m.Tabs)
	}
}

func TestAMarkAfterTheLinkDoesNoHarm(t *testing.T) {
	for _, said := range []string{"abc", "abc.", "abc>", " abc ", "<abc>."} {
		if got := tokenIn(url.Values{"answer": {said}}); got != "abc" {
			t.Errorf("%q: %q", said, got)
		}
	}
}

func TestACalendarWorksWithRolesOfTheToken(t *testing.T) {
	f := newFixture(t, nil)
	f.signIn = &signIn{from: fromToken}
	user := mci.User{ID: "s-1234", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}}
	one := &calendarToken{User: user.ID, Grants: user.Grants}
	owner, ok := f.ownerOf(one)
	if may, err := f.maySee(owner); !ok || err != nil || !may {
		t.Errorf("%v %v %v", ok, may, err)
	}
	if err := os.MkdirAll(f.calendars(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(f.tokenFile("secret"), one); err != nil {
		t.Fatal(err)
	}
	user.Grants = nil // at the next sign-in
	if err := f.renewCalendars(&user); err != nil {
		t.Fatal(err)
	}
	again, err := readToken(f.tokenFile("secret"))
	if err != nil {
		t.Fatal(err)
	}
	owner, _ = f.ownerOf(again)
	if may, err := f.maySee(owner); err != nil || may {
		t.Errorf("a role that was lost still gives the deadlines: %v", err)
	}
}
