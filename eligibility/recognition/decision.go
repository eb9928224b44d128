package recognition

import (
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A Decision answers whether one partner gets one credit. The zero Decision
// answers nothing and is unknown. It refers to its case, which must not change
// while the decision is in use.
type Decision struct {
	c       *Case
	partner PartnerID
	credit  Credit
	outcome mci.Outcome
	by      way // if the outcome is pass
}

// Decide answers whether a partner gets a credit. The partner need not have an
// association. Decide is pure: the same case always gets the same answer. If
// the case is malformed, the partner is empty or the credit is not declared, it
// returns a [mci.FieldError].
func Decide(c *Case, partner PartnerID, credit Credit) (Decision, error) {
	if c == nil {
		return Decision{}, mci.Invalid("case", "", "a case")
	}
	if err := c.Check(); err != nil {
		return Decision{}, err
	}
	if err := partner.check("partner"); err != nil {
		return Decision{}, err
	}
	if err := declared("credit", credit, creditNames, true); err != nil {
		return Decision{}, err
	}
	return c.decide(partner, credit), nil
}

// DecideAll decides on every credit that exists for the product
// ([Policy.Credits]), for each of the partners in their order. If no partners
// are given, it decides on those that have an association, in the order in
// which they come. If the case or a partner is malformed, it returns a
// [mci.FieldError].
func DecideAll(c *Case, partners ...PartnerID) ([]Decision, error) {
	if c == nil {
		return nil, mci.Invalid("case", "", "a case")
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	for i, partner := range partners {
		if err := partner.check("partners[" + strconv.Itoa(i) + "]"); err != nil {
			return nil, err
		}
	}
	if len(partners) == 0 {
		partners = c.partners()
	}
	var decisions []Decision
	for _, partner := range partners {
		for _, credit := range c.policy().Credits(c.Product) {
			decisions = append(decisions, c.decide(partner, credit))
		}
	}
	return decisions, nil
}

// decide decides by the best of the partner's associations. If the list is not
// complete, an association that is not in it may be better, so the answer is
// unknown unless it is a pass. If no grant leads to the credit, no association
// can earn it.
func (c *Case) decide(partner PartnerID, credit Credit) Decision {
	d := Decision{c: c, partner: partner, credit: credit, outcome: mci.Fail}
	if c.Complete != mci.Yes && c.policy().knows(c.Product, credit) {
		d.outcome = mci.Unknown
	}
	for i := range c.Associations {
		if c.Associations[i].Partner != partner {
			continue
		}
		w, v := c.best(i, credit)
		switch v.Outcome() {
		case mci.Pass:
			d.outcome, d.by = mci.Pass, w
			return d
		case mci.Unknown:
			d.outcome = mci.Unknown
		case mci.Fail:
		}
	}
	return d
}

// best returns the grant by which an association comes closest to a credit, and
// the verdict on it.
func (c *Case) best(index int, credit Credit) (way, ruling.Verdict) {
	closest := way{c: c, index: index, grant: &noGrant, credit: credit}
	least := closest.judge()
	for g := range c.grantsFor(credit) {
		if g.Mechanism != closest.association().Mechanism {
			continue
		}
		w := way{c: c, index: index, grant: g, credit: credit}
		if g.Unless != 0 {
			w.instead = c.decide(w.association().Partner, g.Unless).outcome
		}
		if v := w.judge(); closest.grant == &noGrant || closer(v, least) {
			closest, least = w, v
		}
	}
	return closest, least
}

// grantsFor yields the grants that lead to a credit for the product of the
// case.
func (c *Case) grantsFor(credit Credit) iter.Seq[*Grant] {
	return func(yield func(*Grant) bool) {
		grants := c.policy().grants
		for i := range grants {
			if grants[i].leads(c.Product, credit) && !yield(&grants[i]) {
				return
			}
		}
	}
}

func (w way) judge() ruling.Verdict { return ruling.Judge(rules[:], w) }

// closer reports whether fewer rules stand in the way of one verdict than of
// another. The failed rules count first.
func closer(v, than ruling.Verdict) bool {
	if v.Failed.Len() != than.Failed.Len() {
		return v.Failed.Len() < than.Failed.Len()
	}
	return v.Unknown.Len() < than.Unknown.Len()
}

// Partner returns the partner.
func (d Decision) Partner() PartnerID { return d.partner }

// Credit returns the credit.
func (d Decision) Credit() Credit { return d.credit }

// Outcome returns pass if the partner is credited, fail if it is not, and
// unknown if the answer depends on a fact that was not supplied or that the
// documents leave open.
func (d Decision) Outcome() mci.Outcome { return d.outcome }

// Association returns the association by which the partner is credited, and
// whether it is.
func (d Decision) Association() (Association, bool) {
	if d.outcome != mci.Pass {
		return Association{}, false
	}
	return *d.by.association(), true
}

// Grant returns the ID of the grant by which the partner is credited. It is
// empty if the partner is not credited.
func (d Decision) Grant() mci.RuleID {
	if d.outcome != mci.Pass {
		return ""
	}
	return d.by.grant.ID
}

// String returns the partner, the credit and the outcome. It hides the
// customer.
func (d Decision) String() string {
	if d.c == nil {
		return "no decision"
	}
	return string(d.partner) + ", " + d.credit.String() + ": " + d.outcome.String()
}

// GoString returns the same text as [Decision.String].
func (d Decision) GoString() string { return d.String() }

// Findings returns the finding on the partner, which has the decision's
// outcome, and then the finding of every rule. If the partner is credited,
// these are about the association by which it is; if not, they are about each
// of its associations. An association earns the credit if all findings about it
// pass. If several grants could earn it, the findings are about the grant that
// it comes closest to.
func (d Decision) Findings() []mci.Finding {
	return d.findings(func(mci.Outcome) bool { return true })
}

// Reasons returns only the findings that stand in the way: those that failed
// and those that lacked a fact.
func (d Decision) Reasons() []mci.Finding {
	return d.findings(func(o mci.Outcome) bool { return o != mci.Pass })
}

func (d Decision) findings(wanted func(mci.Outcome) bool) []mci.Finding {
	if d.c == nil {
		return nil
	}
	var findings []mci.Finding
	if wanted(d.outcome) {
		findings = append(findings, d.onPartner())
	}
	d.look(func(w way, v ruling.Verdict) {
		for i := range rules {
			if wanted(v.Of(i)) {
				findings = append(findings, w.finding(i, v.Of(i)))
			}
		}
	})
	return findings
}

// look calls f with the ways that the decision rests on, and the verdicts on
// them.
func (d Decision) look(f func(way, ruling.Verdict)) {
	for i := range d.c.Associations {
		if d.c.Associations[i].Partner == d.partner && (d.outcome != mci.Pass || i == d.by.index) {
			f(d.c.best(i, d.credit))
		}
	}
}

func (w way) finding(i int, outcome mci.Outcome) mci.Finding {
	f := rules[i].Finding(w, outcome)
	if rules[i].Own.ofAssociation {
		f.Path = element(w.index) + "." + f.Path
	}
	return f
}

// onPartnerRule is the rule of the finding on the partner, which comes before
// the rules of the table.
const onPartnerRule mci.RuleID = "partner.association"

func (d Decision) onPartner() mci.Finding {
	f := mci.Finding{
		Rule: onPartnerRule, Version: 1, Outcome: d.outcome, Path: "associations",
		Want: d.c.ways(d.credit), Source: d.c.restsOn(d.credit),
	}
	if d.outcome == mci.Pass {
		f.Found, f.Source = d.by.grant.Mechanism.String()+" in "+element(d.by.index), d.by.grant.Source
		return f
	}
	var found []string
	d.look(func(w way, v ruling.Verdict) {
		found = append(found, w.association().Mechanism.String()+" in "+element(w.index)+": "+v.Outcome().String())
	})
	if d.c.Complete != mci.Yes {
		found = append(found, "perhaps others")
	}
	f.Found = orNone(strings.Join(found, ", "), "none")
	return f
}

// MarshalJSON returns the partner, the credit, the outcome, the grant by which
// the partner is credited, and all findings. The zero Decision has no credit
// and no findings.
func (d Decision) MarshalJSON() ([]byte, error) {
	findings := d.Findings()
	if findings == nil {
		findings = []mci.Finding{}
	}
	return json.Marshal(struct {
		Partner  PartnerID     `json:"partner"`
		Credit   Credit        `json:"credit,omitzero"`
		Outcome  mci.Outcome   `json:"outcome"`
		Grant    mci.RuleID    `json:"grant,omitempty"`
		Findings []mci.Finding `json:"findings"`
	}{d.partner, d.credit, d.outcome, d.Grant(), findings})
}

// UnmarshalJSON always fails: only [Decide] makes a decision.
func (d *Decision) UnmarshalJSON([]byte) error {
	return errors.New("recognition: a Decision is not read from JSON: Decide makes it from a case")
}
