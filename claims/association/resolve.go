package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Resolve settles a [Divergence]. If it has a state, the claim gets that state:
// instants that the state implies and the record lacks are set to the instant
// of the command and are assumed, and instants that it rules out are cleared,
// but stay in the history. A dispute is never undone, since a claim can be
// disputed only once. If Resolve has no state, the claim keeps its own.
//
// An opt-out can be undone: the customer declares it to Microsoft, so Partner
// Center knows better whether there was one. The customer's consent to a claim
// of the other kind is given to the partner, and [claims.Resolve] keeps it.
//
// Resolve can lead out of a terminal state, because Partner Center decides
// whether a claim has ended. Source: [mci.LibraryReading].
type Resolve struct {
	// Take is the new state. Its status must be one that the portal's text can
	// mean. If no document lists the text, any state is allowed. None keeps the
	// claim's own state.
	Take lifecycle.State `json:"take,omitzero"`
	// Comment is the reason, at most 4000 bytes, or empty.
	Comment string `json:"comment,omitempty"`
}

// Event returns [lifecycle.DivergenceResolved].
func (Resolve) Event() lifecycle.Event { return lifecycle.DivergenceResolved }

func (c *Resolve) bind(o document.Object) {
	c.Take = boundState(o.Optional("take"))
	c.Comment = boundComment(o)
}

func (c Resolve) check() error {
	if c.Take != (lifecycle.State{}) && !slices.Contains(lifecycle.States(), c.Take) {
		return mci.Invalid("take", c.Take.String(), "a state that a claim can be in, or none")
	}
	return checkComment(c.Comment)
}

func (c Resolve) apply(next *Claim, at time.Time) {
	observed := next.record.assume()
	if c.Take == (lifecycle.State{}) {
		kept := *observed.Divergence
		kept.Kept = true
		observed.Divergence = &kept
		return
	}
	observed.Divergence = nil
	next.record.take(c.Take, at)
}

// resolve applies a [Resolve]. It checks neither the machine nor a window,
// since a divergence is a case that they do not cover.
func (c *Claim) resolve(command Resolve, key UsedKey, meta *claims.Meta) (Change, error) {
	for _, gap := range []*claims.Gap{notFor(&resolution, meta), c.unresolvable(command.Take)} {
		if gap != nil {
			return Change{}, c.refusal(lifecycle.DivergenceResolved, meta, *gap)
		}
	}
	next, at := c.next(key, meta)
	command.apply(next, at)
	entry := next.entry(c.State(), &resolution, meta, at)
	entry.Command = command
	return Change{Claim: next, Entries: []Entry{entry}}, nil
}

// unresolvable returns the reason that there is nothing to resolve, or that the
// claim cannot get the state. It returns nil if there is none.
func (c *Claim) unresolvable(take lifecycle.State) *claims.Gap {
	divergence := c.record.Observed.divergence()
	gap := &claims.Gap{Rule: resolution.Rule, Path: "observed.divergence", Source: resolution.Source.Source()}
	switch {
	case !divergence.Open():
		gap.Why = "there is no open divergence"
	case take != (lifecycle.State{}) && divergence.Shown.Known() && !divergence.Shown.Can(take.Status):
		gap.Path, gap.Why = "command.take", "Partner Center shows "+divergence.Shown.String()+", which does not mean "+take.String()
	case take != (lifecycle.State{}) && !c.record.DisputedAt.IsZero() && !dense.lives[index(take)].may.has(atDispute):
		gap.Path, gap.Why = "disputedAt", "the claim was disputed, and no disputed claim is "+take.String()+"; keep the claim's state, or take back the dispute if it was recorded wrongly"
	default:
		return nil
	}
	return gap
}
