package credit

import (
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// Holders knows which claims are approved for which workloads and
// subscriptions, so that a list or an import finds conflicts in one pass. Its
// memory is proportional to the number of approved claims. The zero Holders
// knows none. It is for one goroutine.
type Holders struct {
	held     map[recognition.Subject]*Conflict // also of one claim only
	subjects []recognition.Subject             // in the order in which they came
	of       map[claims.ID][]recognition.Subject
}

// See takes over a claim as it now is, in place of an earlier state of the
// claim, and returns the conflicts that the claim is part of.
func (h *Holders) See(claim *association.Claim) []Conflict {
	id := claim.ID()
	subjects := claim.Subjects()
	if claim.State() != approved {
		subjects = nil
	}
	for _, subject := range h.of[id] {
		if c := h.held[subject]; !slices.Contains(subjects, subject) {
			c.Claims = slices.DeleteFunc(c.Claims, func(holder claims.ID) bool { return holder == id })
		}
	}
	if h.held == nil {
		h.held, h.of = map[recognition.Subject]*Conflict{}, map[claims.ID][]recognition.Subject{}
	}
	delete(h.of, id)
	if len(subjects) > 0 {
		h.of[id] = subjects
	}
	var found []Conflict
	for _, subject := range subjects {
		c := h.held[subject]
		if c == nil {
			c = &Conflict{Rule: soleRule, Path: pathOf(claim), Subject: subject, Source: mci.CreateAssociation.Source()}
			h.held[subject], h.subjects = c, append(h.subjects, subject)
		}
		if !slices.Contains(c.Claims, id) {
			c.Claims = append(c.Claims, id)
		}
		if len(c.Claims) > 1 {
			found = append(found, c.clone())
		}
	}
	return found
}

// Conflicts returns each workload or subscription for which more than one claim
// is approved, in the order in which they came.
func (h *Holders) Conflicts() []Conflict {
	var found []Conflict
	for _, subject := range h.subjects {
		if c := h.held[subject]; len(c.Claims) > 1 {
			found = append(found, c.clone())
		}
	}
	return found
}

// clone returns a copy that shares nothing with c.
func (c *Conflict) clone() Conflict {
	copied := *c
	copied.Claims = slices.Clone(c.Claims)
	return copied
}

// pathOf returns the field of a claim that names its subjects.
func pathOf(claim *association.Claim) string {
	if claim.Kind().Terms().Scope == cpor.SubscriptionScope {
		return subscriptionPath
	}
	return workloadsPath
}
