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
	if lifecycle.ReadStatus("Underreview").Known() {
		t.Error("a name without its space is read")
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
