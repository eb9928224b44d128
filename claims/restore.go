package claims

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// Restore makes a claim of a stored record. It is the one door for stored data: a record that is
// incomplete, contradicts itself or names an engagement that the catalog does not have is a
// [mci.FieldError], never a claim.
func Restore(record Record, catalog *mci.Catalog) (*Claim, error) {
	engagement, ok := catalog.Engagement(record.Engagement)
	if !ok {
		return nil, mci.Invalid("engagement", string(record.Engagement.Edition)+"/"+string(record.Engagement.Engagement), "an engagement of the catalog")
	}
	if err := mci.CheckText("id", string(record.ID), mostKeyBytes); err != nil {
		return nil, err
	}
	if !engagement.Takes(record.CustomerID.Type()) {
		return nil, mci.Invalid("customerId", record.CustomerID.String(), "an ID that the engagement takes")
	}
	for _, c := range contradictions {
		if c.in(&record) {
			return nil, mci.Invalid(c.path, record.State().String(), c.want)
		}
	}
	return &Claim{record.clone(), engagement}, nil
}

// contradictions are what no claim that was made by commands can show.
var contradictions = []struct {
	path, want string
	in         func(*Record) bool
}{
	{"status", "a state that the machine reaches", func(r *Record) bool {
		return r.Status >= statusCount || !dense.reached[r.State().index()]
	}},
	{"version", "1 or more", func(r *Record) bool { return r.Version == 0 }},
	{"created", "the instant of the claim's creation, not after its latest entry", func(r *Record) bool {
		return r.Created.IsZero() || r.Updated.Before(r.Created)
	}},
	{"checkedId", "the ID whose eligibility was checked", func(r *Record) bool { return r.CheckedID.IsZero() }},
	{"consent", "a request for consent exactly where the status tells of one", func(r *Record) bool {
		asked := r.past().asked
		return asked != mci.NotSupplied && asked != mci.FactOf(!r.Consent.Asked.IsZero()) ||
			r.Consent.Answer != consent.NoAnswer && r.Consent.Asked.IsZero()
	}},
	{"consent.answer", "the customer's answer that the status tells of", func(r *Record) bool {
		return !slices.Contains(r.past().answers, r.Consent.Answer)
	}},
	{"consent.answered", "an instant exactly where there is an answer", func(r *Record) bool {
		return (r.Consent.Answer == consent.NoAnswer) != r.Consent.Answered.IsZero()
	}},
	{"firstSubmitted", "an instant exactly where the claim was submitted", func(r *Record) bool {
		return r.past().submitted == r.FirstSubmitted.IsZero()
	}},
	{"rejectedAt", "an instant exactly where the claim was rejected", func(r *Record) bool {
		return r.rejected() == r.RejectedAt.IsZero()
	}},
	{"disputeSubmitted", "an instant exactly where the dispute was submitted", func(r *Record) bool {
		open := r.Status == Disputed || r.Status == DisputedExpired
		return (r.Disputed && !open) == r.DisputeSubmitted.IsZero()
	}},
	{"updated", "an instant not before any other of the claim", func(r *Record) bool {
		for _, at := range []time.Time{r.Consent.Asked, r.Consent.Answered, r.FirstSubmitted, r.RejectedAt, r.DisputeSubmitted} {
			if r.Updated.Before(at) {
				return true
			}
		}
		return false
	}},
}

// past is what a status tells of the claim's life so far.
type past struct {
	asked     mci.Fact         // whether consent was asked for; unknown where both can be
	answers   []consent.Answer // the customer's answers that can be
	submitted bool
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
	Submitted:             {asked: mci.Yes, answers: accepted, submitted: true},
	UnderReview:           {asked: mci.Yes, answers: accepted, submitted: true},
	ActionRequired:        {asked: mci.Yes, answers: accepted, submitted: true},
	PostSubmissionExpired: {asked: mci.Yes, answers: accepted, submitted: true},
	Approved:              {asked: mci.Yes, answers: accepted, submitted: true},
	Rejected:              {asked: mci.Yes, answers: accepted, submitted: true},
	Disputed:              {asked: mci.Yes, answers: accepted, submitted: true},
	DisputedExpired:       {asked: mci.Yes, answers: accepted, submitted: true},
	RejectedFinal:         {asked: mci.Yes, answers: accepted, submitted: true},
	Canceled:              {answers: []consent.Answer{consent.NoAnswer, consent.Accepted}},
}

func (r *Record) past() *past { return &pasts[r.Status] }

// rejected reports whether the state tells of a rejection.
func (r *Record) rejected() bool {
	return r.Disputed || r.Status == Rejected || r.Status == DisputedExpired
}
