package pages

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A transcript is the output of a running program.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	ever chan struct{} // has a value after the first line
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.text.Write(p)
	select {
	case t.ever <- struct{}{}:
	default:
	}
	return n, err
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

func TestTheProgramServesUntilItIsStopped(t *testing.T) {
	t.Chdir(t.TempDir())
	for range 2 { // the second time, the demonstration is there
		ctx, stop := context.WithCancel(t.Context())
		printed := &transcript{ever: make(chan struct{}, 1)}
		ended := make(chan int, 1)
		go func() { ended <- Run(ctx, []string{"-demo", "-listen", "127.0.0.1:0"}, printed, time.Now) }()
		select {
		case <-printed.ever:
		case status := <-ended:
			t.Fatalf("ended with %d: %s", status, printed)
		}
		if !strings.Contains(printed.String(), "DEVELOPMENT MODE") {
			t.Errorf("printed %s", printed)
		}
		address := regexp.MustCompile(`http://[^ ]+`).FindString(printed.String())
		answer, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.Body.Close() != nil || !strings.Contains(string(body), "Adventure Works workshop") {
			t.Errorf("%d %v", answer.StatusCode, err)
		}
		stop()
		if status := <-ended; status != Stopped {
			t.Errorf("status %d: %s", status, printed)
		}
	}
	key, err := os.Stat(filepath.Join("desk-demo.db.data", "link.key"))
	if err != nil || key.Mode().Perm() != 0o600 || key.Size() != 32 {
		t.Errorf("%v %v", key, err)
	}
}

func TestTheDemonstrationIsForEachOfItsUsers(t *testing.T) {
	shown, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range shown.Partner.Users {
		folder := t.TempDir()
		s, err := open(t.Context(), &order{demo: true, user: string(user.ID), db: filepath.Join(folder, "x.db"), access: access{listen: "127.0.0.1:8080"}}, time.Now)
		if err != nil {
			t.Errorf("%s: %v", user.ID, err)
			continue
		}
		if claim, _ := s.desk.Claim(t.Context(), "tailspin-apps"); claim == nil || s.user.ID != user.ID {
			t.Errorf("%s: the demonstration is not whole", s.user.ID)
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}

func TestANameThatWasPointedHereIsNotServed(t *testing.T) {
	handler := atLoopback(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for host, status := range map[string]int{
		"localhost": 204, "localhost:8080": 204, "127.0.0.1:8080": 204, "127.0.0.1": 204, "[::1]:8080": 204, "[::1]": 204,
		"desk.example": 421, "desk.example:8080": 421, "": 421, "127.0.0.1.example": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/claims", http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%q: %d", host, w.Code)
		}
	}
}

func TestWrongFlagsAreSaid(t *testing.T) {
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("no.json", "no JSON")
	write("field.json", `{"company": "Fabrikam", "uzers": []}`)
	write("money.json", `{"company": "Fabrikam", "users": [{"id": "pat", "grants": [{"role": "king"}]}]}`)
	write("users.json", `{"company": "Fabrikam"}`)
	write("company.json", `{"company": " "}`)
	write("site.json", `{"company": "Fabrikam", "users": [{"id": "pat"}], "sites": [{"location": {"id": "a", "country": "ZZ"}}]}`)
	write("customer.json", `{"company": "Fabrikam", "users": [{"id": "pat"}], "customers": [{"name": "Contoso"}]}`)
	write("file.db", "no database")
	write("short.key", "short")
	before, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	signed := []string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "http://127.0.0.1:9"}
	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"help":                 {[]string{"-h"}, Stopped, "-demo"},
		"endless reminders":    {[]string{"-demo", "-reminders", "101"}, Invalid, "reminders: found"},
		"no number":            {[]string{"-demo", "-reminders", "-1"}, Invalid, "from 0 to 100"},
		"an unknown flag":      {[]string{"-x"}, Invalid, "not defined"},
		"an open address":      {[]string{"-listen", "0.0.0.0:80"}, Invalid, "loopback"},
		"no client":            {[]string{"-demo", "-issuer", "https://issuer.example"}, Invalid, "client-id"},
		"an odd issuer":        {[]string{"-demo", "-issuer", "http://issuer.example", "-client-id", "x"}, Invalid, "issuer"},
		"no public address":    {[]string{"-demo", "-issuer", "https://issuer.example/t?x", "-client-id", "x"}, Invalid, "issuer"},
		"no address":           {[]string{"-demo", "-issuer", "https://issuer.example/t", "-client-id", "x"}, Invalid, "public"},
		"a public path":        {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "https://desk.example/desk"}, Invalid, "public"},
		"no TLS":               {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "https://desk.example"}, Invalid, "tls-cert"},
		"no TLS outside":       {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "http://127.0.0.1:9", "-listen", "0.0.0.0:9"}, Invalid, "listen"},
		"no TLS key":           {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "https://desk.example", "-tls-cert", "x"}, Invalid, "tls-key"},
		"TLS twice":            {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "https://desk.example", "-tls-cert", "x", "-tls-key", "y", "-behind-proxy"}, Invalid, "behind-proxy"},
		"TLS and no TLS":       {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "http://127.0.0.1:9", "-tls-cert", "x", "-tls-key", "y"}, Invalid, "public"},
		"no certificate":       {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "https://127.0.0.1:0", "-listen", "127.0.0.1:0", "-tls-cert", "none.pem", "-tls-key", "none.pem"}, Failed, "none.pem"},
		"an odd claim":         {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-identify", "name"}, Invalid, "identify"},
		"odd roles":            {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-roles", "guess"}, Invalid, "roles"},
		"no secret":            {[]string{"-demo", "-issuer", "https://issuer.example", "-client-id", "x", "-public", "http://127.0.0.1:9", "-client-secret-file", "none.txt"}, Failed, "none.txt"},
		"a user beside":        {[]string{"-demo", "-issuer", "https://issuer.example", "-user", "pat"}, Invalid, "user"},
		"nobody known":         {[]string{"-issuer", "https://issuer.example"}, Invalid, "partner"},
		"a client of nobody":   {[]string{"-client-id", "x"}, Invalid, "client-id"},
		"a proxy to nobody":    {[]string{"-behind-proxy"}, Invalid, "behind-proxy"},
		"a sender alone":       {[]string{"-smtp-from", "desk@fabrikam.example"}, Invalid, "smtp-from"},
		"no port of mails":     {[]string{"-smtp", "mail.example"}, Invalid, "smtp"},
		"no sender":            {[]string{"-smtp", "mail.example:25", "-smtp-from", "desk"}, Invalid, "smtp-from"},
		"mails of nobody":      {[]string{"-smtp", "mail.example:25", "-smtp-from", "desk@fabrikam.example"}, Invalid, "loopback"},
		"mails of a demo":      {append(slices.Clone(signed), "-smtp", "mail.example:25", "-smtp-from", "desk@fabrikam.example"), Invalid, "made up"},
		"a password alone":     {append(slices.Clone(signed[1:]), "-roles", "token", "-smtp", "mail.example:25", "-smtp-from", "desk@fabrikam.example", "-smtp-password-file", "x"), Invalid, "smtp-user"},
		"no password":          {append(slices.Clone(signed[1:]), "-roles", "token", "-smtp", "mail.example:25", "-smtp-from", "desk@fabrikam.example", "-smtp-user", "x", "-smtp-password-file", "none.txt"), Failed, "none.txt"},
		"no port":              {[]string{"-listen", "localhost"}, Invalid, "loopback"},
		"no catalog":           {[]string{"-catalog", "none.json"}, Failed, "none.json"},
		"no partner":           {[]string{"-partner", "none.json"}, Failed, "none.json"},
		"no JSON":              {[]string{"-partner", "no.json"}, Invalid, "JSON"},
		"a field":              {[]string{"-partner", "field.json"}, Invalid, "uzers"},
		"a role":               {[]string{"-partner", "money.json"}, Invalid, "king"},
		"no users":             {[]string{"-partner", "users.json"}, Invalid, "at least one user"},
		"no company":           {[]string{"-partner", "company.json"}, Invalid, "company"},
		"a site":               {[]string{"-partner", "site.json"}, Invalid, "sites[0]"},
		"a customer":           {[]string{"-partner", "customer.json"}, Invalid, "customers[0]"},
		"an unknown user":      {[]string{"-demo", "-user", "nobody"}, Invalid, "nobody"},
		"no database":          {[]string{"-db", "file.db", "-listen", "127.0.0.1:0"}, Failed, "no database"},
		"a malformed address":  {[]string{"-db", "postgres://%zz"}, Invalid, "db"},
		"a short key":          {[]string{"-keys", "short.key"}, Invalid, "secret"},
		"a folder for the key": {[]string{"-keys", "."}, Failed, "directory"},
		"a wrong discovery":    {[]string{"-discovery", "http://login.example"}, Invalid, "discovery"},
		"a word too many":      {[]string{"extra", "-demo"}, Invalid, "extra"},
		"open figures":         {[]string{"-demo", "-metrics", "0.0.0.0:9"}, Invalid, "metrics"},
		"a taken port":         {[]string{"-listen", "127.0.0.1:99999"}, Failed, "99999"},
		"no server":            {[]string{"-db", "postgres://127.0.0.1:1/x", "-listen", "127.0.0.1:0"}, Failed, "127.0.0.1"},
	} {
		var printed bytes.Buffer
		if status := Run(t.Context(), c.args, &printed, time.Now); status != c.status || !strings.Contains(printed.String(), c.says) {
			t.Errorf("%s: status %d: %s", name, status, &printed)
		}
		if after, err := filepath.Glob("*"); err != nil || !slices.Equal(before, after) {
			t.Errorf("%s: %v are there, %v were before; %v", name, after, before, err)
			before = after
		}
	}
}

func TestTheDeskBeginsWithoutAnyFile(t *testing.T) {
	t.Chdir(t.TempDir())
	s, err := open(t.Context(), &order{access: access{listen: "127.0.0.1:8080"}}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if s.user.ID != "you" || time.Since(s.now()) > time.Minute {
		t.Errorf("%+v at %s", s.user, s.now())
	}
	if got := (&order{db: "postgres://host/claims"}).folder(); got != "host-claims.data" {
		t.Errorf("got %s", got)
	}
	if got := (&order{db: filepath.Join("a", "b.db")}).folder(); got != filepath.Join("a", "b.db.data") {
		t.Errorf("got %s", got)
	}
}
