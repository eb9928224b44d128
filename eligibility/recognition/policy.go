package recognition

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Policy holds the grants that decisions are made by. It is immutable and
// safe to share between goroutines. The zero Policy has no grants, so no
// partner gets any credit.
type Policy struct {
	grants []Grant
}

var publicPolicy = Policy{grantTable}

// PublicPolicy returns the grants that public documents know. If the documents
// are silent or contradict each other, the grants follow the readings of this
// library.
func PublicPolicy() *Policy { return &publicPolicy }

// NewPolicy returns a policy of a host's own, for a reading that differs or a
// guide behind the sign-in. To change only some grants, begin with
// [Policy.Grants] of [PublicPolicy]. If any grant is malformed, the error is
// [mci.Problems], with one problem for each fault and its path, such as
// "grants[3].channels[0]". The grants are copied.
func NewPolicy(grants []Grant) (*Policy, error) {
	p := &Policy{make([]Grant, len(grants))}
	var problems mci.Problems
	seen := map[mci.RuleID]bool{}
	for i, g := range grants {
		p.grants[i] = g.clone()
		at := "grants[" + strconv.Itoa(i) + "]"
		report := func(err error) {
			var field *mci.FieldError
			if errors.As(mci.At(at, err), &field) {
				problems = append(problems, field)
			}
		}
		g.check(report)
		if seen[g.ID] {
			report(mci.Invalid("id", string(g.ID), "an ID that no other grant has"))
		}
		seen[g.ID] = true
		if g.Unless != 0 && slices.ContainsFunc(grants, func(other Grant) bool { return other.Credit == g.Unless && other.Unless != 0 }) {
			report(mci.Invalid("unless", g.Unless.String(), "a credit whose grants depend on no other credit"))
		}
	}
	if problems != nil {
		return nil, problems
	}
	return p, nil
}

const mostGrantIDBytes = 100

// check reports every fault of a grant that shows without the other grants.
func (g *Grant) check(report func(error)) {
	report(vocabulary.CheckID("id", string(g.ID), mostGrantIDBytes))
	if len(g.Products) == 0 {
		report(mci.Invalid("products", "", "at least one product"))
	}
	each(report, "products", g.Products, productNames)
	report(declared("mechanism", g.Mechanism, mechanismNames, true))
	report(declared("credit", g.Credit, creditNames, true))
	if g.Earns > mci.No {
		report(mci.Invalid("earns", g.Earns.String(), "one of unknown, yes, no"))
	}
	each(report, "partnerRoles", g.PartnerRoles, partnerRoleNames)
	if len(g.PartnerRoles) > 0 && g.Mechanism != CPOR {
		report(mci.Invalid("partnerRoles", g.Mechanism.String(), "none, except for CPOR"))
	}
	each(report, "palRoles", g.PALRoles, palRoleNames)
	if len(g.PALRoles) > 0 && g.Mechanism != PAL {
		report(mci.Invalid("palRoles", g.Mechanism.String(), "none, except for PAL"))
	}
	each(report, "channels", g.Channels, channelNames)
	if !g.Period.From.IsZero() && !g.Period.Until.IsZero() && g.Period.Until.Compare(g.Period.From) < 0 {
		report(mci.Invalid("period", g.Period.String(), "a last day that is not before the first"))
	}
	if g.MinimumSeats < 0 {
		report(mci.Invalid("minimumSeats", strconv.Itoa(g.MinimumSeats), "zero or more"))
	}
	report(declared("unless", g.Unless, creditNames, false))
	checkSource(report, "source", g.Source)
	for i, source := range []mci.Source{g.RolesSource, g.ChannelsSource, g.SeatsSource, g.SoleSource} {
		if source != (mci.Source{}) {
			checkSource(report, [...]string{"rolesSource", "channelsSource", "seatsSource", "soleSource"}[i], source)
		}
	}
}

func each[T ~uint8 | ~uint16](report func(error), path string, values []T, names vocabulary.Names[T]) {
	for i, value := range values {
		report(declared(fmt.Sprintf("%s[%d]", path, i), value, names, true))
	}
}

func checkSource(report func(error), path string, source mci.Source) {
	if source.Title == "" || source.Published == "" || source.Grade < mci.MicrosoftPublic || source.Grade > mci.Illustrative {
		report(mci.Invalid(path, source.String(), "a source with title, date and grade"))
	}
}

// Grants returns the grants, in their order. The caller may change the copy.
func (p *Policy) Grants() []Grant {
	grants := make([]Grant, len(p.grants))
	for i, g := range p.grants {
		grants[i] = g.clone()
	}
	return grants
}

// Credits returns the credits that some grant leads to for a product, in the
// order of [Credits].
func (p *Policy) Credits(product Product) []Credit {
	return slices.DeleteFunc(Credits(), func(credit Credit) bool { return !p.knows(product, credit) })
}

func (p *Policy) knows(product Product, credit Credit) bool {
	for i := range p.grants {
		if p.grants[i].leads(product, credit) {
			return true
		}
	}
	return false
}

// policyForm is a Policy in JSON.
type policyForm struct {
	Grants []Grant `json:"grants"`
}

// MarshalJSON returns the grants, in their order.
func (p *Policy) MarshalJSON() ([]byte, error) { return json.Marshal(policyForm{p.Grants()}) }

// UnmarshalJSON reads the form that [Policy.MarshalJSON] writes. If a grant is
// malformed, the error is the one of [NewPolicy].
func (p *Policy) UnmarshalJSON(data []byte) error {
	var form policyForm
	if err := vocabulary.ReadStrictly(data, &form); err != nil {
		return err
	}
	read, err := NewPolicy(form.Grants)
	if err == nil {
		*p = *read
	}
	return err
}
