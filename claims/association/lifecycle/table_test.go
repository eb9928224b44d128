package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Partner Center and spreadsheets put in spaces that say nothing. The text
// stays as it was shown.
func TestAStatusIsReadWhateverItsWhiteSpace(t *testing.T) {
	for text, want := range map[string]recognition.Status{
		"Under  review": recognition.UnderReview, " partner\u00a0action required\t": recognition.PartnerActionRequired, "Final  Rejected": recognition.RejectedFinal,
	} {
		if read := lifecycle.ReadStatus(text); !read.Can(want) || read.String() != text {
			t.Errorf("%q is read as %v", text, slices.Collect(read.All()))
		}
	}
	if both := lifecycle.ReadStatus("Submitted  /  Under review"); !both.Can(recognition.Submitted) || !both.Can(recognition.UnderReview) {
		t.Error("a name with two meanings is not read")
	}
	for _, name := range []string{"Underreview", (recognition.RejectedFinal + 1).String()} {
		if lifecycle.ReadStatus(name).Known() {
			t.Errorf("%q is read", name)
		}
	}
}

func TestARowThatLacksSomethingDoesNotCompile(t *testing.T) {
	if err := lifecycle.ErrTable(); err != nil {
		t.Fatal(err)
	}
	lifecycle.Incomplete(func(lacks, want string, err error) {
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "lifecycle: bad table: ")) {
			t.Errorf("%s: %v, want %q", lacks, err, want)
		}
	})
}

func TestABadTableIsNotDrawnAndPermitsNothing(t *testing.T) {
	lifecycle.WithBadTable(func() {
		if lifecycle.ErrTable() == nil {
			t.Error("the table compiles without its first row")
		}
		for name, draw := range map[string]func() (string, error){"Mermaid": lifecycle.Mermaid, "Graphviz": lifecycle.Graphviz} {
			if drawing, err := draw(); err == nil || drawing != "" {
				t.Errorf("%s draws %q, %v", name, drawing, err)
			}
		}
		for _, state := range lifecycle.States() {
			if _, ok := state.Next(lifecycle.PartnerSubmits); ok || !state.Permitted().IsEmpty() || state.Terminal() {
				t.Errorf("%s permits %v", state, state.Permitted())
			}
		}
	})
}

func TestSetsOfEventsAreCombined(t *testing.T) {
	a, b := lifecycle.EventSetOf(lifecycle.ProofGiven, lifecycle.PartnerSubmits), lifecycle.EventSetOf(lifecycle.PartnerSubmits)
	if a.And(b) != b || a.Without(b) != lifecycle.EventSetOf(lifecycle.ProofGiven) || lifecycle.EventSetOf(lifecycle.StatusObserved) != (lifecycle.EventSet{}) {
		t.Errorf("%v, %v", a.And(b), a.Without(b))
	}
}

// A State permits events; the machine alone says where they lead.
func ExampleState_Next() {
	state := lifecycle.State{Status: recognition.Rejected}
	fmt.Println(state.Permitted())
	to, permitted := state.Next(lifecycle.PartnerDisputes)
	fmt.Println(to, permitted)
	// Output:
	// dispute, expire
	// Dispute true
}

func TestASetHasItsEventsAndNoOther(t *testing.T) {
	all := lifecycle.Events()
	if len(all) != 15 || all[0] != lifecycle.ClaimCreated || all[14] != lifecycle.WindowEnds {
		t.Fatalf("the events are %v", all)
	}
	set := lifecycle.EventSetOf(lifecycle.ProofGiven)
	for _, event := range all {
		if set.Has(event) != (event == lifecycle.ProofGiven) {
			t.Errorf("%v has %s: %t", set, event, set.Has(event))
		}
	}
}

// The states next to the declared ones must not be taken for one of those.
func TestAStateOrAnEventAfterTheLastPermitsNothing(t *testing.T) {
	for _, state := range []lifecycle.State{
		{Status: recognition.RejectedFinal + 1},
		{Status: recognition.Draft, Ending: lifecycle.Disassociated + 1},
		{Ending: lifecycle.Disassociated + 1},
		{Status: recognition.RejectedFinal, Ending: lifecycle.Disassociated + 1},
	} {
		for _, event := range lifecycle.Events() {
			if to, ok := state.Next(event); ok || to != state {
				t.Errorf("%s of %s leads to %s", event, state, to)
			}
		}
		if !state.Permitted().IsEmpty() || state.Terminal() {
			t.Errorf("%s permits %s", state, state.Permitted())
		}
	}
	for _, state := range lifecycle.States() {
		if _, ok := state.Next(lifecycle.StatusObserved); ok {
			t.Errorf("%s permits an observation", state)
		}
	}
}
