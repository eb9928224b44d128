package pages

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// serving serves a fixture as the program does, and returns its address and a
// function that stops it, which returns after the last request.
func (f *fixture) serving(t *testing.T, p patience) (address string, stop func() error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := f.server(f.reached(), p)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serveUntil(ctx, server, p.stop, func() error { return server.Serve(listener) })
	}()
	var done bool
	stop = func() error {
		cancel()
		if done {
			return nil
		}
		done = true
		return <-ended
	}
	t.Cleanup(func() { _ = stop() })
	return listener.Addr().String(), stop
}

// A wire is a connection to a site.
type wire struct {
	net.Conn
	in *bufio.Reader
}

func dial(t *testing.T, address string) *wire {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return &wire{connection, bufio.NewReader(connection)}
}

func (w *wire) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// answer reads the answer, and then waits for the end of the connection.
func (w *wire) answer(t *testing.T) (int, string) {
	t.Helper()
	answer, err := http.ReadResponse(w.in, nil)
	return read(t, answer, err)
}

const uploadHead = "POST %s HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n"

// The client sends a header that announces 1 GB, and not a byte of the file.
func TestAnUploadOfOneGigabyteIsRefusedBeforeItIsSent(t *testing.T) {
	f := newFixture(t, nil)
	address, _ := f.serving(t, standardPatience)
	for path, says := range map[string]string{
		"/import":                                `<p class="error" role="alert"><bdi>The file is too large`,
		"/claims/proseware-syntex/give-evidence": "a file 64 MiB",
	} {
		w := dial(t, address)
		w.send(t, fmt.Sprintf(uploadHead, path, address, 1<<30))
		if status, body := w.answer(t); status != http.StatusRequestEntityTooLarge || !strings.Contains(body, says) {
			t.Errorf("%s: %d %s", path, status, errorsIn(body))
		}
		if _, err := w.in.ReadByte(); err == nil {
			t.Errorf("%s: the connection goes on", path)
		}
	}
}

func TestAClientThatSendsItsHeaderTooSlowlyIsCut(t *testing.T) {
	f := newFixture(t, nil)
	p := standardPatience
	p.header = 50 * time.Millisecond
	address, _ := f.serving(t, p)
	w := dial(t, address)
	w.send(t, "GET /claims HTTP/1.1\r\nHost: ")
	if text, err := io.ReadAll(w.in); err != nil || strings.Contains(string(text), "200 OK") {
		t.Errorf("%s %v", text, err)
	}
}

func TestAClientThatSendsItsFormTooSlowlyIsAnsweredOrCut(t *testing.T) {
	f := newFixture(t, nil)
	p := standardPatience
	p.request, p.upload = 50*time.Millisecond, 100*time.Millisecond
	address, _ := f.serving(t, p)
	for _, path := range []string{"/claims/litware-sales/comment", "/import"} {
		w := dial(t, address)
		w.send(t, strings.Replace(fmt.Sprintf(uploadHead, path, address, 1000), "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", 1)+"version=1")
		if text, err := io.ReadAll(w.in); err != nil || strings.Contains(string(text), " 200 ") || strings.Contains(string(text), " 500 ") {
			t.Errorf("%s: %s %v", path, text, err)
		}
	}
	if strings.Contains(f.logged.String(), "no answer") {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestARequestThatRunsComesToItsEndWhenTheProgramStops(t *testing.T) {
	f := newFixture(t, nil)
	entered, release := make(chan struct{}), make(chan struct{})
	f.pages["slow"] = nil
	handler := f.answering(func(*site, *http.Request) (answer, error) {
		close(entered)
		<-release
		return redirect("/done"), nil
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	server, ended := f.server(f.traced(handler), standardPatience), make(chan error, 1)
	stopping := make(chan struct{})
	server.RegisterOnShutdown(func() { close(stopping) })
	go func() {
		ended <- serveUntil(ctx, server, standardPatience.stop, func() error { return server.Serve(listener) })
	}()
	w := dial(t, listener.Addr().String())
	w.send(t, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-entered
	cancel()
	<-stopping
	if late, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("a new connection is accepted")
		_ = late.Close()
	}
	close(release)
	if status, _ := w.answer(t); status != http.StatusSeeOther {
		t.Errorf("%d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestTheLogHasNoPersonalData(t *testing.T) {
	f := newFixture(t, nil)
	logged := &bytes.Buffer{}
	f.log = slog.New(slog.NewJSONHandler(logged, nil))
	f.requests = f.log
	handler := f.handlerAgain()
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/claims?text=noa@contoso.example", http.NoBody), httptest.NewRequest(http.MethodGet, "/customers/Contoso", http.NoBody),
		httptest.NewRequest(http.MethodGet, "/consent?answer=secret", http.NoBody), httptest.NewRequest(http.MethodGet, "/desk.css", http.NoBody),
		httptest.NewRequest(http.MethodPost, "/nominate?customer=Contoso", strings.NewReader(url.Values{"customerContact.email": {"noa@contoso.example"}}.Encode())),
	} {
		r.Header.Set("Authorization", "Bearer secret")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Header().Get(requestHeader) == "" {
			t.Errorf("%s has no ID", r.URL)
		}
	}
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	if len(lines) != 5 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil || fields["request"] == "" || fields["status"] == 0.0 {
			t.Errorf("%s: %v", line, err)
		}
		for _, never := range []string{"noa", "contoso", "secret", "192.0.2.1"} {
			if strings.Contains(strings.ToLower(line), never) {
				t.Errorf("%s has %s", line, never)
			}
		}
	}
	if !strings.Contains(logged.String(), `"pattern":"GET /customers/{name}"`) {
		t.Errorf("logged: %s", logged)
	}
}

// handlerAgain returns the handler after the site was changed.
func (f *fixture) handlerAgain() http.Handler {
	f.handler = f.site.handler()
	return f.handler
}

func TestAFailureIsLoggedWithTheIDThatItsPageShows(t *testing.T) {
	f := newFixture(t, nil)
	f.store = failing{}
	f.site.desk = f.deskOver(f.store)
	w := f.get(t, "/claims/litware-sales")
	id := w.Header().Get(requestHeader)
	if id == "" || !strings.Contains(w.Body.String(), "<code>"+id+"</code>") || !strings.Contains(f.logged.String(), "request="+id) {
		t.Errorf("%s: %s; logged: %s", id, w.Body, f.logged)
	}
}

func TestAPanicIsAFailureOfItsRequestAlone(t *testing.T) {
	f := newFixture(t, nil)
	for name, look := range map[string]func(http.ResponseWriter){
		"before the answer": func(http.ResponseWriter) { panic("lost") },
		"in the answer":     func(w http.ResponseWriter) { _, _ = io.WriteString(w, "half a page"); panic("lost") },
	} {
		f.logged.Reset()
		server := httptest.NewServer(f.traced(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { look(w) })))
		answer, err := http.Get(server.URL)
		if err == nil {
			var body []byte
			body, err = io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err == nil && (answer.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), answer.Header.Get(requestHeader))) {
				t.Errorf("%s: %d %s", name, answer.StatusCode, body)
			}
		}
		if name == "in the answer" && err == nil {
			t.Error("a part passes for the whole")
		}
		server.Close()
		if !strings.Contains(f.logged.String(), "panic=lost") {
			t.Errorf("%s: logged: %s", name, f.logged)
		}
	}
}

func TestTheLogOfConnectionsNamesNoClient(t *testing.T) {
	logged := &bytes.Buffer{}
	to := connectionLog(slog.New(slog.NewTextHandler(logged, nil)))
	to.Print("http: TLS handshake error from 203.0.113.7:4711: EOF")
	to.Print("http: panic serving 203.0.113.7:4711: lost\ngoroutine 7")
	if text := logged.String(); strings.Contains(text, "203.0") || strings.Count(text, "\n") != 2 || !strings.Contains(text, "TLS handshake error") {
		t.Error(text)
	}
}
