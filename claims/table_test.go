package claims_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// The golden files below were compared by hand with the documented life cycle,
// row by row.

func TestTransitionsAreAsReviewed(t *testing.T) {
	golden(t, "transitions.txt", renderTransitions(claims.Transitions()))
}

func TestClocksAreAsReviewed(t *testing.T) {
	golden(t, "clocks.txt", renderClocks(claims.ClockRows()))
}

func renderTransitions(rows []claims.Transition) string {
	return render("ROW\tFROM\tEVENT\tTO\tACTOR\tGUARDS\tRULE\tINFERRED\tSOURCE", rows, func(row claims.Transition) string {
		guards := make([]string, len(row.Guards))
		for i, guard := range row.Guards {
			guards[i] = guard.String()
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%t\t%s", row.Row, row.From, row.Event, row.To, row.Actor,
			orDash(strings.Join(guards, ", ")), row.Rule, row.Inferred, row.Source.Source().Title)
	})
}

func renderClocks(rows []claims.ClockRow) string {
	return render("STATE\tCLOCK\tAT ITS END\tRULE", rows, func(row claims.ClockRow) string {
		end := "the claim is overdue at Microsoft"
		if row.Expires {
			end = "the claim expires"
		}
		return fmt.Sprintf("%s\t%s\t%s\t%s", row.State, row.Clock, end, claims.RuleOfClock(row.Clock))
	})
}

func render[Row any](header string, rows []Row, line func(Row) string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	for _, row := range rows {
		fmt.Fprintln(w, line(row))
	}
	w.Flush()
	return b.String()
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func TestTransitionsAreACopy(t *testing.T) {
	rows := claims.Transitions()
	for i := range rows {
		rows[i].To = claims.State{}
		for j := range rows[i].Guards {
			rows[i].Guards[j] = 0
		}
	}
	golden(t, "transitions.txt", renderTransitions(claims.Transitions()))
}

var ruleForm = regexp.MustCompile(`^(claim|clock)(\.[a-z]+(-[a-z]+)*)+$`)

func TestEveryRowHasARuleAndAGradedSource(t *testing.T) {
	eventOf := map[mci.RuleID]claims.Event{}
	for _, row := range claims.Transitions() {
		name := fmt.Sprintf("row %s, %s in %s", row.Row, row.Event, row.From)
		if !ruleForm.MatchString(string(row.Rule)) {
			t.Errorf("%s: the rule is %q", name, row.Rule)
		}
		if earlier, ok := eventOf[row.Rule]; ok && earlier != row.Event {
			t.Errorf("%s: rule %s is also of event %s", name, row.Rule, earlier)
		}
		eventOf[row.Rule] = row.Event
		if source := row.Source.Source(); source.Title == "" || source.Grade == 0 || source.Published == "" {
			t.Errorf("%s: the source is %v", name, source)
		}
		if row.Actor == 0 || row.Row == "" {
			t.Errorf("%s: the actor is %s and the row %q", name, row.Actor, row.Row)
		}
	}
}

func TestEveryClockHasARuleAndASource(t *testing.T) {
	seen := map[mci.RuleID]mci.Clock{}
	for _, row := range claims.ClockRows() {
		rule := claims.RuleOfClock(row.Clock)
		if !ruleForm.MatchString(string(rule)) {
			t.Errorf("%s clock: the rule is %q", row.Clock, rule)
		}
		if earlier, ok := seen[rule]; ok && earlier != row.Clock {
			t.Errorf("%s clock: rule %s is also of the %s clock", row.Clock, rule, earlier)
		}
		seen[rule] = row.Clock
		for _, deadline := range reach(t, row.State).claim.Deadlines() {
			if deadline.Source.Grade != mci.MicrosoftPublic {
				t.Errorf("%s, %s clock: the source is %s", row.State, deadline.Clock, deadline.Source)
			}
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d clocks are used, want all 5", len(seen))
	}
}

// A clock must expire a claim in a state if and only if the machine has a row
// for the expiry. Otherwise a window would end without an effect, or a claim
// could expire at any time.
func TestAStateHasOneExpiringClockExactlyIfItCanExpire(t *testing.T) {
	for _, state := range reached() {
		expiring := 0
		for _, row := range claims.ClockRows() {
			if row.State == state && row.Expires {
				expiring++
			}
		}
		want := 0
		if state.Permitted().Has(claims.WindowEnds) {
			want = 1
		}
		if expiring != want {
			t.Errorf("%s: %d expiring clocks, want %d", state, expiring, want)
		}
	}
}

func TestAClockRunsInEveryStateThatIsNotTerminal(t *testing.T) {
	running := map[claims.State]bool{}
	for _, row := range claims.ClockRows() {
		running[row.State] = true
	}
	for _, state := range reached() {
		if running[state] == state.Terminal() {
			t.Errorf("%s: terminal %t, a clock runs %t", state, state.Terminal(), running[state])
		}
	}
}

func TestOnlyTheSystemLetsClaimsExpireAndNobodyElseDoesItsWork(t *testing.T) {
	for _, row := range claims.Transitions() {
		if (row.Actor == claims.System) != (row.Event == claims.WindowEnds) {
			t.Errorf("row %s: %s is done by %s", row.Row, row.Event, row.Actor)
		}
		if row.Event == claims.WindowEnds && !row.To.Status.IsExpired() || row.Event != claims.WindowEnds && row.To.Status.IsExpired() {
			t.Errorf("row %s: %s leads to %s", row.Row, row.Event, row.To)
		}
		if want := by(row.Event, at("2022-11-10")).Actor; row.Actor != want {
			t.Errorf("row %s: %s is done by %s, want %s", row.Row, row.Event, row.Actor, want)
		}
	}
}

func TestADisputedClaimStaysDisputedAndIsNotDisputedAgain(t *testing.T) {
	for _, row := range claims.Transitions() {
		if row.From.Disputed && (!row.To.Disputed || row.Event == claims.PartnerDisputes) {
			t.Errorf("row %s leads from %s by %s to %s", row.Row, row.From, row.Event, row.To)
		}
		if !row.From.Disputed && row.To.Disputed && row.Event != claims.PartnerDisputes {
			t.Errorf("row %s: %s makes the claim disputed", row.Row, row.Event)
		}
	}
}
