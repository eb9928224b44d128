package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/mci"
)

// Each of these is typed wrong, or cannot be done now.
var wrongs = []struct{ typed, says, next string }{
	{"frobnicate", `unknown command "frobnicate"`, "tracker help"},
	{"sho contoso", `unknown command "sho"`, `"show"`},
	{"status contoso", `unknown command "status"`, `"show"`},
	{"help sho", `unknown command "sho"`, `"show"`},
	{"help frobnicate", `unknown command "frobnicate"`, "tracker help --help"},
	{"help show me", `unknown command "me" for "tracker show"`, "tracker help --help"},
	{"catalog frobnicate", "want check, new, schema, show", "tracker catalog --help"},
	{"catalog chek x", "want check, new, schema, show", `"check"`},
	{"completion tcsh", "want bash, fish, powershell, zsh", "tracker completion --help"},
	{"show", `arguments: found nothing, want "tracker show ID"`, "tracker show --help"},
	{"show contoso extra", `want "tracker show ID"`, "tracker show --help"},
	{"due extra", `arguments: found "extra", want "tracker due"`, "tracker due --help"},
	{"do contoso", `want "tracker do ID COMMAND"`, "tracker do --help"},
	{"open", `want "tracker open ID [REQUEST]"`, "tracker open --help"},
	{"earnings", `want "tracker earnings FILE...`, "tracker earnings --help"},
	{"list --custmer x", "unknown flag: --custmer", `"customer"`},
	{"list --nonsense", "unknown flag: --nonsense", "tracker list --help"},
	{"list --limit x", `limit: found "x", want a whole number`, "tracker list --help"},
	{"list --limit", "flag needs an argument: --limit", "tracker list --help"},
	{"list --open=maybe", `open: found "maybe", want true or false`, "tracker list --help"},
	{"copy", "--to must be given", "tracker copy --help"},
	{"import portal.csv --day-first --month-first", "--day-first and --month-first exclude each other", "tracker import --help"},
	{"earnings march --months 2023-01", "--downloaded must be given, too", "tracker earnings --help"},
	{"nominate", "--template or --from must be given", "tracker nominate --help"},
	{"show nobody", "no such claim", "tracker list --text=nobody"},
	{"next contos", "no such claim", "the same command with contoso"},
	{"show CONTOSO", "no such claim", "the same command with contoso"},
	{"explain cont", "no such claim", "the same command with contoso"},
	{"list --status Aproved", `"Customer consent declined"`, `"Approved"`},
	{"list --customer Contoso", "--text looks for a name", "tracker list --text=Contoso"},
	{"do no\u00a0body accept", "no such claim", "tracker list --text='no\u00a0body'"},
	{"do contoso acept", `found "acept"`, `"accept"`},
	{"do contoso submit --at 2022-11-12", "permitted", "tracker next contoso"},
	{"do contoso accept --at 2022-11-01", "before the claim's latest entry", "tracker explain contoso, and give an --at"},
	{"do contoso accept --at 2035-01-01", "unless the host vouches", "--future"},
	{"do contoso give-evidence --part customer_survey", `found "customer_survey"`, `"customer survey"`},
	{"do contoso accept --input none.json", "none.json", `"tracker do --help"`},
	{"open other contoso.json --at 2022-11-10", "the most claims", "tracker list --customer 'tenant ID:2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60' --engagement fy23-microsoft-viva"},
	{"open tailspin tailspin.json --at 2022-11-16", "cannot be nominated", "tracker rules customer.criteria"},
	{"open contoso contoso.json --at 2022-11-10", `"tracker show contoso" shows it`, ""},
	{"open other unknown.json", "an engagement of the catalog", "tracker catalog show"},
	{"due --db none.db", `type "tracker open ID REQUEST"`, ""},
	{"due --db text.db", "no database of this program", "another file or database"},
	{"due --db postgres://pat@127.0.0.1:1/x", "failed to connect", "when the server runs"},
	{"due --db mysql://pat:pw@host/x", `found "mysql://…"`, ""},
	{"due --catalog none.yaml", "the catalog of --catalog, TRACKER_CATALOG or the settings: open none.yaml", `"tracker due --help"`},
	{"due --catalog contoso.json", "contoso.json is malformed", "tracker catalog check contoso.json"},
	{"impact contoso.json", "contoso.json is malformed", "tracker catalog check contoso.json"},
	{"due --config none.yaml", "none.yaml", "tracker due --help"},
	{"import contoso.json", "header: found", "--column HEADER=COLUMN"},
	{"backup tracker.db", "a backup overwrites nothing", "another file"},
	{"restore tracker.db --db new.db", "tracker.db.sha256", "sha256sum tracker.db > tracker.db.sha256"},
	{"restore folder/kept.db --db new.db", "kept.db.sha256", "cd folder/, sha256sum kept.db > kept.db.sha256"},
	{"rules nosuchrule", "want a part of the ID", ""},
	{"show -- --json", "no such claim", "tracker list --text=--json"},
	{"mcp --role boss", `role: found "boss"`, ""},
	{"mcp --report none.csv", "none.csv", `"tracker mcp --help"`},
	{"due --within few", `within: found "few", want a number of days`, "tracker due --help"},
}

func TestEachErrorSaysWhatToTypeNext(t *testing.T) {
	life(t, "send-consent|--language=de")
	write(t, "text.db", "hello")
	write(t, "unknown.json", strings.Replace(readFile(t, "contoso.json"), "fy23-microsoft-viva", "no-such-engagement", 1))
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, "folder/kept.db", readFile(t, "tracker.db"))
	for _, c := range wrongs {
		args := strings.Split(c.typed, " ")
		r := track(t, args...)
		_, next, found := strings.Cut(r.err, "\n  next: ")
		if r.status == done || !strings.Contains(r.err, c.says) || !strings.Contains(next, c.next) || found != (c.next != "") {
			t.Errorf("tracker %s: %+v, want %q and then %q", c.typed, r, c.says, c.next)
		}
		if strings.Contains(r.err, "pw@") {
			t.Errorf("tracker %s prints a password: %s", c.typed, r.err)
		}
	}
	// A program gets the same in a field of its own.
	var told struct{ Error, Next string }
	if r := track(t, "show", "nobody", "--json"); json.Unmarshal([]byte(r.out), &told) != nil || told.Next != "tracker list --text=nobody" {
		t.Errorf("%+v", r)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Some errors depend on other programs, or on a moment.
func TestErrorsOfTheMomentSayWhatToTypeNext(t *testing.T) {
	p := &program{}
	root := p.root()
	for _, c := range []struct {
		err  error
		next string
	}{
		{fmt.Errorf("x: %w", context.Canceled), "the same command again"},
		{&store.ClaimError{ID: "c-1", Err: store.ErrConflict}, "the same command again"},
		{fmt.Errorf("x: %w", postgres.ErrForeign), "another file or database"},
		{&store.ClaimError{ID: "c-1", Err: mci.Invalid("sum", "0123456789abcdef", "0123456789abcdee, the sum of the row")}, "tracker doctor"},
		{fmt.Errorf("a list: %w", errUnread), "tracker doctor"},
		{&store.ClaimError{ID: "c-1", Err: &claims.TermsError{}}, "tracker do c-1 accept-terms"},
		{fmt.Errorf("no class of these"), ""},
	} {
		if next := (&failure{err: c.err, command: root, started: true}).next(); !strings.Contains(next, c.next) || (next == "") != (c.next == "") {
			t.Errorf("%v: %q, want %q", c.err, next, c.next)
		}
	}
}
