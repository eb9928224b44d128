package partner

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// partner gives a command of a user at the partner, mostly one that fits the
// claim's state.
func (w *World) partner(d *deed) { w.giveAs(d, claims.Partner) }

// microsoft gives a command of the reviewer.
func (w *World) microsoft(d *deed) { w.giveAs(d, claims.Microsoft) }

// stranger gives some commands to a claim in any state, as anybody.
func (w *World) stranger(d *deed) {
	state := oneOf(d.dice, activityWays().states...)
	w.search(d, farthestClaim, func(k *known) bool { return k.claim != nil && k.claim.State() == state })
	for range 1 + d.dice.IntN(4) {
		event := oneOf(d.dice, commandedEvents()...)
		actor := actorOf(event)
		if d.dice.chance(50) {
			actor = claims.Actor(d.dice.IntN(6)) //nolint:gosec // because it is below 6
		}
		w.do(d, d.id(), command(d.dice, event, w.claim(d.id())), w.meta(d, actor))
	}
}

// claim returns a claim as the world knows it, or nil.
func (w *World) claim(id claims.ID) *claims.Claim {
	if k := w.known[id]; k != nil {
		return k.claim
	}
	return nil
}

// giveAs draws an event that fits, and its command.
func (w *World) giveAs(d *deed, actor claims.Actor) {
	skip := d.dice.IntN(6) // so that not all work on the latest claim
	w.choose(d, func(k *known) bool {
		if k.claim.NextActor(d.clock()) != actor {
			return false
		}
		skip--
		return skip < 0
	})
	claim := w.claim(d.id())
	fits := fitting(claim, actor)
	events := fits
	if len(events) == 0 || d.dice.chance(5) {
		events = claims.Events()
	}
	event := oneOf(d.dice, events...)
	if slices.Contains(fits, claims.PartnerSubmits) && d.dice.chance(75) {
		event = claims.PartnerSubmits
		if len(claim.MissingEvidence(d.clock())) > 0 && !d.dice.chance(15) {
			event = claims.EvidenceGiven
		}
	}
	if event == claims.PartnerCancels && d.dice.chance(80) {
		event = oneOf(d.dice, events...) // users seldom give up
	}
	w.do(d, d.id(), command(d.dice, event, claim), w.meta(d, actor))
}

// fitting returns the events of an actor that the machine permits.
func fitting(claim *claims.Claim, actor claims.Actor) (events []claims.Event) {
	if claim == nil {
		return nil
	}
	state, all := claim.State(), activityWays()
	for _, event := range all.events[state] {
		if all.actors[event] == actor {
			events = append(events, event)
		}
	}
	if actor == claims.Microsoft && state.Status == claims.Approved {
		events = append(events, claims.FactsRecorded)
	}
	return events
}

// do gives a command to the desk of a machine; see give.
func (w *World) do(d *deed, id claims.ID, command claims.Command, meta claims.Meta) {
	_, _ = w.give(d, id, command, meta) // the error is checked
}

// give gives a command to the desk of a machine, and compares the answer with
// that of the pure function.
func (w *World) give(d *deed, id claims.ID, command claims.Command, meta claims.Meta) (desk.ErrorClass, error) {
	if claim := w.claim(id); claim != nil {
		w.countIn("command", command.Event().String(), claim.State().String())
	}
	w.applyTwice(id, command, meta)
	_, err := d.machine.office.Do(d.ctx, id, command, meta)
	class := w.finish(id, "do "+command.Event().String(), err)
	w.checkAnswer(d, id, command, meta, class, err)
	if class == 0 || class == desk.Unavailable {
		w.given = remembering(w.given, given[claims.Command]{id, command, meta, class == 0})
	}
	return class, err
}

// applyTwice checks invariant 2.
func (w *World) applyTwice(id claims.ID, command claims.Command, meta claims.Meta) {
	claim := w.claim(id)
	if claim == nil || w.options.Pure && w.played%8 != 0 {
		return
	}
	w.count("invariant", "2")
	before := claim.Record()
	change, err := w.options.rules.act(claim, command, meta)
	again, errAgain := w.options.rules.act(claim, command, meta)
	switch {
	case (err == nil) != (errAgain == nil) || len(change.Entries) != len(again.Entries):
		w.violate(2, id, fmt.Errorf("one input gave two answers: %w", errors.Join(err, errAgain)))
	case !reflect.DeepEqual(before, claim.Record()):
		w.violate(2, id, errors.New("the claim that was given has changed"))
	case err == nil && !reflect.DeepEqual(change.Claim.Record(), again.Claim.Record()):
		w.violate(2, id, errors.New("one input gave two records"))
	}
	if submit, ok := command.(claims.Submit); ok && claim.State().Status != claims.ConsentReceived {
		owes, told := owing(w.known[id].history, replyOf)
		w.checkResubmission(id, owes, told, submit.Comment, "claim.guard.answer", err)
	}
}

// checkAnswer checks invariant 12. If the desk refuses a command, the rules
// must refuse it for the claim that the desk read. If a command is inside the
// tolerance, it must not be out of order.
func (w *World) checkAnswer(d *deed, id claims.ID, command claims.Command, meta claims.Meta, class desk.ErrorClass, err error) {
	w.count("invariant", "12")
	w.checkOrder(id, class, err)
	if meta.Key != "" || class != desk.Refused && class != 0 {
		return
	}
	if claim := w.seen(d, id); claim != nil {
		change, pure := w.options.rules.act(claim, command, meta)
		repeated := class == 0 && len(change.Entries) == 0
		if (pure == nil) != (class == 0) && !repeated {
			w.violate(12, id, fmt.Errorf("the desk and the rules differ: %w", errors.Join(err, pure)))
		}
	}
}

// checkOrder checks that no command inside the tolerance is out of order. If no
// other step came between, there must be no conflict.
func (w *World) checkOrder(id claims.ID, class desk.ErrorClass, err error) {
	var late *claims.OutOfOrderError
	if errors.As(err, &late) && late.Updated.Sub(late.At) <= claims.DefaultTolerance {
		w.violate(12, id, fmt.Errorf("out of order inside the tolerance: %w", err))
	}
	if class == desk.Conflicted && w.certain() {
		w.violate(12, id, errors.New("a conflict with nobody"))
	}
}

// seen returns the claim that the desk read last in this step. If the read was
// stale, or if the machine's catalog has other terms, it returns nil.
func (w *World) seen(d *deed, id claims.ID) *claims.Claim {
	envelope, loaded := w.store.present.seen[id]
	if !loaded || w.stale() || envelope.Kind != store.PartnerActivity {
		return nil
	}
	k := w.known[id]
	if k == nil || k.record == nil || k.record.Version != envelope.Version {
		return nil // another step has changed it meanwhile
	}
	claim, err := claims.Restore(k.record.Clone(), d.machine.card)
	if err != nil {
		return nil
	}
	return claim
}

// customer answers a request for consent through a link: once, twice, late, by
// an old mail, or after a scanner. If there is no link, the customer answers on
// paper. Some never answer.
func (w *World) customer(d *deed) {
	w.choose(d, func(k *known) bool { return k.claim.State().Status == claims.AwaitingConsent })
	id, claim := d.id(), w.claim(d.id())
	if claim != nil && claim.State().Status == claims.AwaitingConsent {
		w.mail(d, id, claim)
	}
	links := w.links[id]
	if len(links) == 0 || d.dice.chance(10) {
		event := oneOf(d.dice, claims.CustomerAccepts, claims.CustomerAccepts, claims.CustomerDeclines)
		w.do(d, id, command(d.dice, event, claim), w.meta(d, claims.Customer))
		return
	}
	if d.dice.chance(30) {
		w.answer("customer: silent")
		w.count("customer", "silent")
		return
	}
	for range 1 + d.dice.IntN(3)/2 {
		w.follow(d, id, oneOf(d.dice, links...))
	}
}

// mail makes the two links of a mail.
func (w *World) mail(d *deed, id claims.ID, claim *claims.Claim) {
	deadline, expires := claim.Expiry()
	if !expires || len(w.links[id]) > 8 {
		return
	}
	nonce := fmt.Sprintf("mail-%016x", d.Draw)
	for _, answer := range []consent.Answer{consent.Accepted, consent.Accepted, consent.Declined} {
		w.links[id] = append(w.links[id], consent.Link{
			Claim: string(id), Generation: claim.Consent().Generation, Answer: answer, Ends: deadline.Window.End, Nonce: nonce,
		})
	}
}

// follow signs, verifies and confirms a link. The preview and a changed token
// must change nothing.
func (w *World) follow(d *deed, id claims.ID, answer consent.Link) {
	token, err := w.ring.Sign(answer)
	if err != nil {
		w.violate(0, id, err)
		return
	}
	spoiled := "x" + token[1:]
	if _, err := w.ring.Verify(spoiled, d.clock()); err == nil && spoiled != token {
		w.violate(9, id, errors.New("a changed token is taken"))
	}
	found, err := w.ring.Verify(token, d.clock())
	if err != nil {
		w.count("customer", "expired link")
		w.answer("customer: %v", err)
		return
	}
	version := w.store.row(id).envelope.Version
	meta := claims.Meta{At: d.clock(), Received: d.clock()}
	if _, err := d.machine.office.PreviewAnswer(d.ctx, found, meta); err == nil {
		w.count("customer", "previewed")
	}
	if after := w.store.row(id).envelope.Version; after != version && len(d.Within) == 0 {
		w.violate(9, id, errors.New("following a link answered"))
	}
	change, err := d.machine.office.ConfirmAnswer(d.ctx, found, meta)
	w.count("customer", confirmed(len(change.Entries), err))
	w.answer("customer: %s", confirmed(len(change.Entries), err))
	if err != nil && desk.ClassOf(err) == desk.Unavailable && w.certain() {
		w.violate(9, id, fmt.Errorf("the store is not to blame: %w", err))
	}
}

// linkRefused reports whether the consent itself refuses a link.
func linkRefused(err error) bool {
	var refused *consent.LinkError
	return errors.As(err, &refused)
}

func confirmed(entries int, err error) string {
	switch {
	case err == nil && entries == 0:
		return "confirmed twice"
	case err == nil:
		return "confirmed"
	case linkRefused(err):
		return "refused link"
	default:
		return desk.ClassOf(err).String()
	}
}

// repeat gives one of the latest commands again.
func (w *World) repeat(d *deed) {
	giveAgain[claims.Command](w, d, "repeat", "invariant", w.given, claims.AddComment{Comment: "under another's key"}, func(g given[claims.Command]) (int, error) {
		change, err := d.machine.office.Do(d.ctx, g.id, g.command, g.meta)
		return len(change.Entries), err
	})
}

// giveAgain gives one of some commands again. If the content is the same, the
// repetition must change nothing; if it is another one, it must be refused.
func giveAgain[C any](w *World, d *deed, what, group string, all []given[C], other C, do func(given[C]) (entries int, err error)) {
	if len(all) == 0 {
		w.answer("%s: nothing", what)
		return
	}
	g := oneOf(d.dice, all...)
	same := !d.dice.chance(20)
	if !same {
		g.command = other
	}
	before := w.store.row(g.id).envelope.Version
	entries, err := do(g)
	class := w.finish(g.id, what, err)
	if !w.certain() || w.stale() || !g.certain {
		return
	}
	switch {
	case !same && class == 0:
		w.violate(9, g.id, fmt.Errorf("key %q stands for two commands", g.meta.Key))
	case !same, class == desk.TermsChanged, class == desk.Unreadable: // which finish has judged
	case class != 0 || entries > 0:
		w.violate(9, g.id, fmt.Errorf("repeated under key %q: %d entries and %w", g.meta.Key, entries, orTaken(err)))
	case len(d.Within) == 0 && w.store.row(g.id).envelope.Version != before:
		w.violate(9, g.id, errors.New("a repetition changed the claim"))
	}
	w.count(group, "9")
}

// acceptTerms moves a claim to the terms of the catalog.
func (w *World) acceptTerms(d *deed) {
	w.do(d, d.id(), command(d.dice, claims.TermsAccepted, w.claim(d.id())), w.meta(d, claims.Partner))
}

// resolve settles a divergence. If no claim has one, the command is refused.
func (w *World) resolve(d *deed) {
	w.choose(d, func(k *known) bool { shown := k.claim.Divergence(); return shown != nil && shown.Open() })
	w.do(d, d.id(), command(d.dice, claims.DivergenceResolved, w.claim(d.id())), w.meta(d, claims.Partner))
}

// takeBack takes back one of the last entries of a claim.
func (w *World) takeBack(d *deed) {
	k := w.known[d.id()]
	number := uint64(1)
	if k != nil && len(k.history) > 0 {
		number = uint64(max(1, len(k.history)-d.dice.IntN(3))) //nolint:gosec // because it is above 0
	}
	_, err := d.machine.office.TakeBack(d.ctx, d.id(), number, w.meta(d, oneOf(d.dice, claims.Partner, claims.PartnerCenter)))
	w.finish(d.id(), "take back", err)
}

// correct takes back an expiry and gives the command that came in time. If the
// command was permitted before the expiry, it must be accepted now: no command
// is refused for good because another one came first. That is invariant 12.
func (w *World) correct(d *deed) {
	w.choose(d, func(k *known) bool { return k.claim.State().Status.IsExpired() && !k.claim.Adopted() })
	k := w.known[d.id()]
	if k == nil || len(k.history) < 2 || k.claim == nil || k.claim.TermsChanged() {
		w.answer("correct: nothing")
		return
	}
	last := k.history[len(k.history)-1]
	before, err := claims.Replay(k.history[:len(k.history)-1], d.machine.card)
	if last.Event != claims.WindowEnds || err != nil {
		w.answer("correct: not expired")
		w.count("correct", "not expired")
		return
	}
	events := fitting(before, claims.Customer)
	events = append(events, fitting(before, claims.Partner)...)
	if len(events) == 0 {
		return
	}
	late := command(d.dice, oneOf(d.dice, events...), before)
	at := before.Record().Updated.Add(time.Minute)
	given := claims.Meta{Actor: actorOf(late.Event()), User: "pat", Role: mci.IncentivesUser, At: at, Received: d.clock(), Key: fmt.Sprintf("late %x", d.Draw)}
	if given.Actor != claims.Partner {
		given.User, given.Role = "", 0
	}
	back := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: maxTime(d.clock(), last.At), Received: maxTime(d.clock(), last.At), Key: fmt.Sprintf("back %x", d.Draw)}
	_, pure := w.options.rules.act(before, late, given)
	_, err = d.machine.office.Correct(d.ctx, d.id(), last.Number, back, late, given)
	class := w.finish(d.id(), "correct", err)
	w.count("invariant", "12")
	if pure == nil && (class == desk.Refused || class == desk.Malformed) && w.certain() && len(d.Within) == 0 {
		w.violate(12, d.id(), fmt.Errorf("a command in time is lost for good: %w", err))
	}
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// actorOf returns the actor of an event.
func actorOf(event claims.Event) claims.Actor {
	if actor, known := activityWays().actors[event]; known {
		return actor
	}
	return claims.Partner
}
