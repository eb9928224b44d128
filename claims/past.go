package claims

import (
	"math/bits"
	"time"

	"github.com/mci-go/incentives/eligibility"
)

// early reports whether an instant is set and before another.
func early(at, than time.Time) bool { return !at.IsZero() && at.Before(than) }

// latest returns the instant of the latest entry if only payments can follow
// the entry that led into the state. Otherwise the record does not show it, and
// latest returns zero.
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

// fewestEntries returns the least number of entries that can lead to the
// record. An instant that not every claim in the state has needs one entry more
// than the shortest way.
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
	fewest += r.keysAlone()
	for _, e := range r.Evidence {
		if e.State == SurveyVoid { // the contact was updated, too
			fewest++
		}
	}
	return fewest
}

// keysAlone returns the least number of keys that have an entry of their own,
// since their commands found their effect recorded already.
func (r *Record) keysAlone() uint64 {
	var alone, payments uint64
	for i := range r.Keys {
		switch event := r.Keys[i].Event; {
		case event == TermsAccepted && r.TermsAccepted == nil, event == StatusObserved && r.Observed == nil:
			alone++
		case event == PaymentRecorded:
			payments++
		}
	}
	recorded := uint64(len(r.Amounts.Payments))
	return alone + max(payments, recorded) - recorded
}

// keysFit reports whether each key belongs to an event that can have happened,
// and no event has more keys than times that it can have happened.
func (r *Record) keysFit() bool {
	var used [recordedCount]uint64
	for i, key := range r.Keys {
		if !r.TakenBack && !r.canHaveHappened(key.Event) || key.Event.opens() && i > 0 {
			return false
		}
		used[key.Event]++
	}
	other := ClaimCustomer
	if r.Way == eligibility.Claim {
		other = AddCustomer
	}
	if used[other] > 0 || uint64(len(r.Keys)) > r.Version {
		return false
	}
	return r.TakenBack ||
		used[ConsentResent] <= uint64(r.Consent.Resent) && (used[PaymentRecorded] == 0 || len(r.Amounts.Payments) > 0)
}

// canHaveHappened reports whether the event can have happened on a way to the
// record's state, or can have found its effect recorded already. It assumes
// that no entry of the record takes another one back.
func (r *Record) canHaveHappened(event Event) bool {
	switch {
	case event == FactsRecorded:
		return r.hasFacts() || !r.Amounts.Approved.Money.IsNone()
	case event == TermsAccepted, event == StatusObserved:
		return true // the claim has its terms and its status
	case event == DivergenceResolved:
		return r.Observed != nil
	case event == ClaimAdopted:
		return r.adopted()
	default:
		return dense.Way(r.State().index()).Can&(1<<event) != 0
	}
}
