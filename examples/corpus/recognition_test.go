package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

func TestTheGrantsAreThoseOfTheLibrary(t *testing.T) {
	text, err := json.MarshalIndent(recognition.PublicPolicy(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile("grants.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("grants.json"); err != nil || !bytes.Equal(got, text) {
		t.Errorf("grants.json is not the public policy, error %v; run with -update", err)
	}
}

// recognized decides on every well-formed case of the corpus.
func recognized(t *testing.T) (all []recognition.Decision) {
	t.Helper()
	read := file(t, "recognition")
	for i := range read.Cases {
		if bytes.Contains(read.Cases[i].Out, []byte(`"malformed"`)) {
			continue
		}
		var q answer.Recognition
		if err := json.Unmarshal(read.Cases[i].In, &q); err != nil {
			t.Fatal(err)
		}
		decisions, err := recognition.DecideAll(&q.Case, q.Partners...)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, decisions...)
	}
	return all
}

func TestEachGrantThatEarnsCreditsAPartnerInACase(t *testing.T) {
	credited := map[mci.RuleID]bool{}
	for _, d := range recognized(t) {
		credited[d.Grant()] = true
	}
	for _, g := range recognition.PublicPolicy().Grants() {
		if credited[g.ID] != (g.Earns == mci.Yes) {
			t.Errorf("recognition: %s earns: %s, and credits a partner in a case: %t", g.ID, g.Earns, credited[g.ID])
		}
	}
}

// rulesOf are the rules about each association, without the one about the
// partner and without the grants.
func rulesOf() []mci.Rule {
	return slices.DeleteFunc(recognition.Rules()[1:], func(rule mci.Rule) bool { return rule.Version == 0 })
}

func TestEachRuleOfRecognitionAloneStandsInTheWayOfACredit(t *testing.T) {
	rules, alone := rulesOf(), map[mci.RuleID]map[mci.Outcome]bool{}
	for _, rule := range rules {
		alone[rule.ID] = map[mci.Outcome]bool{}
	}
	for _, d := range recognized(t) {
		for ofOne := range slices.Chunk(d.Findings()[1:], len(rules)) {
			bad := slices.DeleteFunc(ofOne, func(f mci.Finding) bool { return f.Outcome == mci.Pass })
			if len(bad) == 1 {
				alone[bad[0].Rule][bad[0].Outcome] = true
			}
		}
	}
	never := map[mci.RuleID]mci.Outcome{
		"association.sole": mci.Fail,    // of two holders it is not known which one is credited
		"credit.period":    mci.Unknown, // without a day, nothing is known to be held either
	}
	for _, rule := range rules {
		for _, outcome := range []mci.Outcome{mci.Fail, mci.Unknown} {
			excepted, some := never[rule.ID]
			if got := alone[rule.ID][outcome]; got == (some && excepted == outcome) {
				t.Errorf("recognition: %s alone stands in the way with %s: %t", rule.ID, outcome, got)
			}
		}
	}
}
