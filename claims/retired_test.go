package claims

import (
	"encoding/json"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// An entry has no source of its own if its rule has one, also years later.
func TestAnEntryOfARetiredRuleIsReadWithTheSourceOfThen(t *testing.T) {
	defer func(rules []mci.Rule) { retired = rules }(retired)
	retired = []mci.Rule{{ID: "claim.old", Retired: true, Means: "something of then", Source: mci.EarlierCustomersPage.Source()}}
	const text = `{"format":1,"claim":"claim-1","number":2,"at":"2022-11-10T09:00:00Z","actor":"system","event":"expire","from":"Submitted","to":"Customer consent expired","rule":"`
	for rule, want := range map[string]mci.Source{
		"claim.old":     mci.EarlierCustomersPage.Source(),
		"claim.unknown": {},
	} {
		var entry Entry
		if err := json.Unmarshal([]byte(text+rule+`","command":{}}`), &entry); err != nil || entry.Source != want {
			t.Errorf("the source of %s is %s, %v; want %s", rule, entry.Source, err, want)
		}
	}
	if rules := Rules(); rules[len(rules)-1].ID != "claim.old" {
		t.Error("the retired rules are not among the rules")
	}
}
