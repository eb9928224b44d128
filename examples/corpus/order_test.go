package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// An ordered list is one whose order README.md tells.
type ordered struct {
	kind, path string
	// order lists the texts of the member in their order. If there is no
	// member, they are the texts of the elements themselves.
	member string
	order  []string
}

func rulesIn(rules ...[]mci.Rule) (ids []string) {
	for _, rule := range slices.Concat(rules...) {
		if !slices.Contains(ids, string(rule.ID)) {
			ids = append(ids, string(rule.ID))
		}
	}
	return ids
}

// orderedLists are the lists of answers, by the kind and the path. A kind
// without a name is every kind.
func orderedLists() []ordered {
	var statuses []string
	for _, row := range recognition.StatusTable() {
		statuses = append(statuses, row.Status.String())
	}
	causes := []string{
		string(settlement.CauseCoOp), string(settlement.CauseUnpaid), string(settlement.CauseOpen), string(settlement.CauseForfeited),
		string(settlement.CauseTakenBack), string(settlement.CauseStage), string(settlement.CauseTwice), string(settlement.CauseRounding),
	}
	byOrder := []string{string(settlement.CauseExchange), string(settlement.CauseRounding), string(settlement.CauseWithheld), string(settlement.CauseSalesTax)}
	ofCustomers := rulesIn(eligibility.Rules())
	return []ordered{
		{"eligibility", "findings", "rule", ofCustomers},
		{"eligibility", "waived", "", ofCustomers},
		{"tab", "lines.findings", "rule", ofCustomers},
		{"tab", "lines.actions", "", textsOf([]customers.CustomerAction{
			customers.ClaimKnownCustomer, customers.SendConsentEmail, customers.ResendConsentEmail, customers.SubmitClaim,
		})},
		{"opportunities", "answers.lines.against", "rule", ofCustomers},
		{"opportunities", "answers.lines.missing", "rule", ofCustomers},
		{"plan", "options.choices.reasons", "rule", ofCustomers},
		{"step", "reasons", "rule", ofCustomers},
		{"step", "gaps", "rule", rulesIn(claims.Rules())},
		{"step", "gaps", "part", textsOf(mci.EvidenceParts())},
		{"associationStep", "reasons", "rule", rulesIn(cpor.Rules())},
		{"associationStep", "gaps", "rule", rulesIn(association.Rules())},
		{"deadlines", "deadlines", "clock", textsOf(mci.Clocks())},
		{"recognition", "partners.credits", "credit", textsOf(recognition.Credits())},
		{"settlement", "results.steps", "cause", causes},
		{"settlement", "results.orders.steps", "cause", byOrder},
		{"status", "means", "", slices.Concat(textsOf(claims.Statuses()), statuses)},
		{"", "record.evidence", "part", textsOf(mci.EvidenceParts())},
	}
}

// listsAt yields the lists at a path of an answer.
func listsAt(value any, path string, yield func([]any)) {
	if list, is := value.([]any); is {
		if path == "" {
			yield(list)
			return
		}
		for _, element := range list {
			listsAt(element, path, yield)
		}
		return
	}
	name, rest, _ := strings.Cut(path, ".")
	if object, is := value.(map[string]any); is && name != "" {
		listsAt(object[name], rest, yield)
	}
}

func TestListsHaveTheOrderThatTheReadmeTells(t *testing.T) {
	for _, want := range orderedLists() {
		long := 0
		for _, kind := range answer.Kinds() {
			if want.kind != "" && want.kind != kind {
				continue
			}
			read := file(t, kind)
			for i := range read.Cases {
				var out any
				if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
					t.Fatal(err)
				}
				listsAt(out, want.path, func(list []any) {
					places := want.places(list)
					if len(places) > 1 {
						long++
					}
					if !slices.IsSorted(places) || slices.Contains(places, -1) {
						t.Errorf("%s: %s has the places %v in the order of %q", read.Cases[i].ID, want.path, places, want.order)
					}
				})
			}
		}
		if long == 0 {
			t.Errorf("%s: no case has two elements in %s", want.kind, want.path)
		}
	}
}

// places returns the place of each element in the order. An element without the
// member has none.
func (o *ordered) places(list []any) (places []int) {
	for _, element := range list {
		if o.member != "" {
			object, _ := element.(map[string]any)
			var has bool
			if element, has = object[o.member]; !has {
				continue
			}
		}
		places = append(places, slices.Index(o.order, fmt.Sprint(element)))
	}
	return places
}

// told returns the order of a list that README.md gives word by word.
func told(t *testing.T, list string) (order []string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, row, found := strings.Cut(string(text), "\n| "+list+" | ")
	row, _, _ = strings.Cut(row, " |\n")
	row, _, _ = strings.Cut(row, ";")
	if !found {
		t.Fatalf("README.md has no row of %s", list)
	}
	for one := range strings.SplitSeq(row, ", ") {
		order = append(order, strings.Trim(one, "`"))
	}
	return order
}

func TestTheReadmeTellsTheOrderThatIsHeld(t *testing.T) {
	for list, path := range map[string]string{
		"`evidence`":          "record.evidence",
		"`deadlines`":         "deadlines",
		"`actions`":           "lines.actions",
		"`steps` of a result": "results.steps",
		"`steps` of an order": "results.orders.steps",
	} {
		i := slices.IndexFunc(orderedLists(), func(o ordered) bool { return o.path == path })
		if got := told(t, list); !slices.Equal(got, orderedLists()[i].order) {
			t.Errorf("README.md tells the order %q of %s, want %q", got, list, orderedLists()[i].order)
		}
	}
}

// Each list of assumed members has the order in which the library writes it, and
// each member is assumed in a case.
func TestAssumedMembersHaveTheirOrder(t *testing.T) {
	for _, of := range []struct {
		list  string
		kinds []string
		empty func() any
	}{
		{"`assumed` of a claim", []string{"step", "life", "deadlines"}, func() any { return new(claims.Assumptions) }},
		{"`assumed` of an association", []string{"associationStep", "associationLife", "associationDeadlines"}, func() any { return new(association.Assumptions) }},
	} {
		whole := told(t, of.list)
		inOrder := func(list any, where string) {
			text, _ := json.Marshal(list)
			set := of.empty()
			err := json.Unmarshal(text, set)
			if written, _ := json.Marshal(set); err != nil || string(written) != string(text) {
				t.Errorf("%s: got %s and the error %v, want %s", where, text, err, written)
			}
		}
		inOrder(whole, "README.md")
		assumed := map[string]bool{}
		for _, kind := range of.kinds {
			cases := file(t, kind).Cases
			for i := range cases {
				for text, path := range map[string]string{string(cases[i].In): "record.observed.assumed", string(cases[i].Out): "patch.observed.assumed"} {
					var value any
					if err := json.Unmarshal([]byte(text), &value); err != nil {
						t.Fatal(err)
					}
					listsAt(value, path, func(list []any) {
						inOrder(list, cases[i].ID)
						for _, one := range list {
							assumed[fmt.Sprint(one)] = true
						}
					})
				}
			}
		}
		for _, one := range whole {
			if !assumed[one] {
				t.Errorf("%s: no case has %s", of.list, one)
			}
		}
	}
}

// The findings of a settlement are not in the order of the rules, because those
// about a line stand together.
func TestFindingsOfASettlementHaveTheirOrder(t *testing.T) {
	ofLines := []string{"match", "contradiction", "standing", "unapproved", "status", "clawback", "threshold", "month", "cycle"}
	ofClaim := []string{"identity", "currency", "coverage", "twice", "stages", "contradiction", "order", "candidate"}
	unreported := []string{"number", "coverage", "cycle", "ineligible", "candidate"}
	read, several := file(t, "settlement"), 0
	for i := range read.Cases {
		var out struct {
			Results []struct {
				Lines    []any
				Findings []struct{ Rule string }
			}
		}
		if err := json.Unmarshal(read.Cases[i].Out, &out); err != nil {
			t.Fatal(err)
		}
		for _, result := range out.Results {
			var rules []string
			for _, f := range result.Findings {
				rules = append(rules, strings.TrimPrefix(f.Rule, "settlement."))
			}
			order := unreported
			if len(result.Lines) > 0 {
				order = ofClaim
				for len(rules) > 0 && slices.Contains(ofLines, rules[0]) {
					rules = rules[1:]
				}
			}
			if len(rules) > 1 {
				several++
			}
			var places []int
			for _, rule := range rules {
				places = append(places, slices.Index(order, rule))
			}
			if !slices.IsSorted(places) || slices.Contains(places, -1) {
				t.Errorf("%s: got %v, want the order of %v", read.Cases[i].ID, rules, order)
			}
		}
	}
	if several == 0 {
		t.Error("settlement: no result has two findings of a claim")
	}
}
