package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

// inNovember is within the consent window of the claims that the tests open.
func inNovember() time.Time { return time.Date(2022, 11, 20, 9, 0, 0, 0, time.UTC) }

// A servedDesk is a desk that a test serves.
type servedDesk struct {
	address string
	stop    func() (status int, errs string)
}

// startDesk starts "tracker serve" and returns when it has printed its address.
func startDesk(t *testing.T, args ...string) *servedDesk {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, written := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		status := run(ctx, append([]string{"serve", "--port", "0"}, args...), streams{strings.NewReader(""), written, &errs}, inNovember)
		written.Close()
		ended <- status
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line)
	if err != nil || address == "" {
		cancel()
		t.Fatalf("status %d, %q: %s, %v", <-ended, line, &errs, err)
	}
	d := &servedDesk{address: address}
	d.stop = func() (int, string) {
		cancel()
		return <-ended, errs.String()
	}
	t.Cleanup(cancel)
	return d
}

func (d *servedDesk) get(t *testing.T, path string) string {
	t.Helper()
	answer, err := http.Get(d.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v\n%.500s", path, answer.StatusCode, err, text)
	}
	return string(text)
}

// send sends the form of a page that goes to an address.
func (d *servedDesk) send(t *testing.T, page, action string) {
	t.Helper()
	_, form, found := strings.Cut(d.get(t, page), `action="`+action+`"`)
	if !found {
		t.Fatalf("%s has no form for %s", page, action)
	}
	values := url.Values{}
	for _, hidden := range regexp.MustCompile(`<input type="hidden" name="(.*?)" value="(.*?)">`).FindAllStringSubmatch(form, 2) {
		values.Set(hidden[1], hidden[2])
	}
	answer, err := http.PostForm(d.address+action, values)
	if err != nil || answer.StatusCode != http.StatusOK || answer.Body.Close() != nil {
		t.Fatalf("%s: %+v, %v", action, answer, err)
	}
}

// One claim, by both programs, in a file and on a server.
func TestTheDeskShowsTheClaimsOfTheTrackerAndTheTrackerThoseOfTheDesk(t *testing.T) {
	for name, at := range map[string]string{"a file": "tracker.db", "a server": clustertest.Schema(t)} {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", at)
			d := startDesk(t, "--db", at, "--user", "pat")
			if page := d.get(t, "/claims"); !strings.Contains(page, "/claims/contoso") {
				t.Errorf("the desk does not list the claim: %s", page)
			}
			must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15", "--db", at)
			if page := d.get(t, "/claims"); !strings.Contains(page, "/claims/northwind") {
				t.Errorf("the desk does not list a claim that was opened meanwhile: %s", page)
			}
			d.send(t, "/claims/contoso", "/claims/contoso/cancel")
			if out := must(t, "show", "contoso", "--db", at); !strings.Contains(out, "Canceled") {
				t.Errorf("the tracker does not show what the desk did: %s", out)
			}
			if out := must(t, "explain", "contoso", "--db", at); !strings.Contains(out, "2022-11-20T09:00:00Z cancel by partner pat") {
				t.Errorf("the desk works for somebody else: %s", out)
			}
			if status, errs := d.stop(); status != done || errs != "" {
				t.Errorf("status %d: %s", status, errs)
			}
			if _, status := examined(t, "--db", at); status != done {
				t.Errorf("the doctor ends with %d", status)
			}
		})
	}
}

// The settings stand in for the flags, as for every command.
func TestTheDeskHasTheCatalogAndTheUserOfTheSettings(t *testing.T) {
	life(t)
	write(t, "ours.catalog.yaml", must(t, "catalog", "new"))
	write(t, "partner.json", `{"company": "Fabrikam", "users": [{"id": "pat", "name": "Pat", "grants": [{"role": "Incentives admin"}]}]}`)
	write(t, "tracker.yaml", "db: tracker.db\nuser: pat\ncatalog: ours.catalog.yaml\nholidays: holidays.txt\npartner: partner.json\n")
	d := startDesk(t)
	if page := d.get(t, "/engagements"); !strings.Contains(page, "abrikam") || strings.Contains(page, "Microsoft Viva") {
		t.Errorf("another catalog: %s", page)
	}
	if status, errs := d.stop(); status != done || errs != "" {
		t.Errorf("status %d: %s", status, errs)
	}
}

func TestTheDeskCountsBusinessDaysWithTheHolidaysOfTheTracker(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db", goodProof)
	must(t, slices.Concat([]string{"do", "teams", "submit", "--at", "2022-12-22"}, admin)...)
	for day, args := range map[string][]string{
		"29 Dec 2022": {"--user", "pat"},
		"30 Dec 2022": {"--user", "pat", "--holidays", "holidays.txt"},
	} {
		d := startDesk(t, args...)
		if page := d.get(t, "/claims/teams"); !strings.Contains(page, day) {
			t.Errorf("%q: the page does not have %s:\n%s", args, day, page)
		}
		if status, errs := d.stop(); status != done || errs != "" {
			t.Errorf("status %d: %s", status, errs)
		}
	}
}

func TestAProgramIsToldWhereTheDeskIs(t *testing.T) {
	life(t)
	t.Setenv("PATH", t.TempDir()) // with no program that opens an address
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	read, written := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--port", "0", "--user", "pat", "--json", "--log", "--open"}, streams{strings.NewReader(""), written, io.Discard}, inNovember)
	}()
	var told served
	if err := json.NewDecoder(read).Decode(&told); err != nil || !strings.HasPrefix(told.Address, "http://127.0.0.1:") || told.User != "pat" {
		t.Errorf("%+v, %v", told, err)
	}
	cancel()
	if status := <-ended; status != done {
		t.Errorf("status %d", status)
	}
}

func TestTheDeskThatCannotBeginSaysWhatToDo(t *testing.T) {
	life(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	write(t, "partner.json", `{"company": ""}`)
	for command, c := range map[string]struct {
		says   string
		status int
	}{
		"serve --user pat --port " + port:                            {"in use by another program\n  next: the same command with --port 0", failed},
		"serve --user pat --port 70000":                              {"port: found \"70000\"", invalid},
		"serve --user pat --port x":                                  {"port: found \"x\", want a whole number", invalid},
		"serve":                                                      {"by --user, TRACKER_USER or the settings", invalid},
		"serve --user pat --role boss":                               {"role: found \"boss\"", invalid},
		"serve --user pat --at 2023-01-01":                           {"the desk goes by the clock", invalid},
		"serve --user pat --db none.db":                              {"none.db does not exist yet", failed},
		"serve --user pat -- -db other.db":                           {"-db: found \"a flag of the desk\"", invalid},
		"serve --user pat -- --demo=true":                            {"makes no claims up", invalid},
		"serve --user pat -- -nonsense":                              {"the desk cannot begin; its error is above\n  next: tracker serve --help", invalid},
		"serve extra":                                                {`arguments: found "extra"`, invalid},
		"serve extra -- -listen x":                                   {`arguments: found "extra -listen x"`, invalid},
		"serve --partner partner.json":                               {"desk: partner.json.company", invalid},
		"serve --partner partner.json --role x":                      {"exclude each other", invalid},
		"serve --user pat --mails contoso.json":                      {"by the error above", failed},
		"serve --user pat -- -listen 0.0.0.0:0":                      {"listen: found \"0.0.0.0:0\"", invalid},
		"serve --partner none.json -- -issuer http://x -client-id y": {"issuer: found", invalid},
		"serve --port 0 --partner none.json -- --issuer=https://x --listen=[::1]:0": {"client-id: found nothing", invalid},
	} {
		if r := track(t, strings.Fields(command)...); r.status != c.status || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %+v, want %d with %q", command, r, c.status, c.says)
		}
	}
}

func TestAnInterruptEndsTheDeskWithStatus0(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: a process of Windows cannot be interrupted by another one")
	}
	life(t)
	command, _ := process(t, "serve", "--user", "pat", "--port", "0")
	command.Stdout = nil
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "the desk is at http://127.0.0.1:") {
		t.Errorf("%q, %v", line, err)
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestOnlyWhatIsWrongIsPrintedOfTheLog(t *testing.T) {
	var out bytes.Buffer
	var greeted []string
	d := &deskLines{out: &out, greet: func(address string) { greeted = append(greeted, address) }}
	for _, text := range []string{
		"{\"level\":\"INFO\",\"msg\":\"request\"}\n{\"level\":\"WARN\",", "\"msg\":\"slow\"}\n", "{\"level\":\"ERROR\",\"msg\":\"lost\"}\n",
		"{\"level\":\"INFO\",\"msg\":\"serving\",\"public\":\"https://desk.example\"}\n", "desk: http://127.0.0.1:1/ as pat. DEVELOPMENT MODE\n", "desk: no\n",
	} {
		if n, err := d.Write([]byte(text)); err != nil || n != len(text) {
			t.Errorf("%d, %v", n, err)
		}
	}
	const want = "{\"level\":\"WARN\",\"msg\":\"slow\"}\n{\"level\":\"ERROR\",\"msg\":\"lost\"}\ndesk: http://127.0.0.1:1/ as pat. DEVELOPMENT MODE\ndesk: no\n"
	if out.String() != want || len(greeted) != 1 || greeted[0] != "https://desk.example" {
		t.Errorf("%q, %q", &out, greeted)
	}
}
