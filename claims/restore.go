package claims

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Restore makes a claim from a stored record. There is no other way to make a
// claim from stored data. Restore returns a [mci.FieldError] if the record is
// malformed or incomplete, if it contradicts itself, if the catalog does not
// have its engagement, or if the windows of its edition did not allow one of
// its instants. The error names the field, the value found and the values
// allowed.
//
// If the catalog has other terms for the record than those under which the
// claim was opened, or has neither the record's revision nor another one with
// the same terms, Restore returns the claim together with a [TermsError] that
// names the differences. Such a claim has an unknown payout and accepts no
// command but [AcceptTerms]. Its record is not checked against the terms. If a
// record has no digest of its terms, because an earlier version of this library
// wrote it, it is taken to have the catalog's terms.
//
// Some values cannot be checked by a record alone, and are taken as they are:
// the statuses that Partner Center showed, names, contacts and references, the
// amounts in commands, which of several commands were repeated, and the answers
// that a screen gave when the customer was nominated. If a history is at hand,
// compare the record with [Replay], which proves all of them but the opening.
func Restore(record Record, catalog *catalog.Catalog) (*Claim, error) {
	if errTables != nil {
		return nil, errTables
	}
	if catalog == nil {
		return nil, mci.Invalid("catalog", "", "a catalog")
	}
	engagement, ok := engagementOf(&record, catalog)
	if !ok {
		return nil, mci.Invalid("engagement", record.Engagement.String(), "an engagement of the catalog")
	}
	claim := &Claim{record.Clone(), engagement}
	if record.Terms.IsZero() && record.TermsAccepted == nil && engagement.Ref() == record.Engagement {
		claim.record.Terms = engagement.Digest()
	}
	if err := claim.check(); err != nil {
		return nil, err
	}
	return claim, claim.held()
}

// claimChecks are the checks of a record, in order. The last of them but those
// by the terms leaves the instants in UTC.
var claimChecks = [...]struct {
	byTerms bool // by the terms of the engagement
	check   func(*Claim) error
}{
	{true, (*Claim).checkNomination},
	{false, func(c *Claim) error { return c.record.checkForm() }},
	{false, func(c *Claim) error { return c.record.checkLife() }},
	{false, func(c *Claim) error { return c.record.checkContradictions() }},
	{false, func(c *Claim) error { c.record.toUTC(); return nil }},
	{true, (*Claim).checkRequest},
	{true, (*Claim).checkWindows},
	{true, (*Claim).checkSubmission},
}

// check returns the error that [Restore] documents. It converts the instants to
// UTC.
func (c *Claim) check() error {
	changed := c.TermsChanged()
	for i := range claimChecks {
		row := &claimChecks[i]
		if row.byTerms && changed {
			continue
		}
		if err := row.check(c); err != nil {
			return err
		}
	}
	return nil
}

// checkNomination returns an error if the engagement does not allow the
// record's type of customer ID, its hours or its quantities.
func (c *Claim) checkNomination() error {
	r := &c.record
	if !r.judged(r.Created) {
		return nil
	}
	if !c.engagement.Takes(r.CustomerID.Type()) {
		return mci.Invalid("customerId", r.CustomerID.String(), "an ID that the engagement takes")
	}
	if r.Hours.IsNone() == c.engagement.NeedsHours() && !(r.Hours.IsNone() && r.assumes(assumedHours)) {
		return mci.Invalid("hours", r.Hours.String(), "hours if and only if the engagement needs them")
	}
	return r.checkMeasures(c.engagement)
}

// checkRequest returns an error if the edition does not allow the deal size
// that the partner sent.
func (c *Claim) checkRequest() error {
	r := &c.record
	request := consent.Request{DealSize: r.Consent.DealSize, Language: r.Consent.Language}
	if !r.Consent.Asked.IsZero() && r.judged(r.Consent.Asked) && request.Check(c.dealSizeRule(request.DealSize, r.Consent.Asked)) != nil {
		return mci.Invalid("consent.dealSize", r.Consent.DealSize.String()+", in "+r.State().String(), "the deal size that the edition asks for with the request, in USD")
	}
	return nil
}

// toUTC converts the instants to UTC, since a database can return them in
// another zone.
func (r *Record) toUTC() {
	for i := range r.instants {
		*i.at = utc(*i.at)
	}
	r.Index.Expires, r.Index.Attention = utc(r.Index.Expires), utc(r.Index.Attention)
}

// A contradiction is a condition that no claim made by commands can meet,
// whatever its engagement. The instants of a claim's life are checked in
// checkLife, since the transitions determine the states that have them.
type contradiction struct {
	path string
	want string
	// found returns the value of the field. It is nil if the state is enough.
	found func(*Record) string
	in    func(*Record) bool
}

// check returns an error if the record has the contradiction.
func (row *contradiction) check(r *Record) error {
	if !row.in(r) {
		return nil
	}
	found := r.State().String()
	if row.found != nil {
		found = row.found(r) + ", in " + found
	}
	return mci.Invalid(row.path, found, row.want)
}

func (r *Record) checkContradictions() error {
	for i := range contradictions {
		if err := contradictions[i].check(r); err != nil {
			return err
		}
	}
	return nil
}

var contradictions = []contradiction{
	{
		path: "way", want: "add or claim, and none of a claim that was adopted",
		in: func(r *Record) bool {
			return r.adopted() != (r.Way == 0) || r.Way > eligibility.Claim
		},
	},
	{
		path: "checkedId", want: "the ID whose eligibility was checked: a domain's tenant, else the customer's ID",
		found: func(r *Record) string { return r.CheckedID.String() },
		in: func(r *Record) bool {
			if r.CustomerID.Type() == mci.DomainName {
				return r.CheckedID.Type() != mci.TenantID
			}
			return r.CheckedID != r.CustomerID
		},
	},
	{
		path: "consent.dealSize", want: "none if nobody was asked",
		found: func(r *Record) string { return r.Consent.DealSize.String() },
		in:    func(r *Record) bool { return r.Consent.Asked.IsZero() && !r.Consent.DealSize.IsNone() },
	},
	{
		path: "consent.resent", want: "0 or more, and 0 if nobody was asked",
		found: func(r *Record) string { return strconv.Itoa(r.Consent.Resent) },
		in: func(r *Record) bool {
			return r.Consent.Resent < 0 || r.Consent.Resent > 0 && r.Consent.Asked.IsZero()
		},
	},
	{
		path: "consent.generation", want: "0 if nobody was asked",
		found: func(r *Record) string { return strconv.Itoa(int(r.Consent.Generation)) },
		in:    func(r *Record) bool { return r.Consent.Generation > 0 && r.Consent.Asked.IsZero() },
	},
	{
		path: "consent.earlier", want: "at most consent.resent, and 0 in the first generation",
		found: func(r *Record) string { return strconv.FormatUint(uint64(r.Consent.Earlier), 10) },
		in: func(r *Record) bool {
			return int64(r.Consent.Earlier) > int64(r.Consent.Resent) || r.Consent.Earlier > 0 && r.Consent.Generation == 0
		},
	},
	{
		path: "consent.language", want: "a language tag, and none if nobody was asked",
		found: func(r *Record) string { return string(r.Consent.Language) },
		in: func(r *Record) bool {
			return r.Consent.Language.Check() != nil || r.Consent.Language != "" && r.Consent.Asked.IsZero()
		},
	},
	{
		path: "consent.answer", want: "an answer that a customer can have given in this status",
		found: func(r *Record) string { return r.Consent.Answer.String() },
		in:    func(r *Record) bool { return !slices.Contains(r.life().answers, r.Consent.Answer) },
	},
	{
		path: "consent.answered", want: "an instant exactly if there is an answer",
		found: func(r *Record) string { return asInstant(r.Consent.Answered) },
		in: func(r *Record) bool {
			return (r.Consent.Answer == consent.NoAnswer) != r.Consent.Answered.IsZero()
		},
	},
	{
		path: "updated", want: "an instant not before any other of the claim",
		found: func(r *Record) string { return asInstant(r.Updated) },
		in: func(r *Record) bool {
			for i := range r.instants {
				if r.Updated.Before(*i.at) {
					return true
				}
			}
			return false
		},
	},
	{
		path: "updated", want: "the instant of the entry that led to the status, since no entry can follow",
		found: func(r *Record) string { return asInstant(r.Updated) },
		in: func(r *Record) bool {
			latest := r.latest()
			return !latest.IsZero() && r.Updated.Sub(latest) > MostTolerance && !r.updatedBeside() && !r.assumes(assumedUpdated)
		},
	},
	{
		path: "evidence", want: "evidence only after consent, and the latest not before it",
		in: func(r *Record) bool {
			return slices.ContainsFunc(r.Evidence, func(e Evidence) bool {
				return r.Consent.Answer != consent.Accepted || e.Updated.Before(r.Consent.Answered)
			})
		},
	},
	{
		path: "amounts.estimated", want: "an amount of the instant of the creation",
		in: func(r *Record) bool {
			return !r.Amounts.Estimated.Money.IsNone() && !r.Amounts.Estimated.At.Equal(r.Created)
		},
	},
	{
		path: "amounts.requested", want: "an amount only of a claim that was submitted, and not before that",
		in: func(r *Record) bool {
			a := r.Amounts.Requested
			return !a.Money.IsNone() && (r.FirstSubmitted.IsZero() || a.At.Before(r.FirstSubmitted))
		},
	},
	{
		path: "evidence", want: "no evidence after the decision of the review",
		in: func(r *Record) bool {
			return slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return r.decidedBefore(e.Updated) })
		},
	},
	{
		path: "amounts.requested", want: "an amount that was requested before the decision of the review",
		in: func(r *Record) bool { return r.decidedBefore(r.Amounts.Requested.At) },
	},
	{
		path: "amounts.approved", want: "an amount only of an approved claim, not before the approval",
		in: func(r *Record) bool {
			a := r.Amounts.Approved
			return !a.Money.IsNone() && (r.ApprovedAt.IsZero() || a.At.Before(r.ApprovedAt))
		},
	},
	{
		path: "termsAccepted", want: "an instant not before the creation, of a record with a digest of its terms",
		found: func(r *Record) string { return asInstant(r.acceptedAt()) },
		in: func(r *Record) bool {
			return r.TermsAccepted != nil && (r.TermsAccepted.Before(r.Created) || r.Terms.IsZero())
		},
	},
	{
		path: "portalNumber.at", want: "an instant not before the creation",
		found: func(r *Record) string { return asInstant(r.PortalNumber.At) },
		in:    func(r *Record) bool { return early(r.PortalNumber.At, r.Created) },
	},
	{
		path: "amounts.payments", want: "payments only of an approved claim, in the order in which they were recorded",
		in: func(r *Record) bool {
			last := r.ApprovedAt
			return slices.ContainsFunc(r.Amounts.Payments, func(p Payment) bool {
				early := r.ApprovedAt.IsZero() || p.At.Before(last)
				last = p.At
				return early
			})
		},
	},
	{
		path: "answerPending", want: "true only if the partner can owe an answer",
		found: func(r *Record) string { return strconv.FormatBool(r.AnswerPending) },
		in:    func(r *Record) bool { return r.AnswerPending && !r.life().owes },
	},
	{
		path: "version", want: "the number of the claim's entries, as many as the rest of the record takes or more, and below 2^64-1",
		found: func(r *Record) string { return strconv.FormatUint(r.Version, 10) },
		in: func(r *Record) bool {
			return r.Version == 0 || r.Version == math.MaxUint64 || r.Version < r.fewestEntries() && !r.assumes(assumedVersion)
		},
	},
	{
		path: "keys", want: "keys of commands that can have happened: each of one entry, that of the opening first",
		in: func(r *Record) bool { return !r.keysFit() && !r.assumes(assumedKeys) },
	},
}

// checkLife returns an error if no claim reaches the state, if no claim in the
// state has an instant of the record, if an instant is missing, or if the
// instants are out of order.
func (r *Record) checkLife() error {
	if !r.State().reached() {
		return mci.Invalid("status", r.State().String(), "a state that the machine reaches")
	}
	if r.Updated.Before(r.Created) {
		return mci.Invalid("created", asInstant(r.Created)+", in "+r.State().String(), "the instant of the claim's creation, not after its latest entry")
	}
	life, happened := r.life(), r.happened()
	for i := range instants {
		bit, at := instant(i), *instants[i].at(r)
		if wrong := life.must&^happened | happened&^life.may; wrong.has(bit) {
			return r.wrongInstant(bit, "an instant exactly if "+instants[i].happened)
		}
		if at.IsZero() {
			continue
		}
		// the nearest of the earlier instants is the one to name
		for before := bit; before > 0; {
			before--
			earlier := *instants[before].at(r)
			if dense.needs[i].has(before) && earlier.IsZero() {
				return r.wrongInstant(before, "an instant, since "+instants[i].happened)
			}
			if dense.after[i].has(before) && at.Before(earlier) {
				return r.wrongInstant(bit, "an instant not before "+before.path())
			}
		}
	}
	return nil
}

func (r *Record) wrongInstant(i instant, want string) error {
	return mci.Invalid(i.path(), asInstant(*instants[i].at(r))+", in "+r.State().String(), want)
}

// checkWindows returns an error if an instant is outside the window in which
// the transitions let it happen, or if the claim expired before the end of its
// window. A step that was given in its window can be stored at the instant of
// an observation after the window.
func (c *Claim) checkWindows() error {
	r := &c.record
	assumed := r.assumed()
	for i := range instants {
		clock := dense.within[i]
		at := *instants[i].at(r)
		if clock != 0 && r.judged(at) && !assumed.has(instants[i].assumed) && !r.followsAssumed(instant(i)) && c.late(at, clock) {
			return r.wrongInstant(instant(i), "an instant in the "+clock.String()+" window")
		}
	}
	if assumed.has(assumedUpdated) || !r.judged(r.Updated) {
		return nil
	}
	updated := func() string { return asInstant(r.Updated) + ", in " + r.State().String() }
	if clock := dense.expiry[r.State().index()]; clock != 0 && !c.late(r.Updated, clock) && r.TermsAccepted == nil {
		return mci.Invalid("updated", updated(), "an instant after the end of the "+clock.String()+" window, by which the claim expired")
	}
	if dense.expiry[r.State().index()] == 0 && !c.inWindow() && !r.updatedBeside() {
		return mci.Invalid("updated", updated(), "an instant in the window that was open")
	}
	return nil
}

// followsAssumed reports whether an instant is the same as an assumed one
// before it in the claim's life. Its step may have been given a little earlier.
func (r *Record) followsAssumed(i instant) bool {
	for before := range i {
		if r.assumes(instants[before].assumed) && instants[before].at(r).Equal(*instants[i].at(r)) {
			return true
		}
	}
	return false
}

// inWindow reports whether the latest entry can have its time. The entry must
// come from a state that has the other instants of the claim. If a clock can
// expire that state, its window must have been open.
//
// The entry may be dated before the latest one by the tolerance, which the
// record does not say, so that the greatest tolerance counts.
func (c *Claim) inWindow() bool {
	happened := c.record.happened()
	return slices.ContainsFunc(c.record.life().ways, func(way wayInto) bool {
		from := &dense.lives[way.from]
		if !from.fits(happened) && !from.fits(happened&^way.sets) {
			return false
		}
		clock := dense.expiring[way.from]
		return clock == 0 || !c.late(c.record.Updated.Add(-MostTolerance), clock)
	})
}

// late reports whether an instant is set and after the window of a clock.
func (c *Claim) late(at time.Time, clock mci.Clock) bool {
	return !at.IsZero() && !c.open(clock, at)
}

// decidedBefore reports whether the claim has been Approved or Rejected since
// before an instant.
func (r *Record) decidedBefore(at time.Time) bool {
	entered := r.life().entered
	return entered < instantCount && r.life().must.has(atFirstSubmission) && at.After(*instants[entered].at(r))
}

// checkSubmission returns an error if the record lacks a part of the evidence
// or an amount that the commands of a submission or an approval record.
func (c *Claim) checkSubmission() error {
	r := &c.record
	state := r.State().String()
	if !r.life().must.has(atFirstSubmission) {
		return nil
	}
	submitted := r.judged(r.FirstSubmitted)
	if submitted && !r.assumes(assumedEvidence) {
		if c.lacksEvidence() {
			return mci.Invalid("evidence", state, "every part that the submission required, done")
		}
		if c.withoutTemplate() {
			return mci.Invalid("evidence", state+", without a template", "the proof of execution on the template that the submission required")
		}
	}
	if submitted && r.Amounts.Requested.Money.IsNone() && !r.assumes(assumedFirstSubmitted) && c.calculable(mci.AnchorDates{}) {
		return mci.Invalid("amounts.requested", "no amount, in "+state, "the amount that the submission requested, as the engagement pays one")
	}
	if r.life().must.has(atApproval) && r.judged(r.ApprovedAt) && r.Amounts.Approved.Money.IsNone() && !r.assumes(assumedApproved) && c.calculable(c.dates()) {
		return mci.Invalid("amounts.approved", "no amount, in "+state, "the amount of the approval, as the engagement pays one")
	}
	return nil
}

// calculable reports whether the payout can be calculated from the dates up to
// the first submission, and from the later dates in until. For an adopted claim
// it reports false: the day of its creation can have become known only after a
// command that would have set the amount.
func (c *Claim) calculable(until mci.AnchorDates) bool {
	if c.record.adopted() {
		return false
	}
	inputs := c.PayInputs()
	inputs.Dates.Approval, inputs.Dates.Rejection, inputs.Dates.Dispute = until.Approval, until.Rejection, until.Dispute
	return !c.engagement.Payout(inputs).OnApproval.IsNone()
}

// lacksEvidence reports whether a part is missing that was required for the
// first submission. A survey may be sent or void if its link can have died
// since.
func (c *Claim) lacksEvidence() bool {
	dates := c.submissionDates()
	terms, changed := c.engagement.Evidence(), c.record.life().changed
	return slices.ContainsFunc(mci.EvidenceParts(), func(part mci.EvidencePart) bool {
		state := c.record.evidence(part).State
		done := state == EvidenceDone || changed && state != EvidenceMissing && slices.Contains(surveys[:], part)
		return !done && terms.Requires(part, dates) == mci.Pass
	})
}

// unrecorded reports whether evidence is missing that a submission required or
// may have required, or its template. So nothing that Restore demands is missing
// if unrecorded reports false.
func (c *Claim) unrecorded() bool {
	dates := c.submissionDates()
	terms := c.engagement.Evidence()
	return c.withoutTemplate() || slices.ContainsFunc(mci.EvidenceParts(), func(part mci.EvidencePart) bool {
		return c.record.evidence(part).State != EvidenceDone && terms.Requires(part, dates) != mci.Fail
	})
}

// submissionDates returns the dates that had happened at the first submission.
func (c *Claim) submissionDates() mci.AnchorDates {
	dates := c.dates()
	dates.Approval, dates.Rejection, dates.Dispute = mci.Date{}, mci.Date{}, mci.Date{}
	return dates
}

// withoutTemplate reports whether the proof of execution has no template
// although one was required on the day of the first submission.
func (c *Claim) withoutTemplate() bool {
	poe := c.record.evidence(mci.ProofOfExecution)
	if poe.State == EvidenceMissing || !poe.Template.IsZero() || c.record.life().changed {
		return false
	}
	first, _ := c.engagement.Evidence().Template(c.day(c.record.FirstSubmitted))
	return !first.IsZero()
}
