package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

// result is what a run printed, and its exit status.
type result struct {
	out, err string
	status   int
}

func track(t *testing.T, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	status := run(t.Context(), args, streams{strings.NewReader(""), &out, &errs}, never)
	return result{out.String(), errs.String(), status}
}

// must fails the test unless the run is done.
func must(t *testing.T, args ...string) string {
	t.Helper()
	r := track(t, args...)
	if r.status != done {
		t.Fatalf("%q: status %d, %s", args, r.status, r.err)
	}
	return r.out
}

// life opens contoso and gives each command, a day after the other from 2022-11-11 on.
func life(t *testing.T, commands ...string) {
	t.Helper()
	enterCopyOfTestdata(t)
	must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10")
	for i, command := range commands {
		day := never().AddDate(0, 0, i-47).Format("2006-01-02")
		must(t, append([]string{"do", "contoso", "--user", "pat", "--at", day}, strings.Split(command, "|")...)...)
	}
}

var evidence = []string{
	"give-evidence|--part=invoice|--reference=I-1", "give-evidence|--input=poe.json", "give-evidence|--part=customer survey|--survey-sent",
	"give-evidence|--part=customer survey", "give-evidence|--part=partner survey",
}

func TestEveryCommandCanBeGivenByFlags(t *testing.T) {
	commands := slices.Concat([]string{
		"update-contact|--side=customer|--contact=Ada <ada@contoso.com>",
		"send-consent|--deal-size=250000USD|--customer-contact=Noa <noa@contoso.com>|--partner-contact=Pat <pat@fabrikam.com>|--language=de",
		"resend-consent", "accept",
	}, evidence, []string{
		"submit|--requested=4000 USD|--comment=please", "begin-review", "request-action|--comment=more", "comment|--comment=here",
		"submit", "begin-review", "reject|--comment=no", "dispute|--comment=but", "submit", "begin-review", "approve|--amount=3500USD",
		"record-payment|--amount=3500USD|--reference=P-1",
	})
	life(t, commands...)
	sheet := must(t, "show", "contoso")
	for _, want := range []string{"Approved, disputed", "requested         USD 4,000.00", "approved          USD 3,500.00", "paid              USD 3,500.00 on 2022-12-01, P-1", "Noa <noa@contoso.com>"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the claim lacks %q:\n%s", want, sheet)
		}
	}
	if told := must(t, "explain", "contoso"); strings.Count(told, "\n") != 2*(len(commands)+1) {
		t.Errorf("the history has not each of %d commands:\n%s", len(commands), told)
	}
	given := strings.Join(commands, "\n") + "\ndecline\ncancel\nexpire\nresolve" // the others end a claim, or settle one
	for _, name := range verbNames() {
		if !strings.Contains(given, name) {
			t.Errorf("no test gives %q", name)
		}
	}
}

func TestADivergenceIsShownAndResolved(t *testing.T) {
	life(t, "cancel|--comment=mistake")
	if err := os.WriteFile("portal.csv", []byte("Claim ID,Status\ncontoso,Under review\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if told := must(t, "import", "portal.csv", "--user", "pat", "--at", "2022-11-20"); !strings.Contains(told, "contoso diverged: Canceled, and the portal shows Under review") {
		t.Errorf("the import tells %q", told)
	}
	if sheet := must(t, "show", "contoso"); !strings.Contains(sheet, "Canceled; the portal shows Under review") {
		t.Errorf("not shown:\n%s", sheet)
	}
	for command, want := range map[string]string{
		"next contoso":            "partner can resolve: the portal shows Under review",
		"explain contoso":         "the portal showed Under review",
		"explain contoso resolve": "resolve is permitted in Canceled",
		"explain contoso submit":  "submit is refused in Canceled",
	} {
		if told := must(t, strings.Fields(command)...); !strings.Contains(told, want) {
			t.Errorf("%s tells %q, want %q", command, told, want)
		}
	}
	if told := must(t, "do", "contoso", "resolve", "--comment", "ours", "--at", "2022-11-21"); !strings.Contains(told, "resolve, Canceled") {
		t.Errorf("resolved as %q", told)
	}
}

func TestEachExitStatusMeansWhatTheHelpSays(t *testing.T) {
	life(t)
	if err := os.WriteFile("broken.json", []byte(`{"title": "Contoso"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args, says string
		want       int
	}{
		{"", "", done},
		{"help do", "", done},
		{"due --within 5", "", done},
		{"due --db none.db", "none.db", failed},
		{"show nobody", `claim "nobody": no such claim`, failed},
		{"do nobody submit", `claim "nobody": no such claim`, failed},
		{"do contoso submit --at 2022-11-11", "permitted: send consent", failed},
		{"do contoso send-consent --at 2022-11-01", "claim.time", failed},
		{"open contoso contoso.json --at 2022-11-10", "exists already", failed},
		{"open again contoso.json --at 2022-11-10", "most claims", failed},
		{"open other none.json", "none.json", failed},
		{"import none.csv", "none.csv", failed},
		{"due --catalog none.json", "none.json", failed},
		{"open other broken.json", "title", invalid},
		{"open other contoso.json --at 1999-01-01", "engagement.offered", failed},
		{"due --catalog poe.json", "malformed", invalid},
		{"due --at tomorrow", "at:", invalid},
		{"due --within few", "within", invalid},
		{"due now", "unknown command", invalid},
		{"show", "arg", invalid},
		{"pay", "unknown command", invalid},
		{"do contoso pay", "send-consent", invalid},
		{"do contoso submit --requested 5000", "requested", invalid},
		{"do contoso submit --deal-size 5000USD", "dealSize", invalid},
		{"do contoso give-evidence --part invoice --survey-sent=perhaps", "survey-sent", invalid},
		{"do contoso update-contact --contact nobody", "contact", invalid},
		{"do contoso cancel --role boss", "role", invalid},
		{"do contoso cancel --input broken.json", "title", invalid},
	} {
		r := track(t, strings.Fields(c.args)...)
		if r.status != c.want || !strings.Contains(r.err, c.says) {
			t.Errorf("tracker %s: status %d, want %d with %q; it says %q", c.args, r.status, c.want, c.says, r.err)
		}
	}
	if _, err := os.Stat("none.db"); !errors.Is(err, os.ErrNotExist) {
		t.Error("a command that reads made a file")
	}
}

func TestEveryCommandHasJSON(t *testing.T) {
	life(t, "send-consent")
	for _, args := range []string{
		"open fresh northwind.json --at 2022-11-10", "open late tailspin.json --at 2022-11-10", "due", "show contoso", "next contoso",
		"do contoso resend-consent --at 2022-11-12", "do contoso submit", "explain contoso", "explain contoso submit", "import portal.csv",
		"sweep", "pipeline", "export", "calendar", "show nobody",
	} {
		r := track(t, append(strings.Fields(args), "--json")...)
		values := 0
		for decoder := json.NewDecoder(strings.NewReader(r.out)); ; values++ {
			var value any
			if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("tracker %s: %v in\n%s", args, err, r.out)
			}
		}
		if values == 0 {
			t.Errorf("tracker %s: no JSON, and %q", args, r.err)
		}
	}
}

func TestADamagedRowNamesItselfAndTheListsGoOn(t *testing.T) {
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-10")
	execute(t, "tracker.db", `UPDATE claims SET record = '{"id": "contoso"' WHERE id = 'contoso'`)
	for _, command := range []string{"due", "pipeline", "export", "export --json", "calendar", "sweep"} {
		r := track(t, strings.Fields(command)...)
		if r.status != failed || !strings.Contains(r.err, `claim "contoso"`) || !strings.Contains(r.err, "not read: 1 claim\n") || r.out == "" {
			t.Errorf("%s: status %d, %q", command, r.status, r.err)
		}
	}
	if r := track(t, "show", "contoso"); r.status != failed || !strings.Contains(r.err, `claim "contoso"`) {
		t.Errorf("show: status %d, %q", r.status, r.err)
	}
	must(t, "show", "northwind")
}

func TestWhoReadsDoesNotWaitForAWriter(t *testing.T) {
	life(t)
	connection, err := opened(t, "tracker.db").Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := connection.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil { // it holds the lock
		t.Fatal(err)
	}
	must(t, "due")
}

func TestTheFirstRunSaysWhatToType(t *testing.T) {
	enterCopyOfTestdata(t)
	for file, state := range map[string]string{"none.db": "does not exist yet", "nothing.db": "is empty"} {
		if file == "nothing.db" {
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r := track(t, "due", "--db", file)
		want := "tracker: " + file + " " + state + `: type "tracker open ID REQUEST"`
		if r.status != failed || !strings.HasPrefix(r.err, want) || r.out != "" {
			t.Errorf("%s: status %d, %q, want %q", file, r.status, r.err, want)
		}
		must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", file)
	}
}

func TestARefusedOpenLeavesNoFile(t *testing.T) {
	enterCopyOfTestdata(t)
	if err := os.WriteFile("broken.csv", []byte("Who,What\na,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"open", "late", "tailspin.json", "--at", "2022-11-10"},
		{"open", strings.Repeat("x", 201), "contoso.json", "--at", "2022-11-10"},
		{"open", "contoso", "contoso.json", "--at", "1999-01-01"},
		{"open", "contoso", "none.json"},
		{"import", "broken.csv"},
	} {
		if r := track(t, args...); r.status == done {
			t.Errorf("%v is done", args)
		}
		if left, err := filepath.Glob("tracker.db*"); err != nil || len(left) > 0 {
			t.Errorf("%v leaves %v", args, left)
		}
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	life(t, "cancel")
	for command, want := range map[string]string{
		"due":             "no claim is open\n",
		"due --within 1":  "no open claim has a deadline within 1 day\n",
		"due --within 7d": "no open claim has a deadline within 7 days\n",
		"due --json":      "[]\n",
		"sweep":           "0 claims expired\n",
	} {
		if got := must(t, strings.Fields(command)...); got != want {
			t.Errorf("%s prints %q, want %q", command, got, want)
		}
	}
}

func TestDaysAndAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	life(t, "send-consent|--deal-size=USD 250000")
	for _, within := range []string{"0", "7", "7d", "36500"} {
		must(t, "due", "--within", within)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"due", "--within", "7x"}, "a number of days from 0 to 36500, such as 7 or 7d"},
		{[]string{"due", "--within", "1w"}, "such as 7 or 7d"},
		{[]string{"due", "--within", "-1"}, "such as 7 or 7d"},
		{[]string{"due", "--within", "36501"}, "from 0 to 36500"},
		{[]string{"do", "contoso", "send-consent", "--deal-size", "25000"}, `deal-size: found "25000", want an amount and its currency, such as 250000USD`},
		{[]string{"do", "contoso", "send-consent", "--deal-size", "25,000USD"}, "without separators of thousands"},
		{[]string{"do", "contoso", "send-consent", "--deal-size", "25000usd"}, "such as 250000USD"},
		{[]string{"do", "contoso", "send-consent", "--deal-size", "25000XYZ"}, "deal-size.currency"},
		{[]string{"do", "contoso", "submit", "--requested", "ten USD"}, "requested"},
	} {
		if r := track(t, c.args...); r.status != invalid || !strings.Contains(r.err, c.want) {
			t.Errorf("%v: status %d, %q, want %q", c.args, r.status, r.err, c.want)
		}
	}
}

// A counter counts the writes that reach the terminal, a file or a pipe.
type counter struct{ writes, bytes int }

func (c *counter) Write(p []byte) (int, error) {
	c.writes++
	c.bytes += len(p)
	return len(p), nil
}

func TestAListIsWrittenInFewPieces(t *testing.T) {
	file := filepath.Join(t.TempDir(), "many.db")
	seed(t, file, 1000)
	for _, command := range []string{"due", "calendar", "pipeline", "export", "export --json", "due --json"} {
		var out counter
		args := append(strings.Fields(command), "--db", file, "--at", "2022-11-20")
		if status := run(t.Context(), args, streams{strings.NewReader(""), &out, io.Discard}, never); status != done {
			t.Fatalf("%s: status %d", command, status)
		}
		if most := 2 + out.bytes>>12; out.writes > most { // at least a page of 4 kB each
			t.Errorf("%s writes %d bytes in %d pieces, want at most %d", command, out.bytes, out.writes, most)
		}
	}
}

func TestTheCalendarKeepsAnEventAndNumbersItsChanges(t *testing.T) {
	life(t)
	before := must(t, "calendar")
	if again := must(t, "calendar", "--at", "2022-11-30"); again != before {
		t.Error("the same claims give other bytes")
	}
	must(t, "do", "contoso", "send-consent", "--at", "2022-11-12")
	was, is := firstEvent(t, before), firstEvent(t, must(t, "calendar"))
	if was.Id() != "contoso/consent@tracker" || is.Id() != was.Id() {
		t.Errorf("the event is %q, then %q", was.Id(), is.Id())
	}
	for _, property := range []ics.ComponentProperty{ics.ComponentPropertySequence, ics.ComponentPropertyDtstamp} {
		if was.GetProperty(property).Value >= is.GetProperty(property).Value {
			t.Errorf("%s does not grow: %v, %v", property, was.GetProperty(property), is.GetProperty(property))
		}
	}
	if day := is.GetProperty(ics.ComponentPropertyDtStart).Value; day != "20221210" {
		t.Errorf("on %s", day)
	}
}

func firstEvent(t *testing.T, feed string) *ics.VEvent {
	t.Helper()
	calendar, err := ics.ParseCalendar(strings.NewReader(feed))
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Events()[0]
}

func TestCompletionKnowsClaimsAndCommands(t *testing.T) {
	life(t)
	for args, want := range map[string]string{
		"__complete show co":           "contoso\tContoso: Viva workshop\n",
		"__complete do contoso send":   "send-consent\n",
		"__complete explain contoso x": "submit\n",
		"__complete --db none show co": ":1\n",
	} {
		if r := track(t, strings.Fields(args)...); !strings.Contains(r.out, want) {
			t.Errorf("%s: %q", args, r.out)
		}
	}
}
