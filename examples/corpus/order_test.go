package main

import (
	"encoding/json"
	"fmt"
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

// Each list of assumed members has the order in which the library writes it.
func TestAssumedMembersHaveTheirOrder(t *testing.T) {
	again := map[string]func(text []byte) (any, error){
		"life":            func(text []byte) (any, error) { var a claims.Assumptions; return &a, json.Unmarshal(text, &a) },
		"associationLife": func(text []byte) (any, error) { var a association.Assumptions; return &a, json.Unmarshal(text, &a) },
	}
	for kind, read := range again {
		long := false
		cases := file(t, kind).Cases
		for i := range cases {
			var out any
			if err := json.Unmarshal(cases[i].Out, &out); err != nil {
				t.Fatal(err)
			}
			listsAt(out, "record.observed.assumed", func(list []any) {
				text, _ := json.Marshal(list)
				set, err := read(text)
				written, _ := json.Marshal(set)
				if long = long || len(list) > 1; err != nil || string(written) != string(text) {
					t.Errorf("%s: got %s and the error %v, want %s", cases[i].ID, text, err, written)
				}
			})
		}
		if !long {
			t.Errorf("%s: no case has two assumed members", kind)
		}
	}
}

// The findings of a settlement are not in the order of the rules, because those
// about a line stand together.
func TestFindingsOfASettlementHaveTheirOrder(t *testing.T) {
	ofLines := []string{"match", "contradiction", "unapproved", "status", "clawback", "threshold", "month", "cycle"}
	ofClaim := []string{"identity", "currency", "coverage", "twice", "stages", "order", "candidate"}
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
