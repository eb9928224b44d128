package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const associationsBook = "associations.book.json"

func TestTheBookOfAssociationsReadsAsItIsRecordedAndIsAsItExpects(t *testing.T) {
	file := filepath.Join("testdata", associationsBook)
	out, stderr, status := journey(t, "-book", file)
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	golden(t, "associations.golden.txt", out)
	if out, stderr, status := journey(t, "-check", file); status != played || !strings.HasSuffix(out, " 0 differ\n") {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
}

// withTenant returns a small book whose customer has a tenant with workloads
// and subscriptions.
func withTenant(steps string) string {
	return strings.Replace(aBook(steps), `"ids": [{"type": "TPID", "value": "123456", "criteria": {"yes": ["*"]}}]`,
		`"ids": [{"type": "TPID", "value": "123456", "criteria": {"yes": ["*"]}},
			{"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}, {"type": "domain name", "value": "contoso.com"}],
		"workloads": [{"name": "Teams", "associatedElsewhere": "no"}, {"name": "Exchange", "associatedElsewhere": "yes"}, {"name": "Intune"}],
		"subscriptions": [{"id": "S", "products": ["Sales"], "channel": "CSP"}, {"id": "T"}]`, 1)
}

const (
	inTenants = `"tenants": [{"domain": "contoso.com", "tenant": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}], "users"`
	proposal  = `{"at": "2022-12-01T09:00:00Z", "by": "mia", "do": "propose", "claim": "a", "customer": "c", "location": "L",
		"association": "Modern Work and Security Usage", "workloads": ["Teams"], "customerTitle": "Head of IT"}`
	submitted = proposal + `, {"at": "2022-12-01T10:00:00Z", "by": "mia", "do": "proof", "claim": "a",
		"proof": {"reference": "p", "pertains": "yes", "signed": "yes", "dated": "2022-11-30", "describes": "yes", "workloads": ["Teams"]}},
		{"at": "2022-12-01T11:00:00Z", "by": "mia", "do": "submit", "claim": "a"}`
	reviewed = submitted + `, {"at": "2022-12-02T11:00:00Z", "by": "microsoft", "do": "begin-review", "claim": "a"}`
)

// listed returns the book with the customer's domain in the directory.
func listed(book string) string { return strings.Replace(book, `"users"`, inTenants, 1) }

func TestEveryExpectationOfAnAssociationHoldsAndFails(t *testing.T) {
	microsoft := `, {"at": "2022-12-05T09:00:00Z", "by": "microsoft", "do": `
	approved := reviewed + microsoft + `"approve", "claim": "a"}`
	for name, c := range map[string]struct{ steps, field, right, wrong, want, found string }{
		"a status":       {proposal, "status", `"Draft"`, `"Approved"`, "Approved", "Draft"},
		"no ending":      {proposal, "ending", `"none"`, `"undisputed"`, "undisputed", "none"},
		"an ending":      {approved + `, {"at": "2022-12-06T09:00:00Z", "by": "customer", "do": "opt-out", "claim": "a"}`, "ending", `"opted out"`, `"none"`, "none", "opted out"},
		"an outcome":     {proposal, "outcome", `"applied"`, `"refused"`, "refused", "applied"},
		"a rule":         {proposal + microsoft + `"approve", "claim": "a"}`, "rule", `"cporclaim.machine"`, `"none"`, "none", "cporclaim.machine"},
		"no rule":        {proposal, "rule", `"none"`, `"cporclaim.machine"`, "cporclaim.machine", "none"},
		"a deadline":     {submitted, "deadlines", `{"pick-up": "2022-12-08"}`, `{"pick-up": "2022-12-09"}`, "2022-12-09", "2022-12-08"},
		"no deadline":    {submitted, "deadlines", `{"answer": "none"}`, `{"answer": "2022-12-09"}`, "2022-12-09", "none"},
		"no amount":      {approved, "amount", `"none"`, `"unknown"`, "unknown", "none"},
		"nothing shown":  {proposal, "shown", `"none"`, `"Approved"`, "Approved", "none"},
		"another status": {submitted + `, {"at": "2022-12-05T09:00:00Z", "by": "partner center", "do": "show", "claim": "a", "shown": "Draft"}`, "shown", `"Draft"`, `"none"`, "none", "Draft"},
		"nothing swept":  {submitted + `, {"at": "2022-12-05T09:00:00Z", "by": "system", "do": "sweep"}`, "swept", `[]`, `["a"]`, "a", "none"},
		"both kinds swept": {
			add + ", " + reviewed + microsoft + `"request-action", "claim": "a"}, {"at": "2023-03-01T09:00:00Z", "by": "system", "do": "sweep"}`,
			"swept", `["k", "a"]`, `["a"]`, "a", "a; k",
		},
	} {
		t.Run(name, func(t *testing.T) {
			book := func(value string) string {
				steps := strings.TrimSuffix(c.steps, "}") + `, "expect": {"` + c.field + `": ` + value + "}}"
				return written(t, listed(withTenant(steps)))
			}
			if out, stderr, status := journey(t, "-check", book(c.right)); status != played {
				t.Errorf("the right value: status %d: %s%s", status, out, stderr)
			}
			out, stderr, status := journey(t, "-check", "-json", book(c.wrong))
			var d struct{ Path, Want, Found string }
			if err := json.Unmarshal([]byte(out), &d); err != nil || status != failed || stderr != "" {
				t.Fatalf("the wrong value: status %d: %q, %q, %v", status, out, stderr, err)
			}
			if d.Want != c.want || d.Found != c.found && !strings.HasPrefix(d.Found, c.found+" by ") {
				t.Errorf("told %+v", d)
			}
		})
	}
}

func TestARefusedProposalShowsEachFindingAndNothingIsOpened(t *testing.T) {
	for name, c := range map[string]struct{ book, rules string }{
		"a domain that the directory does not list": {withTenant(proposal), "cporclaim.tenant-domain fail"},
		"a workload that the tenant lacks":          {listed(withTenant(strings.Replace(proposal, `["Teams"]`, `["Teams", "Viva"]`, 1))), "cporclaim.workloads fail"},
		"a list of workloads that is not known": {
			strings.Replace(listed(withTenant(proposal)), `"workloads": [{"name": "Teams", "associatedElsewhere": "no"}, {"name": "Exchange", "associatedElsewhere": "yes"}, {"name": "Intune"}],`, "", 1),
			"cporclaim.workloads unknown",
		},
		"a subscription in CSP": {
			listed(withTenant(strings.NewReplacer("Modern Work and Security Usage", "Microsoft Online Services Advisor (OSA)", `["Teams"]`, `["Sales"], "subscription": "S"`).Replace(proposal))),
			"cporclaim.channel fail, cporclaim.subscription-active unknown, cporclaim.subscription-provisioned unknown",
		},
		"a subscription of which little is known": {
			listed(withTenant(strings.NewReplacer("Modern Work and Security Usage", "Microsoft Online Services Advisor (OSA)", `["Teams"]`, `["Sales"], "subscription": "T"`).Replace(proposal))),
			"cporclaim.workloads unknown, cporclaim.channel unknown, cporclaim.subscription unknown, cporclaim.subscription-active unknown, cporclaim.subscription-provisioned unknown",
		},
		"a subscription that the book does not have": {
			listed(withTenant(strings.NewReplacer("Modern Work and Security Usage", "Microsoft Online Services Advisor (OSA)", `["Teams"]`, `["Sales"], "subscription": "U"`).Replace(proposal))),
			"cporclaim.workloads unknown, cporclaim.channel unknown, cporclaim.subscription unknown, cporclaim.subscription-active unknown, cporclaim.subscription-provisioned unknown",
		},
		"a partner without the role": {listed(withTenant(strings.Replace(proposal, `"by": "mia"`, `"by": "eve"`, 1))), "cporclaim.user-role fail"},
	} {
		t.Run(name, func(t *testing.T) {
			got, stderr, status := lines(t, c.book)
			if status != played || len(got) != 1 || got[0]["outcome"] != "refused" || got[0]["status"] != nil {
				t.Fatalf("status %d, %v, %s", status, got, stderr)
			}
			var rules []string
			for _, finding := range got[0]["refusal"].(map[string]any)["findings"].([]any) {
				f := finding.(map[string]any)
				rules = append(rules, f["rule"].(string)+" "+f["outcome"].(string))
			}
			if diff := cmp.Diff(c.rules, strings.Join(rules, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnotherPartnerIsAheadOfAProposalAndDoesNotStopIt(t *testing.T) {
	for workloads, want := range map[string]string{
		`["Teams"]`: "", `["Teams", "Exchange"]`: "fail", `["Exchange", "Intune"]`: "fail", `["Teams", "Intune"]`: "unknown", `["Intune", "Teams"]`: "unknown",
	} {
		got, stderr, _ := lines(t, listed(withTenant(strings.Replace(proposal, `["Teams"]`, workloads, 1))))
		found := ""
		for _, finding := range got[0]["ahead"].([]any) {
			if f := finding.(map[string]any); f["rule"] == "cporclaim.others" {
				found = f["outcome"].(string)
			}
		}
		if got[0]["outcome"] != "applied" || found != want {
			t.Errorf("%s: %v, ahead %q, want %q; %s", workloads, got[0]["outcome"], found, want, stderr)
		}
	}
}

func TestTheOwnClaimStandsInTheWayOfASecondProposal(t *testing.T) {
	got, _, _ := lines(t, listed(withTenant(proposal+","+strings.Replace(proposal, `"claim": "a"`, `"claim": "b"`, 1)+","+proposal)))
	for i, want := range []string{"", "cporclaim.own", "cporclaim.own"} {
		rule := ""
		if refusal, ok := got[i]["refusal"].(map[string]any); ok {
			rule = refusal["rule"].(string)
		}
		if rule != want {
			t.Errorf("step %d is refused by %q, want %q", i, rule, want)
		}
	}
}

func TestAHolidayOfTheBookMovesAnAnswerDay(t *testing.T) {
	book := listed(withTenant(submitted))
	for holidays, want := range map[string]string{`[]`: "2022-12-08", `["2022-12-05"]`: "2022-12-09", `["2022-12-10"]`: "2022-12-08"} {
		got, stderr, _ := lines(t, strings.Replace(book, `"users"`, `"holidays": `+holidays+`, "users"`, 1))
		deadlines := got[2]["deadlines"].([]any)
		if d := deadlines[0].(map[string]any); d["kind"] != "pick-up" || d["lastDay"] != want || d["business"] != true {
			t.Errorf("%s: %v, want %s; %s", holidays, d, want, stderr)
		}
	}
}

func TestAnInvalidStepOfAnAssociationIsNamedByItsPath(t *testing.T) {
	step := func(rest string) string { return `{"at": "2022-12-02T09:00:00Z", "by": "mia", ` + rest + `}` }
	for name, c := range map[string]struct{ step, path string }{
		"a verb of the other kind":        {step(`"do": "accept", "claim": "a"`), "steps[1].do"},
		"a verb for the other kind":       {step(`"do": "opt-out", "claim": "k"`), "steps[1].claim"},
		"a field of the other kind":       {step(`"do": "approve", "claim": "a", "amount": {"amount": "1", "currency": "USD"}`), "steps[1].amount"},
		"a field of another verb":         {step(`"do": "submit", "claim": "a", "faults": []`), "steps[1].faults"},
		"an unknown kind":                 {strings.NewReplacer(`"a"`, `"b"`, "Modern Work and Security Usage", "Something").Replace(proposal), "steps[1].association"},
		"an unknown fault":                {step(`"do": "reject", "claim": "a", "faults": ["missing tea"]`), "steps[1].faults[0]"},
		"a proof without a reference":     {step(`"do": "proof", "claim": "a", "proof": {"signed": "yes"}`), "steps[1].proof"},
		"a proof with a date and without": {step(`"do": "proof", "claim": "a", "proof": {"reference": "r", "dated": "2022-12-01", "undated": true}`), "steps[1].proof.undated"},
		"no proof":                        {step(`"do": "proof", "claim": "a"`), "steps[1]"},
		"a name of the other kind":        {strings.Replace(add, `"k"`, `"a"`, 1), "steps[1].claim"},
		"an unknown customer":             {strings.NewReplacer(`"a"`, `"b"`, `"c"`, `"d"`).Replace(proposal), "steps[1].customer"},
		"an unknown location":             {strings.NewReplacer(`"a"`, `"b"`, `"L"`, `"M"`).Replace(proposal), "steps[1].location"},
		"an unknown status to take":       {step(`"do": "resolve", "claim": "a", "take": "Somewhere"`), "steps[1].take"},
		"a status of the other kind":      {step(`"do": "submit", "claim": "a", "expect": {"status": "Customer claimed"}`), "steps[1].expect.status"},
		"an unknown ending":               {step(`"do": "submit", "claim": "a", "expect": {"ending": "bitter"}`), "steps[1].expect.ending"},
		"an entry that is not there":      {step(`"do": "take-back", "claim": "a", "number": 9`), "steps[1].number"},
		"entry nought":                    {step(`"do": "take-back", "claim": "a", "number": 0`), "steps[1].number"},
		"a status shown by a user":        {step(`"do": "show", "claim": "a", "shown": "Approved"`), "steps[1].by"},
		"nothing shown":                   {strings.Replace(step(`"do": "show", "claim": "a"`), "mia", "partner center", 1), "steps[1]"},
		"a sweep by a user":               {step(`"do": "sweep"`), "steps[1].by"},
		"a sweep of one claim":            {strings.Replace(step(`"do": "sweep", "claim": "a"`), "mia", "system", 1), "steps[1].claim"},
		"a step about no claim":           {step(`"do": "submit"`), "steps[1]"},
		"no title":                        {strings.NewReplacer(`"a"`, `"b"`, `, "customerTitle": "Head of IT"`, "").Replace(proposal), "steps[1]"},
		"a title with a control sign":     {strings.NewReplacer(`"a"`, `"b"`, "Head of", `Head\u0007of`).Replace(proposal), "steps[1].customerTitle"},
		"a reason of too many bytes":      {step(`"do": "disassociate", "claim": "a", "comment": "` + strings.Repeat("ü", 4000) + `"`), "steps[1].comment"},
		"a number of too many bytes":      {strings.Replace(step(`"do": "record-facts", "claim": "a", "portalNumber": "`+strings.Repeat("ü", 200)+`"`), "mia", "partner center", 1), "steps[1].portalNumber"},
		"no facts":                        {strings.Replace(step(`"do": "record-facts", "claim": "a"`), "mia", "partner center", 1), "steps[1]"},
		"a workload with a control sign":  {strings.NewReplacer(`"a"`, `"b"`, `["Teams"]`, `["Te\u0007ams"]`).Replace(proposal), "steps[1].workloads[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			got, stderr, status := lines(t, listed(withTenant(proposal+","+c.step+","+proposal)))
			if status != invalid || len(got) != 2 || got[1]["outcome"] != "invalid" {
				t.Fatalf("status %d, %v, %s", status, got, stderr)
			}
			if problem := got[1]["problems"].([]any)[0].(map[string]any); problem["path"] != c.path || problem["want"] == "" {
				t.Errorf("problem %v, want the path %s", problem, c.path)
			}
		})
	}
}

func TestACustomerWithoutATenantCannotBeProposed(t *testing.T) {
	got, stderr, status := lines(t, aBook(proposal))
	if status != invalid || got[0]["outcome"] != "invalid" || !strings.Contains(stderr, "steps[0].customer") {
		t.Errorf("status %d, %v, %s", status, got, stderr)
	}
}

func TestProblemsWithATenancyStopThePlayBeforeItBegins(t *testing.T) {
	for path, c := range map[string][2]string{
		"customers[0].workloads[1].name":    {`"Exchange", "associated`, `"Teams", "associated`},
		"customers[0].subscriptions[1].id":  {`{"id": "T"}`, `{"id": "S"}`},
		"customers[0].subscriptions[0].c":   {`"CSP"`, `"shop"`},
		"customers[0].workloads[0].associa": {`"associatedElsewhere": "no"`, `"associatedElsewhere": "perhaps"`},
		"holidays[0]":                       {`"users"`, `"holidays": ["2022-13-01"], "users"`},
	} {
		book := strings.Replace(withTenant(proposal), c[0], c[1], 1)
		if got, stderr, status := lines(t, book); status != invalid || len(got) != 0 || !strings.Contains(stderr, path) {
			t.Errorf("%s: status %d, %v, %s", path, status, got, stderr)
		}
	}
}

// Partner Center shows the statuses of both kinds, and an entry of both kinds
// can be taken back.
func TestAnActivityFollowsPartnerCenterAndAnEntryIsTakenBack(t *testing.T) {
	shown := func(at, status string) string {
		return `, {"at": "` + at + `", "by": "partner center", "do": "show", "claim": "k", "shown": "` + status + `"}`
	}
	got, stderr, status := lines(t, aBook(add+shown("2022-12-02T09:00:00Z", "Customer consent declined")+
		`, {"at": "2022-12-03T09:00:00Z", "by": "mia", "do": "take-back", "claim": "k", "number": 3}`+
		`, {"at": "2022-12-03T09:00:00Z", "by": "mia", "do": "take-back", "claim": "k", "number": 2}`+
		`, {"at": "2022-12-03T09:00:00Z", "by": "mia", "do": "take-back", "claim": "k", "number": 1}`+
		shown("2022-12-04T09:00:00Z", "Dispute")+
		`, {"at": "2022-12-05T09:00:00Z", "by": "mia", "do": "resolve", "claim": "k", "comment": "a wrong export"}`+
		`, {"at": "2022-12-05T09:00:00Z", "by": "mia", "do": "record-facts", "claim": "k", "portalNumber": "4711"}`))
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var found []string
	for _, l := range got {
		text, _ := l["shown"].(string)
		found = append(found, l["outcome"].(string)+" "+l["status"].(string)+" "+text)
	}
	if diff := cmp.Diff([]string{
		"applied Customer claimed ", "applied Customer consent declined ",
		"applied Awaiting customer consent response ", "applied Customer claimed ", "refused Customer claimed ",
		"applied Customer claimed Dispute", "applied Customer claimed ", "applied Customer claimed ",
	}, found); diff != "" {
		t.Error(diff)
	}
}

func TestAStepAboutAClaimThatWasNotOpenedIsRefused(t *testing.T) {
	refusedFirst := strings.Replace(proposal, `"by": "mia"`, `"by": "eve"`, 1)
	for _, step := range []string{`"by": "mia", "do": "submit"`, `"by": "mia", "do": "take-back", "number": 1`, `"by": "partner center", "do": "show", "shown": "Approved"`} {
		got, stderr, _ := lines(t, listed(withTenant(refusedFirst+`, {"at": "2022-12-02T09:00:00Z", "claim": "a", `+step+`}`)))
		refusal, _ := got[1]["refusal"].(map[string]any)
		if refusal["rule"] != "claim.unknown" || !slices.Equal(refusal["permitted"].([]any), []any{"propose"}) {
			t.Errorf("%s: %v, %s", step, got[1], stderr)
		}
	}
}

func TestTheStoryTellsOfAnActivityThatDiffersFromPartnerCenterAndOfASweep(t *testing.T) {
	out, stderr, status := journey(t, "-book", written(t, aBook(add+`,
		{"at": "2022-12-02T09:00:00Z", "by": "partner center", "do": "show", "claim": "k", "shown": "Dispute"},
		{"at": "2023-02-02T09:00:00Z", "by": "system", "do": "sweep"}`)))
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	for _, want := range []string{
		"Partner Center shows Dispute                              Customer claimed\n", "! Partner Center shows Dispute\n",
		"The system looks at all clocks                            1 claim\n       k                   Customer consent expired\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the story lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "The associations at the end") {
		t.Error("a book without associations lists them")
	}
}

func TestTheEndNamesTwoApprovalsOfOneWorkload(t *testing.T) {
	shown := func(claim, status string) string {
		return `, {"at": "2022-12-06T09:00:00Z", "by": "partner center", "do": "show", "claim": "` + claim + `", "shown": "` + status + `"}`
	}
	out, stderr, status := journey(t, "-book", written(t, listed(withTenant(reviewed+shown("a", "Approved")+", "+
		strings.NewReplacer(`"a"`, `"b"`, `["Teams"]`, `["Intune"]`).Replace(proposal)+shown("b", "Partner action required")+
		`, {"at": "2022-12-06T09:00:00Z", "by": "mia", "do": "edit", "claim": "b", "workloads": ["Intune", "Teams"]}`+shown("b", "Approved")))))
	if status != played || !strings.HasSuffix(out, "Intune, Teams\n  ! approved for the same, so one is out of date: a, b\n") {
		t.Errorf("status %d, %s:\n%s", status, stderr, out)
	}
	if !strings.Contains(out, "2022-12-06 on ") {
		t.Errorf("the story does not say since when they hold:\n%s", out)
	}
}
