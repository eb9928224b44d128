package plan

import (
	"cmp"
	"encoding/json"
	"iter"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Plan says for each engagement whether a customer can be nominated for it
// now: by which ID, from which location, for which pay and until when, or which
// rules stand in the way. The zero Plan is empty.
type Plan struct {
	options []Option
}

// An Option is a plan's answer for one engagement.
type Option struct {
	// Engagement is the engagement that the option is about.
	Engagement *catalog.Engagement
	// Open holds the partner's own open claims for the engagement, in the order
	// of the IDs. A customer with an open claim needs no nomination: the
	// claim's actions come next, as on the Customers page.
	Open []customers.OpenClaim
	// Choices are all IDs by all locations, the best first. A choice that can
	// be nominated comes before one that cannot, then a location that earns
	// before one that does not, then the choice with the fewest rules in the
	// way. There is at least one choice.
	Choices []Choice
}

// Best returns the first choice: the way to nominate, or the choice that is
// closest to one. If the option has no choices, it returns the zero Choice.
func (o Option) Best() Choice {
	if len(o.Choices) == 0 {
		return Choice{}
	}
	return o.Choices[0]
}

// Outcome returns the outcome of the best choice.
func (o Option) Outcome() mci.Outcome { return o.Best().decision.Outcome() }

// Make finds the engagements for which a customer can be nominated. The options
// are in this order: those that can be nominated, those with an open claim of
// the partner's own, those that lack a fact, and those that cannot be
// nominated. Among them, the option whose answer changes first comes first,
// then the order is by edition and engagement. The order in which engagements,
// IDs and locations are given does not matter.
//
// If an engagement is nil or given twice, if its catalog does not declare a
// segment, or if [Prospect.Check] reports a fault, the error is a
// [mci.FieldError].
func Make(prospect Prospect, engagements iter.Seq[*catalog.Engagement]) (Plan, error) {
	if err := prospect.Check(); err != nil {
		return Plan{}, err
	}
	plan, given := Plan{}, map[mci.EngagementID]bool{}
	identities, sites := prospect.identities(), prospect.sites()
	for engagement := range engagements {
		if engagement == nil || given[engagement.Ref().Engagement] {
			return Plan{}, mci.Invalid("engagements", nameOf(engagement), "engagements of a catalog, each in one edition")
		}
		given[engagement.Ref().Engagement] = true
		if err := prospect.checkSegments(engagement); err != nil {
			return Plan{}, err
		}
		plan.options = append(plan.options, prospect.option(engagement, identities, sites))
	}
	slices.SortFunc(plan.options, compareOptions)
	return plan, nil
}

func nameOf(engagement *catalog.Engagement) string {
	if engagement == nil {
		return ""
	}
	return string(engagement.Ref().Engagement)
}

// option decides on each ID from each location.
func (p *Prospect) option(engagement *catalog.Engagement, identities []Identity, sites []eligibility.Site) Option {
	option, turns := Option{Engagement: engagement}, p.turns(engagement)
	for i := range identities {
		option.Open = append(option.Open, cloneOpen(identities[i].Standings[engagement.Ref().Engagement].Open)...)
		for _, site := range sites {
			option.Choices = append(option.Choices, choose(p.question(engagement, &identities[i], &site), site, turns))
		}
	}
	slices.SortStableFunc(option.Choices, Choice.better)
	return option
}

// turns returns the days after the prospect's own on which the answer can
// change, in their order.
func (p *Prospect) turns(engagement *catalog.Engagement) []mci.Date {
	day := engagement.Edition().Calendar().Day(p.At)
	if day.IsZero() {
		return nil
	}
	days := engagement.Turns(day)
	for _, w := range p.Waivers {
		if end := w.Until.AddDays(1); end.Compare(day) > 0 {
			days = append(days, end)
		}
	}
	slices.SortFunc(days, mci.Date.Compare)
	return days
}

// cloneOpen returns a copy that shares no slice with open.
func cloneOpen(open []customers.OpenClaim) []customers.OpenClaim {
	copied := slices.Clone(open)
	for i := range copied {
		copied[i].Actions = slices.Clone(copied[i].Actions)
	}
	return copied
}

func compareOptions(a, b Option) int {
	return cmp.Or(
		cmp.Compare(a.rank(), b.rank()),
		compareTurns(a.Best().turn, b.Best().turn),
		cmp.Compare(a.Engagement.Ref().Edition, b.Engagement.Ref().Edition),
		cmp.Compare(a.Engagement.Ref().Engagement, b.Engagement.Ref().Engagement),
	)
}

// rank orders options: an open claim comes before every other option, except
// one that can be nominated.
func (o *Option) rank() int {
	best := rank(o.Outcome())
	if best == 0 {
		return 0
	}
	if len(o.Open) > 0 {
		return 1
	}
	return 1 + best
}

// compareTurns orders turns by their day. The zero Turn comes last.
func compareTurns(a, b Turn) int {
	if a.On.IsZero() != b.On.IsZero() {
		return b.On.Compare(a.On)
	}
	return a.On.Compare(b.On)
}

// Options returns the plan's answers, one for each engagement, in their order.
// The slice is a copy.
func (p Plan) Options() []Option { return slices.Clone(p.options) }

// An Exclusion is a pair of engagements that can each be nominated now, but not
// both in one go. They need two nominations, one after the other.
type Exclusion struct {
	// Engagements are the two engagements, in the order of the plan.
	Engagements [2]mci.EngagementRef `json:"engagements"`
	// Rule is the ID of the rule that separates them, such as
	// "nomination.variable-alone".
	Rule mci.RuleID `json:"rule"`
	// Why is the condition that both would have to meet.
	Why string `json:"why"`
	// Source is the source of the rule.
	Source mci.Source `json:"source"`
}

// Exclusions yields the pairs of engagements that can be nominated now, but not
// in one go ([eligibility.NominateAll]), in the order of the plan. In such a
// pair, no choice of one engagement goes with a choice of the other.
func (p Plan) Exclusions() iter.Seq[Exclusion] {
	return func(yield func(Exclusion) bool) {
		rules := eligibility.Rules()
		for i := range p.options {
			for j := range i {
				first, second := &p.options[j], &p.options[i]
				rule, apart := first.apart(second, rules)
				if apart && !yield(Exclusion{
					Engagements: [2]mci.EngagementRef{first.Engagement.Ref(), second.Engagement.Ref()},
					Rule:        rule.Rule, Why: rule.Want, Source: rule.Source,
				}) {
					return
				}
			}
		}
	}
}

// apart returns the finding of the rule by which two options exclude each
// other: the rule furthest down the list among those that separate the choices
// that can be nominated. If two such choices go together, or if an option
// cannot be nominated at all, it returns false.
func (o *Option) apart(other *Option, rules []mci.Rule) (finding mci.Finding, found bool) {
	furthest := -1
	for a := range o.nominable() {
		for b := range other.nominable() {
			between, apart := eligibility.Apart(a, b)
			if !apart {
				return mci.Finding{}, false
			}
			place := slices.IndexFunc(rules, func(r mci.Rule) bool { return r.ID == between.Rule })
			if place > furthest {
				furthest, finding, found = place, between, true
			}
		}
	}
	return finding, found
}

func (o *Option) nominable() iter.Seq[*eligibility.Question] {
	return func(yield func(*eligibility.Question) bool) {
		for i := range o.Choices {
			if o.Choices[i].decision.Outcome() == mci.Pass && !yield(o.Choices[i].question) {
				return
			}
		}
	}
}

// MarshalJSON returns the options in their order, and the exclusions among
// them.
func (p Plan) MarshalJSON() ([]byte, error) {
	form := struct {
		Options    []Option    `json:"options"`
		Exclusions []Exclusion `json:"exclusions"`
	}{p.options, slices.AppendSeq([]Exclusion{}, p.Exclusions())}
	if form.Options == nil {
		form.Options = []Option{}
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [Make] makes a plan.
func (p *Plan) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("plan: a Plan", "Make makes it from a prospect")
}

// MarshalJSON returns the engagement, the outcome of the best choice, the open
// claims and the choices, the best first.
func (o Option) MarshalJSON() ([]byte, error) {
	form := struct {
		Engagement mci.EngagementRef     `json:"engagement"`
		Title      string                `json:"title"`
		PayKind    catalog.PayKind       `json:"payKind"`
		Outcome    mci.Outcome           `json:"outcome"`
		Open       []customers.OpenClaim `json:"open,omitempty"`
		Choices    []Choice              `json:"choices"`
	}{Outcome: o.Outcome(), Open: o.Open, Choices: o.Choices}
	if e := o.Engagement; e != nil {
		form.Engagement, form.Title, form.PayKind = e.Ref(), e.Title(), e.PayKind()
	}
	if form.Choices == nil {
		form.Choices = []Choice{}
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [Make] makes an option.
func (o *Option) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("plan: an Option", "Make makes it from a prospect")
}
