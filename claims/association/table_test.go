package association_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

func renderTransitions(rows []lifecycle.Transition) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s | %s | %s | %s | %s", row.Row, row.From, row.Event, row.To, row.Actor)
		for _, guard := range row.Guards {
			fmt.Fprintf(&b, " | guard: %s", guard)
		}
		fmt.Fprintf(&b, " | %s | %s", row.Rule, row.Source.Source())
		if row.Inferred {
			b.WriteString(" | inferred")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTheTablesAreAsReviewed(t *testing.T) {
	if err := association.ErrTables(); err != nil {
		t.Fatal(err)
	}
	golden(t, "transitions.txt", renderTransitions(lifecycle.Transitions()))
	var b strings.Builder
	for _, row := range association.ClockRows() {
		then := "warns"
		if row.Expires {
			next, _ := row.State.Next(lifecycle.WindowEnds)
			then = "then " + next.String()
		}
		fmt.Fprintf(&b, "%s | %s | %d days | %s\n", row.Clock, row.State, row.Days, then)
	}
	golden(t, "clocks.txt", b.String())
	b.Reset()
	for _, state := range lifecycle.States() {
		fmt.Fprintf(&b, "%s | %s | next: %s | permits: %s\n", state, state.Means(), orDash(state.NextActor().String()), orDash(state.Permitted().String()))
	}
	golden(t, "states.txt", b.String())
	b.Reset()
	for _, rule := range association.Rules() {
		fmt.Fprintf(&b, "%s %d | %s | %s\n", rule.ID, rule.Version, rule.Means, rule.Source)
	}
	golden(t, "rules.txt", b.String())
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func TestEveryRuleHasAnIDOfItsOwn(t *testing.T) {
	seen := map[mci.RuleID]bool{}
	for _, rule := range association.Rules() {
		if seen[rule.ID] || rule.Means == "" || rule.Source.Title == "" || !strings.HasPrefix(string(rule.ID), "cporclaim.") {
			t.Errorf("%+v", rule)
		}
		seen[rule.ID] = true
	}
	for _, rule := range slices.Concat(claims.Rules(), recognition.Rules(), cpor.Rules(), credit.Rules()) {
		if seen[rule.ID] {
			t.Errorf("%s is a rule of another package", rule.ID)
		}
	}
}

func TestARowThatLacksSomethingDoesNotCompile(t *testing.T) {
	association.Incomplete(func(lacks, want string, err error) {
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "association: bad table: ") {
			t.Errorf("%s: %v, want %q", lacks, err, want)
		}
	})
}

var drawings = []struct {
	name, golden, arrow string
	draw                func() (string, error)
}{
	{"Mermaid", "machine.mmd", "-->", lifecycle.Mermaid},
	{"Graphviz", "machine.dot", "->", lifecycle.Graphviz},
}

func TestTheDrawingIsAsReviewedAndShowsEveryRowThatMoves(t *testing.T) {
	moving := 0
	for _, row := range lifecycle.Transitions() {
		if row.From != row.To {
			moving++
		}
	}
	for _, d := range drawings {
		drawing := must(d.draw())
		golden(t, d.golden, drawing)
		if got := strings.Count(drawing, d.arrow); got != moving {
			t.Errorf("%s has %d arrows, want %d", d.name, got, moving)
		}
	}
}

func TestABadTableMakesAndChangesNoClaim(t *testing.T) {
	held := approved(t)
	err := association.WithTables(lifecycle.Transitions()[1:], association.ClockRows(), func() {
		q := question(cpor.ModernWorkUsage, monday)
		_, opens := association.Open(proposed(t, q), "claim-1", by(lifecycle.ClaimCreated, monday))
		_, applies := association.Apply(held.claim, association.OptOut{}, meta(claims.Customer, monday))
		_, observes := association.Observe(held.claim, lifecycle.ReadStatus("Rejected"), meta(claims.PartnerCenter, monday))
		_, adopts := association.Adopt(adoption(q.Kind, "Draft"), nil, "claim-1", meta(claims.PartnerCenter, monday))
		_, restores := association.Restore(held.claim.Record(), nil)
		_, takesBack := association.TakeBack(held.claim, held.history, 5, meta(claims.Partner, monday))
		for _, err := range []error{opens, applies, observes, adopts, restores, takesBack} {
			if err == nil || !strings.Contains(err.Error(), "bad table") {
				t.Errorf("got %v", err)
			}
		}
	})
	if err == nil {
		t.Error("the table compiles without its first row")
	}
}

func TestTheMachineOfAStateThatIsNotDeclaredPermitsNothing(t *testing.T) {
	for _, state := range []lifecycle.State{{Status: 99}, {Status: recognition.Approved, Ending: 99}, {Status: recognition.Draft, Ending: lifecycle.OptedOut}} {
		if to, ok := state.Next(lifecycle.PartnerSubmits); ok || to != state || !state.Permitted().IsEmpty() || state.Terminal() || state.NextActor() != 0 || state.Means() != "" {
			t.Errorf("%s leads to %s", state, to)
		}
	}
	if _, ok := in(recognition.Draft).Next(99); ok {
		t.Error("an event that is not declared is permitted")
	}
	if got := (lifecycle.State{}).String(); got != "no claim" {
		t.Error(got)
	}
}

func TestStatusesAreReadByEveryDocumentedName(t *testing.T) {
	for name, want := range map[string][]recognition.Status{
		"Draft": {recognition.Draft}, "draft": {recognition.Draft}, "Editing": {recognition.Draft},
		"Rejected final": {recognition.RejectedFinal}, "Final rejected": {recognition.RejectedFinal},
		"submitted / under review": {recognition.Submitted, recognition.UnderReview},
		"Customer claimed":         nil, "": nil, "\xff": nil,
	} {
		p := lifecycle.ReadStatus(name)
		if got := slices.Collect(p.All()); !slices.Equal(got, want) || p.Known() != (want != nil) {
			t.Errorf("%q means %v, want %v", name, got, want)
		}
		if again := throughJSON(t, p); again != p {
			t.Errorf("%q comes back as %q", p, again)
		}
	}
}

func TestEnumerationsComeBackFromTheirNames(t *testing.T) {
	roundTrip(t, lifecycle.Endings())
	roundTrip(t, lifecycle.Events())
	for _, target := range []json.Unmarshaler{new(lifecycle.EventSet), new(association.Assumptions)} {
		for _, bad := range []string{`{}`, `[""]`, `["tea"]`} {
			if err := target.UnmarshalJSON([]byte(bad)); err == nil {
				t.Errorf("%T reads %s", target, bad)
			}
		}
	}
	set := lifecycle.EventSetOf(lifecycle.Events()...)
	if again := throughJSON(t, set); again != set || set.Len() != len(lifecycle.Events()) {
		t.Errorf("%v comes back as %v", set, again)
	}
	for _, guard := range append(lifecycle.Guards(), 0, 99) {
		if (guard.String() == "invalid guard") != (guard == 99) {
			t.Errorf("guard %d is %s", guard, guard)
		}
	}
}

func roundTrip[T comparable](t *testing.T, values []T) {
	t.Helper()
	for _, value := range values {
		if again := throughJSON(t, value); again != value {
			t.Errorf("%v comes back as %v", value, again)
		}
	}
	var read T
	if err := json.Unmarshal([]byte(`"tea"`), &read); err == nil {
		t.Errorf("%T reads tea", read)
	}
}
