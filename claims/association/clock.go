package association

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// clockCount is one more than the highest clock.
const clockCount = int(cpor.OptOutClock) + 1

// mostDays bounds the length of a clock.
const mostDays = 366

// A clockRow holds the properties of one clock.
type clockRow struct {
	rule    mci.RuleID
	trigger instant
	days    int  // documented
	least   int  // the documented length by another page, if it is shorter
	plain   bool // it counts calendar days, not business days
	// expires and runs list the states in which the end of the clock moves the
	// claim, and in which it only warns.
	expires, runs []lifecycle.State
	source        mci.Document
}

// clocks holds the row of each clock. The lengths of a status are those of
// [recognition.StatusTable].
var clocks = [clockCount]clockRow{
	cpor.PickUpClock: {
		rule:    "cporclaim.clock.pick-up",
		trigger: atEntry,
		days:    recognition.Submitted.Terms().MostDays,
		runs:    []lifecycle.State{in(recognition.Submitted)},
		source:  mci.ManageAssociations,
	},
	cpor.ReviewClock: {
		rule:    "cporclaim.clock.review",
		trigger: atEntry,
		days:    recognition.UnderReview.Terms().MostDays,
		least:   recognition.UnderReview.Terms().LeastDays,
		runs:    []lifecycle.State{in(recognition.UnderReview)},
		source:  mci.ManageAssociations,
	},
	cpor.AnswerClock: {
		rule:    "cporclaim.clock.answer",
		trigger: atRequest,
		days:    recognition.PartnerActionRequired.Terms().MostDays,
		expires: []lifecycle.State{in(recognition.PartnerActionRequired)},
		source:  mci.ManageAssociations,
	},
	cpor.DisputeClock: {
		rule:    "cporclaim.clock.dispute",
		trigger: atRejection,
		days:    30,
		plain:   true,
		expires: []lifecycle.State{in(recognition.Rejected)},
		source:  mci.ManageAssociations,
	},
	cpor.DisputeReviewClock: {
		rule:    "cporclaim.clock.dispute-review",
		trigger: atDispute,
		days:    recognition.Dispute.Terms().MostDays,
		runs:    []lifecycle.State{in(recognition.Dispute)},
		source:  mci.ManageAssociations,
	},
	cpor.OptOutClock: {
		rule:    "cporclaim.clock.opt-out",
		trigger: atFirstSubmission,
		days:    5,
		runs:    []lifecycle.State{in(recognition.Approved)},
		source:  mci.AssociationsIntroduction,
	},
}

// states returns the states in which the clock runs. Those that its end moves
// come first.
func (r *clockRow) states() []lifecycle.State { return slices.Concat(r.expires, r.runs) }

// check returns an error if the row lacks a required field.
func (r *clockRow) check() error {
	switch {
	case r.rule == "" || r.source == 0:
		return errors.New("it lacks its rule or source")
	case r.days < 1 || r.days > mostDays || r.least < 0 || r.least >= r.days:
		return errors.New("it has no length, or its shorter length is not shorter")
	case r.trigger >= instantCount:
		return errors.New("its trigger is no instant")
	case len(r.states()) == 0:
		return errors.New("it runs in no state")
	default:
		return nil
	}
}

// length returns the length of a clock in days: the host's, or the public one.
func length(terms *cpor.Terms, clock cpor.Clock) int {
	return cmp.Or(terms.Length(clock), clocks[clock].days)
}

// trigger returns the instant from which a clock counts.
func trigger(terms *cpor.Terms, clock cpor.Clock) instant {
	if clock == cpor.OptOutClock && terms.ToldAtApproval() {
		return atApproval
	}
	return clocks[clock].trigger
}

// window returns the window of a clock from its trigger.
func window(terms *cpor.Terms, clock cpor.Clock, trigger time.Time) mci.Window {
	if clocks[clock].plain {
		return terms.BusinessDays().PlainWindow(trigger, length(terms, clock))
	}
	return terms.BusinessDays().Window(trigger, length(terms, clock))
}
