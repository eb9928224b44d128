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

// take puts the record into a status: with the instants that every claim in it
// has, and without those that none has. It undoes no answer of the customer.
func (r *Record) take(status Status, at time.Time) {
	state := State{status, r.Disputed}
	if !state.reached() {
		state.Disputed = !state.Disputed
	}
	before := r.clone()
	r.Status, r.Disputed = state.Status, state.Disputed
	r.assume(assumedUpdated, assumedVersion, assumedKeys)
	r.takeAnswer()
	r.takeInstants(at)
	life := r.life()
	if life.must.has(atFirstSubmission) {
		r.assume(assumedEvidence)
	} else {
		r.Amounts.Requested = Amount{}
	}
	if !life.must.has(atApproval) {
		r.Amounts.Approved = Amount{}
	}
	r.AnswerPending = r.AnswerPending && life.owes
	r.assumeInstants(&before)
}

// takeAnswer replaces an answer that no claim in the status has, unless it is
// the customer's consent.
func (r *Record) takeAnswer() {
	answers := r.life().answers
	if r.Consent.Answer == consent.Accepted || slices.Contains(answers, r.Consent.Answer) {
		return
	}
	r.Consent.Answer, r.Consent.Answered = answers[0], time.Time{}
}

// takeInstants sets the instants that every claim in the status has, and clears
// those that none has, unless their rows say that they are kept. The fields that
// an observation of such a step leaves unknown are assumed.
func (r *Record) takeInstants(at time.Time) {
	life := r.life()
	for i := range instants {
		field := instants[i].at(r)
		switch bit := instant(i); {
		case life.must.has(bit) && field.IsZero():
			*field = at
			for _, row := range dense.rows {
				if instants[i].set(&row) {
					r.assume(events[row.Event].leaves...)
				}
			}
		case !life.may.has(bit) && !instants[i].kept:
			*field = time.Time{}
		}
	}
}

// assumeInstants notes the instants that an observation has set since, and
// forgets those that are not there any more.
func (r *Record) assumeInstants(before *Record) {
	observed := r.assume()
	for i := range instants {
		row := &instants[i]
		switch old, now := row.at(before), row.at(r); {
		case now.IsZero():
			observed.Assumed = observed.Assumed.without(row.assumed)
		case !now.Equal(*old):
			observed.Assumed = observed.Assumed.with(row.assumed)
		}
	}
}
