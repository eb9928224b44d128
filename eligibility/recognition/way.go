package recognition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A way is one association under one grant for one credit: the smallest unit
// that passes or fails.
type way struct {
	c      *Case
	index  int    // of the association
	grant  *Grant // noGrant if the mechanism has none for the credit
	credit Credit
	// instead is whether the partner has the credit that replaces this one.
	instead mci.Outcome
}

// noGrant is the grant of a mechanism that does not lead to a credit.
var noGrant = Grant{Earns: mci.No}

// rule is one row of the table.
type rule = ruling.Row[way, traits]

// traits are the properties of a rule that only recognition has.
type traits struct {
	ofAssociation bool // the path begins at the association, not at the case
}

func (w way) association() *Association { return &w.c.Associations[w.index] }

func (w way) partnerRole() mci.Outcome {
	return admits(w.grant.PartnerRoles, w.association().PartnerRole)
}

func (w way) palRole() mci.Outcome { return admits(w.grant.PALRoles, w.association().PALRole) }

func (w way) channel() mci.Outcome { return admits(w.grant.Channels, w.c.Channel) }

// admits answers whether a value is among the wanted ones. The zero value is
// unknown.
func admits[T ~uint8 | ~uint16](wanted []T, value T) mci.Outcome {
	switch {
	case len(wanted) == 0:
		return mci.Pass
	case value == 0:
		return mci.Unknown
	default:
		return mci.FactOf(slices.Contains(wanted, value)).Outcome()
	}
}

func (w way) period() mci.Outcome {
	return onlyIf(w.grant.Period != (mci.Period{}), w.grant.Period.Includes(w.c.Day))
}

func (w way) seats() mci.Outcome {
	number, known := w.c.Seats.Value()
	switch {
	case w.grant.MinimumSeats == 0:
		return mci.Pass
	case !known:
		return mci.Unknown
	default:
		return mci.FactOf(number >= w.grant.MinimumSeats).Outcome()
	}
}

func (w way) wantedSeats() string {
	return choose(w.grant.MinimumSeats > 0, fmt.Sprintf("at least %d seats", w.grant.MinimumSeats), "any number of seats")
}

// concerns answers whether an association is with the subject of the case.
func (c *Case) concerns(a *Association) mci.Outcome {
	if a.Subject == "" {
		return mci.Unknown
	}
	return mci.FactOf(a.Subject == c.Subject).Outcome()
}

// official answers whether the status of the claim, if there is one, makes the
// association official.
func (a *Association) official() mci.Outcome {
	return onlyIf(a.Mechanism.terms().Claimed, a.Status.Terms().Official.Outcome())
}

// accepted answers whether the customer has not opted out of a claimed
// association.
func (a *Association) accepted() mci.Outcome {
	return onlyIf(a.Mechanism.terms().Claimed, not(a.OptedOut.Outcome()))
}

// sole passes if no other partner can have an association that only one partner
// can have.
func (w way) sole() mci.Outcome {
	switch {
	case !w.grant.Sole:
		return mci.Pass
	case w.c.Complete != mci.Yes:
		return mci.Unknown
	}
	for i := range w.c.Associations {
		if w.rival(&w.c.Associations[i]) != mci.Fail {
			return mci.Unknown
		}
	}
	return mci.Pass
}

// rival answers whether an association is in the way of this one: it is another
// partner's, of the same mechanism, and holds as far as is known. The partner
// role does not matter, since a subscription has one CPOR for all roles. The
// PAL role does, since it says which partners count at all.
func (w way) rival(other *Association) mci.Outcome {
	own := w.association()
	if other.Partner == own.Partner || other.Mechanism != own.Mechanism {
		return mci.Fail
	}
	return w.c.concerns(other).And(other.heldOn(w.c.Day)).And(other.official()).And(other.accepted()).And(admits(w.grant.PALRoles, other.PALRole))
}

// others lists the partners that have, may have or claim an association that
// only one partner can have.
func (w way) others() string {
	if !w.grant.Sole {
		return "nothing to compare"
	}
	var found []string
	for i := range w.c.Associations {
		other := &w.c.Associations[i]
		switch {
		case w.competes(other):
			found = append(found, "claimed by "+string(other.Partner))
		case w.rival(other) == mci.Pass:
			found = append(found, "also "+string(other.Partner))
		case w.rival(other) == mci.Unknown:
			found = append(found, "perhaps "+string(other.Partner))
		}
	}
	if w.c.Complete != mci.Yes {
		found = append(found, "perhaps others")
	}
	return orNone(strings.Join(found, ", "), "none")
}

// competes reports whether another partner's claim to the same subject is still
// undecided.
func (w way) competes(other *Association) bool {
	pending := []Status{Submitted, UnderReview, PartnerActionRequired, Dispute}
	return other.Partner != w.association().Partner && other.Mechanism == w.association().Mechanism &&
		w.c.concerns(other) != mci.Fail && slices.Contains(pending, other.Status)
}

// earning describes the association, and says whether it earns the credit.
func (w way) earning() string {
	mechanism := w.association().Mechanism.String()
	switch {
	case w.grant.ID == "":
		return mechanism + ", which does not lead to it"
	case w.grant.Earns == mci.Yes:
		return mechanism
	case w.grant.Earns == mci.No:
		return mechanism + ", which does not earn it"
	default:
		return mechanism + ", for which the documents leave it open"
	}
}

func (w way) ifClaimed(wanted string) string {
	return choose(w.association().Mechanism.terms().Claimed, wanted, "nothing: it is not claimed")
}

// restsOnGrant returns the source of the grant. If there is no grant, it
// returns the source of the first way to the credit.
func (w way) restsOnGrant() mci.Source {
	return or(w.grant.Source, w.c.restsOn(w.credit))
}

func (w way) restsOnRoles() mci.Source    { return or(w.grant.RolesSource, w.restsOnGrant()) }
func (w way) restsOnChannels() mci.Source { return or(w.grant.ChannelsSource, w.restsOnGrant()) }
func (w way) restsOnSeats() mci.Source    { return or(w.grant.SeatsSource, w.restsOnGrant()) }
func (w way) restsOnMechanism() mci.Source {
	return w.association().Mechanism.terms().Source
}
func (w way) restsOnSole() mci.Source { return or(w.grant.SoleSource, w.restsOnMechanism()) }

// restsOn returns the source of the first way to a credit in the channel of the
// case. If there is none, it returns the source of the first way in any
// channel, or else this library's reading.
func (c *Case) restsOn(credit Credit) mci.Source {
	var first mci.Source
	for g := range c.grantsFor(credit) {
		if g.Earns == mci.Yes && admits(g.Channels, c.Channel) != mci.Fail {
			return g.Source
		}
		first = or(first, g.Source)
	}
	return or(first, reading)
}

// ways describes the associations by which a credit is earned in the channel of
// the case, or else in other channels.
func (c *Case) ways(credit Credit) string {
	var here, elsewhere []string
	for g := range c.grantsFor(credit) {
		switch way := g.way(); {
		case g.Earns != mci.Yes:
		case admits(g.Channels, c.Channel) != mci.Fail:
			here = append(here, way)
		default:
			elsewhere = append(elsewhere, way)
		}
	}
	switch {
	case here != nil:
		return distinct(here) + " for " + c.bought()
	case elsewhere != nil:
		return "an association, but none earns it for " + c.bought() + ", in other channels " + distinct(elsewhere)
	default:
		return "an association, but none is known to earn it for " + c.bought()
	}
}

// distinct lists each text once.
func distinct(texts []string) string { return strings.Join(slices.Compact(texts), ", ") }

// onlyIf returns the answer of a rule if it asks for something, and pass if it
// asks for nothing.
func onlyIf(asked bool, answer mci.Outcome) mci.Outcome {
	if !asked {
		return mci.Pass
	}
	return answer
}

// not returns the outcome of a rule that wants the opposite.
func not(o mci.Outcome) mci.Outcome {
	switch o {
	case mci.Pass:
		return mci.Fail
	case mci.Fail:
		return mci.Pass
	case mci.Unknown:
	}
	return mci.Unknown
}

func oneOf[T interface{ String() string }](wanted []T, none string) string {
	return orNone(strings.Join(texts(wanted), " or "), none)
}

func whether(o mci.Outcome, yes, no string) string {
	switch o {
	case mci.Pass:
		return yes
	case mci.Fail:
		return no
	case mci.Unknown:
	}
	return "unknown"
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func text(s string) func(way) string { return func(way) string { return s } }
