package credit

import (
	"log/slog"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A workload or a subscription has one partner at most
// ([mci.CreateAssociation]). The machine sees one claim; the functions of this
// file see several.

// approved is the state of a claim that holds its subjects.
var approved = lifecycle.State{Status: recognition.Approved}

// Against returns an [association.Refusal] if the change approves a claim to a
// workload or subscription for which one of the others is approved already, or
// takes the end of such an approval back. A host calls it with the claims of
// the same tenant, in the transaction that saves the change. An approval that
// Partner Center shows, or that a person takes over from there by a Resolve, is
// not refused, since Partner Center is authoritative; [Conflicts] then names
// both.
func Against(c association.Change, others ...*association.Claim) error {
	if len(c.Entries) == 0 {
		return nil
	}
	last := &c.Entries[len(c.Entries)-1]
	again := last.Event == lifecycle.EntryTakenBack && last.From != approved
	if !again && last.Event != lifecycle.ReviewerApproves || last.Actor == claims.PartnerCenter {
		return nil
	}
	for _, conflict := range Conflicts(append([]*association.Claim{c.Claim}, others...)...) {
		if !slices.Contains(conflict.Claims, c.Claim.ID()) {
			continue
		}
		return &association.Refusal{
			Rule: soleRule, State: last.From, Event: last.Event, Actor: last.Actor, At: last.At, Permitted: last.From.Permitted(),
			Source: mci.CreateAssociation.Source(),
			Gaps: []claims.Gap{{
				Rule: soleRule, Path: "workloads", Source: mci.CreateAssociation.Source(),
				Why: "another claim is approved for the same workload or subscription, and only one partner can be associated with it",
			}},
		}
	}
	return nil
}

// A Conflict is a workload or subscription for which several claims are
// approved. Since only one can be, one of them is out of date.
type Conflict struct {
	// Subject is the workload or subscription.
	Subject recognition.Subject `json:"subject,omitzero"`
	// Claims are the approved claims, in the order in which they were given; at
	// least two.
	Claims []claims.ID `json:"claims,omitzero"`
}

// LogValue returns a few characters of the subject, and the number of claims,
// for structured logs.
func (c Conflict) LogValue() slog.Value {
	return slog.GroupValue(slog.String("subject", c.Subject.String()), slog.Int("claims", len(c.Claims)))
}

// Conflicts returns each workload or subscription for which more than one of
// the claims is approved, in the order in which they come. A claim that is
// given twice counts once. Several claims of one partner conflict, too.
func Conflicts(all ...*association.Claim) []Conflict {
	var held []Conflict
	for _, claim := range all {
		if claim.State() != approved {
			continue
		}
		for _, subject := range claim.Subjects() {
			i := slices.IndexFunc(held, func(c Conflict) bool { return c.Subject == subject })
			if i < 0 {
				held = append(held, Conflict{Subject: subject, Claims: []claims.ID{claim.ID()}})
			} else if !slices.Contains(held[i].Claims, claim.ID()) {
				held[i].Claims = append(held[i].Claims, claim.ID())
			}
		}
	}
	return slices.DeleteFunc(held, func(c Conflict) bool { return len(c.Claims) < 2 })
}
