package credit

import (
	"log/slog"
	"strings"

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
// the same tenant, or of every tenant if the claim is for a subscription, in
// the transaction that saves the change. An approval that Partner Center shows,
// or that a person takes over from there by a Resolve, is not refused, since
// Partner Center is authoritative; [Conflicts] then names both.
func Against(c association.Change, others ...*association.Claim) error {
	if len(c.Entries) == 0 {
		return nil
	}
	last := &c.Entries[len(c.Entries)-1]
	again := last.Event == lifecycle.EntryTakenBack && last.From != approved
	if !again && last.Event != lifecycle.ReviewerApproves || last.Actor == claims.PartnerCenter {
		return nil
	}
	found := With(c.Claim, others...)
	if len(found) == 0 {
		return nil
	}
	return &association.Refusal{
		Rule: soleRule, State: last.From, Event: last.Event, Actor: last.Actor, At: last.At, Permitted: last.From.Permitted(),
		Source: mci.CreateAssociation.Source(),
		Gaps: []claims.Gap{{
			Rule: soleRule, Path: found[0].Path, Source: mci.CreateAssociation.Source(),
			Why: "another claim is approved for the same workload or subscription, and only one partner can be associated with it",
		}},
	}
}

// With returns the conflicts of a claim with others. The claim is the last of
// those that a conflict names.
func With(claim *association.Claim, others ...*association.Claim) []Conflict {
	var h Holders
	for _, other := range others {
		h.See(other)
	}
	return h.See(claim)
}

// A Conflict is a workload or subscription for which several claims are
// approved. Since only one can be, one of them is out of date.
type Conflict struct {
	// Rule is the ID of the rule behind it, "cporclaim.sole".
	Rule mci.RuleID `json:"rule,omitzero"`
	// Path is the field in which the claims agree: "workloads" or
	// "subscription".
	Path string `json:"path,omitzero"`
	// Subject is the workload or subscription.
	Subject recognition.Subject `json:"subject,omitzero"`
	// Claims are the approved claims, in the order in which they were given; at
	// least two.
	Claims []claims.ID `json:"claims,omitzero"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source,omitzero"`
}

// Warning returns the conflict as a warning for a person. It names the claims
// and hides the customer.
func (c Conflict) Warning() claims.Gap {
	names := make([]string, len(c.Claims))
	for i, id := range c.Claims {
		names[i] = string(id)
	}
	what := "the same workload"
	if c.Path == subscriptionPath {
		what = "the same subscription"
	}
	return claims.Gap{
		Rule: c.Rule, Path: c.Path, Source: c.Source,
		Why: "the claims " + strings.Join(names, ", ") + " are approved for " + what + ", and only one partner can be associated with it, so at most one of them is up to date",
	}
}

// LogValue returns a few characters of the subject, and the number of claims,
// for structured logs.
func (c Conflict) LogValue() slog.Value {
	return slog.GroupValue(slog.String("subject", c.Subject.String()), slog.Int("claims", len(c.Claims)))
}

// The fields of a claim in which a conflict can be.
const (
	workloadsPath    = "workloads"
	subscriptionPath = "subscription"
)

// Conflicts returns each workload or subscription for which more than one of
// the claims is approved, in the order in which they come. A claim that is
// given twice counts once. Several claims of one partner conflict, too, and so
// do claims for one subscription in two tenants.
func Conflicts(all ...*association.Claim) []Conflict {
	var h Holders
	for _, claim := range all {
		h.See(claim)
	}
	return h.Conflicts()
}
