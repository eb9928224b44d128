package partner

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A clock is one clock of a machine, as the documents give it. R is the record
// of the claim, and S its state. The world counts the days of a window itself,
// and compares the library with the result.
type clock[R any, S comparable] struct {
	name    string
	rule    mci.RuleID
	started func(*R) time.Time
	days    days
	working bool // it counts Monday to Friday, and every day otherwise
	// expires are the states that its end expires. If the claim is in a state
	// of warns, the end only warns.
	expires, warns []S
}

// The days of a clock: by the short cards of a world, and by the public card
// for workshops and for small projects.
type days struct{ short, workshop, project int }

// The clocks of both kinds of claims.
type (
	activityClock = clock[claims.Record, claims.State]
	bondClock     = clock[association.Record, lifecycle.State]
)

func undisputed(s claims.Status) claims.State { return claims.State{Status: s} }
func disputed(s claims.Status) claims.State   { return claims.State{Status: s, Disputed: true} }

// activityClocks are the clocks of a partner activity. Source: the claim
// expiration timelines of [mci.WorkshopClaims]. The review clock also runs
// while the partner prepares the first submission, but another one ends first.
var activityClocks = [...]activityClock{
	{
		name: "consent", rule: "clock.consent", days: days{4, 30, 30},
		started: func(r *claims.Record) time.Time { return r.Created },
		expires: []claims.State{undisputed(claims.CustomerClaimed), undisputed(claims.AwaitingConsent)},
	},
	{
		name: "first submission", rule: "clock.first-submission", days: days{6, 90, 120},
		started: func(r *claims.Record) time.Time { return r.Consent.Answered },
		expires: []claims.State{undisputed(claims.ConsentReceived)},
	},
	{
		name: "review", rule: "clock.review", days: days{9, 120, 150},
		started: func(r *claims.Record) time.Time { return r.Consent.Answered },
		expires: []claims.State{undisputed(claims.ActionRequired)},
		warns:   []claims.State{undisputed(claims.Submitted), undisputed(claims.UnderReview)},
	},
	{
		name: "dispute", rule: "clock.dispute", days: days{3, 30, 30},
		started: func(r *claims.Record) time.Time { return r.RejectedAt },
		expires: []claims.State{undisputed(claims.Rejected), disputed(claims.Disputed)},
	},
	{
		name: "post-dispute", rule: "clock.post-dispute", days: days{3, 30, 30},
		started: func(r *claims.Record) time.Time { return r.DisputeSubmitted },
		expires: []claims.State{disputed(claims.ActionRequired)},
		warns:   []claims.State{disputed(claims.Submitted), disputed(claims.UnderReview)},
	},
}

func inBond(s recognition.Status) lifecycle.State { return lifecycle.State{Status: s} }

// bondClocks are the clocks of an association. Source: [mci.ManageAssociations]
// and, for the opt-out, [mci.AssociationsIntroduction].
var bondClocks = [...]bondClock{
	{
		name: "pick-up", rule: "cporclaim.clock.pick-up", days: days{5, 5, 5}, working: true,
		started: func(r *association.Record) time.Time { return r.Since },
		warns:   []lifecycle.State{inBond(recognition.Submitted)},
	},
	{
		name: "association review", rule: "cporclaim.clock.review", days: days{14, 14, 14}, working: true,
		started: func(r *association.Record) time.Time { return r.Since },
		warns:   []lifecycle.State{inBond(recognition.UnderReview)},
	},
	{
		name: "answer", rule: "cporclaim.clock.answer", days: days{14, 14, 14}, working: true,
		started: func(r *association.Record) time.Time { return r.RequestedAt },
		expires: []lifecycle.State{inBond(recognition.PartnerActionRequired)},
	},
	{
		name: "association dispute", rule: "cporclaim.clock.dispute", days: days{30, 30, 30},
		started: func(r *association.Record) time.Time { return r.RejectedAt },
		expires: []lifecycle.State{inBond(recognition.Rejected)},
	},
	{
		name: "dispute review", rule: "cporclaim.clock.dispute-review", days: days{5, 5, 5}, working: true,
		started: func(r *association.Record) time.Time { return r.DisputedAt },
		warns:   []lifecycle.State{inBond(recognition.Dispute)},
	},
	{
		name: "opt-out", rule: "cporclaim.clock.opt-out", days: days{5, 5, 5}, working: true,
		started: func(r *association.Record) time.Time { return r.FirstSubmitted },
		warns:   []lifecycle.State{inBond(recognition.Approved)},
	},
}

// length returns the days of a clock in this world, for an engagement.
func (d days) length(w *World, engagement mci.EngagementID) int {
	switch {
	case w.options.short():
		return d.short
	case engagement == variable:
		return d.project
	default:
		return d.workshop
	}
}

// end returns the first instant after the window. The day of the trigger does
// not count, and the last day belongs to the window. Days are counted in the
// zone. If nothing has started the clock, the end is zero.
func (c *clock[R, S]) end(record *R, length int, zone *time.Location) time.Time {
	from := c.started(record)
	if from.IsZero() {
		return time.Time{}
	}
	year, month, day := from.In(zone).Date()
	last := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if !c.working {
		return last.AddDate(0, 0, length+1)
	}
	for left := length; left > 0; {
		last = last.AddDate(0, 0, 1)
		if last.Weekday() != time.Saturday && last.Weekday() != time.Sunday {
			left--
		}
	}
	return last.AddDate(0, 0, 1)
}

// draw draws a state in which the end of the clock matters. If it draws none,
// the wanted claims are those that the clock has expired.
func (c *clock[R, S]) draw(dice dice) S {
	var none S
	return oneOf(dice, append(slices.Concat(c.expires, c.warns), none)...)
}

// part returns the effect of the window's end on a claim in a state. If an
// expiry leads into the state, before lists the states that it leaves.
func (c *clock[R, S]) part(state S, before []S) part {
	switch {
	case slices.Contains(c.expires, state):
		return expires
	case slices.Contains(c.warns, state):
		return warns
	case len(before) > 0 && slices.Contains(c.expires, before[0]):
		return ended
	default:
		return 0
	}
}

// A part is the effect of a window's end on a claim. If it is zero, there is no
// effect.
type part uint8

const (
	expires part = iota + 1 // it expires the claim
	warns                   // it only warns
	ended                   // it has expired the claim already
)
