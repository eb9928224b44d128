package pages

import (
	"bytes"
	"html"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

// An offered form is a form of a page with the values that the page has filled
// in. If a form has several buttons, it is offered once for each of them.
type offered struct {
	page, action string
	parts        bool // it may have a file
	values       url.Values
}

var (
	formPart      = regexp.MustCompile(`(?s)<form method="post"([^>]*)>(.*?)</form>`)
	controlPart   = regexp.MustCompile(`(?s)<(input|button)([^>]*)>|<(select)([^>]*)>(.*?)</select>|<(textarea)([^>]*)>(.*?)</textarea>`)
	optionPart    = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
	linkPart      = regexp.MustCompile(` href="(/[^"]*)"`)
	attributeText = regexp.MustCompile(` (\w+)="([^"]*)"`)
)

// attributesOf returns the attributes of an element.
func attributesOf(text string) map[string]string {
	all := map[string]string{}
	for _, m := range attributeText.FindAllStringSubmatch(text, -1) {
		all[m[1]] = html.UnescapeString(m[2])
	}
	return all
}

// offersOf returns the forms of a page that are sent by POST.
func offersOf(page, text string) (all []offered) {
	for _, m := range formPart.FindAllStringSubmatch(text, -1) {
		form := attributesOf(m[1])
		one := offered{page: page, action: form["action"], parts: form["enctype"] != "", values: url.Values{}}
		var buttons []map[string]string
		for _, c := range controlPart.FindAllStringSubmatch(m[2], -1) {
			own := attributesOf(c[2] + c[4] + c[7])
			switch name := own["name"]; {
			case c[1] == "button":
				buttons = append(buttons, own)
			case c[3] == "select":
				value := ""
				for i, option := range optionPart.FindAllStringSubmatch(c[5], -1) {
					if i == 0 || option[2] != "" {
						value = option[1]
					}
				}
				one.values.Set(name, html.UnescapeString(value))
			case c[6] == "textarea":
				one.values.Set(name, html.UnescapeString(c[8]))
			case own["type"] == "file":
			case own["type"] != "checkbox" || strings.Contains(c[2], " checked"):
				one.values.Add(name, own["value"])
			}
		}
		for _, button := range buttons {
			pressed := one
			pressed.values = maps.Clone(one.values)
			if button["name"] != "" {
				pressed.values.Set(button["name"], button["value"])
			}
			all = append(all, pressed)
		}
	}
	return all
}

// files are the files that a form of an address is sent with.
func files(t testing.TB, action string) map[string]string {
	t.Helper()
	return map[string]map[string]string{
		"/import": {"claims.csv": export, "earnings.csv": earningsReport}, "/changes": {"same.json": draftCatalog(t)},
	}[action]
}

// press sends a form that was offered. If its page takes a file, it is sent
// once with each.
func (f *fixture) press(t testing.TB, one *offered) (all []*httptest.ResponseRecorder) {
	t.Helper()
	if !one.parts {
		return []*httptest.ResponseRecorder{f.post(t, one.action, one.values)}
	}
	sent := files(t, one.action)
	if sent == nil {
		sent = map[string]string{"": ""}
	}
	for name, content := range sent {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for field, values := range one.values {
			for _, value := range values {
				if err := form.WriteField(field, value); err != nil {
					t.Fatal(err)
				}
			}
		}
		file, err := form.CreateFormFile("file", name)
		if name == "" {
			file, err = form.CreateFormFile(uploadField, name)
		}
		if err == nil {
			_, err = file.Write([]byte(content))
		}
		if err != nil || form.Close() != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, one.action, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		all = append(all, f.serve(r))
	}
	return all
}

// walk opens every page that links lead to, a few of those that differ by their
// query alone, and returns the forms that they offer.
func (f *fixture) walk(t testing.TB) (all []offered) {
	t.Helper()
	left, seen, variants := []string{"/nominate?engagement=fy23-microsoft-viva", "/claims", "/claims?show=all", "/nominate/many?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva"}, map[string]bool{}, map[string]int{}
	for len(left) > 0 {
		address, _, _ := strings.Cut(html.UnescapeString(left[0]), "#")
		left = left[1:]
		path, _, _ := strings.Cut(address, "?")
		if seen[address] || variants[path] == 3 || strings.HasPrefix(path, "/evidence/") || strings.HasPrefix(path, "/claims.") || path == "/desk.css" {
			continue
		}
		seen[address] = true
		variants[path]++
		w := f.get(t, address)
		if w.Code == http.StatusForbidden {
			continue
		}
		if w.Code >= http.StatusBadRequest {
			t.Errorf("a link leads to %s: %d %s", address, w.Code, errorsIn(w.Body.String()))
		}
		all = append(all, offersOf(address, w.Body.String())...)
		for _, m := range linkPart.FindAllStringSubmatch(w.Body.String(), -1) {
			left = append(left, m[1])
		}
	}
	return all
}

// holders are users with the roles that there are: those of the demonstration,
// and those whom a token names.
func holders(p *partner) map[string]mci.User {
	all := map[string]mci.User{"pat": p.Users[0], "kim": p.Users[1]}
	for _, roles := range []string{"", "incentives-user", "incentives-user:munich", "incentives-admin:munich", "incentives-admin:zurich incentives-user:lisbon", "incentives-user incentives-admin:zurich"} {
		claims := idClaims{Subject: "s-1234", Name: "Noa", roles: strings.Fields(roles)}
		v, _ := claims.visitor(p, bySubject, fromToken)
		all["a token with "+roles] = v.User
	}
	return all
}

func TestNoFormIsOfferedToWhoMayNotSendIt(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(0, 2, 0) } // when some windows are over
	f.keepReports(t, "payments.csv", paymentsReport, "keep")
	f.post(t, "/import/confirm", hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm"))
	f.post(t, "/changes/take", hiddenIn(t, f.dropCatalog(t, "same.json", draftCatalog(t)).Body.String(), "/changes/take"))
	f.post(t, "/calendar", nil)
	w := f.post(t, "/nominate", f.nomination(t, "Consolidated Messenger", "fy23-microsoft-viva", "customer", "Consolidated Messenger"))
	id, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Location"), "/claims/"), "?")
	f.give(t, id, "send-consent", "dealSize.amount", "1000")
	taken := map[string]bool{}
	forms, users := map[string][]offered{}, holders(f.partner)
	for who, user := range users { // before anything is sent
		f.user = user
		forms[who] = f.walk(t)
	}
	f.user = users["kim"]
	for _, address := range []string{"/import", "/changes", "/due", "/money/settlement", "/associate", "/claims/adventure-teams"} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, "user.role") {
			t.Errorf("%s does not say which role is missing", address)
		}
	}
	for who, user := range users {
		f.user = user
		for left := forms[who]; len(left) > 0; left = left[1:] {
			_, pattern := f.checker.find.Handler(httptest.NewRequest(http.MethodPost, left[0].action, http.NoBody))
			taken[pattern] = true
			for _, w := range f.press(t, &left[0]) {
				if w.Code == http.StatusForbidden || w.Code == http.StatusConflict && strings.Contains(w.Body.String(), "cporclaim.role") {
					t.Errorf("%s is offered %s on %s: %d %s", who, left[0].action, left[0].page, w.Code, errorsIn(w.Body.String()))
				}
				if w.Code == http.StatusOK && left[0].page != "" { // the forms that are offered next
					left = append(left, offersOf("", w.Body.String())...)
				}
			}
		}
	}
	// if a user may do everything, every form is offered, so none escapes the
	// walk
	for _, r := range routes {
		if strings.HasPrefix(r.pattern, "POST ") && !taken[r.pattern] {
			t.Errorf("no page offers %s", r.pattern)
		}
	}
}
