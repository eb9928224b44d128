package association

import (
	"encoding/json"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// An entry has no source of its own if its rule has one, also years later.
func TestAnEntryOfARetiredRuleIsReadWithTheSourceOfThen(t *testing.T) {
	defer func(rules []mci.Rule) { retired = rules }(retired)
	retired = []mci.Rule{{ID: "cporclaim.old", Retired: true, Means: "something of then", Source: mci.AssociationGuide.Source()}}
	const text = `{"format":1,"claim":"claim-1","number":2,"at":"2022-11-10T09:00:00Z","actor":"system","event":"expire","from":{"status":"Rejected"},"to":{"status":"Rejected"},"rule":"`
	for rule, want := range map[string]mci.Source{"cporclaim.old": mci.AssociationGuide.Source(), "cporclaim.unknown": {}} {
		var entry Entry
		if err := json.Unmarshal([]byte(text+rule+`","command":{}}`), &entry); err != nil || entry.Source != want {
			t.Errorf("the source of %s is %s, %v; want %s", rule, entry.Source, err, want)
		}
	}
	if rules := Rules(); rules[len(rules)-1].ID != "cporclaim.old" {
		t.Error("the retired rules are not among the rules")
	}
}

func TestAGuardThatLacksSomethingDoesNotCompile(t *testing.T) {
	defer func(row mci.RuleID) { guards[1].rule = row }(guards[1].rule)
	guards[1].rule = ""
	if _, err := compile(declared()); err == nil {
		t.Error("a guard without a rule compiles")
	}
}
