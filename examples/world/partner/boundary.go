package partner

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// sides are the sides of a boundary on which people act. If the end is at
// midnight, the first is 23:59:59 of the day before.
var sides = [...]struct {
	name string
	by   time.Duration
}{
	{"a second before the end", -time.Second},
	{"a nanosecond before the end", -time.Nanosecond},
	{"at the end", 0},
	{"a nanosecond after the end", time.Nanosecond},
	{"a second after the end", time.Second},
}

// A boundary is the end of a window of one claim, together with the side on
// which a person acts.
type boundary struct {
	clock string
	rule  mci.RuleID
	part  part
	end   time.Time
	at    time.Time // when somebody acts
	side  string
}

// inside reports whether the person acts while the window is open.
func (b *boundary) inside() bool { return b.at.Before(b.end) }

// The bounds of the search for a claim: by its number, and by the time from the
// clock to its boundary. If none is due now, people act as if it were later.
const (
	farthestClaim = 600
	farthestAhead = 25 * 24 * time.Hour
)

// A window is the window of a claim in which the drawn clock runs. If part is
// 0, the claim has none.
type window struct {
	end, latest time.Time // its end, and the claim's latest instant
	part        part
	wanted      bool // the claim is in the state that was drawn
}

// nearest draws a side, and looks for the claim whose boundary is nearest to
// the machine's clock. If any claim is in the wanted state, the others do not
// count. It overlooks a quarter of the claims, so that people work on different
// ones.
func (w *World) nearest(d *deed, b *boundary, of func(*known) window) *known {
	side := oneOf(d.dice, sides[:]...)
	b.side = side.name
	var found *known
	var wanted bool
	least := farthestAhead
	for number := min(d.Claim, len(w.numbered)-1); number > max(0, d.Claim-farthestClaim); number-- {
		k := w.numbered[number]
		if k == nil || d.Draw>>(number%64)&3 == 0 {
			continue
		}
		one := of(k)
		at := one.end.Add(side.by)
		if one.part == 0 || one.end.IsZero() || wanted && !one.wanted || at.Before(one.latest) && one.part != ended {
			continue
		}
		if away := at.Sub(d.clock()).Abs(); away < least || away < farthestAhead && one.wanted && !wanted {
			found, wanted, least = k, one.wanted, away
			d.chosen, b.part, b.end, b.at = idOf(number), one.part, one.end, at
		}
	}
	return found
}

// verdict compares the answer to a command with the table. If a person acts
// inside the window, its clock must not refuse the command; outside it must.
// For an expiry it is the other way round. If the error is no refusal, it says
// nothing about the window.
func (b *boundary) verdict(expiry bool, err error) error {
	rule, due, refused := refusedBy(err)
	if err != nil && !refused {
		return nil
	}
	var fault string
	switch b.part {
	case warns:
		if rule == b.rule {
			fault = "refuses by a clock that only warns"
		}
	case ended:
		if (rule == "claim.overtaken" || rule == "cporclaim.overtaken") != b.inside() {
			fault = "answers wrongly after the expiry"
		}
	case expires:
		fault = b.atExpiry(expiry, due, rule, err)
	}
	if fault == "" {
		return nil
	}
	return fmt.Errorf("%s of the %s window, which ends at %s, the library %s: %w", b.side, b.clock, b.end.Format(time.RFC3339), fault, orTaken(err))
}

// atExpiry returns the fault of an answer at a boundary that expires the claim.
// If there is none, it returns the empty text.
func (b *boundary) atExpiry(expiry, due bool, rule mci.RuleID, err error) string {
	switch byClock := rule == b.rule; {
	case byClock != (b.inside() == expiry):
		return "answers as if it were on the other side"
	case expiry && !b.inside() && err != nil:
		return "refuses the expiry that is due"
	case byClock && due == expiry:
		return "tells of no expiry that is due"
	default:
		return ""
	}
}

// refusedBy returns the rule of a refusal of either kind, and whether the
// refusal names an expiry that is due.
func refusedBy(err error) (rule mci.RuleID, due, refused bool) {
	var activity *claims.Refusal
	var bond *association.Refusal
	switch {
	case errors.As(err, &activity):
		return activity.Rule, activity.Due != nil, true
	case errors.As(err, &bond):
		return bond.Rule, bond.Due != nil, true
	}
	return "", false, false
}

// countRefusal counts the rule of a refusal. If the rule is a guard's, the
// event and the state matter, too.
func (w *World) countRefusal(err error) {
	var activity *claims.Refusal
	var bond *association.Refusal
	switch {
	case errors.As(err, &activity):
		w.count("refusal", string(activity.Rule))
		w.countIn(string(activity.Rule), activity.Event.String(), activity.State.String())
	case errors.As(err, &bond):
		w.count("refusal", string(bond.Rule))
		w.countIn(string(bond.Rule), bond.Event.String(), bond.State.String())
	}
}

// met counts a checked answer at a boundary. If the answer was wrong, it is a
// violation of invariant 6.
func (w *World) met(id claims.ID, b *boundary, act string, err error) {
	w.countIn("boundary", act+" "+b.side, b.clock)
	if err != nil {
		w.violate(6, id, err)
	}
}

// settled reports whether nothing disturbed the step. If so, the desk's answer
// is about the claim as the world knows it.
func (w *World) settled(d *deed) bool { return w.certain() && !w.stale() && len(d.Within) == 0 }

// actOf names an act at a boundary.
func actOf(part part, expiry bool) string {
	switch {
	case part == warns:
		return "warning"
	case part == ended:
		return "late command"
	case expiry:
		return "expiry"
	default:
		return "command"
	}
}

// boundary lets a person act on a partner activity when one of its windows
// ends: exactly at its end, shortly before it or shortly after it.
func (w *World) boundary(d *deed) {
	clock := &activityClocks[d.dice.IntN(len(activityClocks))]
	b := &boundary{clock: clock.name, rule: clock.rule}
	wanted := clock.draw(d.dice)
	k := w.nearest(d, b, func(k *known) (one window) {
		if k.claim == nil || k.claim.TermsChanged() {
			return one
		}
		state := k.claim.State()
		if one.part = clock.part(state, activityWays().before[state]); one.part == 0 {
			return one
		}
		one.end, one.latest = clock.end(k.record, clock.days.length(w, k.record.Engagement.Engagement), w.options.zone()), k.record.Updated
		one.wanted = state == wanted || one.part == ended && wanted == claims.State{}
		return one
	})
	if k == nil {
		w.answer("boundary: nothing")
		return
	}
	d.instant = b.at
	id, claim := d.id(), k.claim
	w.tell("boundary: " + b.clock + " " + b.side + " ")
	if err := w.ofActivity(b, claim); err != nil {
		w.violate(6, id, err)
	}
	before := w.store.row(id).entries
	if claim.State().Status == claims.AwaitingConsent && w.linkAt(d, b, id, claim) {
		return
	}
	w.actAt(d, b, id, claim)
	if b.part == expires && !w.options.Pure && w.store.row(id).entries == before {
		w.sweepAt(d, b, id)
	}
}

// ofActivity compares the answers of a claim about its windows with the table.
func (w *World) ofActivity(b *boundary, claim *claims.Claim) error {
	if b.part == ended {
		return nil
	}
	deadlines := claim.Deadlines()
	at := slices.IndexFunc(deadlines, func(d claims.Deadline) bool { return d.Rule == b.rule })
	if at < 0 || !deadlines[at].Window.End.Equal(b.end) || deadlines[at].Expires != (b.part == expires) {
		return fmt.Errorf("the %s window ends at %s, and the library says %v", b.clock, b.end, deadlines)
	}
	if b.part == warns {
		return b.warned(w.options.rules.overdue(claim, b.at))
	}
	permitted := claim.PermittedAt(b.at)
	expiry := permitted.Has(claims.WindowEnds)
	return b.due(claim.Due(b.at), expiry, permitted.Len() > 1 || !expiry && !permitted.IsEmpty())
}

// warned checks that a claim is overdue at Microsoft outside the window only.
func (b *boundary) warned(overdue bool) error {
	if overdue == b.inside() {
		return fmt.Errorf("%s of the %s window, the claim is overdue at Microsoft: %t", b.side, b.clock, overdue)
	}
	return nil
}

// due checks the permitted events. If the window is over, only the expiry is
// permitted, and it is due; if the window is open, the opposite holds.
func (b *boundary) due(due, expiry, others bool) error {
	if due == b.inside() || expiry == b.inside() || others != b.inside() {
		return fmt.Errorf("%s of the %s window, the expiry is due: %t, permitted: %t, and others: %t", b.side, b.clock, due, expiry, others)
	}
	return nil
}

// actAt gives a command at a boundary: one of the machine, or the expiry. The
// rules are asked about both, and the desk about one of them.
func (w *World) actAt(d *deed, b *boundary, id claims.ID, claim *claims.Claim) {
	state := claim.State()
	if b.part == ended {
		state = oneOf(d.dice, activityWays().before[state]...)
	}
	events := slices.DeleteFunc(slices.Clone(activityWays().events[state]), func(e claims.Event) bool { return e == claims.WindowEnds })
	acts := []claims.Event{oneOf(d.dice, events...)}
	if b.part == expires {
		acts = append(acts, claims.WindowEnds)
	}
	for _, event := range acts {
		_, err := w.options.rules.act(claim, command(d.dice, event, claim), punctual(actorOf(event), b.at))
		w.met(id, b, actOf(b.part, event == claims.WindowEnds), b.verdict(event == claims.WindowEnds, err))
	}
	event := oneOf(d.dice, acts...)
	class, err := w.give(d, id, command(d.dice, event, claim), punctual(actorOf(event), b.at))
	if w.settled(d) && (class == 0 || class == desk.Refused) {
		w.met(id, b, actOf(b.part, event == claims.WindowEnds), b.verdict(event == claims.WindowEnds, err))
	}
}

// punctual returns the meta of a command that arrives when it is given. If the
// actor is the partner, the user has a role that suffices.
func punctual(actor claims.Actor, at time.Time) claims.Meta {
	meta := claims.Meta{Actor: actor, At: at, Received: at}
	if actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesAdmin
	}
	return meta
}

// sweepAt sweeps the claims of a customer at a boundary. If the window is over,
// the sweep must end the claim; otherwise it must leave it alone.
func (w *World) sweepAt(d *deed, b *boundary, id claims.ID) {
	before := w.store.row(id).envelope
	query := store.Query{Customer: before.Customer}
	failed := 0
	if before.Kind == store.PartnerActivity {
		for _, err := range d.machine.desk.Sweep(d.ctx, query, b.at) {
			failed += failure(err)
		}
	} else {
		for _, err := range d.machine.desk.Associations().Sweep(d.ctx, query, b.at) {
			failed += failure(err)
		}
	}
	w.answer("sweep: %d failed", failed)
	if failed > 0 || !w.settled(d) {
		return
	}
	var err error
	if swept := w.store.row(id).envelope.Version != before.Version; swept == b.inside() {
		err = fmt.Errorf("%s of the %s window, a sweep ended the claim: %t", b.side, b.clock, swept)
	}
	w.met(id, b, "sweep", err)
}

// linkAt checks the link of the latest mail at a boundary. It must be valid
// when the window is open, and not when it is over. linkAt reports whether the
// customer answered by the link.
func (w *World) linkAt(d *deed, b *boundary, id claims.ID, claim *claims.Claim) bool {
	answer := consent.Link{
		Claim: string(id), Generation: claim.Consent().Generation, Answer: consent.Accepted, Ends: b.end, Nonce: fmt.Sprintf("last-%016x", d.Draw),
	}
	token, err := w.ring.Sign(answer)
	if err != nil {
		w.violate(0, id, err)
		return false
	}
	_, err = w.ring.Verify(token, b.at)
	if verified := err == nil; verified == b.inside() {
		err = nil
	} else {
		err = fmt.Errorf("%s of the %s window, a link is valid: %t", b.side, b.clock, verified)
	}
	w.met(id, b, "link", err)
	if d.dice.chance(60) {
		return false
	}
	w.follow(d, id, answer)
	return true
}
