package claims

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// instant names one instant of a claim's life.
type instant uint8

// The instants, in the order of a claim's life.
const (
	atCreation instant = iota
	atRequest
	atAnswer
	atFirstSubmission
	atRejection
	atDisputeSubmission
	atApproval
	instantCount
)

// instantSet is a set of instants with one bit for each.
type instantSet uint32

func (i instant) bit() instantSet { return 1 << i }

func (s instantSet) has(i instant) bool { return s&i.bit() != 0 }

// An instantRow holds the properties of one instant. The states that have the
// instant, the instants before it and the window that it must lie in are
// derived from the transitions that set it.
type instantRow struct {
	// assumed is the record field that holds the instant. An
	// observation can fill it in.
	assumed field
	// at returns the record field that holds the instant.
	at func(*Record) *time.Time
	// anchor is the date of the claim's life that the instant gives. It is none
	// if no rule and no clock counts from the instant.
	anchor mci.Anchor
	// set reports whether a transition sets the instant. If several transitions
	// on the way do, the first one sets it.
	set func(*Transition) bool
	// kept reports whether takeInstants never clears the instant. Resolve then
	// refuses a status that no claim with the instant has.
	kept bool
	// happened completes "an instant exactly if".
	happened string
}

// instants holds the row of each instant of a claim's life.
var instants = [instantCount]instantRow{
	atCreation: {
		assumed:  assumedCreated,
		at:       func(r *Record) *time.Time { return &r.Created },
		anchor:   mci.CreationAnchor,
		set:      func(t *Transition) bool { return t.From == State{} },
		kept:     true,
		happened: "there is a claim",
	},
	atRequest: {
		assumed:  assumedAsked,
		at:       func(r *Record) *time.Time { return &r.Consent.Asked },
		set:      func(t *Transition) bool { return t.Event == ConsentSent },
		kept:     true,
		happened: "consent was asked for",
	},
	atAnswer: {
		assumed:  assumedAnswered,
		at:       func(r *Record) *time.Time { return &r.Consent.Answered },
		anchor:   mci.ConsentAnchor,
		set:      func(t *Transition) bool { return t.Event == CustomerAccepts || t.Event == CustomerDeclines },
		kept:     true,
		happened: "the customer answered",
	},
	atFirstSubmission: {
		assumed:  assumedFirstSubmitted,
		at:       func(r *Record) *time.Time { return &r.FirstSubmitted },
		anchor:   mci.SubmissionAnchor,
		set:      func(t *Transition) bool { return t.Event == PartnerSubmits },
		happened: "the claim was submitted",
	},
	atRejection: {
		assumed:  assumedRejected,
		at:       func(r *Record) *time.Time { return &r.RejectedAt },
		anchor:   mci.RejectionAnchor,
		set:      func(t *Transition) bool { return t.Event == ReviewerRejects },
		happened: "the claim was rejected",
	},
	atDisputeSubmission: {
		assumed:  assumedDisputeSubmitted,
		at:       func(r *Record) *time.Time { return &r.DisputeSubmitted },
		anchor:   mci.DisputeAnchor,
		set:      func(t *Transition) bool { return t.Event == PartnerSubmits && t.To.Disputed },
		happened: "the dispute was submitted",
	},
	atApproval: {
		assumed:  assumedApproved,
		at:       func(r *Record) *time.Time { return &r.ApprovedAt },
		anchor:   mci.ApprovalAnchor,
		set:      func(t *Transition) bool { return t.Event == ReviewerApproves },
		happened: "the claim was approved",
	},
}

// check returns an error if the row is incomplete or no transition sets the
// instant.
func (r *instantRow) check(rows []Transition) error {
	switch {
	case r.at == nil || r.set == nil || r.happened == "":
		return errors.New("it lacks its field, what sets it or its words")
	case !slices.ContainsFunc(rows, func(row Transition) bool { return r.set(&row) }):
		return errors.New("no transition sets it")
	default:
		return nil
	}
}

// path returns the path of the instant in the record, such as
// "consent.answered".
func (i instant) path() string { return instants[i].assumed.String() }

// String returns the path of the instant.
func (i instant) String() string { return i.path() }

// happened returns the instants that the record has.
func (r *Record) happened() (set instantSet) {
	for i := range instants {
		if !instants[i].at(r).IsZero() {
			set |= instant(i).bit()
		}
	}
	return set
}

// A life holds the facts that are true of the claims in one state. It is
// compiled from the transitions.
type life struct {
	// must has the instants that every claim in the state has, and may those
	// that at least one can have.
	must, may instantSet
	// answers are the customer's answers that a claim in the state can have.
	answers []consent.Answer
	// owes reports whether the partner can owe the reviewer an answer.
	owes bool
	// changed reports whether evidence or a contact can have changed since the
	// last submission.
	changed bool
	// ways are the transitions that lead into the state, except the opening.
	ways []wayInto
	// entered is the instant that every claim in the state got when it entered
	// the state, if only payments can be recorded there. Otherwise it is
	// instantCount.
	entered instant
}

// A wayInto is the state that a transition leaves, and the instants that the
// transition is the first to set.
type wayInto struct {
	from int
	sets instantSet
}

// fits reports whether a set of instants is possible in the state.
func (l *life) fits(set instantSet) bool { return set&l.must == l.must && set&^l.may == 0 }

// The marks that events set and clear in addition to the instants.
const (
	// the reviewer waits for an answer
	owesMark = instantSet(1) << (instantCount + iota)
	// evidence or a contact changed since the submission
	changedMark
)

// sets returns the instants and marks that a transition sets.
func (t *Transition) sets() instantSet {
	set := events[t.Event].sets
	for i := range instants {
		if instants[i].set(t) {
			set |= instant(i).bit()
		}
	}
	return set
}

// live compiles the lives of the states and the window of each instant from the
// transitions. The window belongs to the clock that can expire the states in
// which the instant happens.
func (m *compiled) live() error {
	sets := func(row int) uint32 { return uint32(m.rows[row].sets()) }
	facts := m.Facts(sets, func(row int) uint32 { return uint32(events[m.rows[row].Event].clears) })
	orders := m.Orders(facts, sets, 0)
	const all = 1<<instantCount - 1
	for i := range instants {
		m.needs[i], m.after[i] = instantSet(orders[i].Needs)&all, instantSet(orders[i].After)&all
	}
	for i := range stateCount {
		l := &m.lives[i]
		may := instantSet(facts.May(i))
		l.must, l.may = instantSet(facts.Must(i))&all, may&all
		l.owes, l.changed = may&owesMark != 0, may&changedMark != 0
		l.answers = m.answers(i)
		l.entered = instantCount
	}
	for i := range m.rows {
		if row := &m.rows[i]; row.From != (State{}) {
			from, to := row.From.index(), &m.lives[row.To.index()]
			to.ways = append(to.ways, wayInto{from, row.sets() & all &^ m.lives[from].must})
		}
	}
	for i := range stateCount {
		m.lives[i].entered = m.entered(i)
	}
	for i := range instants {
		if err := m.takeWindow(instant(i)); err != nil {
			return err
		}
	}
	return nil
}

// answers returns the answers that a claim in a state can have. The first is
// the answer that Resolve gives to a claim whose own answer does not fit.
func (m *compiled) answers(state int) (answers []consent.Answer) {
	if !m.lives[state].must.has(atAnswer) {
		answers = append(answers, consent.NoAnswer)
	}
	can := m.Way(state).Can
	if can&(1<<CustomerAccepts) != 0 {
		answers = append(answers, consent.Accepted)
	}
	if can&(1<<CustomerDeclines) != 0 {
		answers = append(answers, consent.Declined)
	}
	return answers
}

// entered returns the instant that every transition into a state is the first
// to set. It returns instantCount if there is no such instant, or if a
// transition other than a payment leads back to the state.
func (m *compiled) entered(state int) instant {
	common := ^instantSet(0)
	for _, way := range m.lives[state].ways {
		if way.from != state {
			common &= way.sets
		}
	}
	for i := range m.rows {
		if row := &m.rows[i]; row.From == row.To && row.To.index() == state && row.Event != PaymentRecorded {
			common = 0
		}
	}
	return instant(min(bits.TrailingZeros32(uint32(common)), int(instantCount))) //nolint:gosec // at most instantCount
}

// takeWindow files the clock in whose window an instant lies. This clock runs
// in the states that the transitions leave that are the first to set the
// instant.
func (m *compiled) takeWindow(i instant) error {
	first := true
	for r := range m.rows {
		row := &m.rows[r]
		if !instants[i].set(row) || row.From == (State{}) || m.lives[row.From.index()].must.has(i) {
			continue
		}
		clock := m.expiring[row.From.index()]
		if !first && clock != m.within[i] {
			return fmt.Errorf("instant %s: it can happen in the windows of two clocks, %q and %q", i, m.within[i], clock)
		}
		m.within[i], first = clock, false
	}
	return nil
}
