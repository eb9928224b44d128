package association

import (
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
)

// A Refusal is the error of a command that the rules do not allow. The claim is
// unchanged. It matches [claims.ErrRefused], so desk.ClassOf sorts it as it
// sorts a refusal of the other kind of claim. Use errors.As to find it.
type Refusal struct {
	// Rule is the ID of the rule that refuses the command.
	Rule mci.RuleID `json:"rule,omitzero"`
	// State is the claim's state. It is the zero State if a claim was to be
	// created.
	State lifecycle.State `json:"state,omitzero"`
	// Event is the event that is refused.
	Event lifecycle.Event `json:"event,omitzero"`
	// Actor is the actor who gave the command.
	Actor claims.Actor `json:"actor,omitzero"`
	// At is the instant of the command, in UTC.
	At time.Time `json:"at,omitzero"`
	// Gaps lists the things that are missing or wrong. It has at least one.
	Gaps []claims.Gap `json:"gaps,omitzero"`
	// Permitted holds the events that are permitted at the instant; see
	// Claim.PermittedAt.
	Permitted lifecycle.EventSet `json:"permitted,omitzero"`
	// Due is the deadline whose expiry is due, if that is the reason. Otherwise
	// it is nil.
	Due *Deadline `json:"due,omitzero"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source,omitzero"`
}

// Missing says for a person which things are missing or wrong.
func (r *Refusal) Missing() string {
	texts := make([]string, len(r.Gaps))
	for i := range r.Gaps {
		texts[i] = r.Gaps[i].Why
	}
	return strings.Join(texts, "; ")
}

// Error names the refused event, the state, the reason and the events that are
// permitted instead.
func (r *Refusal) Error() string {
	message := fmt.Sprintf("%s in status %s: %s (%s)", r.Event, r.State, r.Missing(), r.Rule)
	if r.Permitted.IsEmpty() {
		return message + "; nothing is permitted"
	}
	return message + "; permitted: " + r.Permitted.String()
}

// Is reports whether target is [claims.ErrRefused].
func (r *Refusal) Is(target error) bool { return target == claims.ErrRefused }

func (c *Claim) refusal(event lifecycle.Event, meta *claims.Meta, gaps ...claims.Gap) *Refusal {
	refusal := &Refusal{
		Rule: gaps[0].Rule, State: c.State(), Event: event, Actor: meta.Actor, At: meta.At,
		Gaps: gaps, Permitted: c.PermittedAt(meta.At), Source: gaps[0].Source,
	}
	if due, expires := c.Expiry(); expires && due.Rule == refusal.Rule && event != lifecycle.WindowEnds {
		refusal.Due = &due
	}
	return refusal
}
