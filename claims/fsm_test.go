package claims_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

func TestTheTableCompiles(t *testing.T) {
	if err := claims.Compile(claims.Transitions()); err != nil {
		t.Error(err)
	}
}

func TestCompileRefusesABadTable(t *testing.T) {
	rowOf := func(rows []claims.Transition, from claims.State, event claims.Event) *claims.Transition {
		i := slices.IndexFunc(rows, func(row claims.Transition) bool { return row.From == from && row.Event == event })
		return &rows[i]
	}
	without := func(unwanted func(claims.Transition) bool) func([]claims.Transition) []claims.Transition {
		return func(rows []claims.Transition) []claims.Transition { return slices.DeleteFunc(rows, unwanted) }
	}
	tests := map[string]struct {
		bad  func([]claims.Transition) []claims.Transition
		want string
	}{
		"two rows for one state and event": {
			func(rows []claims.Transition) []claims.Transition {
				again := *rowOf(rows, plain(claims.UnderReview), claims.ReviewerApproves)
				again.To = plain(claims.Canceled)
				return append(rows, again)
			}, "rows T16 and T16 are both for approve in Under review",
		},
		"a row that starts where nothing leads": {
			func(rows []claims.Transition) []claims.Transition {
				return append(rows, claims.Transition{Row: "X1", From: disputed(claims.CustomerClaimed), Event: claims.PartnerDisputes, To: disputed(claims.Disputed)})
			}, "row X1 starts in Customer claimed, disputed, which nothing reaches",
		},
		"a state that only rows lead to which start in it": {
			func(rows []claims.Transition) []claims.Transition {
				rowOf(rows, plain(claims.CustomerClaimed), claims.ConsentSent).To = plain(claims.ConsentReceived)
				return rows
			}, "starts in Awaiting customer consent response, which nothing reaches",
		},
		"states that only lead to each other and to an end": {
			func(rows []claims.Transition) []claims.Transition {
				rowOf(rows, disputed(claims.Disputed), claims.PartnerSubmits).To = disputed(claims.DisputedExpired)
				return rows
			}, "which nothing reaches",
		},
		"a state without a way to an end": {
			func(rows []claims.Transition) []claims.Transition {
				rowOf(rows, disputed(claims.ActionRequired), claims.WindowEnds).To = disputed(claims.Submitted)
				rowOf(rows, disputed(claims.UnderReview), claims.ReviewerApproves).To = disputed(claims.Submitted)
				rowOf(rows, disputed(claims.UnderReview), claims.ReviewerRejects).To = disputed(claims.Submitted)
				rows = slices.DeleteFunc(rows, func(row claims.Transition) bool { return row.From == disputed(claims.Approved) })
				return append(rows, claims.Transition{Row: "X1", From: plain(claims.CustomerClaimed), Event: claims.ReviewerRejects, To: disputed(claims.RejectedFinal)})
			}, "no terminal state can be reached from",
		},
		"a status that nothing reaches": {
			without(func(row claims.Transition) bool { return row.To.Status == claims.Canceled }),
			"nothing reaches Canceled",
		},
		"an event that no row is for": {
			without(func(row claims.Transition) bool { return row.Event == claims.PaymentRecorded }),
			"no row is for record payment",
		},
		"more rows than a cell can number": {
			func(rows []claims.Transition) []claims.Transition { return slices.Repeat(rows, 6) },
			"rows",
		},
		"a state that cannot be, which the fsm takes for another": {
			func(rows []claims.Transition) []claims.Transition {
				return append(rows, claims.Transition{Row: "X1", From: plain(claims.RejectedFinal), Event: claims.PartnerDisputes, To: disputed(claims.Disputed)})
			}, "the fsm goes from invalid state by dispute",
		},
		"no row at all": {
			func([]claims.Transition) []claims.Transition { return nil },
			"nothing reaches Customer claimed",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := claims.Compile(test.bad(claims.Transitions()))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

func TestDiagramIsAsReviewed(t *testing.T) {
	diagram, err := claims.Diagram()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "machine.mmd", diagram)
}

func TestDiagramIsTheSameEachTime(t *testing.T) {
	first, err := claims.Diagram()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if again, err := claims.Diagram(); err != nil || again != first {
			t.Fatalf("got error %v and another diagram:\n%s", err, again)
		}
	}
}

func TestDiagramDrawsEveryTransitionThatMovesAClaim(t *testing.T) {
	diagram, err := claims.Diagram()
	if err != nil {
		t.Fatal(err)
	}
	moving := 0
	for _, row := range claims.Transitions() {
		if row.From == row.To {
			continue
		}
		moving++
		if !strings.Contains(diagram, "|"+row.Event.String()+"|") || !strings.Contains(diagram, "["+row.To.String()+"]") {
			t.Errorf("row %s, %s to %s, is not drawn", row.Row, row.Event, row.To)
		}
	}
	if got := strings.Count(diagram, "-->"); got != moving {
		t.Errorf("the diagram has %d arrows, want %d", got, moving)
	}
}
