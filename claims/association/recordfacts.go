package association

import (
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// RecordFacts records facts that Partner Center shows of a claim beside its
// status, whenever they become known, also after the claim has ended. A field
// that is zero stays as it is. A workload, subscription or location is recorded
// only if it is missing ([Claim.Missing]); another one is refused. If all facts
// are recorded already, only the key of the command is kept.
type RecordFacts struct {
	// Number is the claim's number in Partner Center. It replaces an earlier
	// one.
	Number string `json:"number,omitempty"`
	// Location is the partner location that is associated.
	Location mci.LocationID `json:"location,omitempty"`
	// Workloads are the workloads or products of the claim.
	Workloads []cpor.Workload `json:"workloads,omitempty"`
	// Subscription is the claim's subscription.
	Subscription cpor.SubscriptionID `json:"subscription,omitempty"`
}

// Event returns [lifecycle.FactsRecorded].
func (RecordFacts) Event() lifecycle.Event { return lifecycle.FactsRecorded }

func (c *RecordFacts) bind(o document.Object) {
	c.Number = o.Optional("number").Text(bound.Text)
	c.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	c.Workloads = boundWorkloads(o.Optional("workloads"))
	c.Subscription = cpor.SubscriptionID(o.Optional("subscription").Text(bound.Text))
}

func (c RecordFacts) clone() Command {
	c.Workloads = slices.Clone(c.Workloads)
	return c
}

func (c RecordFacts) check() error {
	if c.Number == "" && c.Location == "" && len(c.Workloads) == 0 && c.Subscription == "" {
		return mci.Invalid("", "nothing", "a fact to record")
	}
	claimed := cpor.Association{Location: c.Location, Workloads: c.Workloads, Subscription: c.Subscription}
	return errors.Join(form.Optional(vocabulary.CheckID, "number", c.Number, mostIDBytes), claimed.Check())
}

func (c RecordFacts) apply(next *Claim, at time.Time) {
	r := &next.record
	if c.Number != "" && c.Number != r.PortalNumber.Number {
		r.PortalNumber = claims.PortalNumber{Number: c.Number, At: at}
	}
	r.associate(c.Location, c.Workloads)
	if c.Subscription != "" {
		if !c.Subscription.Same(r.Subscription) { // which keeps its spelling
			r.Subscription = c.Subscription
		}
		r.known(assumedSubscription)
	}
}

// recordFacts applies a [RecordFacts]. It checks neither the machine nor a
// window, since Partner Center shows the facts.
func (c *Claim) recordFacts(command RecordFacts, key UsedKey, meta *claims.Meta) (Change, error) {
	if gap := notFor(&facts, meta); gap != nil {
		return Change{}, c.refusal(lifecycle.FactsRecorded, meta, *gap)
	}
	if gaps := c.contradicts(command); gaps != nil {
		return Change{}, c.refusal(lifecycle.FactsRecorded, meta, gaps...)
	}
	if c.knows(command) {
		change := c.unchanged(lifecycle.FactsRecorded, key, meta)
		for i := range change.Entries {
			change.Entries[i].Command = command
		}
		return change, nil
	}
	next, at := c.next(key, meta)
	command.apply(next, at)
	entry := next.entry(c.State(), &facts, meta, at)
	entry.Command = command
	return Change{Claim: next, Entries: []Entry{entry}}, nil
}

// knows reports whether the facts are recorded already. A fact that is assumed
// is not.
func (c *Claim) knows(command RecordFacts) bool {
	r := &c.record
	known := func(same bool, f field) bool { return same && !r.assumes(f) }
	return (command.Number == "" || command.Number == r.PortalNumber.Number) &&
		(command.Location == "" || known(command.Location == r.Location, assumedLocation)) &&
		(len(command.Workloads) == 0 || known(slices.Equal(command.Workloads, r.Workloads), assumedWorkloads)) &&
		(command.Subscription == "" || known(command.Subscription.Same(r.Subscription), assumedSubscription))
}

// contradicts returns the gaps of the first rule that refuses a fact: another
// subscription than the record's own or, if that is the same, a gap for each
// other fact that differs. A claim with a workload has no subscription, whatever
// its record assumes.
func (c *Claim) contradicts(command RecordFacts) (gaps []claims.Gap) {
	r := &c.record
	unknown := r.assumes(assumedSubscription) && r.Kind.Terms().Scope == cpor.SubscriptionScope
	if s := command.Subscription; s != "" && !s.Same(r.Subscription) && !unknown {
		gap := otherSubscription("command.subscription")
		gap.Rule, gap.Source = guards[lifecycle.SameSubscription].rule, guards[lifecycle.SameSubscription].source.Source()
		return []claims.Gap{gap}
	}
	for _, fact := range []struct {
		path   string
		differ bool
		field  field
	}{
		{"command.location", command.Location != "" && command.Location != r.Location, assumedLocation},
		{"command.workloads", len(command.Workloads) > 0 && !slices.Equal(command.Workloads, r.Workloads), assumedWorkloads},
	} {
		if fact.differ && !r.assumes(fact.field) {
			gaps = append(gaps, claims.Gap{Rule: facts.Rule, Path: fact.path, Why: "the claim has another one", Source: facts.Source.Source()})
		}
	}
	return gaps
}
