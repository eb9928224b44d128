package claims_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

// drawings lists the languages in which the machine can be drawn, with the
// golden file and the arrow of each.
var drawings = []struct {
	name, golden, arrow string
	draw                func() (string, error)
}{
	{"Mermaid", "machine.mmd", "-->", claims.Mermaid},
	{"Graphviz", "machine.dot", "->", claims.Graphviz},
}

func TestTheDrawingIsAsReviewedAndTheSameEachTime(t *testing.T) {
	for _, d := range drawings {
		first := must(d.draw())
		golden(t, d.golden, first)
		for range 20 {
			if again := must(d.draw()); again != first {
				t.Fatalf("%s draws another machine:\n%s", d.name, again)
			}
		}
	}
}

func TestTheDrawingShowsEveryTransitionThatMovesAClaim(t *testing.T) {
	mermaid, graphviz := must(claims.Mermaid()), must(claims.Graphviz())
	moving := 0
	for _, row := range claims.Transitions() {
		if row.From == row.To {
			continue
		}
		moving++
		if !strings.Contains(mermaid, "|"+row.Event.String()+"|") || !strings.Contains(mermaid, "["+row.To.String()+"]") {
			t.Errorf("Mermaid does not draw row %s, %s to %s", row.Row, row.Event, row.To)
		}
		arrow := `"` + row.From.String() + `" -> "` + row.To.String() + `" [ label = "` + row.Event.String() + `" ]`
		if !strings.Contains(graphviz, arrow) {
			t.Errorf("Graphviz does not draw row %s, %s", row.Row, arrow)
		}
	}
	for _, d := range drawings {
		if got := strings.Count(must(d.draw()), d.arrow); got != moving {
			t.Errorf("%s has %d arrows, want %d", d.name, got, moving)
		}
	}
}

func TestABadTableIsNotDrawnAndPermitsNothing(t *testing.T) {
	err := claims.WithTables(claims.Transitions()[1:], claims.ClockRows(), func() {
		for _, d := range drawings {
			if drawing, err := d.draw(); err == nil || drawing != "" {
				t.Errorf("%s draws %q, %v", d.name, drawing, err)
			}
		}
		for _, state := range allStates() {
			if permitted := state.Permitted(); !permitted.IsEmpty() || state.Terminal() {
				t.Errorf("%s permits %v, terminal %t", state, permitted, state.Terminal())
			}
		}
		_, err := claims.Open(nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
		if err == nil || !strings.Contains(err.Error(), "bad table") {
			t.Errorf("a claim is opened, or refused by %v", err)
		}
	})
	if err == nil {
		t.Error("the table compiles without its first row")
	}
}
