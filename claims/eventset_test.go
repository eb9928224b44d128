package claims_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A set of events equals the sorted list of the inserted events without
// repetitions.
func TestASetOfEventsIsWhatWasPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOf(rapid.SampledFrom(claims.Events())).Draw(t, "events")
		set := claims.EventSetOf(events...)
		want := slices.Compact(slices.Sorted(slices.Values(events)))
		if got := slices.Collect(set.All()); !slices.Equal(got, want) || set.Len() != len(want) || set.IsEmpty() != (len(want) == 0) {
			t.Fatalf("of %v came %v, %d events, empty %t", events, got, set.Len(), set.IsEmpty())
		}
		for _, event := range allEvents() {
			if got := set.Has(event); got != slices.Contains(want, event) {
				t.Fatalf("%v has %s: %t", want, event, got)
			}
		}
		if set != throughJSON(t, set) {
			t.Fatalf("%v comes back from JSON as %v", set, throughJSON(t, set))
		}
	})
}

func TestWhatIsNoEventIsNotInASet(t *testing.T) {
	if set := claims.EventSetOf(0, claims.PaymentRecorded+1, 31, 32, 255); set != (claims.EventSet{}) {
		t.Errorf("got %v, %d events", set, set.Len())
	}
}

func TestASetOfEventsPrintsItsWordsAndIsAListInJSON(t *testing.T) {
	for _, test := range []struct {
		set        claims.EventSet
		text, json string
	}{
		{claims.EventSet{}, "", `[]`},
		{claims.EventSetOf(claims.WindowEnds), "expire", `["expire"]`},
		{claims.EventSetOf(claims.PaymentRecorded, claims.AddCustomer), "add customer, record payment", `["add customer","record payment"]`},
	} {
		if data := must(json.Marshal(test.set)); test.set.String() != test.text || string(data) != test.json {
			t.Errorf("got %q and %s, want %q and %s", test.set, data, test.text, test.json)
		}
	}
	set := claims.EventSetOf(claims.WindowEnds)
	wantInvalid(t, json.Unmarshal([]byte(`["expire","explode"]`), &set), "")
	if err := json.Unmarshal([]byte(`3`), &set); err == nil || set != claims.EventSetOf(claims.WindowEnds) {
		t.Errorf("3 is read as %v, %v", set, err)
	}
}

func TestTheEventsOfASetCanBeLeftEarly(t *testing.T) {
	for event := range claims.EventSetOf(claims.Events()...).All() {
		if event == claims.ConsentSent {
			break
		}
	}
}

func TestWhatIsPermittedDoesNotAllocate(t *testing.T) {
	claim, sum := reach(t, plain(claims.ConsentReceived)).claim, 0
	early, late := at("2022-12-01"), at("2030-01-01")
	for name, list := range map[string]func() claims.EventSet{
		"by the machine":                  claim.State().Permitted,
		"by the machine and the clocks":   func() claims.EventSet { return claim.PermittedAt(early) },
		"after the last day of the clock": func() claims.EventSet { return claim.PermittedAt(late) },
	} {
		if got := testing.AllocsPerRun(100, func() {
			for event := range list().All() {
				sum += int(event)
			}
		}); got != 0 {
			t.Errorf("%s: %v allocations, want none", name, got)
		}
	}
}

func TestACommandAllocatesItsChangeAndNoMore(t *testing.T) {
	for name, test := range map[string]struct {
		state   claims.State
		when    string
		command claims.Command
		most    float64
	}{
		"the claim and its entry":               {plain(claims.CustomerClaimed), "2022-11-11", claims.SendConsent{}, 2},
		"the claim, its entry and its evidence": {plain(claims.ConsentReceived), "2022-12-01", claims.GiveEvidence{Part: mci.Invoice}, 3},
	} {
		claim, meta := reach(t, test.state).claim, by(test.command.Event(), at(test.when))
		if got := testing.AllocsPerRun(100, func() { _, _ = claims.Apply(claim, test.command, meta) }); got > test.most {
			t.Errorf("%s: %v allocations, want at most %v", name, got, test.most)
		}
	}
}
