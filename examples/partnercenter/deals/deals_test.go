package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/examples/dealbook"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestTheDemonstrationPrintsWhatIsRecordedAndWhatTheReadmeShows(t *testing.T) {
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"-demo"}, world{&out, &errs, time.Now}); status != done || errs.Len() > 0 {
		t.Fatalf("%d, %s", status, errs.String())
	}
	file := filepath.Join("testdata", "demo.golden.txt")
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
	}
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```\n"+out.String()+"```\n") {
		t.Errorf("README.md does not show what the program prints:\n%s", out.String())
	}
}

// An office has a fake Partner Center at an address, and a folder with the
// files of the program.
type office struct {
	t       *testing.T
	center  *fake.Server
	made    []resource.Referral
	now     time.Time
	folder  string
	address string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, center: &fake.Server{Token: "t"}, now: monday, folder: t.TempDir()}
	o.center.Referrals.Now = func() time.Time { return o.now }
	address, stop, err := listen(t.Context(), o.center)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	o.address = address + fake.Path
	o.write("token", "t\n")
	o.write("rules.json", `{"rules": [{"solution": "SOL-1", "to": "product team"}], "locations": {"SOL-2": "4711"}}`)
	if o.made, err = begin(t.Context(), o.center); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) path(name string) string { return filepath.Join(o.folder, name) }

func (o *office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// run runs the program and returns its output as lines.
func (o *office) run(want int, args ...string) []string {
	o.t.Helper()
	var out, errs strings.Builder
	args = slices.Concat([]string{"-url", o.address, "-token", o.path("token"), "-state", o.path("deals.json"), "-rules", o.path("rules.json")}, args)
	if got := run(o.t.Context(), args, world{&out, &errs, func() time.Time { return o.now }}); got != want || (errs.Len() > 0) != (want != done) {
		o.t.Fatalf("%q ends with %d, want %d: %s%s", args, got, want, out.String(), errs.String())
	}
	return strings.Split(out.String()+errs.String(), "\n")
}

func has(lines []string, part string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, part) })
}

func TestARunReportsWhatChangedSinceTheRunBeforeAndNothingTwice(t *testing.T) {
	o := newOffice(t)
	first := o.run(done, "-as", "maria@partner.example")
	if !has(first, "SOL-1 to product team") || !has(first, "SOL-2 to 4711") || !has(first, "partner-led: 3, 3 open") || has(first, "->") {
		t.Errorf("%q", first)
	}
	o.now = o.now.AddDate(0, 0, 7)
	if err := work(t.Context(), o.center, o.made); err != nil {
		t.Fatal(err)
	}
	second := o.run(done, "-as", "maria@partner.example", "-by", "status")
	if !has(second, `"20" -> "40"`) || has(second, "12000") || !has(second, "found: no member") || !has(second, "Closed/Won: 1") || has(second, "SOL-1 to") {
		t.Errorf("%q", second)
	}
	// The changes at the mark are listed again, and are no longer new.
	third := o.run(done, "-as", "maria@partner.example")
	if has(third, "->") || has(third, "found:") || !has(third, "co-sell: 1") || !has(third, "Qualified: 2, 7.0 days each") {
		t.Errorf("%q", third)
	}
	if info, err := os.Stat(o.path("deals.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestTheFieldsOfADealAreShownToThoseWhoMaySeeIt(t *testing.T) {
	for _, c := range []struct {
		args  []string
		shown int    // deals whose changes are shown
		found string // the reason for another deal, or empty
	}{
		{[]string{"-role", "Referrals admin"}, 3, ""},
		{[]string{"-role", "Referrals user", "-as", "SAM@partner.example"}, 1, "no member"},
		{[]string{"-role", "Referrals user"}, 0, "unknown"},
		{[]string{"-role", "none", "-as", "maria@partner.example"}, 0, "none"},
		{[]string{"-role", "Referrals admin", "-locations", "4711"}, 0, "unknown"},
	} {
		o := newOffice(t)
		o.run(done, c.args...)
		o.now = o.now.AddDate(0, 0, 1)
		if err := work(t.Context(), o.center, o.made); err != nil {
			t.Fatal(err)
		}
		lines := o.run(done, c.args...)
		shown := 0
		for _, r := range o.made {
			if has(slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !strings.Contains(line, "->") }), r.ID) {
				shown++
			}
		}
		if shown != c.shown || c.found != "" && !has(lines, "found: "+c.found) {
			t.Errorf("%q: %d shown, %q", c.args, shown, lines)
		}
	}
}

func TestASystemThatChangedADealIsNamed(t *testing.T) {
	earlier := resource.Referral{ID: "R-1", SalesStage: "20", Team: []resource.Member{{Email: "maria@partner.example"}}}
	later := earlier.Clone()
	later.SalesStage, later.LastModifiedVia, later.Details.Notes = "40", "Portal\n", "x"
	var out strings.Builder
	showActivities(&out, []dealbook.Revision{{Earlier: &earlier, Later: &later}}, access.User{Role: access.ReferralsUser, Email: "maria@partner.example"})
	if text := out.String(); !strings.Contains(text, `by Portal\n  /salesStage`) || !strings.Contains(text, `nothing -> {"notes":"x"}`) {
		t.Error(text)
	}
}

func TestALocationOfADealLimitsWhoSeesIt(t *testing.T) {
	r := resource.Referral{Target: []resource.Target{{Type: resource.SolutionProfile, ID: "SOL-1"}, {Type: resource.BusinessProfileLocation, ID: "4711"}}}
	if got := locationOf(&r); got != "4711" {
		t.Errorf("%q", got)
	}
}

func TestAnElementThatCannotBeReadIsToldAndTheListIsReadAgain(t *testing.T) {
	o := newOffice(t)
	o.center.OddElement = `{"id": 7}`
	lines := o.run(done)
	if !has(lines, "part of a list could not be read") || !has(lines, "unknown: 3, 3 open") || !has(lines, "SOL-1 to product team") {
		t.Errorf("%q", lines)
	}
	o.center.OddElement = ""
	if lines := o.run(done); !has(lines, "partner-led: 3") || has(lines, "SOL-1 to") {
		t.Errorf("%q", lines)
	}
}

// Whatever the values of others are, they are counted, and shown on one line.
func TestTheOddValuesOfOthersAreCountedAndShownOnOneLine(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct{ members, want string }{
		{`"id":"R-1","details":{"dealValue":1e999999999,"currency":"USD"},"salesStage":"?","createdDateTime":"9999-99","customerProfile":{"address":{"country":"X\u0000"}}`, "unknown: 1, 1 open"},
		{`"id":"R-2\u001b[31m","direction":"Incoming","qualification":"SalesQualified","inviteContext":{"invitedBy":{"organizationId":"msft"}},"details":{"requirements":{"solutions":[{"id":"S\n1"},null,7]}},"createdDateTime":"0000-01-01T00:00:00Z","updatedDateTime":"0000-01-01T00:00:00Z","salesStage":20`, `R-2\x1b[31m  S\n1 to an unknown recipient`},
		{`"id":"R-1","status":"Frozen","substatus":{"a":1},"type":7,"team":null`, `R-1    /status  nothing -> "Frozen"`},
	} {
		address, stop, err := listen(t.Context(), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"value":[{%s}]}`, c.members) }))
		if err != nil {
			t.Fatal(err)
		}
		if lines := o.run(done, "-url", address, "-role", "Referrals admin", "-by", "month"); !has(lines, c.want) || strings.ContainsAny(strings.Join(lines, ""), "\x1b\x00") {
			t.Errorf("%q", lines)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestOnlyAReferralOfASellerIsRoutedAndAnUnknownOneIsTold(t *testing.T) {
	known := routes{}
	r := resource.Referral{ID: "R-1\nR-2", Direction: resource.Incoming, Qualification: resource.SalesQualified}
	r.InviteContext.InvitedBy.OrganizationID = "msft"
	for name, c := range map[string]struct {
		edit func(*resource.Referral)
		want string
	}{
		"from a seller":   {func(*resource.Referral) {}, "unknown solution to an unknown recipient; wanted: the location of the solution"},
		"no direction":    {func(r *resource.Referral) { r.Direction = "" }, "wanted: a referral from a Microsoft seller"},
		"outgoing":        {func(r *resource.Referral) { r.Direction = resource.Outgoing }, ""},
		"from a customer": {func(r *resource.Referral) { r.Qualification = resource.DirectlyQualified }, ""},
		"from a partner":  {func(r *resource.Referral) { r.InviteContext.InvitedBy.OrganizationID = "own" }, ""},
		"for Microsoft": {func(r *resource.Referral) {
			r.Target = []resource.Target{{Type: resource.BusinessProfileLocation, ID: "msft"}}
		}, ""},
		"an odd qualifying": {func(r *resource.Referral) {
			*r, _ = resource.Decode([]byte(`{"direction":"Incoming","qualification":7}`))
		}, "wanted: a referral from a Microsoft seller"},
	} {
		one := r.Clone()
		c.edit(&one)
		var out strings.Builder
		err := known.show(&out, []dealbook.Revision{{Later: &one}})
		if lines := strings.Split(out.String(), "\n"); err != nil || c.want == "" && len(lines) != 2 || c.want != "" && (len(lines) != 3 || !strings.Contains(lines[1], c.want)) {
			t.Errorf("%s: %q, %v, want %q", name, lines, err, c.want)
		}
	}
}

func TestAMalformedFlagOrFileIsNamedAndNothingIsWritten(t *testing.T) {
	for name, prepare := range map[string]func(o *office) []string{
		"an argument":     func(*office) []string { return []string{"more"} },
		"a flag":          func(*office) []string { return []string{"-what"} },
		"a role":          func(*office) []string { return []string{"-role", "boss"} },
		"a grouping":      func(*office) []string { return []string{"-by", "color"} },
		"an address":      func(*office) []string { return []string{"-url", "ftp://x"} },
		"no token":        func(*office) []string { return []string{"-token", ""} },
		"rules":           func(o *office) []string { o.write("rules.json", `{"rulez": []}`); return nil },
		"more than rules": func(o *office) []string { o.write("rules.json", `{"rules": []} {}`); return nil },
		"half a state":    func(o *office) []string { o.write("deals.json", `{"mark": "2026`); return nil },
		"two rules":       func(o *office) []string { o.write("rules.json", `{"rules": [{"to": "a"}, {"to": "b"}]}`); return nil },
		"a future's mark": func(o *office) []string {
			o.write("deals.json", `{"mark": "2099-01-01T00:00:00Z", "deals": []}`)
			return nil
		},
	} {
		o := newOffice(t)
		args := prepare(o)
		before, _ := os.ReadFile(o.path("deals.json"))
		o.run(invalid, args...)
		if after, _ := os.ReadFile(o.path("deals.json")); string(after) != string(before) {
			t.Errorf("%s: %s is written", name, after)
		}
	}
	var out, errs strings.Builder
	if got := run(t.Context(), []string{"-h"}, world{&out, &errs, time.Now}); got != done || !strings.Contains(errs.String(), "-rules") {
		t.Errorf("%d, %s", got, errs.String())
	}
}

func TestWhatFailsOutsideIsTold(t *testing.T) {
	for name, prepare := range map[string]func(o *office) []string{
		"no rules":      func(o *office) []string { return []string{"-rules", o.path("nothing")} },
		"no token":      func(o *office) []string { return []string{"-token", o.path("nothing")} },
		"another token": func(o *office) []string { o.write("token", "x"); return nil },
		"a folder":      func(o *office) []string { return []string{"-state", o.folder} },
		"no folder":     func(o *office) []string { return []string{"-state", filepath.Join(o.folder, "no", "deals.json")} },
	} {
		o := newOffice(t)
		lines := o.run(failed, prepare(o)...)
		if left, _ := filepath.Glob(o.path(".deals-*")); left != nil {
			t.Errorf("%s: %v is left, %q", name, left, lines)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	if got := run(ctx, []string{"-demo"}, world{&out, &errs, time.Now}); got != failed {
		t.Errorf("%d, %s", got, errs.String())
	}
}
