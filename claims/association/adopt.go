package association

import (
	"cmp"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// An Adoption describes a claim that only Partner Center has. Name, kind,
// tenant and status are required. If another field is zero, it can be missing
// from the claim; see [Claim.Missing].
type Adoption struct {
	cpor.Association
	cpor.Details
	// Shown is a status name that a document lists. If it can mean several
	// statuses, the claim gets the first. A claim that is shown as Rejected can
	// still be disputed; one that is shown as Rejected final counts as rejected
	// after a dispute.
	Shown lifecycle.PortalStatus
	// Number is the claim's number in Partner Center.
	Number string
	// Created is the instant of the claim's creation in Partner Center. If it
	// is zero, it is not known, and the claim gets the instant of the
	// observation. It is not after that.
	Created time.Time
}

// Adopt makes a claim that only Partner Center has, in the status that is
// shown. It is the only way to make a claim without a decision. Microsoft
// already has the claim, so Adopt checks no condition of creation.
// [Claim.Adopted] reports true for such a claim, [Claim.Assumed] lists its
// assumed fields and [Claim.Missing] its missing ones. It checks the claim as
// [Restore] checks a record.
//
// The meta's actor must be [claims.PartnerCenter]. If the input is malformed or
// contradicts itself, or if no document lists the status for associations,
// Adopt returns a [mci.FieldError]. Source: [mci.LibraryReading].
func Adopt(adoption Adoption, terms *cpor.Terms, id claims.ID, meta claims.Meta) (Change, error) {
	a := &adoption
	if !a.Shown.Known() {
		return Change{}, mci.Invalid("shown", a.Shown.String(), "a documented status of an association")
	}
	if err := form.CheckNewID("id", string(id), mostIDBytes); err != nil {
		return Change{}, err
	}
	if err := checkPortal(&meta); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	if a.Created.After(meta.At) {
		return Change{}, mci.Invalid("created", form.Shown(a.Created), "an instant not after the observation, "+form.Shown(meta.At))
	}
	adopted := &Claim{terms: cmp.Or(terms, cpor.PublicTerms()), record: a.record(id, meta.At)}
	r := &adopted.record
	for status := range a.Shown.All() {
		r.take(firstState(status), meta.At)
		break
	}
	if err := r.check(); err != nil {
		return Change{}, err
	}
	key, err := keyOf(&meta, lifecycle.ClaimAdopted, r.openingContent())
	if err != nil {
		return Change{}, err
	}
	r.Keys = usedkey.With(nil, key)
	entry := adopted.entry(lifecycle.State{}, &adopting, &meta, meta.At)
	entry.Shown, entry.Opening = a.Shown, adopted.unindexed()
	return Change{Claim: adopted, Entries: []Entry{entry}}, nil
}

func (a *Adoption) record(id claims.ID, at time.Time) Record {
	record := Record{
		ID: id, Version: 1, Association: a.Association.Clone(), Details: a.Details,
		Created: form.UTC(a.Created), Updated: at, Observed: &Observed{Adopted: true},
	}
	if a.Number != "" {
		record.PortalNumber = claims.PortalNumber{Number: a.Number, At: at}
	}
	if a.Created.IsZero() {
		record.Created = at
		record.assume(assumedCreated)
	}
	for _, f := range []field{assumedLocation, assumedWorkloads, assumedSubscription, assumedCustomerContact, assumedPartnerContact} {
		if f != assumedSubscription || a.Kind.Terms().Scope == cpor.SubscriptionScope {
			record.leave(f)
		}
	}
	return record
}

// firstState returns the first state that has a status. Every status has one.
func firstState(status recognition.Status) lifecycle.State {
	all := lifecycle.States()
	i := slices.IndexFunc(all, func(s lifecycle.State) bool { return s.Status == status })
	return all[i]
}

// take puts the record into a state. It sets the instants that every claim in
// the state has, and clears the instants that none has.
func (r *Record) take(state lifecycle.State, at time.Time) {
	before := r.clone()
	r.Status, r.Ending = state.Status, state.Ending
	r.assume(assumedVersion, assumedKeys)
	life := r.life()
	entry := at
	created := life.entered.has(atCreation) // the state is that of the creation
	if created {
		entry = r.Created
	}
	r.takeInstants(entry, at)
	if life.must.has(atFirstSubmission) {
		r.leave(events[lifecycle.PartnerSubmits].leaves...)
	}
	r.AnswerPending = r.AnswerPending && life.may&owesMark != 0
	r.Competing = r.Competing && life.may&competingMark != 0
	r.Expired = life.must&expiredMark != 0
	if life.may&endMark == 0 {
		r.SubscriptionEnds = mci.Date{}
	}
	r.assumeInstants(&before)
	if created && !r.assumes(assumedCreated) {
		r.known(assumedSince)
	}
}

// takeInstants sets the instants of the record's state: those of the entry into
// it to the one, and those that the record lacks to the other.
func (r *Record) takeInstants(entry, at time.Time) {
	life := r.life()
	for i := range instants {
		field := instants[i].at(r)
		switch bit := instant(i); {
		case bit == atEntry:
			*field = entry
		case life.must.has(bit) && field.IsZero():
			*field = at
		case !life.may.has(bit):
			*field = time.Time{}
		}
	}
	for i := range instants {
		// An instant of the entry that the claim already had is no later.
		if bit := instant(i); life.entered.has(bit) {
			*instants[i].at(r) = entry
		}
	}
	if !r.RejectedAt.IsZero() && r.DisputedAt.IsZero() && life.may.has(atDispute) {
		r.DisputedAt = at // a rejected claim goes on by a dispute alone
	}
}
