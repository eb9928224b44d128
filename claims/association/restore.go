package association

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// Restore makes a claim of a stored record, to be judged by terms; nil means
// the public terms. Stored data becomes a claim in no other way. Restore
// returns a [mci.FieldError] if the record is malformed or incomplete, or if it
// contradicts itself. The error names the field, the value found and the values
// allowed.
//
// Restore does not ask whether an instant was within its window, because the
// windows depend on the host's list of holidays, which can have changed since.
// It trusts the facts that a record alone cannot prove, such as names and the
// statuses that Partner Center showed. If a history is available, compare the
// claim with the result of [Replay].
func Restore(record Record, terms *cpor.Terms) (*Claim, error) {
	if errTables != nil {
		return nil, errTables
	}
	claim := &Claim{record.clone(), cmp.Or(terms, cpor.PublicTerms())}
	if err := claim.record.check(); err != nil {
		return nil, err
	}
	return claim, nil
}

// check returns the error that [Restore] documents. It converts the instants to
// UTC.
func (r *Record) check() error {
	for _, check := range []func(*Record) error{(*Record).checkForm, (*Record).checkLife, (*Record).checkContradictions} {
		if err := check(r); err != nil {
			return err
		}
	}
	for _, i := range r.instants() {
		*i.at = form.UTC(*i.at)
	}
	r.Index.Expires, r.Index.Attention = form.UTC(r.Index.Expires), form.UTC(r.Index.Attention)
	return nil
}

// An instantAt is an instant of a record with its path.
type instantAt struct {
	path string
	at   *time.Time
}

// instants returns every instant of the record.
func (r *Record) instants() []instantAt {
	all := make([]instantAt, 0, instantCount+3)
	for i := range instants {
		all = append(all, instantAt{instant(i).path(), instants[i].at(r)})
	}
	all = append(all, instantAt{"updated", &r.Updated}, instantAt{"portalNumber.at", &r.PortalNumber.At})
	if divergence := r.Observed.divergence(); divergence != nil {
		all = append(all, instantAt{"observed.divergence.at", &divergence.At})
	}
	return all
}

// checkLife returns an error if no claim reaches the state, if no claim in the
// state has an instant of the record, if an instant is missing, or if the
// instants are out of order.
func (r *Record) checkLife() error {
	if !dense.Reached(index(r.State())) {
		return mci.Invalid("status", r.State().String(), "a state that the machine reaches")
	}
	life, happened := r.life(), r.happened()
	const all = instantSet(1)<<instantCount - 1
	for i := range instants {
		bit, at := instant(i), *instants[i].at(r)
		if wrong := life.must&all&^happened | happened&^life.may; wrong.has(bit) {
			return r.wrongInstant(bit, "an instant exactly if "+instants[i].happened)
		}
		for before := range instants {
			if dense.after[i].has(instant(before)) && !at.IsZero() && at.Before(*instants[before].at(r)) {
				return r.wrongInstant(bit, "an instant not before "+instant(before).path())
			}
		}
		if life.entered.has(bit) && !at.Equal(r.Since) {
			return r.wrongInstant(bit, "the instant of the entry into the state, "+form.Shown(r.Since))
		}
	}
	if r.Updated.Before(r.Since) || r.Updated.Before(r.PortalNumber.At) {
		return mci.Invalid("updated", form.Shown(r.Updated), "an instant not before any other of the claim")
	}
	return nil
}

func (r *Record) wrongInstant(i instant, want string) error {
	return mci.Invalid(i.path(), form.Shown(*instants[i].at(r))+", in "+r.State().String(), want)
}

// A contradiction is a condition that no claim made by commands can meet.
type contradiction struct {
	path  string
	want  string
	found func(*Record) string
	in    func(*Record) bool
}

func (r *Record) checkContradictions() error {
	for i := range contradictions {
		if row := &contradictions[i]; row.in(r) {
			return mci.Invalid(row.path, row.found(r)+", in "+r.State().String(), row.want)
		}
	}
	return nil
}

func given(text string) string { return cmp.Or(text, "none") }

var contradictions = []contradiction{
	{
		path: "location", want: "a partner location, unless the claim was adopted without one",
		found: func(r *Record) string { return given(string(r.Location)) },
		in:    func(r *Record) bool { return r.Location == "" && !r.assumes(assumedLocation) },
	},
	{
		path: "workloads", want: "at least one workload or product, unless the claim was adopted without one",
		found: func(r *Record) string { return strconv.Itoa(len(r.Workloads)) },
		in:    func(r *Record) bool { return len(r.Workloads) == 0 && !r.assumes(assumedWorkloads) },
	},
	{
		path: "subscription", want: "a subscription exactly for a kind that is for subscriptions, unless the claim was adopted without one",
		found: func(r *Record) string { return given(string(r.Subscription)) },
		in: func(r *Record) bool {
			needed := r.Kind.Terms().Scope == cpor.SubscriptionScope
			return needed != (r.Subscription != "") && !(needed && r.assumes(assumedSubscription))
		},
	},
	{
		path: "customerContact", want: "a contact, unless the claim was adopted without one",
		found: func(*Record) string { return "none" },
		in:    func(r *Record) bool { return r.CustomerContact.IsZero() && !r.assumes(assumedCustomerContact) },
	},
	{
		path: "partnerContact", want: "a contact, unless the claim was adopted without one",
		found: func(*Record) string { return "none" },
		in:    func(r *Record) bool { return r.PartnerContact.IsZero() && !r.assumes(assumedPartnerContact) },
	},
	{
		path: "channel", want: "a channel in which the kind can be claimed",
		found: func(r *Record) string { return r.Channel.String() },
		in: func(r *Record) bool {
			allowed := r.Kind.Terms().Allows(r.Channel)
			return allowed == mci.Fail || allowed == mci.Unknown && !r.adopted()
		},
	},
	{
		path: "seller", want: "a seller exactly for a revenue association, unless the claim was adopted",
		found: func(r *Record) string { return given(r.Seller.Name) },
		in: func(r *Record) bool {
			named := r.Seller != cpor.Seller{}
			return r.Kind.Terms().Seller != named && (named || !r.adopted())
		},
	},
	{
		path: "customerTitle", want: "the title of the customer's contact, unless the claim was adopted",
		found: func(r *Record) string { return given(r.CustomerTitle) },
		in:    func(r *Record) bool { return r.CustomerTitle == "" && !r.adopted() },
	},
	{
		path: "payDeclined", want: "yes or no exactly for a kind whose pay can be declined, unless the claim was adopted",
		found: func(r *Record) string { return r.PayDeclined.String() },
		in: func(r *Record) bool {
			known := r.PayDeclined != mci.NotSupplied
			return r.Kind.Terms().Declinable != known && (known || !r.adopted())
		},
	},
	{
		path: "proof", want: "a proof of a claim that was submitted",
		found: func(r *Record) string { return given(r.Proof.Reference) },
		in: func(r *Record) bool {
			return r.Proof.IsZero() && !r.FirstSubmitted.IsZero() && !r.assumes(assumedProof)
		},
	},
	{
		path: "disputedAt", want: "the instant of a dispute exactly if a rejected claim went on",
		found: func(r *Record) string { return form.Shown(r.DisputedAt) },
		in: func(r *Record) bool {
			stays := r.State() == in(recognition.Rejected) || r.State() == ended(recognition.Rejected, lifecycle.Undisputed)
			return !stays && r.DisputedAt.IsZero() != r.RejectedAt.IsZero()
		},
	},
	{
		path: "answerPending", want: "true only if a reviewer can wait for an answer",
		found: func(r *Record) string { return strconv.FormatBool(r.AnswerPending) },
		in:    func(r *Record) bool { return r.AnswerPending && r.life().may&owesMark == 0 },
	},
	{
		path: "competing", want: "true only if another partner can compete",
		found: func(r *Record) string { return strconv.FormatBool(r.Competing) },
		in:    func(r *Record) bool { return r.Competing && r.life().may&competingMark == 0 },
	},
	{
		path: "expired", want: "true exactly if the end of a window can have led into the state",
		found: func(r *Record) string { return strconv.FormatBool(r.Expired) },
		in: func(r *Record) bool {
			return r.Expired && r.life().may&expiredMark == 0 || !r.Expired && r.life().must&expiredMark != 0
		},
	},
	{
		path: "subscriptionEnds", want: "a day only of an association that was approved, with a subscription",
		found: func(r *Record) string { return given(r.SubscriptionEnds.String()) },
		in: func(r *Record) bool {
			possible := r.life().may&endMark != 0 && r.Kind.Terms().Scope == cpor.SubscriptionScope
			return !r.SubscriptionEnds.IsZero() && !possible
		},
	},
	{
		path: "version", want: "the number of the claim's entries, as many as its state takes or more, and below 2^64-1",
		found: func(r *Record) string { return strconv.FormatUint(r.Version, 10) },
		in: func(r *Record) bool {
			fewest := dense.Way(index(r.State())).Fewest + r.keysAlone()
			return r.Version == 0 || r.Version == math.MaxUint64 || r.Version < fewest && !r.assumes(assumedVersion)
		},
	},
	{
		path: "keys", want: "keys of events that can have happened, that of the creation first, and no more than entries",
		found: func(r *Record) string { return strconv.Itoa(len(r.Keys)) },
		in:    func(r *Record) bool { return !r.keysFit() && !r.assumes(assumedKeys) },
	},
}

func (r *Record) adopted() bool { return r.Observed != nil && r.Observed.Adopted }

// keysFit reports whether each key belongs to an event that can have happened.
func (r *Record) keysFit() bool {
	for i, key := range r.Keys {
		if i > 0 && events[key.Event].opens || !r.TakenBack && !r.canHaveHappened(key.Event) {
			return false
		}
	}
	return uint64(len(r.Keys)) <= r.Version
}

// keysAlone returns the least number of keys that have an entry of their own,
// since their observations found their effect recorded already.
func (r *Record) keysAlone() (alone uint64) {
	for _, key := range r.Keys {
		if key.Event == lifecycle.StatusObserved && r.Observed == nil {
			alone++
		}
	}
	return alone
}

// canHaveHappened reports whether the event can have happened on a way to the
// record's state, or have found its effect recorded already.
func (r *Record) canHaveHappened(event lifecycle.Event) bool {
	switch {
	case event == lifecycle.FactsRecorded, event == lifecycle.StatusObserved:
		return true // the claim has its status
	case event == lifecycle.DivergenceResolved:
		return r.Observed != nil
	case event == lifecycle.ClaimAdopted:
		return r.adopted()
	default:
		return dense.Way(index(r.State())).Can&(1<<event) != 0
	}
}
