package pages

import (
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci/catalog"
)

// links returns the two links of the only mail in the folder, as a mail program
// reads them.
func (f *fixture) links(t testing.TB) (accept, decline string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(f.mail.folder, "*.eml"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	opened, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	message, err := mail.ReadMessage(opened)
	if err != nil {
		t.Fatal(err)
	}
	if to, err := message.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address == "" {
		t.Errorf("to %v %v", to, err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`http://[^\s]+`).FindAllString(string(body), -1)
	if len(found) != 2 {
		t.Fatalf("%s", body)
	}
	return found[0][strings.Index(found[0], "/consent"):], found[1][strings.Index(found[1], "/consent"):]
}

// answerOf returns the form that the page of a link sends.
func answerOf(t testing.TB, address string) url.Values {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"answer": {parsed.Query().Get("answer")}}
}

func TestFollowingALinkDoesNotAnswer(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "lucerne-apps", "send-consent", "dealSize.amount", "1000")
	accept, decline := f.links(t)
	version := f.versionOf(t, "lucerne-apps")
	for range 3 {
		for address, asks := range map[string]string{accept: "Yes, we consent", decline: "No, we do not consent"} {
			w := f.get(t, address)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), asks) || strings.Contains(w.Body.String(), "Pat Meier") {
				t.Errorf("%d", w.Code)
			}
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, accept, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		f.serve(r)
	}
	if f.versionOf(t, "lucerne-apps") != version {
		t.Fatal("a scanner answered")
	}
	if w := f.done(t, "/consent", answerOf(t, accept)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Your consent to the engagement") {
		t.Errorf("%d", w.Code)
	}
	if got := f.claim(t, "lucerne-apps").State().Status; got != claims.ConsentReceived {
		t.Errorf("got %s", got)
	}
	if w := f.post(t, "/consent", answerOf(t, accept)); w.Code >= 500 {
		t.Errorf("the button that is pressed twice: %d", w.Code)
	}
	for _, address := range []string{accept, decline} {
		if w := f.get(t, address); w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "An answer was given already") {
			t.Errorf("%d", w.Code)
		}
	}
}

// A customer whose answer cannot be taken reads a page of the customer's own,
// whatever is wrong, and nothing of the claim or of the desk.
func TestACustomerNeverGetsThePartnersPage(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "lucerne-apps", "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	send := func(method, address, kind, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		return f.serve(r)
	}
	const form = "application/x-www-form-urlencoded"
	whole := answerOf(t, accept).Encode()
	check := func(name string, w *httptest.ResponseRecorder, status int, words string) {
		t.Helper()
		body := w.Body.String()
		if w.Code != status || !strings.Contains(body, words) || !strings.Contains(body, "Thank you for coming") {
			t.Errorf("%s: %d, want %d with %q", name, w.Code, status, words)
		}
		for _, inside := range []string{"<nav", "Pat Meier", "lucerne-apps", "terms", "repair", "/claims"} {
			if strings.Contains(body, inside) {
				t.Errorf("%s: the page has %q", name, inside)
			}
		}
	}
	const unread, later = "could not read your answer", "cannot be taken at the moment"
	check("too long", send(http.MethodPost, "/consent", form, whole+"&x="+strings.Repeat("x", mostForm)), http.StatusRequestEntityTooLarge, unread)
	check("no form", send(http.MethodPost, "/consent", form, "%zz"), http.StatusUnprocessableEntity, unread)
	check("another method", send(http.MethodPut, "/consent", form, whole), http.StatusMethodNotAllowed, unread)
	for name, change := range map[string][2]string{"other terms": {`"dispute": 30`, `"dispute": 31`}, "no edition": {`"FY23-2022-11"`, `"FY23-other"`}} {
		text := strings.ReplaceAll(string(publicText(t)), change[0], change[1])
		card, err := catalog.Read([]byte(text), catalog.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		f.site.desk = desk.New(f.store, card)
		status := map[string]int{"other terms": http.StatusConflict, "no edition": http.StatusInternalServerError}[name]
		check(name+", seen", f.get(t, accept), status, later)
		check(name+", answered", f.post(t, "/consent", answerOf(t, accept)), status, later)
	}
}

func TestACustomerCanDecline(t *testing.T) {
	f := newFixture(t, nil)
	if body := f.done(t, "/claims/fourth-frontline/mail", nil).Body.String(); !strings.Contains(body, "The mail to the customer was written") {
		t.Error("it is not said")
	}
	_, decline := f.links(t)
	if w := f.done(t, "/consent", answerOf(t, decline)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "you do not consent") {
		t.Errorf("%d", w.Code)
	}
	if got := f.claim(t, "fourth-frontline").State().Status; got != claims.ConsentDeclined {
		t.Errorf("got %s", got)
	}
}

// A request can be taken back after its links were sent.
func TestALinkOfARequestThatWasTakenBackIsMetWithAKindWord(t *testing.T) {
	f := newFixture(t, nil)
	token, err := f.mail.ring.Sign(consent.Link{Claim: "lucerne-apps", Answer: consent.Accepted, Ends: demoStart.AddDate(0, 0, 7), Nonce: "mail-1-of-lucerne"})
	if err != nil {
		t.Fatal(err)
	}
	answer := url.Values{"answer": {token}}
	for _, w := range []*httptest.ResponseRecorder{f.get(t, "/consent?"+answer.Encode()), f.post(t, "/consent", answer)} {
		if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "The request was withdrawn") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

func TestALinkThatGivesNoAnswerIsMetWithAKindWord(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "lucerne-apps", "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	token := answerOf(t, accept).Get("answer")
	other, err := link.NewKey("other", []byte(strings.Repeat("0123456789", 4)))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := link.NewKeyRing(other)
	if err != nil {
		t.Fatal(err)
	}
	good, err := f.mail.ring.Verify(token, demoStart)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := ring.Sign(good)
	if err != nil {
		t.Fatal(err)
	}
	lost := good
	lost.Claim = "nobody"
	gone, err := f.mail.ring.Sign(lost)
	if err != nil {
		t.Fatal(err)
	}
	forged := []byte(token)
	if at := len(forged) - 20; forged[at] == 'A' {
		forged[at] = 'B'
	} else {
		forged[at] = 'A'
	}
	for name, c := range map[string]struct {
		token  string
		status int
		says   string
	}{
		"none":        {"", 400, "cut short"},
		"words":       {"<script> x", 400, "not a complete link"},
		"cut short":   {token[:len(token)-9], 400, "cut short"},
		"forged":      {string(forged), 403, "changed on its way"},
		"another key": {foreign, 410, "too old"},
		"no claim":    {gone, 410, "does not exist any more"},
	} {
		for _, w := range []*httptest.ResponseRecorder{f.get(t, "/consent?"+url.Values{"answer": {c.token}}.Encode()), f.post(t, "/consent", url.Values{"answer": {c.token}})} {
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%s: %d %s", name, w.Code, regexp.MustCompile("lead.*").FindString(w.Body.String()))
			}
		}
	}
	f.give(t, "lucerne-apps", "update-contact", "side", "customer", "contact.name", "Leo", "contact.email", "leo.blanc@lucerne.example")
	if w := f.get(t, accept); w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "A later mail to another address") {
		t.Errorf("replaced: %d %s", w.Code, w.Body)
	}
	f.give(t, "lucerne-apps", "cancel")
	if w := f.get(t, accept); w.Code != http.StatusGone {
		t.Errorf("canceled: %d", w.Code)
	}
	f.site.now = func() time.Time { return demoStart.AddDate(0, 2, 0) }
	if w := f.get(t, accept); w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "time to answer is over") {
		t.Errorf("expired: %d", w.Code)
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestAMailThatCannotBeWrittenIsSaidAndCanBeWrittenAgain(t *testing.T) {
	f := newFixture(t, nil)
	file := filepath.Join(f.folder, "no folder")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good := f.mail.folder
	f.mail.folder = file
	w := f.post(t, "/claims/lucerne-apps/send-consent", f.values(t, "/claims/lucerne-apps", "/claims/lucerne-apps/send-consent", "dealSize.amount", "1000"))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Header())
	}
	if body := f.get(t, w.Header().Get("Location")).Body.String(); !strings.Contains(body, "could not be written") {
		t.Error("it is not said")
	}
	if w := f.post(t, "/claims/lucerne-apps/mail", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	if strings.Contains(f.logged.String(), "@") || strings.Contains(f.logged.String(), "answer=") {
		t.Errorf("logged: %s", f.logged)
	}
	f.mail.folder = good
	for range 2 { // the same mail, in the same file
		if w := f.post(t, "/claims/lucerne-apps/mail", nil); w.Code != http.StatusSeeOther {
			t.Errorf("%d", w.Code)
		}
	}
	f.links(t)
	for id, status := range map[string]int{"nobody": 404, "contoso-viva": 422} {
		if w := f.post(t, "/claims/"+id+"/mail", nil); w.Code != status {
			t.Errorf("%s: %d", id, w.Code)
		}
	}
	f.user = f.partner.Users[1]
	if w := f.post(t, "/claims/graphic-viva/mail", nil); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

func TestAReminderSaysThatItIsOne(t *testing.T) {
	m := consent.Mail{Reminder: 1, Company: "Fabrikam", Engagement: "Viva"}
	if got := textOf(&m); !strings.Contains(got, "This is a reminder.") {
		t.Errorf("got %s", got)
	}
}

func TestACustomersPageNeedsTheStore(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "lucerne-apps", "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	f.site.desk = f.deskOver(failing{})
	if w := f.get(t, accept); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	if w := f.post(t, "/consent", url.Values{"answer": {strings.Repeat("x", mostForm)}}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", w.Code)
	}
}
