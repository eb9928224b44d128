package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci/catalog"
)

// A result is the output of a run and its exit status.
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

// must fails the test unless the run succeeds. It returns the output.
func must(t *testing.T, args ...string) string {
	t.Helper()
	r := track(t, args...)
	if r.status != done {
		t.Fatalf("%q: status %d, %s", args, r.status, r.err)
	}
	return r.out
}

// life opens the claim contoso and gives it each command, one a day from
// 2022-11-11 on.
func life(t *testing.T, commands ...string) {
	t.Helper()
	enterCopyOfTestdata(t)
	must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10")
	for i, command := range commands {
		day := time.Date(2022, 11, 11+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		must(t, append([]string{"do", "contoso", "--user", "pat", "--at", day}, strings.Split(command, "|")...)...)
	}
}

var evidence = []string{
	"give-evidence|--part=invoice|--reference=I-1", "give-evidence|--input=poe.json", "give-evidence|--part=customer survey|--survey-sent",
	"give-evidence|--part=customer survey", "give-evidence|--part=partner survey",
}

// everyCommand leads a claim through every command that does not end it.
var everyCommand = slices.Concat([]string{
	"update-contact|--side=customer|--contact=Ada <ada@contoso.com>",
	"send-consent|--deal-size=250000USD|--customer-contact=Noa <noa@contoso.com>|--partner-contact=Pat <pat@fabrikam.com>|--language=de",
	"resend-consent", "accept",
}, evidence, []string{
	"submit|--requested=4000 USD|--comment=please", "begin-review", "request-action|--comment=more", "comment|--comment=here",
	"submit", "begin-review", "reject|--comment=no", "dispute|--comment=but", "submit", "begin-review", "approve|--amount=3500USD",
	"record-payment|--amount=3500USD|--reference=P-1", "record-facts|--number=4711|--approved=3450 USD",
})

func TestEveryCommandCanBeGivenByFlags(t *testing.T) {
	life(t, everyCommand...)
	sheet := must(t, "show", "contoso")
	for _, want := range []string{"Approved, disputed", "requested         USD 4,000.00", "approved          USD 3,450.00", "paid              USD 3,500.00 on 2022-12-01, P-1", "Noa <noa@contoso.com>"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the claim lacks %q:\n%s", want, sheet)
		}
	}
	if told := must(t, "explain", "contoso"); strings.Count(told, "\n") != 2*(len(everyCommand)+1) {
		t.Errorf("the history has not each of %d commands:\n%s", len(everyCommand), told)
	}
	// the remaining verbs end a claim, settle a divergence or accept terms
	given := strings.Join(everyCommand, "\n") + "\ndecline\ncancel\nexpire\nresolve\naccept-terms"
	for _, name := range verbNames() {
		if !strings.Contains(given, name) {
			t.Errorf("no test gives %q", name)
		}
	}
}

func TestAClaimIsHeldUntilItsTermsAreAccepted(t *testing.T) {
	life(t, "send-consent|--language=de", "accept")
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	document, err := card.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.ReplaceAll(string(document), `"A": "5000"`, `"A": "4500"`)
	if err := os.WriteFile("edited.json", []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	const other = "the catalog has"
	for _, command := range []string{"show contoso", "do contoso comment --comment x --user pat --at 2022-12-01"} {
		if r := track(t, append(strings.Fields(command), "--catalog", "edited.json")...); r.status != failed || !strings.Contains(r.err, other) {
			t.Errorf("%s: status %d, %s", command, r.status, r.err)
		}
	}
	accept := []string{"do", "contoso", "accept-terms", "--user", "pat", "--at", "2022-12-01", "--catalog", "edited.json"}
	if r := track(t, append(accept, "--revision", "two")...); r.status != invalid || !strings.Contains(r.err, "revision") {
		t.Errorf("status %d, %s", r.status, r.err)
	}
	must(t, append(accept, "--revision", "1", "--comment", "agreed")...)
	if sheet := must(t, "show", "contoso", "--catalog", "edited.json"); !strings.Contains(sheet, "USD 4,500.00") {
		t.Errorf("the claim pays otherwise:\n%s", sheet)
	}
}

func TestADivergenceIsShownAndResolved(t *testing.T) {
	life(t, "cancel|--comment=mistake")
	if err := os.WriteFile("portal.csv", []byte("Claim ID,Status\ncontoso,Under review\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if told := must(t, "import", "portal.csv", "--user", "pat", "--at", "2022-11-20"); !strings.Contains(told, "contoso diverged: Canceled, and the portal shows \"Under review\"") {
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
		{"do contoso send-consent --at 2022-11-01", "before the claim's latest entry", failed},
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
		{"due now", "arguments: found \"now\"", invalid},
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
	for _, command := range []string{"due", "export", "export --json", "calendar", "sweep"} {
		r := track(t, strings.Fields(command)...)
		if r.status != failed || !strings.Contains(r.err, `claim "contoso"`) || !strings.Contains(r.err, "not read: 1 claim\n") || r.out == "" {
			t.Errorf("%s: status %d, %q", command, r.status, r.err)
		}
	}
	// The columns of a row that was altered are not added up either.
	if r := track(t, "pipeline", "--json"); r.status != failed || strings.Count(r.out, `"amount": "5000.00"`) != 1 || !strings.Contains(r.err, "not read: 1 claim\n") {
		t.Errorf("pipeline: %+v", r)
	}
	if r := track(t, "show", "contoso"); r.status != failed || !strings.Contains(r.err, `claim "contoso"`) {
		t.Errorf("show: status %d, %q", r.status, r.err)
	}
	must(t, "show", "northwind")
	if r := track(t, "pipeline"); r.status != failed || strings.Contains(r.out, "Customer claimed") || !strings.Contains(r.out, "Customer consent expired  1") {
		t.Errorf("pipeline: %+v", r)
	}
}

// execute runs a statement on a file or a server directly, without the tracker.
func execute(t *testing.T, at, statement string) {
	t.Helper()
	driver := "sqlite"
	if place.IsServer(at) {
		driver = "pgx"
	}
	db, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyAFileOfThisTrackerIsOpened(t *testing.T) {
	for name, c := range map[string]struct{ statement, says string }{
		"newer":              {"PRAGMA user_version = 99", "a newer one wrote it"},
		"a version below 0":  {"PRAGMA user_version = -1", "which no version of this program writes"},
		"a version of 2^31":  {"PRAGMA user_version = 2147483647", "a newer one wrote it"},
		"another program":    {"PRAGMA application_id = 7", "of another one"},
		"without its tables": {"DROP TABLE entries; DROP TABLE claims", "which no version of this program writes"},
	} {
		t.Run(name, func(t *testing.T) {
			life(t)
			execute(t, "tracker.db", c.statement)
			for _, command := range []string{"due", "export", "sweep", "import portal.csv"} {
				if r := track(t, strings.Fields(command)...); r.status != failed || !strings.Contains(r.err, c.says) {
					t.Errorf("%s: status %d, %q", command, r.status, r.err)
				}
			}
		})
	}
}

func TestAFileThatHoldsNothingIsNotTakenForNothingDue(t *testing.T) {
	for name, c := range map[string]struct{ content, says string }{
		"of 0 bytes": {"", "is empty: type"},
		"of 1 byte":  {"x", "no database of this program"},
		"of text":    {"Claim ID,Status\nc1,Approved\n", "no database of this program"},
		"cut off":    {"SQLite format 3\x00\x10\x00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("tracker.db", []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, command := range []string{"due", "calendar", "export", "pipeline", "show contoso"} {
				if r := track(t, strings.Fields(command)...); r.status == done || !strings.Contains(r.err, c.says) || r.out != "" {
					t.Errorf("%s: %+v", command, r)
				}
			}
			if after, err := os.ReadFile("tracker.db"); err != nil || string(after) != c.content {
				t.Errorf("the file was changed: %q, %v", after, err)
			}
		})
	}
}

func TestTheFirstRunSaysWhatToType(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, command := range []string{"due", "show contoso", "sweep", "export"} {
		r := track(t, strings.Fields(command)...)
		if r.status == done || !strings.Contains(r.err, "tracker.db does not exist yet: type \"tracker open ID REQUEST\"") {
			t.Errorf("%s: %+v", command, r)
		}
	}
}

func TestAnOpeningThatIsRefusedLeavesNoFile(t *testing.T) {
	enterCopyOfTestdata(t)
	if r := track(t, "open", "tailspin", "tailspin.json", "--at", "2022-11-10"); r.status != failed {
		t.Fatalf("%+v", r)
	}
	if _, err := os.Stat("tracker.db"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was left behind: %v", err)
	}
	must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10")
	status, err := os.Stat("tracker.db")
	if err != nil || runtime.GOOS != "windows" && status.Mode().Perm() != 0o600 {
		t.Errorf("the file of customers' data has the mode %v, %v", status.Mode(), err)
	}
}

func TestASecondClaimUnderAnIDSaysThatItExistsAlready(t *testing.T) {
	life(t)
	r := track(t, "open", "contoso", "northwind.json", "--at", "2022-11-10")
	if r.status != failed || !strings.Contains(r.err, `claim "contoso" exists already: "tracker show contoso" shows it`) {
		t.Errorf("%+v", r)
	}
}

func TestAFileThatCannotBeWrittenIsRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may write every file: the folder is checked by the mode of SQLite alone")
	}
	life(t)
	if err := os.Chmod("tracker.db", 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(".", 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(".", 0o700) })
	if out := must(t, "due", "--at", "2022-11-11"); !strings.Contains(out, "contoso") {
		t.Errorf("got %s", out)
	}
}

func TestAFlagThatIsMalformedNamesItsFieldAndWhatIsAllowed(t *testing.T) {
	life(t)
	if out := must(t, "due", "--within", "31d", "--at", "2022-11-11"); out != must(t, "due", "--within", "31", "--at", "2022-11-11") || !strings.Contains(out, "contoso") {
		t.Errorf("31d: %s", out)
	}
	for command, says := range map[string]string{
		"due --db=":         "db: found nothing, want the name of a file",
		"due --within soon": "a number of days from 0 to 36500, such as 7 or 7d",
		"due --within -1":   "a number of days",
		"due --within 7w":   "a number of days",
		"do contoso send-consent --deal-size 25000":     "deal-size: found \"25000\", want an amount and its currency, such as 250000USD",
		"do contoso send-consent --deal-size 25,000USD": "an amount and its currency",
		"do contoso send-consent --deal-size 25000usd":  "an amount and its currency",
	} {
		if r := track(t, strings.Fields(command)...); r.status != invalid || !strings.Contains(r.err, says) {
			t.Errorf("%s: %+v", command, r)
		}
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	life(t)
	for command, says := range map[string]string{
		"due --within 0 --at 2022-11-11": "no claim has a deadline or awaits a payment within 0 days\n",
	} {
		if out := must(t, strings.Fields(command)...); out != says {
			t.Errorf("%s: %q", command, out)
		}
	}
	must(t, "do", "contoso", "cancel", "--at", "2022-11-11", "--user", "pat")
	if out := must(t, "due", "--at", "2022-11-12"); out != "no claim is open\n" {
		t.Errorf("%q", out)
	}
}

// A countingWriter counts the calls to Write and the bytes.
type countingWriter struct{ calls, bytes int }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.calls++
	w.bytes += len(p)
	return len(p), nil
}

func TestAListIsWrittenInFewPieces(t *testing.T) {
	t.Chdir(t.TempDir())
	seed(t, "tracker.db", 1000)
	for _, command := range []string{"due", "calendar", "export", "export --json"} {
		out := &countingWriter{}
		status := run(t.Context(), append(strings.Fields(command), "--at", "2022-11-11"), streams{strings.NewReader(""), out, io.Discard}, never)
		if status != done || out.bytes < 50_000 || out.calls > 1+out.bytes/4_000 {
			t.Errorf("%s: status %d, %d bytes in %d writes", command, status, out.bytes, out.calls)
		}
	}
}

func TestWhoReadsDoesNotWaitForAWriter(t *testing.T) {
	life(t)
	db, err := sql.Open("sqlite", "tracker.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil { // holds the write lock
		t.Fatal(err)
	}
	must(t, "due")
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
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
	associationLife(t, "tracker.db")
	for args, want := range map[string]string{
		"__complete show co":                         "contoso\tContoso: Viva workshop\n",
		"__complete do contoso --at 2022-11-11 send": "send-consent\n",
		"__complete explain contoso x":               "submit\n",
		"__complete --db none show co":               ":1\n",
		"__complete --db none do x y":                ":1\n",
		"__complete do teams give":                   "give-proof\n",
		"__complete do teams reject --fault m":       "missing or old dates\n",
		"__complete open x --kind M":                 "Modern Work and Security Usage\n",
		"__complete open x --listed y":               "yes\n",
		"__complete do x y --side c":                 "customer\n",
		"__complete undo teams --role I":             "Incentives admin\n",
		"__complete next contoso x":                  ":4\n",
	} {
		if r := track(t, strings.Fields(args)...); !strings.Contains(r.out, want) {
			t.Errorf("%s: %q", args, r.out)
		}
	}
	if r := track(t, "__complete", "do", "contoso", ""); strings.Contains(r.out, "opt-out") {
		t.Errorf("a command of the other kind is offered: %q", r.out)
	}
}

func TestEachCommandForAnAssociationHasItsForm(t *testing.T) {
	var names []string
	for _, command := range associationCommands() {
		names = append(names, associationVerb(command.Event()))
	}
	want := associationVerbs()
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

func TestCompletionOffersWhatTheClaimPermitsAndTheFlagsOfThatCommand(t *testing.T) {
	life(t)
	associationLife(t, "tracker.db")
	for args, c := range map[string]struct{ has, lacks string }{
		"do contoso --at 2022-11-11 ":                {"send-consent cancel", "expire submit approve dispute begin-review"},
		"explain contoso ":                           {"send-consent submit approve", ""},
		"do teams ":                                  {"give-proof submit", "approve opt-out"},
		"do contoso send-consent --":                 {"--deal-size --customer-contact --language --user --at --input", "--part --requested --proof --reason"},
		"do --user pat contoso send-consent --":      {"--deal-size", "--part --user"},
		"do contoso cancel --":                       {"--comment --user", "--deal-size --part --fault --proof"},
		"do contoso give-evidence --":                {"--part --reference --survey-sent", "--deal-size --fault"},
		"do contoso give-evidence --part invoice --": {"--reference", "--deal-size"},
		"do teams give-proof --":                     {"--proof --signed --describes", "--deal-size --part --requested"},
		"do teams reject --":                         {"--fault --comment", "--deal-size --proof"},
		"do contoso nonsense --":                     {"--deal-size --fault", ""},
		"do contoso --":                              {"--deal-size --fault", ""},
		"do nobody submit --":                        {"--requested", "--deal-size"},
		"--db none do nobody submit --":              {"--requested", "--deal-size"},
	} {
		words := append([]string{"__complete"}, strings.Split(args, " ")...)
		offered := map[string]bool{}
		for line := range strings.Lines(track(t, words...).out) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			offered[strings.TrimSuffix(word, "=")] = true
		}
		for word := range strings.FieldsSeq(c.has) {
			if !offered[word] {
				t.Errorf("%q: %s is not offered in %v", args, word, offered)
			}
		}
		for word := range strings.FieldsSeq(c.lacks) {
			if offered[word] {
				t.Errorf("%q: %s is offered", args, word)
			}
		}
	}
}
