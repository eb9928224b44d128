package claims

import (
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Resolve settles a [Divergence]. With a status to take, the claim takes over
// what Partner Center shows: instants that the status tells of and the record
// lacks are those of the command and are assumed, see [Claim.Assumed]; instants
// and amounts of what has not happened by that status are cleared, and stay in
// the history. What the record then contradicts refuses it: the customer's
// answer, evidence and payments are never undone. Without a status, the claim
// keeps its own.
//
// It may lead out of a terminal status, for Partner Center decides what has
// ended. Source: [mci.LibraryReading].
type Resolve struct {
	// one that the portal's text can mean, any if no document lists that; none
	// keeps the claim's own
	Take Status `json:"take,omitempty"`
	// why, at most 4000 bytes
	Comment string `json:"comment,omitempty"`
}

// Event returns [DivergenceResolved].
func (Resolve) Event() Event { return DivergenceResolved }

func (c Resolve) check() error {
	if c.Take >= statusCount {
		return mci.Invalid("take", c.Take.String(), "a documented status of a claim, or none")
	}
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c Resolve) apply(next *Claim, at time.Time) error {
	observed := next.record.assume(assumedUpdated)
	if c.Take == 0 {
		kept := *observed.Divergence
		kept.Kept = true
		observed.Divergence = &kept
		return nil
	}
	observed.Divergence = nil
	next.record.take(c.Take, at)
	next.record = next.record.clone() // which the check may write to
	return next.check()
}

// resolve answers a [Resolve]. Neither the machine nor a window has a say: this
// is about what they did not foresee.
func (c *Claim) resolve(command Resolve, meta *Meta) (Change, error) {
	for _, gap := range []*Gap{c.outOfOrder(meta.At), resolution.notFor(meta), c.unresolvable(command.Take)} {
		if gap != nil {
			return Change{}, c.refusal(DivergenceResolved, meta, *gap)
		}
	}
	next := c.portalEntry(DivergenceResolved, meta)
	var field *mci.FieldError
	if err := command.apply(next, meta.At); errors.As(err, &field) {
		return Change{}, c.refusal(DivergenceResolved, meta, Gap{
			Rule: takeRule, Path: field.Path, Why: "the record contradicts it: " + field.Error(), Source: mci.LibraryReading.Source(),
		})
	}
	entry := next.entry(c.State(), &resolution, meta)
	entry.Command = command
	return Change{next, []Entry{entry}}, nil
}

// unresolvable is why there is nothing to resolve, or not so.
func (c *Claim) unresolvable(take Status) *Gap {
	divergence := c.record.Observed.divergence()
	gap := &Gap{Rule: resolution.Rule, Path: "observed.divergence", Source: resolution.Source.Source()}
	switch {
	case !divergence.Open():
		gap.Why = "there is no open divergence"
	case take != 0 && divergence.Shown.Known() && !divergence.Shown.Can(take):
		gap.Path, gap.Why = "command.take", "Partner Center shows "+divergence.Shown.String()+", which does not mean "+take.String()
	default:
		return nil
	}
	return gap
}

// take puts the record into a status: with the instants that the status tells
// of, and without those of what has not happened by it. It undoes no answer of
// the customer.
func (r *Record) take(status Status, at time.Time) {
	state := State{status, r.Disputed}
	if !dense.reached[state.index()] {
		state.Disputed = !state.Disputed
	}
	before := r.clone()
	r.Status, r.Disputed = state.Status, state.Disputed
	past := r.past()
	r.assume(assumedUpdated, assumedVersion, assumedKeys)
	if past.asked == mci.Yes && r.Consent.Asked.IsZero() {
		r.Consent.Asked = at
		r.assume(assumedDealSize)
	}
	if !slices.Contains(past.answers, r.Consent.Answer) && r.Consent.Answer != consent.Accepted {
		r.Consent.Answer = past.answers[0]
		r.Consent.Answered = at
		if r.Consent.Answer == consent.NoAnswer {
			r.Consent.Answered = time.Time{}
		}
	}
	r.takeReview(past, at)
	r.assumeInstants(&before)
}

// takeReview sets and clears what a status tells of submission and review.
func (r *Record) takeReview(past *past, at time.Time) {
	happen := func(instant *time.Time, happened bool) {
		switch {
		case !happened:
			*instant = time.Time{}
		case instant.IsZero():
			*instant = at
		}
	}
	reopened := r.Status == Disputed || r.Status == DisputedExpired
	happen(&r.FirstSubmitted, past.submitted)
	happen(&r.RejectedAt, r.rejected())
	happen(&r.DisputeSubmitted, r.Disputed && !reopened)
	happen(&r.ApprovedAt, r.Status == Approved)
	if past.submitted {
		r.assume(assumedEvidence)
	} else {
		r.Amounts.Requested = Amount{}
	}
	if r.Status != Approved {
		r.Amounts.Approved = Amount{}
	}
	r.AnswerPending = r.AnswerPending && past.owes
}

// assumeInstants notes the instants that an observation has set since, and
// forgets those that are not there any more.
func (r *Record) assumeInstants(before *Record) {
	observed := r.assume()
	for _, i := range []struct {
		field    int
		old, now time.Time
	}{
		{assumedAsked, before.Consent.Asked, r.Consent.Asked},
		{assumedAnswered, before.Consent.Answered, r.Consent.Answered},
		{assumedFirstSubmitted, before.FirstSubmitted, r.FirstSubmitted},
		{assumedRejected, before.RejectedAt, r.RejectedAt},
		{assumedApproved, before.ApprovedAt, r.ApprovedAt},
		{assumedDisputeSubmitted, before.DisputeSubmitted, r.DisputeSubmitted},
	} {
		switch {
		case i.now.IsZero():
			observed.Assumed = observed.Assumed.without(i.field)
		case !i.now.Equal(i.old):
			observed.Assumed = observed.Assumed.with(i.field)
		}
	}
}
