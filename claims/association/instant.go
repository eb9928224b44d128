package association

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// instant names one instant of a claim's life.
type instant uint8

// The instants, in the order of a claim's life.
const (
	atCreation instant = iota
	atFirstSubmission
	atRequest
	atRejection
	atDispute
	atApproval
	atEntry
	instantCount
)

// instantSet is a set of instants and marks with one bit for each.
type instantSet uint32

func (i instant) bit() instantSet { return 1 << i }

func (s instantSet) has(i instant) bool { return s&i.bit() != 0 }

// The marks that events set and clear in addition to the instants.
const (
	// the reviewer waits for an answer
	owesMark = instantSet(1) << (instantCount + iota)
	// another partner claims the same workload or subscription
	competingMark
	// the end of the subscription is known
	endMark
	// the end of a window led into the state
	expiredMark
)

// An instantRow holds the properties of one instant. The states that have the
// instant and the instants before it are derived from the transitions that set
// it.
type instantRow struct {
	// assumed is the field that holds the instant. An observation can fill it
	// in.
	assumed field
	// at returns the record field that holds the instant.
	at func(*Record) *time.Time
	// set reports whether a transition sets the instant.
	set func(*lifecycle.Transition) bool
	// anew reports whether each such transition sets the instant, not only the
	// first.
	anew bool
	// happened completes "an instant exactly if".
	happened string
}

// instants holds the row of each instant of a claim's life.
var instants = [instantCount]instantRow{
	atCreation: {
		assumed:  assumedCreated,
		at:       func(r *Record) *time.Time { return &r.Created },
		set:      func(t *lifecycle.Transition) bool { return t.From == lifecycle.State{} },
		happened: "there is a claim",
	},
	atFirstSubmission: {
		assumed:  assumedSubmitted,
		at:       func(r *Record) *time.Time { return &r.FirstSubmitted },
		set:      func(t *lifecycle.Transition) bool { return t.Event == lifecycle.PartnerSubmits },
		happened: "the claim was submitted",
	},
	atRequest: {
		assumed:  assumedRequested,
		at:       func(r *Record) *time.Time { return &r.RequestedAt },
		set:      func(t *lifecycle.Transition) bool { return t.Event == lifecycle.ReviewerAsks },
		anew:     true,
		happened: "a reviewer asked for more",
	},
	atRejection: {
		assumed:  assumedRejected,
		at:       func(r *Record) *time.Time { return &r.RejectedAt },
		set:      func(t *lifecycle.Transition) bool { return t.To == in(recognition.Rejected) },
		happened: "the claim was rejected by the review",
	},
	atDispute: {
		assumed:  assumedDisputed,
		at:       func(r *Record) *time.Time { return &r.DisputedAt },
		set:      func(t *lifecycle.Transition) bool { return t.Event == lifecycle.PartnerDisputes },
		happened: "the rejection was disputed",
	},
	atApproval: {
		assumed:  assumedApproved,
		at:       func(r *Record) *time.Time { return &r.ApprovedAt },
		set:      func(t *lifecycle.Transition) bool { return t.Event == lifecycle.ReviewerApproves },
		happened: "the claim was approved",
	},
	atEntry: {
		assumed:  assumedSince,
		at:       func(r *Record) *time.Time { return &r.Since },
		set:      func(t *lifecycle.Transition) bool { return t.From != t.To },
		anew:     true,
		happened: "there is a claim",
	},
}

// check returns an error if the row is incomplete or no transition sets the
// instant.
func (r *instantRow) check(rows []lifecycle.Transition) error {
	switch {
	case r.at == nil || r.set == nil || r.happened == "":
		return errors.New("it lacks its field, what sets it or its words")
	case !slices.ContainsFunc(rows, func(row lifecycle.Transition) bool { return r.set(&row) }):
		return errors.New("no transition sets it")
	default:
		return nil
	}
}

// checkInstants returns an error for the first instant whose row is incomplete.
func (t *tables) checkInstants() error {
	for i := range t.instants {
		if err := t.instants[i].check(t.transitions); err != nil {
			return fmt.Errorf("instant %d (%s): %w", i, t.instants[i].happened, err)
		}
	}
	return nil
}

// path returns the path of the instant in the record, such as "since".
func (i instant) path() string { return instants[i].assumed.String() }

// A life holds the facts that are true of the claims in one state. It is
// compiled from the transitions.
type life struct {
	// must has the instants that every claim in the state has, and may those
	// that at least one can have. May has the marks, too.
	must, may instantSet
	// entered has the instants that every way into the state sets. They are
	// equal to the instant of the entry.
	entered instantSet
}

// life returns the facts that hold for the claims in the record's state.
func (r *Record) life() *life { return &dense.lives[index(r.State())] }

// sets returns the instants and marks that a transition sets.
func (t *tables) sets(row *lifecycle.Transition) instantSet {
	set := t.events[row.Event].sets
	for i := range t.instants {
		if t.instants[i].set(row) {
			set |= instant(i).bit()
		}
	}
	return set
}

// anew returns the instants that each of their transitions sets.
func (t *tables) anew() (set instantSet) {
	for i := range t.instants {
		if t.instants[i].anew {
			set |= instant(i).bit()
		}
	}
	return set
}

// live compiles the lives of the states from the transitions.
func (m *compiled) live(t tables) {
	sets := func(row int) uint32 { return uint32(t.sets(&m.rows[row])) }
	facts := m.Facts(sets, func(row int) uint32 { return uint32(t.events[m.rows[row].Event].clears) })
	orders := m.Orders(facts, sets, uint32(t.anew()))
	for i := range instants {
		m.after[i] = instantSet(orders[i].After)
	}
	for i := range stateCount {
		m.lives[i] = life{must: instantSet(facts.Must(i)), may: instantSet(facts.May(i)), entered: ^instantSet(0)}
	}
	for i := range m.rows {
		if row := &m.rows[i]; row.From != row.To {
			// An instant that the claim has already is not set again, unless
			// its row says so.
			m.lives[index(row.To)].entered &= t.sets(row) &^ (m.lives[index(row.From)].may &^ t.anew())
		}
	}
}

// happened returns the instants that the record has.
func (r *Record) happened() (set instantSet) {
	for i := range instants {
		if !instants[i].at(r).IsZero() {
			set |= instant(i).bit()
		}
	}
	return set
}

// step moves the record along a transition at an instant: the state, the
// instants and the marks. It returns the fields of the instants that it set.
func (r *Record) step(row *lifecycle.Transition, at time.Time) (set []field) {
	r.Status, r.Ending = row.To.Status, row.To.Ending
	for i := range instants {
		if instant := instants[i].at(r); instants[i].set(row) && (instant.IsZero() || instants[i].anew) {
			*instant = at
			set = append(set, instants[i].assumed)
		}
	}
	event := &events[row.Event]
	r.AnswerPending = event.marks(owesMark, r.AnswerPending)
	r.Competing = event.marks(competingMark, r.Competing)
	r.Expired = event.marks(expiredMark, r.Expired)
	return set
}

// marks returns the value of a mark after the event.
func (r *eventRow) marks(mark instantSet, before bool) bool {
	return (before || r.sets&mark != 0) && r.clears&mark == 0
}
