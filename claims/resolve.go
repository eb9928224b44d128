package claims

import (
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Resolve settles a [Divergence]. If it has a status, the claim gets that
// status. If the status implies instants that the record lacks, they are set to
// the instant of the command and are assumed; see [Claim.Assumed]. If instants
// and amounts belong to events that the status rules out, they are cleared, but
// stay in the history. The customer's consent, evidence, payments and a dispute
// that was submitted are never undone; if the record then contradicts the
// status, Resolve is refused. A dispute that was not submitted yet is undone by
// Rejected, and can be made again until its window ends. If Resolve has no
// status, the claim keeps its own.
//
// Resolve can lead out of a terminal status, because Partner Center decides
// whether a claim has ended. Source: [mci.LibraryReading].
type Resolve struct {
	// Take is the new status, one that the portal's text can mean. If no
	// document lists the text, any status is allowed. None keeps the claim's
	// own status.
	Take Status `json:"take,omitempty"`
	// Comment is the reason, at most 4000 bytes, or empty.
	Comment string `json:"comment,omitempty"`
}

// Event returns [DivergenceResolved].
func (Resolve) Event() Event { return DivergenceResolved }

func (c *Resolve) bind(o document.Object) {
	o.Optional("take").Into(&c.Take)
	c.Comment = boundComment(o)
}

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
	next.take(c.Take, at)
	next.record = next.record.Clone() // because the check can write to it
	return next.check()
}

// applyTo applies a [Resolve]. It checks neither the machine nor a window,
// since a divergence is a case that they do not cover.
func (c Resolve) applyTo(claim *Claim, key UsedKey, meta Meta) (Change, error) {
	for _, gap := range []*Gap{resolution.notFor(&meta), claim.unresolvable(c.Take), claim.undisputing(c.Take)} {
		if gap != nil {
			return Change{}, claim.refusal(DivergenceResolved, &meta, *gap)
		}
	}
	next, at := claim.next(key, &meta)
	var field *mci.FieldError
	if err := c.apply(next, at); errors.As(err, &field) {
		return Change{}, claim.refusal(DivergenceResolved, &meta, Gap{
			Rule: takeRule, Path: field.Path, Why: "the record contradicts it: " + field.Error(), Source: mci.LibraryReading.Source(),
		})
	}
	change, entry := next.change(claim.State(), &resolution, &meta, at)
	entry.Command = c
	return change, nil
}

// unresolvable returns the reason that there is nothing to resolve, or that the
// claim cannot get the status. It returns nil if there is none.
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

// undisputing returns the gap of a status that no disputed claim has, if the
// claim's dispute was submitted: a claim is disputed once in its life, and the
// window after its dispute never starts again.
func (c *Claim) undisputing(take Status) *Gap {
	if take == 0 || c.record.DisputeSubmitted.IsZero() || (State{take, true}).reached() {
		return nil
	}
	return &Gap{
		Rule: takeRule, Path: "disputeSubmitted", Source: mci.LibraryReading.Source(),
		Why: "the dispute was submitted, and no disputed claim is " + take.String() + "; keep the claim's status, or take back the dispute if it was recorded wrongly",
	}
}

// take puts the record into a status. It sets the instants that every claim in
// the status has, and clears the instants that none has. It does not undo the
// customer's consent.
func (c *Claim) take(status Status, at time.Time) {
	r := &c.record
	state := State{status, r.Disputed}
	if !state.reached() {
		state.Disputed = !state.Disputed
	}
	before := r.Clone()
	r.Status, r.Disputed = state.Status, state.Disputed
	r.assume(assumedUpdated, assumedVersion, assumedKeys)
	r.takeAnswer()
	c.leave(r.takeInstants(at)...)
	life := r.life()
	if life.must.has(atFirstSubmission) {
		c.leave(events[PartnerSubmits].leaves...)
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
// the instants that none has, unless their rows mark them as kept. It returns
// the fields that an observation of such a step leaves unknown.
func (r *Record) takeInstants(at time.Time) (leaves []field) {
	life := r.life()
	for i := range instants {
		field := instants[i].at(r)
		switch bit := instant(i); {
		case life.must.has(bit) && field.IsZero():
			*field = at
			for _, row := range dense.rows {
				if instants[i].set(&row) {
					leaves = append(leaves, events[row.Event].leaves...)
				}
			}
		case !life.may.has(bit) && !instants[i].kept:
			*field = time.Time{}
		}
	}
	return leaves
}

// assumeInstants adds the instants that differ from an earlier record to the
// assumptions, and removes the instants that were cleared.
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
