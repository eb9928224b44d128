package pages

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

func TestTheDiagramHasEveryStateAndEveryWayOfBothMachines(t *testing.T) {
	for name, c := range map[string]struct {
		ways   func() ([]way, string)
		states int
	}{"activity": {activityWays, len(activityStates())}, "association": {associationWays, len(lifecycle.States())}} {
		ways, first := c.ways()
		d := drawStates(ways, first, []string{first})
		if len(d.States) != c.states || len(d.Ways) != len(ways) || !strings.Contains(d.Summary, first) {
			t.Errorf("%s: %d states of %d, %d ways of %d: %s", name, len(d.States), c.states, len(d.Ways), len(ways), d.Summary)
		}
		for i := range d.States {
			one := &d.States[i]
			if one.X < 0 || one.Y < 0 || one.X+stateWidth > d.Width || one.Y+stateHeight > d.Height || len(one.Lines) > 3 {
				t.Errorf("%s: %+v is outside of %v x %v", name, one, d.Width, d.Height)
			}
			for k := range d.States[:i] {
				if other := &d.States[k]; one.X == other.X && one.Y < other.Y+stateHeight && other.Y < one.Y+stateHeight {
					t.Errorf("%s: %+v covers %+v", name, one, other)
				}
			}
		}
	}
}

// activityStates are the states that a row of the machine leads to.
func activityStates() []string {
	var all []string
	for _, row := range claims.Transitions() {
		if name := row.To.String(); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func TestTheDiagramMarksWhereAClaimIsAndWhereItWent(t *testing.T) {
	f := newFixture(t, nil)
	for _, id := range []string{"adventure-management", "adventure-teams"} {
		body := f.get(t, "/claims/"+id).Body.String()
		if strings.Count(body, `class="state current"`) != 1 || !strings.Contains(body, `class="state past"`) || !strings.Contains(body, `class="way open"`) || !strings.Contains(body, `class="way past"`) {
			t.Errorf("%s: the diagram does not mark it", id)
		}
	}
	if d := drawStates([]way{{"a", "b", nil}, {"x", "a", nil}, {"b", "a", nil}, {"a", "c", nil}, {"b", "c", nil}, {"c", "b", nil}}, "a", nil); len(d.States) != 3 || len(d.Ways) != 5 {
		t.Errorf("got %+v", d)
	}
}
