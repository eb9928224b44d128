package association

import (
	"errors"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Clock is one of the time limits that run beside a claim. In each state at
// most one clock runs. The zero Clock is no clock.
type Clock uint8

// The clocks. All but [DisputeClock] count business days.
const (
	// PickUpClock runs from a submission until Microsoft begins the review.
	PickUpClock Clock = iota + 1
	// ReviewClock runs from the beginning of a review to its decision.
	ReviewClock
	// AnswerClock runs from a reviewer's request to the next submission. If it
	// ends, the claim is rejected.
	AnswerClock
	// DisputeClock runs from the rejection to the dispute. It counts calendar
	// days. If it ends, the claim is closed.
	DisputeClock
	// DisputeReviewClock runs from the dispute to its decision.
	DisputeReviewClock
	// OptOutClock runs from the mail to the customer. It is the shortest of
	// three documented windows. The customer can opt out at any time; an
	// opt-out after the window is only a warning.
	OptOutClock
)

// clockCount is one more than the highest clock.
const clockCount = OptOutClock + 1

// A clockRow holds the properties of one clock.
type clockRow struct {
	name    string
	rule    mci.RuleID
	trigger instant
	days    int  // documented
	least   int  // the documented length by another page, if it is shorter
	plain   bool // it counts calendar days, not business days
	// expires and runs list the states in which the end of the clock moves the
	// claim, and in which it only warns.
	expires, runs []State
	source        mci.Document
}

// clocks holds the row of each clock. The lengths of a status are those of
// [recognition.StatusTable].
var clocks = [clockCount]clockRow{
	PickUpClock: {
		name:    "pick-up",
		rule:    "cporclaim.clock.pick-up",
		trigger: atEntry,
		days:    recognition.Submitted.Terms().MostDays,
		runs:    []State{in(recognition.Submitted)},
		source:  mci.ManageAssociations,
	},
	ReviewClock: {
		name:    "review",
		rule:    "cporclaim.clock.review",
		trigger: atEntry,
		days:    recognition.UnderReview.Terms().MostDays,
		least:   recognition.UnderReview.Terms().LeastDays,
		runs:    []State{in(recognition.UnderReview)},
		source:  mci.ManageAssociations,
	},
	AnswerClock: {
		name:    "answer",
		rule:    "cporclaim.clock.answer",
		trigger: atEntry,
		days:    recognition.PartnerActionRequired.Terms().MostDays,
		expires: []State{in(recognition.PartnerActionRequired)},
		source:  mci.ManageAssociations,
	},
	DisputeClock: {
		name:    "dispute",
		rule:    "cporclaim.clock.dispute",
		trigger: atRejection,
		days:    30,
		plain:   true,
		expires: []State{in(recognition.Rejected)},
		source:  mci.ManageAssociations,
	},
	DisputeReviewClock: {
		name:    "dispute review",
		rule:    "cporclaim.clock.dispute-review",
		trigger: atDispute,
		days:    recognition.Dispute.Terms().MostDays,
		runs:    []State{in(recognition.Dispute)},
		source:  mci.ManageAssociations,
	},
	OptOutClock: {
		name:    "opt-out",
		rule:    "cporclaim.clock.opt-out",
		trigger: atFirstSubmission,
		days:    5,
		runs:    []State{in(recognition.Approved)},
		source:  mci.AssociationsIntroduction,
	},
}

// check returns an error if the row lacks a required field.
func (r *clockRow) check() error {
	switch {
	case r.name == "" || r.rule == "" || r.source == 0:
		return errors.New("it lacks its name, rule or source")
	case r.days < 1 || r.days > mostDays || r.least < 0 || r.least >= r.days:
		return errors.New("it has no length, or its shorter length is not shorter")
	case r.trigger >= instantCount:
		return errors.New("its trigger is no instant")
	case len(r.expires)+len(r.runs) == 0:
		return errors.New("it runs in no state")
	default:
		return nil
	}
}

var clockNames = vocabulary.Names[Clock]{What: "clock", Texts: func() (texts []string) {
	for i := range clocks {
		texts = append(texts, clocks[i].name)
	}
	return texts
}()}

// Clocks returns every clock.
func Clocks() []Clock {
	all := make([]Clock, 0, clockCount-1)
	for clock := PickUpClock; clock < clockCount; clock++ {
		all = append(all, clock)
	}
	return all
}

// String returns the clock's name, such as "dispute review".
func (c Clock) String() string { return clockNames.Text(c) }

// MarshalText returns the clock's name. If the value is not declared, it
// returns a [mci.FieldError].
func (c Clock) MarshalText() ([]byte, error) { return clockNames.Marshal(c) }

// UnmarshalText reads a clock's name. Any other text is a [mci.FieldError].
func (c *Clock) UnmarshalText(text []byte) error { return clockNames.Unmarshal(c, text) }
