package claims_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestTheTablesCompile(t *testing.T) {
	if err := claims.Compile(claims.Transitions(), claims.ClockRows()); err != nil {
		t.Error(err)
	}
}

// rowOf returns the row for an event in a state.
func rowOf(rows []claims.Transition, from claims.State, event claims.Event) *claims.Transition {
	return &rows[slices.IndexFunc(rows, func(row claims.Transition) bool { return row.From == from && row.Event == event })]
}

// extra returns a complete row, which the cases then spoil.
func extra(from claims.State, event claims.Event, to claims.State) claims.Transition {
	return claims.Transition{Row: "X1", From: from, Event: event, To: to, Actor: claims.Partner, Rule: "claim.extra", Source: mci.LibraryReading}
}

// badTables lists tables of transitions with one mistake each, and the error
// for it.
var badTables = []struct {
	name, want string
	spoil      func([]claims.Transition) []claims.Transition
}{
	{"no row at all", "no row is for add customer", func([]claims.Transition) []claims.Transition { return nil }},
	{"two rows for one state and event", "rows T16 and T16 are both for approve in Under review", func(rows []claims.Transition) []claims.Transition {
		again := *rowOf(rows, plain(claims.UnderReview), claims.ReviewerApproves)
		again.To = plain(claims.Canceled)
		return append(rows, again)
	}},
	{"a row out of a terminal status", "row X1: dispute leaves Rejected final, which is terminal", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(disputed(claims.RejectedFinal), claims.PartnerDisputes, disputed(claims.Disputed)))
	}},
	{"a row out of a status that expired", "row X1: submit leaves Not submitted expired, which is terminal", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.NotSubmittedExpired), claims.PartnerSubmits, plain(claims.Submitted)))
	}},
	{"a row from a status that is not declared", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.Canceled+1), claims.PartnerDisputes, disputed(claims.Disputed)))
	}},
	{"a row from no claim that is disputed", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(disputed(0), claims.PartnerDisputes, disputed(claims.Disputed)))
	}},
	{"a row to a status that is not declared", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.Rejected), claims.PartnerCancels, plain(255)))
	}},
	{"a row to no claim", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.Rejected), claims.PartnerCancels, claims.State{}))
	}},
	{"a row for no event", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.Rejected), 0, plain(claims.Canceled)))
	}},
	{"a row for an event that is not declared", "row X1: a status or an event is not declared", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(plain(claims.Rejected), claims.PaymentRecorded+1, plain(claims.Canceled)))
	}},
	{"a row for nobody", "row T5: the actor is not declared", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.AwaitingConsent), claims.CustomerAccepts).Actor = 0
		return rows
	}},
	{"a row for an actor who is not declared", "row T5: the actor is not declared", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.AwaitingConsent), claims.CustomerAccepts).Actor = claims.System + 1
		return rows
	}},
	{"a row without a rule", "row T5: it has no rule or no source", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.AwaitingConsent), claims.CustomerAccepts).Rule = ""
		return rows
	}},
	{"a row without a source", "row T5: it has no rule or no source", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.AwaitingConsent), claims.CustomerAccepts).Source = 0
		return rows
	}},
	{"a guard that is not declared", "row T9: a guard is not declared", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.ConsentReceived), claims.PartnerSubmits).Guards = []claims.Guard{claims.CustomerContactOpen + 1}
		return rows
	}},
	{"no guard where one is named", "row T9: a guard is not declared", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.ConsentReceived), claims.PartnerSubmits).Guards = []claims.Guard{0}
		return rows
	}},
	{"a row that starts where nothing leads", "row X1 starts in Customer claimed, disputed, which nothing reaches", func(rows []claims.Transition) []claims.Transition {
		return append(rows, extra(disputed(claims.CustomerClaimed), claims.PartnerDisputes, disputed(claims.Disputed)))
	}},
	{"a state that only rows lead to which start in it", "starts in Awaiting customer consent response, which nothing reaches", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, plain(claims.CustomerClaimed), claims.ConsentSent).To = plain(claims.ConsentReceived)
		return rows
	}},
	{"states that only lead to each other and to an end", "which nothing reaches", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, disputed(claims.Disputed), claims.PartnerSubmits).To = disputed(claims.DisputedExpired)
		return rows
	}},
	{"a status that is not terminal and that no row leaves", "no row leaves Rejected, which is not terminal", func(rows []claims.Transition) []claims.Transition {
		return slices.DeleteFunc(rows, func(row claims.Transition) bool { return row.From.Status == claims.Rejected || row.From.Disputed })
	}},
	{"states from which only each other are reached", "no terminal state can be reached from", func(rows []claims.Transition) []claims.Transition {
		rowOf(rows, disputed(claims.ActionRequired), claims.WindowEnds).To = disputed(claims.Submitted)
		rowOf(rows, disputed(claims.UnderReview), claims.ReviewerApproves).To = disputed(claims.Submitted)
		rowOf(rows, disputed(claims.UnderReview), claims.ReviewerRejects).To = disputed(claims.Submitted)
		rows = slices.DeleteFunc(rows, func(row claims.Transition) bool { return row.From == disputed(claims.Approved) })
		return append(rows, extra(plain(claims.CustomerClaimed), claims.ReviewerRejects, disputed(claims.RejectedFinal)))
	}},
	{"a status that nothing reaches", "nothing reaches Disputed expired", func(rows []claims.Transition) []claims.Transition {
		return slices.DeleteFunc(rows, func(row claims.Transition) bool { return row.To.Status == claims.DisputedExpired })
	}},
	{"an event that no row is for", "no row is for record payment", func(rows []claims.Transition) []claims.Transition {
		return slices.DeleteFunc(rows, func(row claims.Transition) bool { return row.Event == claims.PaymentRecorded })
	}},
	{"more rows than a cell can number", "rows are more than a cell can number", func(rows []claims.Transition) []claims.Transition {
		return slices.Repeat(rows, 6)
	}},
	{"two clocks into one state", "two clocks lead into Not submitted expired, the first submission clock and the review clock", func(rows []claims.Transition) []claims.Transition {
		i := slices.IndexFunc(rows, func(row claims.Transition) bool {
			return row.From == plain(claims.ActionRequired) && row.Event == claims.WindowEnds
		})
		rows[i].To = plain(claims.NotSubmittedExpired)
		return rows
	}},
	{"a state that can expire without a clock", "Under review needs a clock that expires it exactly if it can expire", func(rows []claims.Transition) []claims.Transition {
		expiry := extra(plain(claims.UnderReview), claims.WindowEnds, plain(claims.PostSubmissionExpired))
		expiry.Actor = claims.System
		return append(rows, expiry)
	}},
}

func TestABadTableOfTransitionsDoesNotCompileAndSaysWhy(t *testing.T) {
	for _, test := range badTables {
		t.Run(test.name, func(t *testing.T) {
			err := claims.Compile(test.spoil(claims.Transitions()), claims.ClockRows())
			if err == nil || !strings.HasPrefix(err.Error(), "claims: bad table: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

func TestABadTableOfClocksDoesNotCompileAndSaysWhy(t *testing.T) {
	with := func(state claims.State, clock mci.Clock, expires bool) []claims.ClockRow {
		return append(claims.ClockRows(), claims.ClockRow{State: state, Clock: clock, Expires: expires})
	}
	without := func(state claims.State, clock mci.Clock) []claims.ClockRow {
		return slices.DeleteFunc(claims.ClockRows(), func(r claims.ClockRow) bool { return r.State == state && r.Clock == clock })
	}
	for name, test := range map[string]struct {
		rows []claims.ClockRow
		want string
	}{
		"no clock at all":               {nil, "the consent clock: it expires no state"},
		"a clock of a terminal state":   {with(plain(claims.Approved), mci.ReviewClock, true), "Approved needs a clock that expires it exactly if it can expire"},
		"a second clock that expires":   {with(plain(claims.ConsentReceived), mci.ReviewClock, true), "two clocks expire Customer consent received"},
		"a clock that pauses":           {without(plain(claims.UnderReview), mci.ReviewClock), "the review clock runs in Submitted and in Partner action required, but not in Under review between them"},
		"a state that is not reached":   {with(plain(claims.Disputed), mci.DisputeClock, true), "which is not declared or not reached"},
		"a status that is not declared": {with(plain(claims.Canceled+1), mci.DisputeClock, true), "which is not declared or not reached"},
		"no clock":                      {with(plain(claims.Submitted), 0, false), "it is not declared"},
		"a clock that is not declared":  {with(plain(claims.Submitted), mci.PostDisputeClock+1, false), "it is not declared"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := claims.Compile(claims.Transitions(), test.rows); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// If a row is incomplete, every function that makes or changes a claim returns
// an error that names the row. It never returns a refusal.
func TestATableWithAnIncompleteRowIsAnErrorEverywhere(t *testing.T) {
	nomination := nominate(question(engagement(public(), viva), at("2022-11-10")))
	opened := must(claims.Open(nomination, "claim-1", by(claims.AddCustomer, at("2022-11-10"))))
	submitted := claims.ReadStatus("Submitted")
	shown := claims.Meta{Actor: claims.PartnerCenter, At: at("2022-11-12")}
	claims.Incomplete(func(lacks, want string, err error) {
		if err == nil || !strings.HasPrefix(err.Error(), "claims: bad table: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one that says %q", lacks, err, want)
		}
		for name, call := range map[string]func() error{
			"Open": func() error {
				_, err := claims.Open(nomination, "claim-1", by(claims.AddCustomer, at("2022-11-10")))
				return err
			},
			"Apply": func() error {
				_, err := claims.Apply(opened.Claim, claims.SendConsent{}, by(claims.ConsentSent, at("2022-11-11")))
				return err
			},
			"Observe": func() error { _, err := claims.Observe(opened.Claim, submitted, shown); return err },
			"Adopt": func() error {
				_, err := claims.Adopt(claims.Adoption{Engagement: engagement(public(), viva), Shown: submitted}, "claim-2", shown)
				return err
			},
			"Restore": func() error { _, err := claims.Restore(opened.Claim.Record(), public()); return err },
			"Replay":  func() error { _, err := claims.Replay(opened.Entries, public()); return err },
			"Mermaid": func() error { _, err := claims.Mermaid(); return err },
		} {
			if got := call(); !errors.Is(got, claims.ErrTables()) {
				t.Errorf("%s: %s returns %v, want %v", lacks, name, got, claims.ErrTables())
			}
		}
	})
}
