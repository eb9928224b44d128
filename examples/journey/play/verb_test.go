package play

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
)

func TestEveryEventOfBothKindsHasAVerb(t *testing.T) {
	ofActivities := map[string]bool{}
	for name, v := range verbs {
		if v.does == "" || v.play == nil && v.activity == nil && v.association == nil || v.play != nil && (v.activity != nil || v.association != nil) {
			t.Errorf("%s is incomplete", name)
		}
		if v.activity != nil {
			ofActivities[v.activity(&step{}).Event().String()] = true
		}
		if v.association != nil {
			if event := v.association(&step{}).Event(); verbOf(event) != name && v.activity == nil {
				t.Errorf("%s asks for %s, which is the event of %s", name, event, verbOf(event))
			}
		}
	}
	for _, row := range claims.Transitions() {
		if name := row.Event.String(); row.From != (claims.State{}) && !ofActivities[name] {
			t.Errorf("no verb for %s of a partner activity", name)
		}
	}
	for _, event := range append(lifecycle.Events(), lifecycle.FactsRecorded, lifecycle.DivergenceResolved) {
		if v, ok := verbs[verbOf(event)]; event != lifecycle.ClaimCreated && (!ok || v.association == nil) {
			t.Errorf("no verb for %s of an association", event)
		}
	}
	for _, row := range oneKind {
		v := verbs[row.verb]
		if v.activity == nil || v.association == nil {
			t.Errorf("%s is not a verb for both kinds", row.verb)
		}
	}
}

// texts returns the values as texts.
func texts[T interface{ String() string }](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = v.String()
	}
	return all
}

func TestTheSchemaHasTheLibrarysNames(t *testing.T) {
	var schema struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(bookSchema, &schema); err != nil {
		t.Fatal(err)
	}
	type enumerated struct {
		Enum  []string `json:"enum"`
		Items struct {
			Enum []string `json:"enum"`
		} `json:"items"`
	}
	read := func(name string) map[string]enumerated {
		var def struct {
			Properties map[string]json.RawMessage `json:"properties"`
		}
		if err := json.Unmarshal(schema.Defs[name], &def); err != nil {
			t.Fatal(err)
		}
		all := map[string]enumerated{}
		for field, raw := range def.Properties {
			var one enumerated
			if json.Unmarshal(raw, &one) == nil {
				all[field] = one
			}
		}
		return all
	}
	var channel enumerated
	if err := json.Unmarshal(schema.Defs["channel"], &channel); err != nil {
		t.Fatal(err)
	}
	step, expectation := read("step"), read("expectation")
	for name, c := range map[string]struct{ found, want []string }{
		"kinds":    {step["association"].Enum, texts(cpor.Kinds())},
		"faults":   {step["faults"].Items.Enum, texts(cpor.Faults())},
		"verbs":    {slices.Sorted(slices.Values(step["do"].Enum)), slices.Sorted(maps.Keys(verbs))},
		"endings":  {expectation["ending"].Enum, append(texts(lifecycle.Endings()), none)},
		"channels": {channel.Enum, texts(recognition.Channels())},
	} {
		if diff := cmp.Diff(c.want, c.found); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if len(verbsFor(store.PartnerAssociation)) < 2 || len(openers(store.PartnerActivity)) != 2 {
		t.Error("the verbs of a kind are not listed")
	}
}
