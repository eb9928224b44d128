package claims

import (
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// Restore makes a claim of a stored record. It is the one door for stored data: a record that is
// incomplete, contradicts itself or names an engagement that the catalog does not have is a
// [mci.FieldError], never a claim.
func Restore(record Record, catalog *mci.Catalog) (*Claim, error) {
	if catalog == nil {
		return nil, mci.Invalid("catalog", "", "a catalog")
	}
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
	if record.Hours.IsNone() == (engagement.PayKind() == mci.VariablePay) {
		return nil, mci.Invalid("hours", record.Hours.String(), "hours exactly where the pay is variable")
	}
	for _, measure := range slices.Sorted(maps.Keys(record.Quantities)) {
		if !slices.Contains(engagement.Measures(), measure) {
			return nil, mci.Invalid("quantities", string(measure), "a measure that the engagement asks for")
		}
	}
	for _, c := range contradictions {
		if c.in(&record) {
			return nil, mci.Invalid(c.path, record.State().String(), c.want)
		}
	}
	record = record.clone()
	record.toUTC()
	return &Claim{record, engagement}, nil
}

// toUTC drops the zones in which a database may give instants.
func (r *Record) toUTC() {
	instants := []*time.Time{
		&r.Created, &r.FirstSubmitted, &r.RejectedAt, &r.ApprovedAt, &r.DisputeSubmitted, &r.Updated, &r.Consent.Asked, &r.Consent.Answered,
		&r.Amounts.Estimated.At, &r.Amounts.Requested.At, &r.Amounts.Approved.At,
	}
	for i := range r.Evidence {
		instants = append(instants, &r.Evidence[i].Updated)
	}
	for i := range r.Amounts.Payments {
		instants = append(instants, &r.Amounts.Payments[i].At)
	}
	for _, at := range instants {
		*at = utc(*at)
	}
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
	{"name", "the claim's name", func(r *Record) bool { return r.Name == "" }},
	{"way", "add or claim", func(r *Record) bool { return r.Way != eligibility.Add && r.Way != eligibility.Claim }},
	{"customerContact", "a contact", func(r *Record) bool { return r.CustomerContact.Check() != nil }},
	{"partnerContact", "a contact", func(r *Record) bool { return r.PartnerContact.Check() != nil }},
	{"checkedId", "the ID whose eligibility was checked: a domain's tenant, else the customer's ID", func(r *Record) bool {
		if r.CustomerID.Type() == mci.DomainName {
			return r.CheckedID.Type() != mci.TenantID
		}
		return r.CheckedID != r.CustomerID
	}},
	{"consent", "a request for consent exactly where the status tells of one", func(r *Record) bool {
		asked := r.past().asked
		return asked != mci.NotSupplied && asked != mci.FactOf(!r.Consent.Asked.IsZero()) ||
			r.Consent.Answer != consent.NoAnswer && r.Consent.Asked.IsZero()
	}},
	{"consent", "no deal size, no language and no reminder where nobody was asked", func(r *Record) bool {
		return r.Consent.Asked.IsZero() && (!r.Consent.DealSize.IsNone() || r.Consent.Language != "" || r.Consent.Resent != 0)
	}},
	{"consent.language", "a language tag", func(r *Record) bool { return r.Consent.Language.Check() != nil }},
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
	{"approvedAt", "an instant exactly where the claim was approved", func(r *Record) bool {
		return (r.Status == Approved) == r.ApprovedAt.IsZero()
	}},
	{"disputeSubmitted", "an instant exactly where the dispute was submitted", func(r *Record) bool {
		open := r.Status == Disputed || r.Status == DisputedExpired
		return (r.Disputed && !open) == r.DisputeSubmitted.IsZero()
	}},
	{"updated", "an instant not before any other of the claim", func(r *Record) bool {
		return slices.ContainsFunc([]time.Time{r.Consent.Asked, r.Consent.Answered, r.FirstSubmitted, r.RejectedAt, r.ApprovedAt, r.DisputeSubmitted}, r.Updated.Before)
	}},
	{"consent.asked", "an instant not before the creation", func(r *Record) bool { return early(r.Consent.Asked, r.Created) }},
	{"consent.answered", "an instant not before the request", func(r *Record) bool { return early(r.Consent.Answered, r.Consent.Asked) }},
	{"firstSubmitted", "an instant not before consent", func(r *Record) bool { return early(r.FirstSubmitted, r.Consent.Answered) }},
	{"rejectedAt", "an instant not before the submission", func(r *Record) bool { return early(r.RejectedAt, r.FirstSubmitted) }},
	{"approvedAt", "an instant not before the submission", func(r *Record) bool { return early(r.ApprovedAt, r.FirstSubmitted) }},
	{"disputeSubmitted", "an instant not before the rejection", func(r *Record) bool { return early(r.DisputeSubmitted, r.RejectedAt) }},
	{"evidence", "evidence only after consent, each part once and in order, only surveys sent or void", func(r *Record) bool {
		if len(r.Evidence) > 0 && r.Consent.Answer != consent.Accepted {
			return true
		}
		var last mci.EvidencePart
		for _, e := range r.Evidence {
			survey := e.Part == mci.CustomerSurvey || e.Part == mci.PartnerSurvey
			if e.Part <= last || e.Part > mci.PartnerSurvey || e.State != EvidenceDone && (!survey || e.State != SurveySent && e.State != SurveyVoid) {
				return true
			}
			last = e.Part
		}
		return false
	}},
	{"amounts", "an approved amount and payments only of an approved claim", func(r *Record) bool {
		return r.Status != Approved && (!r.Amounts.Approved.Money.IsNone() || len(r.Amounts.Payments) > 0)
	}},
	{"answerPending", "true only where the partner owes an answer", func(r *Record) bool { return r.AnswerPending && !r.past().owes }},
}

// early reports whether an instant that has happened is before another.
func early(at, than time.Time) bool { return !at.IsZero() && at.Before(than) }

// past is what a status tells of the claim's life so far.
type past struct {
	asked     mci.Fact         // whether consent was asked for; unknown where both can be
	answers   []consent.Answer // the customer's answers that can be
	submitted bool
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
	Submitted:             {asked: mci.Yes, answers: accepted, submitted: true},
	UnderReview:           {asked: mci.Yes, answers: accepted, submitted: true},
	ActionRequired:        {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	PostSubmissionExpired: {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	Approved:              {asked: mci.Yes, answers: accepted, submitted: true},
	Rejected:              {asked: mci.Yes, answers: accepted, submitted: true},
	Disputed:              {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	DisputedExpired:       {asked: mci.Yes, answers: accepted, submitted: true, owes: true},
	RejectedFinal:         {asked: mci.Yes, answers: accepted, submitted: true},
	Canceled:              {answers: []consent.Answer{consent.NoAnswer, consent.Accepted}},
}

func (r *Record) past() *past { return &pasts[r.Status] }

// rejected reports whether the state tells of a rejection.
func (r *Record) rejected() bool {
	return r.Disputed || r.Status == Rejected || r.Status == DisputedExpired
}
