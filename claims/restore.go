package claims

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Restore makes a claim of a stored record. It is the one door for stored data:
// a record that is malformed or incomplete, contradicts itself, names an
// engagement that the catalog does not have, or tells of something that the
// windows of its edition did not allow, is a [mci.FieldError] that names the
// field, what was found and what is allowed, and never a claim.
//
// What a record alone cannot show is taken as it is: that Partner Center showed
// what the record says it did, names, contacts and references, the amounts that
// somebody named, which of several commands were repeated, and the answers that
// a screen gave when the customer was nominated. Compare with [Replay] where a
// history is at hand: it proves all of them but the opening.
func Restore(record Record, catalog *catalog.Catalog) (*Claim, error) {
	if catalog == nil {
		return nil, mci.Invalid("catalog", "", "a catalog")
	}
	engagement, ok := catalog.Engagement(record.Engagement)
	if !ok {
		return nil, mci.Invalid("engagement", string(record.Engagement.Edition)+"/"+string(record.Engagement.Engagement), "an engagement of the catalog")
	}
	claim := &Claim{record.clone(), engagement}
	if err := claim.check(); err != nil {
		return nil, err
	}
	return claim, nil
}

// check reports what is wrong with the record, as [Restore] says. It leaves the
// instants in UTC.
func (c *Claim) check() error {
	r := &c.record
	if !c.engagement.Takes(r.CustomerID.Type()) {
		return mci.Invalid("customerId", r.CustomerID.String(), "an ID that the engagement takes")
	}
	if r.Hours.IsNone() == (c.engagement.PayKind() == catalog.VariablePay) && !(r.Hours.IsNone() && r.assumes(assumedHours)) {
		return mci.Invalid("hours", r.Hours.String(), "hours exactly where the pay is variable")
	}
	if err := r.checkMeasures(c.engagement); err != nil {
		return err
	}
	if err := r.checkForm(); err != nil {
		return err
	}
	for _, row := range contradictions {
		if row.in(r) {
			return mci.Invalid(row.path, r.found(row.path), row.want)
		}
	}
	r.toUTC()
	request := consent.Request{DealSize: r.Consent.DealSize, Language: r.Consent.Language}
	if !r.Consent.Asked.IsZero() && request.Check(c.dealSizeRule()) != nil {
		return mci.Invalid("consent.dealSize", r.found("consent.dealSize"), "the deal size that the edition asks for with the request, in USD")
	}
	for _, row := range breaches {
		if !r.assumed().Has(row.path) && row.in(c) {
			return mci.Invalid(row.path, r.found(row.path), row.want)
		}
	}
	return nil
}

// toUTC drops the zones in which a database may give instants.
func (r *Record) toUTC() {
	for _, i := range r.instants() {
		*i.at = utc(*i.at)
	}
	r.Index.Expires, r.Index.Attention = utc(r.Index.Expires), utc(r.Index.Attention)
}

// found says what is in the field of a path, and in which status.
func (r *Record) found(path string) string {
	state := ", in " + r.State().String()
	for _, i := range r.instants() {
		if i.place.field == path && i.at.IsZero() {
			return "no instant" + state
		}
		if i.place.field == path {
			return i.at.Format(time.RFC3339Nano) + state
		}
	}
	switch path {
	case "version":
		return strconv.FormatUint(r.Version, 10) + state
	case "checkedId":
		return r.CheckedID.String()
	case "consent.answer":
		return r.Consent.Answer.String() + state
	case "consent.dealSize":
		return r.Consent.DealSize.String() + state
	case "consent.language":
		return string(r.Consent.Language) + state
	case "consent.generation":
		return strconv.Itoa(int(r.Consent.Generation)) + state
	case "consent.earlier":
		return strconv.FormatUint(uint64(r.Consent.Earlier), 10) + state
	case "consent.resent":
		return strconv.Itoa(r.Consent.Resent) + state
	case "answerPending":
		return strconv.FormatBool(r.AnswerPending) + state
	default:
		return r.State().String()
	}
}

// contradictions are what no claim that was made by commands can show, whatever
// its engagement.
var contradictions = []struct {
	path, want string
	in         func(*Record) bool
}{
	{"status", "a state that the machine reaches", func(r *Record) bool {
		return r.Status >= statusCount || !dense.reached[r.State().index()]
	}},
	{"created", "the instant of the claim's creation, not after its latest entry", func(r *Record) bool {
		return r.Created.IsZero() || r.Updated.Before(r.Created)
	}},
	{"way", "add or claim, and none of a claim that was adopted", func(r *Record) bool {
		adopted := r.Observed != nil && r.Observed.Adopted
		return adopted != (r.Way == 0) || r.Way > eligibility.Claim
	}},
	{"checkedId", "the ID whose eligibility was checked: a domain's tenant, else the customer's ID", func(r *Record) bool {
		if r.CustomerID.Type() == mci.DomainName {
			return r.CheckedID.Type() != mci.TenantID
		}
		return r.CheckedID != r.CustomerID
	}},
	{"consent.asked", "a request for consent exactly where the status tells of one", func(r *Record) bool {
		asked := r.past().asked
		return asked != mci.NotSupplied && asked != mci.FactOf(!r.Consent.Asked.IsZero()) ||
			r.Consent.Answer != consent.NoAnswer && r.Consent.Asked.IsZero()
	}},
	{"consent.dealSize", "none where nobody was asked", func(r *Record) bool { return r.Consent.Asked.IsZero() && !r.Consent.DealSize.IsNone() }},
	{"consent.resent", "0 or more, and 0 where nobody was asked", func(r *Record) bool {
		return r.Consent.Resent < 0 || r.Consent.Resent > 0 && r.Consent.Asked.IsZero()
	}},
	{"consent.generation", "0 where nobody was asked", func(r *Record) bool {
		return r.Consent.Generation > 0 && r.Consent.Asked.IsZero()
	}},
	{"consent.earlier", "at most consent.resent, and 0 in the first generation", func(r *Record) bool {
		return int64(r.Consent.Earlier) > int64(r.Consent.Resent) || r.Consent.Earlier > 0 && r.Consent.Generation == 0
	}},
	{"consent.language", "a language tag, and none where nobody was asked", func(r *Record) bool {
		return r.Consent.Language.Check() != nil || r.Consent.Language != "" && r.Consent.Asked.IsZero()
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
	{"approvedAt", "an instant exactly where the claim was approved", func(r *Record) bool {
		return (r.Status == Approved) == r.ApprovedAt.IsZero()
	}},
	{"disputeSubmitted", "an instant exactly where the dispute was submitted", func(r *Record) bool {
		open := r.Status == Disputed || r.Status == DisputedExpired
		return (r.Disputed && !open) == r.DisputeSubmitted.IsZero()
	}},
	{"updated", "an instant not before any other of the claim, and that of the entry that led to the status where nothing can follow", func(r *Record) bool {
		return slices.ContainsFunc(r.instants(), func(i instantAt) bool { return r.Updated.Before(*i.at) }) || !r.latest().IsZero() && !r.Updated.Equal(r.latest()) && !r.updatedByFacts() && !r.assumes(assumedUpdated)
	}},
	{"consent.asked", "an instant not before the creation", func(r *Record) bool { return early(r.Consent.Asked, r.Created) }},
	{"consent.answered", "an instant not before the request", func(r *Record) bool { return early(r.Consent.Answered, r.Consent.Asked) }},
	{"firstSubmitted", "an instant not before consent", func(r *Record) bool { return early(r.FirstSubmitted, r.Consent.Answered) }},
	{"rejectedAt", "an instant not before the submission", func(r *Record) bool { return early(r.RejectedAt, r.FirstSubmitted) }},
	{"approvedAt", "an instant not before the submission, and that of the dispute", func(r *Record) bool {
		return early(r.ApprovedAt, r.FirstSubmitted) || early(r.ApprovedAt, r.DisputeSubmitted)
	}},
	{"disputeSubmitted", "an instant not before the rejection", func(r *Record) bool { return early(r.DisputeSubmitted, r.RejectedAt) }},
	{"evidence", "evidence only after consent, and the latest not before it", func(r *Record) bool {
		return slices.ContainsFunc(r.Evidence, func(e Evidence) bool {
			return r.Consent.Answer != consent.Accepted || e.Updated.Before(r.Consent.Answered)
		})
	}},
	{"amounts.estimated", "an amount of the instant of the creation", func(r *Record) bool {
		return !r.Amounts.Estimated.Money.IsNone() && !r.Amounts.Estimated.At.Equal(r.Created)
	}},
	{"amounts.requested", "an amount only of a claim that was submitted, and not before that", func(r *Record) bool {
		a := r.Amounts.Requested
		return !a.Money.IsNone() && (r.FirstSubmitted.IsZero() || a.At.Before(r.FirstSubmitted))
	}},
	{"amounts.approved", "an amount only of an approved claim, not before the approval", func(r *Record) bool {
		a := r.Amounts.Approved
		return !a.Money.IsNone() && (r.Status != Approved || a.At.Before(r.ApprovedAt))
	}},
	{"portalNumber.at", "an instant not before the creation", func(r *Record) bool { return early(r.PortalNumber.At, r.Created) }},
	{"amounts.payments", "payments only of an approved claim, in the order in which they were recorded", func(r *Record) bool {
		last := r.ApprovedAt
		return slices.ContainsFunc(r.Amounts.Payments, func(p Amount) bool {
			early := r.Status != Approved || p.At.Before(last)
			last = p.At
			return early
		})
	}},
	{"answerPending", "true only where the partner owes an answer", func(r *Record) bool { return r.AnswerPending && !r.past().owes }},
	{"version", "the number of the claim's entries, as many as the rest of the record takes or more", func(r *Record) bool {
		return r.Version == 0 || r.Version < r.fewestEntries() && !r.assumes(assumedVersion)
	}},
	{"keys", "keys of commands that can have happened: each of one entry, that of the opening first", func(r *Record) bool { return !r.keysFit() && !r.assumes(assumedKeys) }},
}

// breaches are what the engagement of a claim did not allow. They are asked of
// a record without contradictions, and not of a field that an observation
// filled in.
var breaches = []struct {
	path, want string
	in         func(*Claim) bool
}{
	{"consent.asked", "an instant in the consent window", func(c *Claim) bool { return c.late(c.record.Consent.Asked, mci.ConsentClock) }},
	{"consent.answered", "an instant in the consent window", func(c *Claim) bool { return c.late(c.record.Consent.Answered, mci.ConsentClock) }},
	{"firstSubmitted", "an instant in the window for the first submission", func(c *Claim) bool {
		return c.late(c.record.FirstSubmitted, mci.FirstSubmissionClock)
	}},
	{"disputeSubmitted", "an instant in the dispute window", func(c *Claim) bool { return c.late(c.record.DisputeSubmitted, mci.DisputeClock) }},
	{"updated", "an instant after the end of the window, by which the claim expired", func(c *Claim) bool {
		clock := ways[c.record.State().index()].expiry
		return clock != 0 && !c.late(c.record.Updated, clock)
	}},
	{"updated", "an instant in the window that was open", func(c *Claim) bool {
		clock := c.lastOpen()
		return clock != 0 && c.late(c.record.Updated, clock) && !c.record.updatedByFacts()
	}},
	{"evidence", "every part that the submission required, done", func(c *Claim) bool { return c.past().complete && c.lacksEvidence() }},
}

// late reports whether an instant that has happened is after the window of a
// clock.
func (c *Claim) late(at time.Time, clock mci.Clock) bool {
	return !at.IsZero() && !c.window(clock).Open(at)
}

// lastOpen returns the clock in whose window the latest entry must lie, or
// none. A reviewer may ask for action after the review window, since a slow
// review expires nothing.
func (c *Claim) lastOpen() mci.Clock {
	switch {
	case c.record.Status == ActionRequired:
		return 0
	case c.record.Status == Canceled && c.record.Consent.Answer == consent.NoAnswer:
		return mci.ConsentClock
	case c.record.Status == Canceled:
		return mci.FirstSubmissionClock
	default:
		return c.expiring()
	}
}

// lacksEvidence reports whether a part is not done that was required for the
// first submission.
func (c *Claim) lacksEvidence() bool {
	dates := c.dates()
	dates.Approval, dates.Rejection, dates.Dispute = mci.Date{}, mci.Date{}, mci.Date{}
	terms := c.engagement.Evidence()
	return slices.ContainsFunc(mci.EvidenceParts(), func(part mci.EvidencePart) bool {
		return terms.Requires(part, dates) == mci.Pass && c.record.evidence(part).State != EvidenceDone
	})
}
