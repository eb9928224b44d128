package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
)

func TestAPersonSignsInWorksAndSignsOut(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	b := newBrowser(t, i.signedSite(t, f))
	status, body := b.get(t, "/claims/litware-sales?x=1")
	if status != http.StatusOK || !strings.Contains(body, "Pat Meier") || !strings.Contains(body, "Sign out") || strings.Contains(body, "Development mode") {
		t.Fatalf("%d %s", status, body)
	}
	if last := b.passed[len(b.passed)-1]; last != b.site+"/claims/litware-sales?x=1" {
		t.Errorf("sent to %s", last)
	}
	values := url.Values{"version": {f.versionOf(t, "litware-sales")}, "key": {"k"}, "comment": {"signed in"}}
	if status, body := b.post(t, "/claims/litware-sales/comment", values); status != http.StatusOK || !strings.Contains(body, "signed in") {
		t.Errorf("%d %s", status, errorsIn(body))
	}
	before := b.cookie(t)
	status, body = b.post(t, "/sign-out", nil)
	if status != http.StatusOK || !strings.Contains(body, "You are signed out") || !strings.Contains(body, i.URL+"/end?client_id="+clientID) {
		t.Errorf("%d %s", status, body)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, b.site+"/claims", http.NoBody)
	r.Header.Set("Cookie", "desk="+before)
	r.Header.Set("Accept", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if status, body := read(t, answer, err); status != http.StatusUnauthorized || !strings.Contains(body, "not signed in") {
		t.Errorf("with the session of before: %d %s", status, body)
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestWhoIsNotSignedInSeesNothing(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	server := i.signedSite(t, f)
	for _, r := range routes {
		method, path, _ := strings.Cut(strings.TrimSuffix(r.pattern, "{$}"), " ")
		for _, name := range []string{"{id}", "{event}", "{name}", "{sum}"} {
			path = strings.ReplaceAll(path, name, "litware-sales")
		}
		request, _ := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
		answer, err := http.DefaultTransport.RoundTrip(request)
		status, body := read(t, answer, err)
		want := http.StatusUnauthorized
		if method == http.MethodGet {
			want = http.StatusSeeOther
		}
		if status != want || strings.Contains(body, "Litware") {
			t.Errorf("%s: %d %s", r.pattern, status, body)
		}
		if to := answer.Header.Get("Location"); method == http.MethodGet && to != "/sign-in?to="+url.QueryEscape(path) {
			t.Errorf("%s: sent to %s", r.pattern, to)
		}
	}
	for path, want := range map[string]int{"/consent": 400, "/desk.css": 200, "/healthz": 204, "/readyz": 204, "/signed-out": 200, "/nothing": 404} {
		if status, body := newBrowser(t, server).get(t, path); status != want || strings.Contains(body, "Sections") {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// Each of these tokens is signed by the issuer, or pretends to be.
func TestATokenThatIsNotForThisSignInIsRefused(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	server, honest := i.signedSite(t, f), i.key
	for name, c := range map[string]struct {
		alter  func(map[string]any)
		key    bool // sign by a key that the issuer does not publish
		status int
		title  string
	}{
		"another nonce":       {func(c map[string]any) { c["nonce"] = "another" }, false, 403, "Sign-in refused"},
		"no nonce":            {func(c map[string]any) { delete(c, "nonce") }, false, 403, "Sign-in refused"},
		"another audience":    {func(c map[string]any) { c["aud"] = "another" }, false, 403, "Sign-in refused"},
		"more audiences":      {func(c map[string]any) { c["aud"] = []string{clientID, "another"} }, false, 403, "Sign-in refused"},
		"another application": {func(c map[string]any) { c["azp"] = "another" }, false, 403, "Sign-in refused"},
		"another issuer":      {func(c map[string]any) { c["iss"] = "https://issuer.example" }, false, 403, "Sign-in refused"},
		"expired":             {func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() }, false, 403, "Sign-in refused"},
		"not yet valid":       {func(c map[string]any) { c["nbf"] = time.Now().Add(time.Hour).Unix() }, false, 403, "Sign-in refused"},
		"an odd name":         {func(c map[string]any) { c["name"] = 7 }, false, 403, "Sign-in refused"},
		"another key":         {nil, true, 403, "Sign-in refused"},
		"an unknown user":     {func(c map[string]any) { c["sub"] = "mallory" }, false, 403, "Unknown user"},
		"no subject":          {func(c map[string]any) { c["sub"] = "" }, false, 403, "Unknown user"},
	} {
		i.alter, i.key = c.alter, honest
		if c.key {
			other := newSigningKey(t)
			i.key = jose.SigningKey{Algorithm: jose.RS256, Key: other.Key}
			published := honest
			i.published = &published
		} else {
			i.published = nil
		}
		b := newBrowser(t, server)
		status, body := b.get(t, "/claims")
		if status != c.status || !strings.Contains(body, "<h1>"+c.title+"</h1>") {
			t.Errorf("%s: %d %s", name, status, body)
		}
		if status, _ := b.get(t, "/claims.csv"); status == http.StatusOK {
			t.Errorf("%s: signed in", name)
		}
	}
}

func TestAStateCountsOnceAndInItsBrowserOnly(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	server := i.signedSite(t, f)
	b := newBrowser(t, server)
	if status, _ := b.get(t, "/claims"); status != http.StatusOK {
		t.Fatal(status)
	}
	callback := ""
	for _, address := range b.passed {
		if strings.Contains(address, callbackPath) {
			callback = strings.TrimPrefix(address, b.site)
		}
	}
	for name, other := range map[string]*browser{"again": b, "in another browser": newBrowser(t, server)} {
		if status, body := other.get(t, callback); status != http.StatusBadRequest || !strings.Contains(body, "Sign-in out of date") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for name, change := range map[string]func(url.Values){
		"no state":          func(v url.Values) { v.Del("state") },
		"another state":     func(v url.Values) { v.Set("state", "another") },
		"no code":           func(v url.Values) { v.Del("code") },
		"a used code":       func(v url.Values) { v.Set("code", "used") },
		"an error":          func(v url.Values) { v.Set("error", "access_denied") },
		"another issuer":    func(v url.Values) { v.Set("iss", "https://issuer.example") },
		"an endless code":   func(v url.Values) { v.Set("code", strings.Repeat("9", 20_000)) },
		"hostile in a code": func(v url.Values) { v.Set("code", "\x00<script>") },
	} {
		other := newBrowser(t, server)
		other.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if r.URL.Path == callbackPath {
				values := r.URL.Query()
				change(values)
				r.URL.RawQuery = values.Encode()
			}
			return nil
		}
		status, body := other.get(t, "/claims")
		if status != http.StatusForbidden && status != http.StatusBadRequest || strings.Contains(body, "script>") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if strings.Contains(f.logged.String(), "noa@") {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestTheSessionGetsAnotherTokenAtTheSignIn(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	b := newBrowser(t, i.signedSite(t, f))
	before := ""
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/authorize" {
			before = b.cookie(t)
		}
		return nil
	}
	if status, _ := b.get(t, "/sign-in?to=/due"); status != http.StatusOK || before == "" || before == b.cookie(t) {
		t.Errorf("%d: before %q, then %q", status, before, b.cookie(t))
	}
	if status, body := b.get(t, "/sign-in?to=/money"); status != http.StatusOK || !strings.Contains(body, "Money") {
		t.Errorf("signed in already: %d", status)
	}
}

func TestWithoutTheIssuerNobodySignsInAndLaterEverybodyCan(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	b := newBrowser(t, i.signedSite(t, f))
	i.down = true
	if status, body := b.get(t, "/claims"); status != http.StatusServiceUnavailable || !strings.Contains(body, "Sign-in unavailable") {
		t.Errorf("%d %s", status, body)
	}
	i.down = false
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		i.down = r.URL.Path == callbackPath // it fails in the middle
		return nil
	}
	if status, body := b.get(t, "/claims"); status != http.StatusServiceUnavailable {
		t.Errorf("%d %s", status, body)
	}
	i.down, b.CheckRedirect = false, nil
	if status, _ := b.get(t, "/claims"); status != http.StatusOK {
		t.Errorf("%d", status)
	}
}

func TestRolesComeFromTheFileOrFromTheToken(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	server := i.signedSite(t, f)
	for name, c := range map[string]struct {
		by     identify
		from   rolesFrom
		alter  func(map[string]any)
		status int
		says   string
	}{
		"by subject": {bySubject, fromFile, nil, 200, "Pat Meier"},
		"by mail":    {byMail, fromFile, func(c map[string]any) { c["email"] = "Mail@Fabrikam.example" }, 200, "Mail User"},
		"by mail of Entra ID": {byMail, fromFile, func(c map[string]any) {
			c["email"], c["xms_edov"] = "mail@fabrikam.example", "1"
			delete(c, "email_verified")
		}, 200, "Mail User"},
		"by a mail nobody verified": {byMail, fromFile, func(c map[string]any) { c["email"] = "mail@fabrikam.example"; delete(c, "email_verified") }, 403, "Unknown user"},
		"by a mail that is not theirs": {byMail, fromFile, func(c map[string]any) {
			c["email"], c["email_verified"], c["xms_edov"] = "mail@fabrikam.example", false, true
		}, 403, "Unknown user"},
		"by object":                  {byObject, fromToken, func(c map[string]any) { c["roles"] = []any{"incentives-admin", 7} }, 200, "Pat Meier"},
		"without an object":          {byObject, fromToken, func(c map[string]any) { delete(c, "oid") }, 403, "Unknown user"},
		"one role":                   {bySubject, fromToken, func(c map[string]any) { c["roles"] = "Incentives.User:zurich" }, 200, "Pat Meier"},
		"no role":                    {bySubject, fromToken, nil, 403, "you have no role"},
		"a role of others":           {bySubject, fromToken, func(c map[string]any) { c["roles"] = []any{"Incentives reader", "incentives-user:"} }, 403, "you have no role"},
		"roles of an odd form":       {bySubject, fromToken, func(c map[string]any) { c["roles"] = map[string]any{"Incentives admin": true} }, 403, "you have no role"},
		"a name with hidden letters": {bySubject, fromToken, func(c map[string]any) { c["name"], c["roles"] = "Pat\u202e", "Incentives admin" }, 200, "<span><bdi>pat</bdi></span>"},
	} {
		f.signIn.by, f.signIn.from, i.alter = c.by, c.from, c.alter
		f.partner.Users = append(f.partner.Users[:2:2], mci.User{ID: "mail@fabrikam.example", Name: "Mail User", Grants: []mci.Grant{{Role: mci.IncentivesUser}}})
		status, body := newBrowser(t, server).get(t, "/claims")
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestWhoWorksAtOneLocationMayNotWorkAtOthers(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	i.alter = func(c map[string]any) { c["sub"] = "kim" }
	b := newBrowser(t, i.signedSite(t, f))
	if status, body := b.get(t, "/claims"); status != http.StatusOK || !strings.Contains(body, "Kim Olsen") {
		t.Fatalf("%d", status)
	}
	if status, body := b.post(t, "/due/expire", nil); status != http.StatusForbidden || !strings.Contains(body, "you may not") {
		t.Errorf("%d %s", status, body)
	}
}

func TestATargetIsAlwaysOfThisSite(t *testing.T) {
	for text, want := range map[string]string{
		"": "/", "/due?by=area": "/due?by=area", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "javascript:alert(1)": "/",
		"due": "/", "/sign-out": "/", "/sign-in": "/", "/%zz": "/", "/" + strings.Repeat("a", 2000): "/",
	} {
		if got := localTarget(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestGrantsOfRoles(t *testing.T) {
	got := grantsOf([]string{"Incentives admin", "incentives_user:munich", "IncentivesUser", "", ":", "Global admin", "Incentives admin:"})
	want := []mci.Grant{{Role: mci.IncentivesAdmin}, {Role: mci.IncentivesUser, Location: "munich"}, {Role: mci.IncentivesUser}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A session ends after an hour without a request, and in any case twelve hours
// after the sign-in.
func TestASessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sessions := newSessions(true)
		handler := sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/begin" {
				sessions.Put(r.Context(), "who", "pat")
			}
			_, _ = w.Write([]byte(sessions.GetString(r.Context(), "who")))
		}))
		cookie := ""
		ask := func(path string) string {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.Header.Set("Cookie", cookie)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if set := w.Header().Get("Set-Cookie"); set != "" {
				cookie, _, _ = strings.Cut(set, ";")
				for _, part := range []string{"__Host-desk=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"} {
					if !strings.Contains(set, part) {
						t.Errorf("%s lacks %s", set, part)
					}
				}
			}
			return w.Body.String()
		}
		ask("/begin")
		for range 14 {
			time.Sleep(50 * time.Minute)
			if ask("/") != "pat" {
				t.Fatal("a session that is used is over")
			}
		}
		time.Sleep(50 * time.Minute)
		if ask("/") != "" {
			t.Error("a session lasts for more than twelve hours")
		}
		ask("/begin")
		time.Sleep(time.Hour)
		if ask("/") != "" {
			t.Error("a session that nobody used lasts for more than an hour")
		}
	})
}

func TestASessionThatWasDeletedDoesNotComeBack(t *testing.T) {
	s := &sessionStore{}
	later := time.Now().Add(time.Hour)
	for _, step := range []error{s.Commit("a", []byte("1"), later), s.Delete("a"), s.Commit("a", []byte("2"), later), s.Delete("unknown")} {
		if step != nil {
			t.Fatal(step)
		}
	}
	if _, found, _ := s.Find("a"); found || len(s.kept) != 1 {
		t.Errorf("found %v in %v", found, s.kept)
	}
}

func TestTheNumberOfSessionsIsBounded(t *testing.T) {
	s := &sessionStore{}
	for i := range mostSessions + 10 {
		expires := time.Now().Add(time.Hour)
		if i == 7 {
			expires = time.Now().Add(time.Minute) // as for a user who has not signed in yet
		}
		if err := s.Commit("token "+strings.Repeat("x", i%50)+string(rune(i)), []byte("1"), expires); err != nil {
			t.Fatal(err)
		}
		if len(s.kept) > mostSessions {
			t.Fatal(len(s.kept))
		}
	}
	if _, found, _ := s.Find("token " + strings.Repeat("x", 7) + string(rune(7))); found {
		t.Error("the session that expires first is still there")
	}
	for sum := range s.kept {
		s.kept[sum] = keptSession{Data: []byte("1"), Expires: time.Now().Add(-time.Second)}
	}
	if err := s.Commit("new", []byte("1"), time.Now().Add(time.Hour)); err != nil || len(s.kept) != 1 {
		t.Errorf("%v, %d are kept", err, len(s.kept))
	}
}

// A page of another site can neither sign a user out nor send a file in a
// user's name.
func TestAnotherSiteCanNeitherSignOutNorUpload(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	b := newBrowser(t, i.signedSite(t, f))
	if status, _ := b.get(t, "/claims"); status != http.StatusOK {
		t.Fatal(status)
	}
	for _, path := range []string{"/sign-out", "/import", "/import/confirm", "/claims/litware-sales/give-evidence", "/due/expire"} {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.site+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(name, value)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			answer, err := b.Do(r)
			if status, body := read(t, answer, err); status != http.StatusForbidden || !strings.Contains(body, "another site") {
				t.Errorf("%s by %s: %d", path, name, status)
			}
		}
	}
	if status, body := b.get(t, "/claims"); status != http.StatusOK || !strings.Contains(body, "Pat Meier") || len(b.passed) != 4 {
		t.Errorf("%d after %d redirects", status, len(b.passed))
	}
}

// The desk shows the name and the address that the token or the partner's file
// gives, and makes none up.
func TestNoMailAddressIsMadeUp(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	server := i.signedSite(t, f)
	f.signIn.from = fromToken
	for name, c := range map[string]struct {
		subject, mail string
		want          string // the address of the contact in the forms
	}{
		"nothing but a subject":     {"u-123", "", ""},
		"a subject with an at sign": {"u-123@issuer", "", ""},
		"a verified address":        {"u-123", "noa@fabrikam.example", "noa@fabrikam.example"},
		"the partner's file":        {"u-456", "", "told@fabrikam.example"},
	} {
		i.alter = func(claims map[string]any) {
			claims["sub"], claims["roles"] = c.subject, "Incentives admin"
			delete(claims, "email")
			if c.mail != "" {
				claims["email"], claims["email_verified"] = c.mail, true
			}
		}
		f.partner.Mails = map[mci.UserID]string{"u-456": "told@fabrikam.example"}
		b := newBrowser(t, server)
		for _, address := range []string{"/associate?customer=Contoso", "/nominate?" + url.Values{"customer": {"City Power & Light"}, "engagement": {"fy23-microsoft-viva"}}.Encode()} {
			status, body := b.get(t, address)
			_, control, found := strings.Cut(body, `name="partnerContact.email" type="email" value="`)
			got, _, _ := strings.Cut(control, `"`)
			if status != http.StatusOK || !found || got != c.want || !strings.Contains(body, `value="Pat Meier"`) || strings.Contains(body, c.subject+"@fabrikam") {
				t.Errorf("%s, %s: %d, %q", name, address, status, got)
			}
		}
	}
}
