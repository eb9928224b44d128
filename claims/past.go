package claims

import (
	"math/bits"
	"time"

	"github.com/mci-go/incentives/eligibility"
)

// early reports whether an instant that has happened is before another.
func early(at, than time.Time) bool { return !at.IsZero() && at.Before(than) }

// latest returns the instant of the latest entry if the record tells it: nothing
// but payments can follow the entry that led into the state. Else it is zero.
func (r *Record) latest() time.Time {
	entered, n := r.life().entered, len(r.Amounts.Payments)
	switch {
	case entered == instantCount:
		return time.Time{}
	case n > 0:
		return r.Amounts.Payments[n-1].At
	default:
		return *instants[entered].at(r)
	}
}

// fewestEntries returns the number of entries that the rest of the record takes
// at least. An instant that not every claim in the state has takes an entry
// beyond the shortest way.
func (r *Record) fewestEntries() uint64 {
	state := r.State().index()
	optional := bits.OnesCount32(uint32(r.happened() &^ dense.lives[state].must))
	fewest := dense.Way(state).Fewest + uint64(optional+len(r.Evidence)+len(r.Amounts.Payments)+r.Consent.Resent+int(r.Consent.Generation))
	if r.hasFacts() {
		fewest++
	}
	if r.TermsAccepted != nil {
		fewest++
	}
	for _, e := range r.Evidence {
		if e.State == SurveyVoid { // the contact was updated, too
			fewest++
		}
	}
	return fewest
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
	if event == TermsAccepted {
		return r.TermsAccepted != nil
	}
	if event >= eventCount {
		return r.Observed != nil && (event != ClaimAdopted || r.Observed.Adopted)
	}
	return dense.Way(r.State().index()).Can&(1<<event) != 0
}
