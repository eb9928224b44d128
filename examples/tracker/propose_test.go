package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/eligibilitytest"
	"github.com/mci-go/incentives/mci"
)

// admin are the flags of a partner's user who gives a command to an
// association.
var admin = []string{"--user", "pat", "--role", "Incentives admin"}

// associationLife opens the association teams, and gives it each command, one a
// day from 2022-11-11 on.
func associationLife(t *testing.T, place string, commands ...string) {
	t.Helper()
	must(t, "open", "teams", "teams.json", "--at", "2022-11-10", "--db", place)
	for i, command := range commands {
		day := time.Date(2022, 11, 11+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		must(t, slices.Concat([]string{"do", "teams", "--at", day, "--db", place}, admin, strings.Split(command, "|"))...)
	}
}

const goodProof = "give-proof|--proof=sow.pdf|--pertains=yes|--signed=yes|--dated=2022-11-01|--describes=yes|--names=Microsoft Teams|--names=Exchange Online"

// everyAssociationCommand leads an association through almost every command.
var everyAssociationCommand = []string{
	"give-proof|--proof=draft.pdf|--undated", goodProof, "comment|--comment=see page 2", "submit", "begin-review",
	"find-competitor|--comment=another", "request-action|--fault=missing products|--fault=missing or old dates|--comment=more",
	"edit|--workload=Microsoft Teams|--workload=Exchange Online|--customer-title=Boss|--customer-contact=Ada <ada@contoso.com>|--location=Bern|--partner-contact=Pat <pat@fabrikam.com>",
	"submit|--comment=done", "begin-review", "reject|--fault=missing products",
	"dispute|--justification=it names them|--proof=new.pdf|--signed=yes|--pertains=yes|--dated=2022-11-02|--describes=yes|--names=Microsoft Teams|--names=Exchange Online",
	"approve", "record-facts|--number=4711", "disassociate|--reason=the project is over",
}

func TestEveryCommandForAnAssociationCanBeGivenByFlags(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db", everyAssociationCommand...)
	sheet := must(t, "show", "teams", "--json")
	for _, want := range []string{`"Rejected final"`, `"Exchange Online"`, `"Boss"`, `"new.pdf"`, `"4711"`, `"ada@contoso.com"`, `"Bern"`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the claim lacks %s:\n%s", want, sheet)
		}
	}
	if told := must(t, "explain", "teams", "--json"); !strings.Contains(told, `"the project is over"`) || !strings.Contains(told, `"missing or old dates"`) || strings.Count(told, `"number":`) < len(everyAssociationCommand)+1 {
		t.Errorf("the history is\n%s", told)
	}
	if r := track(t, "do", "teams", "end-subscription", "--last-day", "2023-01-01", "--user", "pat", "--role", "Incentives admin", "--at", "2022-12-01"); r.status != failed || !strings.Contains(r.err, "cporclaim.terminal") {
		t.Errorf("%+v", r)
	}
	// the remaining verbs need another state, and other tests give them
	given := strings.Join(everyAssociationCommand, "\n") + "\nend-subscription\nopt-out\nexpire\nresolve"
	for _, name := range associationVerbs() {
		if !strings.Contains(given, name) {
			t.Errorf("no test gives %q", name)
		}
	}
}

func TestFlagsWinOverTheInputFieldByField(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db")
	write(t, "proof.json", `{"proof": {"reference": "sow.pdf", "signed": "no", "dated": "2022-11-01"}}`)
	must(t, "do", "teams", "give-proof", "--input", "proof.json", "--signed", "yes", "--user", "pat", "--role", "Incentives admin", "--at", "2022-11-11")
	if sheet := must(t, "show", "teams", "--json"); !strings.Contains(sheet, `"sow.pdf"`) || !strings.Contains(sheet, `"signed": "yes"`) || !strings.Contains(sheet, `"dated": "2022-11-01"`) {
		t.Errorf("the proof is\n%s", sheet)
	}
	write(t, "twice.json", `{"proof": {"reference": "a", "reference": "b"}}`)
	if r := track(t, "do", "teams", "give-proof", "--input", "twice.json", "--signed", "yes", "--user", "pat", "--role", "Incentives admin", "--at", "2022-11-11"); r.status != invalid || !strings.Contains(r.err, "twice") {
		t.Errorf("%+v", r)
	}
}

func TestOpenProposesAnAssociationByFlagsAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	flags := []string{
		"open", "sales", "--at", "2022-11-10", "--kind", "Microsoft Online Services Usage (OSU) - Business Applications", "--role", "Incentives admin",
		"--name", "Contoso: Sales", "--location", "Zurich", "--enrollment", "enrolled", "--tenant", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
		"--domain", "contoso.com", "--domain-matches", "yes", "--workload", "Dynamics 365 Sales", "--workload", "Dynamics 365 Marketing", "--on-tenant", "yes",
		"--subscription", "S-1", "--of-product", "yes", "--active", "yes", "--provisioned", "yes", "--provisioned-on", "2022-11-01", "--listed", "yes",
		"--others", "no", "--customer-contact", "Noa <noa@contoso.com>", "--customer-title", "Head of Sales", "--partner-contact", "Pat <pat@fabrikam.com>",
		"--proof", "sow.pdf", "--pertains", "yes", "--signed", "yes", "--dated", "2022-11-01", "--describes", "yes", "--names", "Dynamics 365 Sales",
	}
	t.Setenv("TRACKER_USER", "pat")
	if r := track(t, append(flags, "--channel", "CSP")...); r.status != failed || !strings.Contains(r.err, "the association cannot be claimed:\n  cporclaim.channel: fail, want Enterprise Agreement") {
		t.Errorf("%+v", r)
	}
	out := must(t, append(flags, "--channel", "Enterprise Agreement", "--key", "k")...)
	if !strings.HasPrefix(out, "sales: create, Draft (cporclaim.create)\n  ahead: cporclaim.proof.products: fail, ") || strings.Count(out, "\n") != 2 {
		t.Errorf("open says\n%s", out)
	}
	if again := must(t, append(flags, "--channel", "Enterprise Agreement", "--key", "k", "--own", "no")...); !strings.HasPrefix(again, "sales: done before under this key, Draft\n") {
		t.Errorf("the repetition says %q", again)
	}
	if told := must(t, "explain", "sales"); !strings.Contains(told, "by partner pat: Draft") {
		t.Errorf("explain says\n%s", told)
	}
}

func TestARefusedProposalShowsEveryFindingAlsoInJSON(t *testing.T) {
	enterCopyOfTestdata(t)
	r := track(t, "open", "teams", "teams.json", "--at", "2022-11-10", "--domain-matches", "no", "--enrollment", "invited", "--on-tenant", "unknown", "--json")
	var told struct {
		Findings []mci.Finding `json:"findings"`
	}
	if err := json.Unmarshal([]byte(r.out), &told); err != nil || r.status != failed {
		t.Fatalf("%v, %+v", err, r)
	}
	var rules []string
	for _, f := range told.Findings {
		rules = append(rules, string(f.Rule)+" "+f.Outcome.String())
		if !strings.Contains(r.err, string(f.Rule)) {
			t.Errorf("the text lacks %s", f.Rule)
		}
	}
	if want := []string{"cporclaim.location-enrolled fail", "cporclaim.tenant-domain fail", "cporclaim.workloads unknown"}; !slices.Equal(rules, want) {
		t.Errorf("found %v, want %v", rules, want)
	}
}

func TestARefusedCommandOfAnAssociationNamesItsRuleInJSON(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db", goodProof, "submit", "begin-review", "request-action")
	r := track(t, slices.Concat([]string{"do", "teams", "comment", "--comment", "late", "--at", "2023-03-01", "--json"}, admin)...)
	var told struct {
		Rule      string `json:"rule"`
		Permitted []string
		Due       *struct{ Clock string }
	}
	if err := json.Unmarshal([]byte(r.out), &told); err != nil || told.Rule == "" || !slices.Equal(told.Permitted, []string{"expire"}) || told.Due == nil || told.Due.Clock != "answer" {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestTheTrackersOwnClaimsStandInTheWayOfAProposal(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db")
	for name, c := range map[string]struct {
		id   string
		args []string
		says string
	}{
		"a claim to the same":         {"again", nil, "cporclaim.own: fail"},
		"although the request denies": {"again", []string{"--own", "no"}, "cporclaim.own: fail"},
		"one elsewhere":               {"exchange", []string{"--workload", "Exchange Online", "--own", "yes"}, "cporclaim.own: fail"},
		"the same ID":                 {"teams", nil, "exists already"},
	} {
		if r := track(t, append([]string{"open", c.id, "teams.json", "--at", "2022-11-11"}, c.args...)...); r.status != failed || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	must(t, "open", "exchange", "teams.json", "--at", "2022-11-11", "--workload", "Exchange Online")
	execute(t, "tracker.db", `UPDATE claims SET record = '{' WHERE id = 'exchange'`)
	if r := track(t, "open", "intune", "teams.json", "--at", "2022-11-12", "--workload", "Microsoft Intune"); r.status != failed || !strings.Contains(r.err, "cporclaim.own: unknown") {
		t.Errorf("beside a claim that cannot be read: %+v", r)
	}
	if r := track(t, "open", "intune", "teams.json", "--at", "2022-11-12", "--workload", "Microsoft Intune", "--own", "no"); !strings.Contains(r.out, "intune: create, Draft") || !strings.Contains(r.err, "not read: 1 claim") {
		t.Errorf("a person knows that it is not to the same: %+v", r)
	}
}

func TestAMalformedProposalIsNamedByItsFieldOrFlag(t *testing.T) {
	enterCopyOfTestdata(t)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no request":               {nil, "request: found nothing"},
		"a flag for a nomination":  {[]string{"contoso.json", "--tenant", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}, "kind: found nothing"},
		"an unknown kind":          {[]string{"teams.json", "--kind", "Something"}, "kind: found \"Something\""},
		"a tenant":                 {[]string{"teams.json", "--tenant", "y"}, "tenant: found \"y\""},
		"a contact":                {[]string{"teams.json", "--customer-contact", "y"}, "customer-contact: found \"y\""},
		"a role":                   {[]string{"teams.json", "--role", "boss"}, "role: found \"boss\""},
		"a fact":                   {[]string{"teams.json", "--on-tenant", "y"}, "onTenant: found \"y\""},
		"a truth":                  {[]string{"teams.json", "--undated=perhaps"}, "undated: found \"perhaps\""},
		"a field inside a text":    {[]string{"odd.json", "--listed", "yes"}, "odd.json: subscription: found \"\\\"S\\\"\", want an object"},
		"an unknown field":         {[]string{"unknown.json"}, "unknown.json: tenants: found an unknown field, want the name as the format writes it: tenant (line 1, column 28)"},
		"an instant":               {[]string{"dated.json"}, "at: found \"2022-11-10T00:00:00Z\", want no instant"},
		"no user":                  {[]string{"--kind", "Modern Work and Security Usage"}, "tenant: found nothing"},
		"a field twice":            {[]string{"twice.json", "--listed", "yes"}, "twice"},
		"a file that is not there": {[]string{"none.json"}, "none.json"},
	} {
		write(t, "odd.json", `{"kind": "Modern Work and Security Usage", "subscription": "S"}`)
		write(t, "unknown.json", `{"kind": "Use or consume", "tenants": 1}`)
		write(t, "dated.json", `{"kind": "Use or consume", "at": "2022-11-10T00:00:00Z"}`)
		write(t, "twice.json", `{"kind": "Use or consume", "kind": "Use or consume"}`)
		want := invalid
		if name == "a file that is not there" {
			want = failed
		}
		if r := track(t, append([]string{"open", "x", "--at", "2022-11-10"}, c.args...)...); r.status != want || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: %+v, want %q", name, r, c.says)
		}
	}
}

func TestHolidaysMoveTheWindowsOfAssociations(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db", goodProof)
	must(t, slices.Concat([]string{"do", "teams", "submit", "--at", "2022-12-22"}, admin)...)
	deadline := func(args ...string) string {
		_, text, _ := strings.Cut(must(t, append([]string{"show", "teams", "--at", "2022-12-23"}, args...)...), "pick-up by ")
		day, _, _ := strings.Cut(text, ",")
		return day
	}
	if got := deadline(); got != "2022-12-29" {
		t.Errorf("without holidays until %s", got)
	}
	if got := deadline("--holidays", "holidays.txt"); got != "2022-12-30" {
		t.Errorf("with one holiday until %s", got)
	}
	t.Setenv("TRACKER_HOLIDAYS", "holidays.txt")
	if got := deadline(); got != "2022-12-30" {
		t.Errorf("by the environment until %s", got)
	}
	if h, _ := examined(t); h.Stale != 1 {
		t.Errorf("the doctor finds %d stale claims", h.Stale)
	}
	if out := must(t, "doctor", "--reindex"); !strings.Contains(out, "written anew for 1 claim") {
		t.Errorf("the doctor says\n%s", out)
	}
	if out := must(t, "calendar", "--at", "2022-12-23"); !strings.Contains(out, "20221230") {
		t.Errorf("the calendar is\n%s", out)
	}
}

func TestAMalformedHolidayIsNamedByItsLine(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, says := range map[string]string{
		"# none\n\n2022-13-01 a day\n":             "holidays: found \"2022-13-01\"",
		"2022-12-26\n2022-12-27\n2022-12-26 again": "want a day that line 1 does not have (line 3, column 1)",
		strings.Repeat("#", 1<<20+1):               "at most 1048576 bytes",
		"Christmas 2022-12-25":                     "(line 1, column 1)",
	} {
		write(t, "holidays.txt", text)
		if r := track(t, "list", "--holidays", "holidays.txt"); r.status != invalid || !strings.Contains(r.err, says) {
			t.Errorf("%.40q: %+v", text, r)
		}
	}
	if r := track(t, "list", "--holidays", "none.txt"); r.status != failed || !strings.Contains(r.err, "none.txt") {
		t.Errorf("%+v", r)
	}
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	if r := track(t, "list", "--holidays", "folder"); r.status != failed {
		t.Errorf("%+v", r)
	}
}

func TestDoctorAndUndoKnowAssociations(t *testing.T) {
	for name, way := range places {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			place, _ := way(t)
			associationLife(t, place, goodProof, "submit", "begin-review", "approve", "opt-out")
			undo := slices.Concat([]string{"undo", "teams", "--at", "2022-11-20", "--db", place}, admin)
			if out := must(t, append(undo, "--dry-run")...); out != "teams: entry 6, opt out, would be taken back: Approved\nnothing was saved: this was a dry run\n" {
				t.Errorf("dry run: %s", out)
			}
			if out := must(t, undo...); out != "teams: entry 6, opt out, taken back: Approved\n" {
				t.Errorf("the last: %s", out)
			}
			if r := track(t, append(undo, "2")...); r.status != failed || !strings.Contains(r.err, "teams") && !strings.Contains(r.err, "cporclaim") {
				t.Errorf("an entry below others: %+v", r)
			}
			write(t, "wrong.csv", "Claim ID,Claim name,Engagement,Customer ID,Status\nteams,Contoso: use of Teams,Modern Work and Security Usage,2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60,Rejected final\n")
			must(t, "import", "wrong.csv", "--at", "2022-11-21", "--db", place)
			back := slices.Concat([]string{"undo", "--import", "2022-11-21", "--at", "2022-11-22", "--db", place}, admin)
			if out := must(t, back...); !strings.Contains(out, "taken back: Approved") {
				t.Errorf("of an import: %s", out)
			}
			h, status := examined(t, "--db", place)
			if status != done || h.Claims != 1 || h.Entries != 9 || len(h.Problems) != 0 {
				t.Errorf("status %d, %+v", status, h)
			}
		})
	}
}

func TestDoctorNamesWhatIsWrongWithAnAssociation(t *testing.T) {
	for name, c := range map[string]struct{ statement, why string }{
		"a record":       {"UPDATE claims SET record = '{'", "sum"},
		"an entry":       {"UPDATE entries SET entry = replace(entry, 'pat', 'tap')", "sum"},
		"a lost history": {"DELETE FROM entries", "history"},
	} {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			associationLife(t, "tracker.db", goodProof)
			execute(t, "tracker.db", c.statement)
			h, status := examined(t)
			if status != failed || !slices.ContainsFunc(h.Problems, func(a ailment) bool { return a.Claim == "teams" && strings.Contains(a.Why, c.why) }) {
				t.Errorf("status %d, %+v", status, h)
			}
		})
	}
}

// After a pause, one sweep ends two windows. Each entry says the status that it
// led to, and when its window had ended.
func TestALateSweepSaysEachStepAndTheEndOfItsWindow(t *testing.T) {
	enterCopyOfTestdata(t)
	associationLife(t, "tracker.db", goodProof, "submit", "begin-review", "request-action")
	swept := must(t, "sweep", "--at", "2023-03-01")
	for _, want := range []string{"teams: expire, Rejected (cporclaim.review.unanswered)", "teams: expire, Rejected, undisputed (cporclaim.dispute.expire)"} {
		if !strings.Contains(swept, want) {
			t.Errorf("%q is not in\n%s", want, swept)
		}
	}
	if told := must(t, "explain", "teams"); strings.Count(told, "its window had ended at 20") != 2 {
		t.Errorf("explain says\n%s", told)
	}
}

func TestAProposalHasAFlagForEveryFact(t *testing.T) {
	flags := (&program{}).openCommand().Flags()
	for i := range proposalFlags {
		value := "yes"
		switch f := &proposalFlags[i]; f.name {
		case "kind":
			value = cpor.Kinds()[0].String()
		case "role":
			value = mci.IncentivesAdmin.String()
		case "enrollment":
			value = "enrolled"
		case "tenant":
			value = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
		case "domain":
			value = "contoso.com"
		case "channel":
			value = "CSP"
		case "provisioned-on", "dated":
			value = "2022-11-01"
		case "undated":
			value = "true"
		case "customer-contact", "partner-contact":
			value = "Noa <noa@contoso.com>"
		}
		if err := flags.Set(proposalFlags[i].name, value); err != nil {
			t.Fatal(err)
		}
	}
	fields, err := fieldsOf(flags, proposalFlags)
	if err != nil {
		t.Fatal(err)
	}
	r, err := readProposal("", nil, fields, "")
	if err != nil {
		t.Fatal(err)
	}
	const file = "no rule reads it: it can only be in the file of a proposal"
	eligibilitytest.TestFacts(t, r.Question, map[string]string{
		"at": "--at tells it", "user.name": file, "location.name": file, "location.country": file, "location.payeeProfile": file,
	})
}
