package claims

import (
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// past is what a status tells of the claim's life so far.
type past struct {
	asked     mci.Fact         // whether consent was asked for; unknown where both can be
	answers   []consent.Answer // the customer's answers that can be
	submitted bool
	complete  bool // whether the evidence is still what was submitted
	owes      bool // whether the partner can owe the reviewer an answer
}

var (
	unanswered = []consent.Answer{consent.NoAnswer}
	accepted   = []consent.Answer{consent.Accepted}
)

var pasts = [statusCount]past{
	CustomerClaimed:       {asked: mci.No, answers: unanswered},
	AwaitingConsent:       {asked: mci.Yes, answers: unanswered},
	ConsentReceived:       {asked: mci.Yes, answers: accepted},
	ConsentDeclined:       {asked: mci.Yes, answers: []consent.Answer{consent.Declined}},
	ConsentExpired:        {answers: unanswered},
	NotSubmittedExpired:   {asked: mci.Yes, answers: accepted},
	Submitted:             {asked: mci.Yes, answers: accepted, submitted: true, complete: true},
	UnderReview:           {asked: mci.Yes, answers: accepted, submitted: true, complete: true},
	ActionRequired:        {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	PostSubmissionExpired: {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	Approved:              {asked: mci.Yes, answers: accepted, submitted: true, complete: true},
	Rejected:              {asked: mci.Yes, answers: accepted, submitted: true, complete: true},
	Disputed:              {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	DisputedExpired:       {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	RejectedFinal:         {asked: mci.Yes, answers: accepted, submitted: true, complete: true},
	Canceled:              {answers: []consent.Answer{consent.NoAnswer, consent.Accepted}},
}

func (r *Record) past() *past { return &pasts[r.Status] }

func (c *Claim) past() *past { return c.record.past() }

// rejected reports whether the state tells of a rejection.
func (r *Record) rejected() bool {
	return r.Disputed || r.Status == Rejected || r.Status == DisputedExpired
}

// early reports whether an instant that has happened is before another.
func early(at, than time.Time) bool { return !at.IsZero() && at.Before(than) }

// latest returns the instant of the entry that led to the status, where no
// entry that leaves it there tells of itself otherwise; else the zero instant.
func (r *Record) latest() time.Time {
	switch n := len(r.Amounts.Payments); {
	case r.Status == ConsentDeclined:
		return r.Consent.Answered
	case r.Status == Rejected:
		return r.RejectedAt
	case r.Status == Approved && n > 0:
		return r.Amounts.Payments[n-1].At
	case r.Status == Approved:
		return r.ApprovedAt
	default:
		return time.Time{}
	}
}

// fewestEntries returns how many entries it takes at least for what the record
// tells of.
func (r *Record) fewestEntries() uint64 {
	fewest := ways[r.State().index()].fewest + uint64(len(r.Evidence)+len(r.Amounts.Payments)+r.Consent.Resent+int(r.Consent.Generation))
	// the shortest way does not lead through what may have happened before the
	// end
	if r.past().asked == mci.NotSupplied {
		fewest += happened(r.Consent.Asked) + happened(r.Consent.Answered)
	}
	if r.hasFacts() {
		fewest++
	}
	for _, e := range r.Evidence {
		if e.State == SurveyVoid { // the contact was updated, too
			fewest++
		}
	}
	return fewest
}

// happened counts an instant that has happened.
func happened(at time.Time) uint64 {
	if at.IsZero() {
		return 0
	}
	return 1
}

// keysFit reports whether each key is of an event that can have happened, as
// often as it can have.
func (r *Record) keysFit() bool {
	var used [recordedCount]uint64
	for i, key := range r.Keys {
		if !r.canHaveHappened(key.Event) || key.Event.opens() && i > 0 {
			return false
		}
		used[key.Event]++
	}
	other := ClaimCustomer
	if r.Way == eligibility.Claim {
		other = AddCustomer
	}
	return used[other] == 0 && uint64(len(r.Keys)) <= r.Version &&
		used[ConsentResent] <= uint64(r.Consent.Resent) && used[PaymentRecorded] <= uint64(len(r.Amounts.Payments))
}

// canHaveHappened reports whether an entry of the event can lie before the
// state.
func (r *Record) canHaveHappened(event Event) bool {
	if event == FactsRecorded {
		return r.hasFacts()
	}
	if event >= eventCount {
		return r.Observed != nil && (event != ClaimAdopted || r.Observed.Adopted)
	}
	return ways[r.State().index()].events[event]
}

// walked is what the table tells of the ways that lead into a state.
type walked struct {
	// history entries on the shortest of them, the opening included; 0 for none
	fewest uint64
	// the events that lie on any of them
	events [eventCount]bool
	// the clock whose end leads into the state, if one does
	expiry mci.Clock
}

// ways is made of the table, as dense is, and never written after that.
var ways = waysOf(dense)

// waysOf follows the rows of a machine from the beginning until nothing new is
// found.
func waysOf(m *machine) (ways [stateCount]walked) {
	for grown := true; grown; {
		grown = false
		for i := range m.rows {
			row := &m.rows[i]
			from, to := &ways[row.From.index()], &ways[row.To.index()]
			if row.From != (State{}) && from.fewest == 0 {
				continue
			}
			if row.Event == WindowEnds {
				to.expiry = m.expiring[row.From.index()]
			}
			grown = to.follow(from, row) || grown
		}
	}
	return ways
}

// follow takes over what one row adds to what is known of the state that it
// leads into.
func (w *walked) follow(from *walked, row *Transition) (grown bool) {
	if w.fewest == 0 || from.fewest+1 < w.fewest {
		w.fewest, grown = from.fewest+1, true
	}
	for event, before := range from.events {
		if (before || Event(event) == row.Event) && !w.events[event] {
			w.events[event], grown = true, true
		}
	}
	return grown
}
