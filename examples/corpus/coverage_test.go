package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
)

// file reads a file of the corpus.
func file(t *testing.T, kind string) *form.File {
	t.Helper()
	f, err := os.Open(filepath.Join("data", kind+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	read, err := form.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// covered are the things that the cases of a kind are there for.
func covered(t *testing.T, kind string) []string {
	t.Helper()
	var all []string
	read := file(t, kind)
	for i := range read.Cases {
		all = append(all, read.Cases[i].Covers...)
	}
	return all
}

// want fails the test unless each wanted text begins one of those that are
// covered.
func want(t *testing.T, kind string, wanted []string) {
	t.Helper()
	if len(wanted) == 0 {
		t.Errorf("%s: nothing is wanted", kind)
	}
	all := covered(t, kind)
	for _, one := range wanted {
		if !slices.ContainsFunc(all, func(has string) bool { return strings.HasPrefix(has, one) }) {
			t.Errorf("%s: no case for %s", kind, one)
		}
	}
}

var bounds = []string{"-1 ns", "+0", "+1 ns"}

func stateText(state claims.State) string {
	if state.Disputed && state.String() == state.Status.String() {
		return state.String() + ", disputed"
	}
	return state.String()
}

func TestEachTransitionGuardAndClockHasItsCases(t *testing.T) {
	var wanted []string
	all := covered(t, "step")
	for _, row := range claims.Transitions() {
		name := fmt.Sprintf("%s, %s, %s", row.Row, stateText(row.From), row.Event)
		if row.From == (claims.State{}) {
			wanted = append(wanted, fmt.Sprintf("transition %s, no claim, %s", row.Row, row.Event))
			continue
		}
		wanted = append(wanted, "transition "+name)
		for _, guard := range row.Guards {
			wanted = append(wanted, fmt.Sprintf("guard %s holds: %s", guard, name), fmt.Sprintf("guard %s fails: %s", guard, name))
		}
		if row.Event == claims.WindowEnds {
			for _, bound := range bounds {
				found := slices.ContainsFunc(all, func(has string) bool {
					return strings.HasPrefix(has, "clock ") && strings.HasSuffix(has, fmt.Sprintf(" %s: %s, expire", bound, stateText(row.From)))
				})
				if !found {
					t.Errorf("step: no case for the clock of %s at %s", stateText(row.From), bound)
				}
			}
		}
	}
	want(t, "step", wanted)
}

func TestEachStateHasACaseForEachEventThatItLacks(t *testing.T) {
	var wanted []string
	for _, row := range claims.Transitions() {
		if row.From == (claims.State{}) {
			continue
		}
		for _, state := range []claims.State{row.From, row.To} {
			for _, event := range claims.Events() {
				if _, permitted := state.Next(event); !permitted && event != claims.AddCustomer && event != claims.ClaimCustomer {
					wanted = append(wanted, fmt.Sprintf("no transition: %s, %s", stateText(state), event))
				}
			}
			for _, status := range claims.Statuses() {
				wanted = append(wanted, fmt.Sprintf("observe %q: %s", status, stateText(state)))
			}
		}
	}
	slices.Sort(wanted)
	want(t, "step", slices.Compact(wanted))
}

func TestEachClockHasACaseAtEachBound(t *testing.T) {
	var wanted, ofAssociations []string
	for _, bound := range bounds {
		for _, clock := range mci.Clocks() {
			wanted = append(wanted, fmt.Sprintf("clock %s %s: ", clock, bound))
		}
		for _, clock := range cpor.Clocks() {
			ofAssociations = append(ofAssociations, fmt.Sprintf("clock %s %s: ", clock, bound))
		}
	}
	want(t, "step", wanted)
	want(t, "deadlines", wanted)
	want(t, "associationDeadlines", ofAssociations)
}

// A guard that fails must not hide that the window is open: each step that a
// clock can end is taken in its last instant.
func TestEachStepIsTakenInTheLastInstantOfItsWindow(t *testing.T) {
	all := covered(t, "step")
	for _, row := range claims.Transitions() {
		if _, expires := row.From.Next(claims.WindowEnds); !expires || row.Event == claims.WindowEnds {
			continue
		}
		suffix := fmt.Sprintf(" -1 ns: %s, %s, taken", stateText(row.From), row.Event)
		if !slices.ContainsFunc(all, func(has string) bool { return strings.HasSuffix(has, suffix) }) {
			t.Errorf("step: no case for%s", suffix)
		}
	}
}

func TestEachTransitionOfAnAssociationHasItsCases(t *testing.T) {
	var wanted []string
	for _, row := range lifecycle.Transitions() {
		name := fmt.Sprintf("%s, %s, %s", row.Row, row.From, row.Event)
		if row.From == (lifecycle.State{}) {
			continue
		}
		wanted = append(wanted, "transition "+name)
		for _, guard := range row.Guards {
			wanted = append(wanted, fmt.Sprintf("guard %s holds: %s", guard, name), fmt.Sprintf("guard %s fails: %s", guard, name))
		}
	}
	for _, kind := range cpor.Kinds() {
		wanted = append(wanted, "open "+kind.String())
	}
	want(t, "associationStep", wanted)
}

// outcomes lists the outcomes of rules in the answers of a kind.
func outcomes(t *testing.T, kind string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	read := file(t, kind)
	for i := range read.Cases {
		var out struct {
			Rule     string
			Outcome  string
			Findings []struct{ Rule, Outcome string }
			Results  []struct {
				State    string
				Findings []struct{ Rule, Outcome string }
			}
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		all[out.Rule+" "+out.Outcome] = true
		for _, result := range out.Results {
			all["state "+result.State] = true
			out.Findings = append(out.Findings, result.Findings...)
		}
		for _, f := range out.Findings {
			all[f.Rule+" "+f.Outcome] = true
		}
	}
	return all
}

// impossible are the outcomes that no question of the corpus can have.
var impossible = map[string]string{
	"pay.hours unknown": "hours that are not given fail, because the user gives them",
}

func TestAnAssociationIsAdoptedInEachStatus(t *testing.T) {
	wanted := []string{"adopt: an association created after the export", "adopt: an association in a status of another claim"}
	for _, state := range lifecycle.States() {
		wanted = append(wanted, "adopt: an association shown as "+state.Status.String())
	}
	want(t, "associationStep", wanted)
}

func TestEachRuleOfEligibilityHasEachOutcome(t *testing.T) {
	all := outcomes(t, "eligibility")
	for _, rule := range eligibility.Rules() {
		if strings.HasPrefix(string(rule.ID), "nomination.") {
			continue // for several questions at once
		}
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			one := fmt.Sprintf("%s %s", rule.ID, outcome)
			if all[one] == (impossible[one] != "") {
				t.Errorf("eligibility: %s: covered %t, impossible because %q", one, all[one], impossible[one])
			}
		}
	}
}

// ahead are the rules of an association that refuse no opening, because they
// tell of a need that comes later.
func ahead(rule mci.Rule) bool {
	return rule.ID == "cporclaim.others" || strings.HasPrefix(string(rule.ID), "cporclaim.proof.")
}

func TestEachConditionOfAnAssociationRefusesAnOpening(t *testing.T) {
	refused := map[string]bool{}
	read := file(t, "associationStep")
	for i := range read.Cases {
		var out struct {
			Reasons []struct{ Rule, Outcome string }
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		for _, reason := range out.Reasons {
			refused[reason.Rule+" "+reason.Outcome] = true
		}
	}
	for _, rule := range cpor.Rules() {
		for _, outcome := range []mci.Outcome{mci.Fail, mci.Unknown} {
			if one := fmt.Sprintf("%s %s", rule.ID, outcome); refused[one] == ahead(rule) {
				t.Errorf("associationStep: an opening is refused by %s: %t", one, refused[one])
			}
		}
	}
}

func TestEachLengthOfAClockThatAHostCanChooseHasACase(t *testing.T) {
	var wanted []string
	for _, clock := range cpor.Clocks() {
		wanted = append(wanted, fmt.Sprintf("terms: a %s clock of 3 days", clock))
	}
	want(t, "associationDeadlines", wanted)
}

// A record keeps some keys, and a host looks up those before them.
func TestAKeyIsUsedAgainInEachWay(t *testing.T) {
	wanted := []string{
		"key: the same command later", "key: the same event with other content", "key: the same command, many keys later",
		"key: one more than the record keeps", "key: one that the record no longer keeps",
	}
	want(t, "step", append(wanted, "key: another event", "key: another command, many keys later", "key: the same command under another key"))
	want(t, "associationStep", wanted)
}

func TestEachKindOfStepUsesItsKeyAgain(t *testing.T) {
	for _, kind := range []string{"life", "associationLife"} {
		has := map[string]bool{}
		read := file(t, kind)
		for i := range read.Cases {
			var in struct {
				Steps []struct {
					Do   map[string]any
					Meta struct{ Key string }
				}
			}
			var out struct{ Steps []struct{ Result string } }
			if json.Unmarshal(read.Cases[i].In, &in) != nil || json.Unmarshal(read.Cases[i].Out, &out) != nil {
				t.Fatal(read.Cases[i].ID)
			}
			for k, step := range out.Steps {
				for do := range in.Steps[k].Do {
					if in.Steps[k].Meta.Key != "" {
						has[do+" "+step.Result] = true
					}
				}
			}
		}
		for _, do := range []string{"command", "observe", "takeBack"} {
			for _, result := range []string{"changed", "unchanged", "malformed"} {
				if one := do + " " + result; !has[one] {
					t.Errorf("%s: under a key, no step has %s", kind, one)
				}
			}
		}
	}
}

func TestEachEventIsTakenBack(t *testing.T) {
	var wanted, ofAssociations []string
	for _, row := range claims.Transitions() {
		if row.From != (claims.State{}) {
			wanted = append(wanted, fmt.Sprintf("take back %s", row.Event))
		}
	}
	for _, row := range lifecycle.Transitions() {
		if row.From != (lifecycle.State{}) {
			ofAssociations = append(ofAssociations, fmt.Sprintf("take back %s", row.Event))
		}
	}
	want(t, "life", wanted)
	want(t, "associationLife", ofAssociations)
}

func TestEachShapeOfPayHasEachOutcomeAndEachBound(t *testing.T) {
	all := outcomes(t, "payout")
	for _, rule := range catalog.PayRules() {
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			if one := fmt.Sprintf("%s %s", rule.ID, outcome); !all[one] {
				t.Errorf("payout: no case for %s", one)
			}
		}
	}
	covers := strings.Join(covered(t, "payout"), "\n") + "\n"
	number := regexp.MustCompile(`"(?:from|above|upTo|below|cap)":\s*"([0-9.]+)"`)
	text, err := os.ReadFile("catalogs/made-up.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range number.FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(covers, " is "+match[1]+"\n") && !strings.Contains(covers, " are "+match[1]+"\n") {
			t.Errorf("payout: no case at the bound %s", match[1])
		}
	}
}

func TestEachShapeOfVariablePayTakesRefusesAndLacksSomething(t *testing.T) {
	has := map[string]bool{}
	read := file(t, "opportunities")
	for i := range read.Cases {
		var out struct {
			Answers []struct {
				Lines []struct {
					Outcome mci.Outcome
					Pay     struct {
						Outcome mci.Outcome
						Enough  string
					}
					Payout struct {
						Rule    mci.RuleID
						Outcome mci.Outcome
					}
				}
			}
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		for _, answer := range out.Answers {
			for _, line := range answer.Lines {
				has[fmt.Sprintf("%s: the line is %s", line.Payout.Rule, line.Outcome)] = true
				has[fmt.Sprintf("%s: the pay is %s", line.Payout.Rule, line.Pay.Outcome)] = true
				has[fmt.Sprintf("%s: the payout is %s", line.Payout.Rule, line.Payout.Outcome)] = true
				has[fmt.Sprintf("%s: enough hours %t", line.Payout.Rule, line.Pay.Enough != "")] = true
			}
		}
	}
	for rule, byHour := range map[string]bool{"pay.lowest-of-three": true, "pay.hours-by-rate": true, "pay.share-of-amount": false, "pay.share-by-tier": false} {
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			for _, of := range []string{"line", "pay", "payout"} {
				if rule == "pay.hours-by-rate" && of != "line" && outcome == mci.Fail {
					continue // no catalog has a country where this pay is refused
				}
				if one := fmt.Sprintf("%s: the %s is %s", rule, of, outcome); !has[one] {
					t.Errorf("opportunities: no case for %s", one)
				}
			}
		}
		if !has[fmt.Sprintf("%s: enough hours %t", rule, byHour)] {
			t.Errorf("opportunities: no case for enough hours of %s", rule)
		}
	}
	want(t, "opportunities", []string{"opportunities: an engagement twice", "opportunities: every engagement, and one with another ID", "opportunities: only fixed pay", "opportunities: nothing"})
}

// notBetween are the rules for several questions by which two options of a plan
// never exclude each other.
var notBetween = map[mci.RuleID]string{
	"nomination.engagement-once": "a plan has each engagement once",
	"nomination.one-user":        "a plan has one user and one instant",
	"nomination.one-way":         "the way depends on the ID, and the rule about the ID comes first",
}

func TestAPlanHasEachOutcomeTurnAndExclusion(t *testing.T) {
	has := map[string]bool{}
	read := file(t, "plan")
	for i := range read.Cases {
		var out struct {
			Options []struct {
				Choices []struct {
					Outcome, Earns mci.Outcome
					Turn           *struct{ Outcome mci.Outcome }
				}
			}
			Exclusions []struct{ Rule mci.RuleID }
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		for _, option := range out.Options {
			for _, choice := range option.Choices {
				has["outcome "+choice.Outcome.String()], has["earns "+choice.Earns.String()] = true, true
				if choice.Turn != nil {
					has["turn to "+choice.Turn.Outcome.String()] = true
				}
			}
		}
		for _, exclusion := range out.Exclusions {
			has[string(exclusion.Rule)] = true
		}
	}
	for _, what := range []string{"outcome", "earns", "turn to"} {
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			if !has[what+" "+outcome.String()] {
				t.Errorf("plan: no choice has the %s %s", what, outcome)
			}
		}
	}
	for _, rule := range eligibility.Rules() {
		if strings.HasPrefix(string(rule.ID), "nomination.") && has[string(rule.ID)] == (notBetween[rule.ID] != "") {
			t.Errorf("plan: %s excludes options: %t; it does not, because %q", rule.ID, has[string(rule.ID)], notBetween[rule.ID])
		}
	}
}

func TestEachNameOfAStatusHasACase(t *testing.T) {
	var wanted []string
	for _, status := range claims.Statuses() {
		wanted = append(wanted, fmt.Sprintf("status of claim %q", status))
	}
	for _, state := range lifecycle.States() {
		wanted = append(wanted, fmt.Sprintf("status of association %q", state.Status))
	}
	for _, alias := range aliasesInTables(t) {
		wanted = append(wanted, fmt.Sprintf("status of claim %q", alias), fmt.Sprintf("status of association %q", alias))
	}
	want(t, "status", wanted)
}

// aliasesInTables reads the other names of statuses from the tables of the
// library, because no function lists them.
func aliasesInTables(t *testing.T) (names []string) {
	t.Helper()
	list := regexp.MustCompile(`aliases:\s*\[\]string\{([^}]*)\}`)
	word := regexp.MustCompile(`"([^"]+)"`)
	err := filepath.WalkDir("../../claims", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range list.FindAllStringSubmatch(string(text), -1) {
			for _, name := range word.FindAllStringSubmatch(match[1], -1) {
				names = append(names, name[1])
			}
		}
		return err
	})
	if err != nil || len(names) < 10 {
		t.Fatalf("got the names %q and the error %v", names, err)
	}
	return names
}

func TestEachStateRuleAndStatusOfPaymentHasACase(t *testing.T) {
	all := outcomes(t, "settlement")
	for _, state := range settlement.States() {
		if !all["state "+state.String()] {
			t.Errorf("settlement: no case for the state %s", state)
		}
	}
	for _, rule := range settlement.Rules() {
		found := false
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			found = found || all[fmt.Sprintf("%s %s", rule.ID, outcome)]
		}
		if !found {
			t.Errorf("settlement: no case for the rule %s", rule.ID)
		}
	}
	var wanted []string
	for _, terms := range earnings.StatusTable() {
		wanted = append(wanted, fmt.Sprintf("payment status %q", terms.Status))
	}
	want(t, "settlement", wanted)
}

func TestEachTabAndReasonHasACase(t *testing.T) {
	tabs, reasons := map[string]bool{}, map[string]bool{}
	read := file(t, "tab")
	for i := range read.Cases {
		var out struct {
			Lines []struct {
				Tab     string
				Reasons []string
			}
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		for _, line := range out.Lines {
			tabs[line.Tab] = true
			for _, reason := range line.Reasons {
				reasons[reason] = true
			}
		}
		tabs["none"] = tabs["none"] || len(out.Lines) == 0 && out.Lines != nil
	}
	for _, tab := range []customers.Tab{customers.Eligible, customers.Ineligible, customers.Undecided, customers.Complete} {
		if !tabs[tab.String()] {
			t.Errorf("tab: no case for the tab %s", tab)
		}
	}
	if !tabs["none"] {
		t.Error("tab: no case for a customer who is not on the page")
	}
	for _, rule := range eligibility.Rules() {
		if reason := eligibility.ReasonOf(rule.ID); reason != eligibility.NoReason && !reasons[reason.String()] {
			t.Errorf("tab: no case for the reason %q", reason)
		}
	}
}

// elsewhere are the rules of claims that no step names, with the reason.
var elsewhere = map[mci.RuleID]string{
	"claim.terms": "the result is terms changed",
	"claim.time":  "the result is out of order",

	"cporclaim.time":        "the result is out of order",
	"cporclaim.guard.proof": "it is retired",
}

func TestEachRuleOfClaimsDecidesAStep(t *testing.T) {
	text, err := os.ReadFile("data/step.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range claims.Rules() {
		if named := strings.Contains(string(text), fmt.Sprintf(`"rule":%q`, rule.ID)); named == (elsewhere[rule.ID] != "") {
			t.Errorf("step: rule %s: named %t, elsewhere because %q", rule.ID, named, elsewhere[rule.ID])
		}
	}
}

func TestEachRuleOfAnAssociationDecidesAStep(t *testing.T) {
	var all []byte
	for _, kind := range []string{"associationStep", "associationLife", "associationDeadlines"} {
		text, err := os.ReadFile(filepath.Join("data", kind+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	for _, rule := range association.Rules() {
		if named := strings.Contains(string(all), fmt.Sprintf(`ule":%q`, rule.ID)); named == (elsewhere[rule.ID] != "") {
			t.Errorf("association: rule %s: named %t, elsewhere because %q", rule.ID, named, elsewhere[rule.ID])
		}
	}
}

// An implementation that counts days in UTC must not answer every case rightly.
func TestEachKindThatDependsOnADayAsksAtBothMidnights(t *testing.T) {
	for kind, catalogs := range map[string][]string{
		"eligibility": {"zoned", "western"}, "tab": {"zoned", "western"}, "plan": {"zoned", "western"}, "opportunities": {"western"},
		"step": {"zoned", "western"}, "life": {"western"},
	} {
		all := covered(t, kind)
		for _, name := range catalogs {
			for _, side := range []string{"before both midnights", "at the first midnight", "at the second midnight"} {
				if !slices.ContainsFunc(all, func(has string) bool {
					return strings.Contains(has, "catalog "+name) && strings.HasSuffix(has, ": "+side)
				}) {
					t.Errorf("%s: no case of the catalog %s %s", kind, name, side)
				}
			}
		}
	}
	var wanted []string
	for _, status := range claims.Statuses() {
		wanted = append(wanted, "deadlines of "+status.String()+", in the catalog western", "an open divergence of "+status.String())
	}
	want(t, "deadlines", slices.DeleteFunc(wanted, func(what string) bool {
		return strings.Contains(what, claims.RejectedFinal.String()) || strings.Contains(what, "of "+claims.Disputed.String()+",")
	}))
}
