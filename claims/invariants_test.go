package claims_test

import (
	"errors"
	"maps"
	"reflect"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// attempt applies a command, which may be refused, and checks the numbered
// invariants of the design that one step can break. It reports whether the
// claim moved on. The search takes hundreds of thousands of such steps, so none
// of the checks of one is marked as a helper, which would take a seventh of its
// time; each failure names its invariant.
func (l *life) attempt(command claims.Command, meta claims.Meta) bool {
	given := l.claim
	before := given.Record()
	moved := l.step(command, meta)
	checkUnchanged(l.t, &before, given)
	return moved
}

// step is attempt without the check that the claim which was given stays as it
// was.
func (l *life) step(command claims.Command, meta claims.Meta) bool {
	change, err := claims.Apply(l.claim, command, meta)
	again, errAgain := claims.Apply(l.claim, command, meta)
	l.checkRepeatable(change, again, err, errAgain)
	switch {
	case err != nil:
		l.checkRefusal(command, meta, change, err)
		return false
	case len(change.Entries) == 0:
		if meta.Key == "" || change.Claim != l.claim {
			l.t.Fatalf("invariant 9: %s changed nothing, and its key is %q", command.Event(), meta.Key)
		}
		return false
	}
	before := l.claim.Record()
	l.checkMachine(&before, command, change)
	l.checkHistory(&before, meta, change)
	l.checkFrozen(&before, change.Claim.Record())
	l.checkWindow(command, meta)
	l.claim, l.history = change.Claim, append(l.history[:len(l.history):len(l.history)], change.Entries...)
	l.checkRepetition(command, meta)
	return true
}

// Invariant 2: Apply never changes its inputs.
func checkUnchanged(t tb, before *claims.Record, claim *claims.Claim) {
	t.Helper()
	if after := claim.Record(); !reflect.DeepEqual(*before, after) {
		t.Fatalf("invariant 2: the claim was changed from %+v to %+v", *before, after)
	}
}

// Invariant 2: equal inputs give equal outputs.
func (l *life) checkRepeatable(change, again claims.Change, err, errAgain error) {
	if !reflect.DeepEqual(err, errAgain) || !reflect.DeepEqual(change.Entries, again.Entries) {
		l.t.Fatalf("invariant 2: one input gave %v, %v and then %v, %v", change.Entries, err, again.Entries, errAgain)
	}
	if err == nil && !reflect.DeepEqual(change.Claim.Record(), again.Claim.Record()) {
		l.t.Fatalf("invariant 2: one input gave %+v and then %+v", change.Claim.Record(), again.Claim.Record())
	}
}

// checkRefusal checks that a refusal is complete, and that any other error
// reports a malformed field.
func (l *life) checkRefusal(command claims.Command, meta claims.Meta, change claims.Change, err error) {
	if len(change.Entries) != 0 {
		l.t.Fatalf("there is a change beside the error %v", err)
	}
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) {
		if errors.Is(err, claims.ErrOutOfOrder) {
			if late := l.claim.Record().Updated.Sub(meta.At); late <= claims.DefaultTolerance {
				l.t.Fatalf("invariant 12: a command that is %s behind is out of order", late)
			}
			return
		}
		if !errors.Is(err, mci.ErrInvalid) {
			l.t.Fatalf("got error %v, want a refusal or a field error", err)
		}
		return
	}
	if refusal.State != l.claim.State() || refusal.Event != command.Event() || refusal.Rule == "" || refusal.Missing == "" || refusal.Source.Grade == 0 {
		l.t.Fatalf("the refusal is incomplete: %+v", refusal)
	}
	if refusal.Due != nil && (!refusal.Due.Expires || refusal.Due.Window.Open(meta.At) || command.Event() == claims.WindowEnds) {
		l.t.Fatalf("invariant 6: %v, and the expiry that is due is %+v", refusal, refusal.Due)
	}
}

// checkMachine checks invariant 1: no transition leaves a terminal status. It
// also checks that every step is a row of the table.
func (l *life) checkMachine(before *claims.Record, command claims.Command, change claims.Change) {
	from, to := before.State(), change.Claim.State()
	want, ok := lookUp(claims.Transitions(), from, command.Event())
	if !ok || to != want {
		l.t.Fatalf("%s led from %s to %s, which is not in the table", command.Event(), from, to)
	}
	if from.Terminal() && to != from {
		l.t.Fatalf("invariant 1: %s led from terminal %s to %s", command.Event(), from, to)
	}
}

// checkHistory checks invariant 3: the version grows by one, the numbers in the
// history have no gap, and time does not run backwards.
func (l *life) checkHistory(before *claims.Record, meta claims.Meta, change claims.Change) {
	after, entry := change.Claim.Record(), change.Entries[0]
	latest := l.history[len(l.history)-1]
	if len(change.Entries) != 1 || after.Version != before.Version+1 || entry.Number != after.Version || entry.Number != latest.Number+1 || change.Expected() != before.Version {
		l.t.Fatalf("invariant 3: after version %d came version %d with %d entries, the first of number %d", before.Version, after.Version, len(change.Entries), entry.Number)
	}
	given := entry.At
	if !entry.Given.IsZero() {
		given = entry.Given
	}
	if before.Updated.Sub(entry.At) > claims.DefaultTolerance || !given.Equal(meta.At) || entry.At.Before(given) ||
		after.Updated.Before(before.Updated) || after.Updated.Before(entry.At) || after.Updated.After(entry.At) && !after.Updated.Equal(before.Updated) {
		l.t.Fatalf("invariant 3: after an entry of %s came one of %s, for a command of %s", latest.At, entry.At, meta.At)
	}
	if entry.Claim != before.ID || entry.From != before.Status || entry.To != after.Status || entry.Actor != meta.Actor || entry.Role != meta.Role || entry.User != meta.User || entry.Key != meta.Key {
		l.t.Fatalf("the entry does not tell what happened: %+v", entry)
	}
}

// checkFrozen checks invariant 4, that frozen fields do not change, and
// invariant 5, that there is one dispute and one post-dispute clock.
func (l *life) checkFrozen(before *claims.Record, after claims.Record) {
	frozen := func(name string, set bool, a, b any) {
		if set && !reflect.DeepEqual(a, b) {
			l.t.Fatalf("invariants 4 and 5: %s changed from %v to %v", name, a, b)
		}
	}
	frozen("the ID", true, before.ID, after.ID)
	frozen("the engagement", true, before.Engagement, after.Engagement)
	frozen("the customer", true, before.CustomerID, after.CustomerID)
	frozen("the ID that was checked", true, before.CheckedID, after.CheckedID)
	frozen("the hours", true, before.Hours, after.Hours)
	frozen("the opportunity", true, before.Opportunity, after.Opportunity)
	frozen("the estimate", true, before.Amounts.Estimated, after.Amounts.Estimated)
	frozen("the creation", true, before.Created, after.Created)
	frozen("the request for consent", !before.Consent.Asked.IsZero(), before.Consent.Asked, after.Consent.Asked)
	frozen("the deal size", !before.Consent.Asked.IsZero(), before.Consent.DealSize, after.Consent.DealSize)
	frozen("the customer's answer", before.Consent.Answer != 0, before.Consent.Answer, after.Consent.Answer)
	frozen("the instant of the answer", before.Consent.Answer != 0, before.Consent.Answered, after.Consent.Answered)
	frozen("the first submission", !before.FirstSubmitted.IsZero(), before.FirstSubmitted, after.FirstSubmitted)
	frozen("the rejection", !before.RejectedAt.IsZero(), before.RejectedAt, after.RejectedAt)
	frozen("the dispute", before.Disputed, before.Disputed, after.Disputed)
	frozen("the submission of the dispute", !before.DisputeSubmitted.IsZero(), before.DisputeSubmitted, after.DisputeSubmitted)
	if len(after.Amounts.Payments) < len(before.Amounts.Payments) || len(after.Keys) < len(before.Keys) {
		l.t.Fatalf("a payment or a key was forgotten: %+v, %+v", before, after)
	}
}

// checkWindow checks invariant 6: before the end of the window the claim cannot
// expire, and from then on it can only expire. The command succeeded, and
// l.claim is the claim before it.
func (l *life) checkWindow(command claims.Command, meta claims.Meta) {
	window, expires := l.expiring()
	expiry := command.Event() == claims.WindowEnds
	switch {
	case expiry && !expires:
		l.t.Fatalf("invariant 6: the claim expired in %s, where no clock expires it", l.claim.State())
	case expires && expiry == window.Open(meta.At):
		l.t.Fatalf("invariant 6: %s succeeded at %s, where the window ends at %s", command.Event(), meta.At, window.End)
	}
}

// expiring returns the window at whose end the claim expires, and false if
// there is none.
func (l *life) expiring() (mci.Window, bool) {
	for _, d := range l.claim.Deadlines() {
		if d.Expires {
			return d.Window, true
		}
	}
	return mci.Window{}, false
}

// checkExpiry checks that the claim can expire at the instant of a command if
// and only if its window is over.
func (l *life) checkExpiry(meta claims.Meta) {
	if meta.At.Before(l.claim.Record().Updated) {
		return
	}
	window, expires := l.expiring()
	_, err := claims.Apply(l.claim, claims.Expire{}, claims.Meta{Actor: claims.System, At: meta.At})
	if possible := err == nil; possible != (expires && !window.Open(meta.At)) {
		l.t.Fatalf("invariant 6: in %s at %s the expiry is possible: %t; the window ends at %s", l.claim.State(), meta.At, possible, window.End)
	}
}

// checkRepetition checks invariant 9: a command that is repeated under its key
// changes nothing, and another command cannot use the key.
func (l *life) checkRepetition(command claims.Command, meta claims.Meta) {
	if meta.Key == "" {
		return
	}
	repeated, err := claims.Apply(l.claim, command, meta)
	if err != nil || len(repeated.Entries) != 0 || repeated.Claim != l.claim {
		l.t.Fatalf("invariant 9: the repeated %s gave %d entries and error %v", command.Event(), len(repeated.Entries), err)
	}
	other := claims.Command(claims.ResendConsent{})
	if command.Event() == other.Event() {
		other = claims.Accept{}
	}
	meta.Actor = by(other.Event(), meta.At).Actor
	_, err = claims.Apply(l.claim, other, meta)
	wantInvalid(l.t, err, "key")
}

// checkNextSteps checks that the open next steps at an instant are the commands
// that succeeded then, which are in done.
func (l *life) checkNextSteps(when time.Time, done map[claims.Event]bool) {
	l.t.Helper()
	next := l.claim.NextSteps(when)
	open := map[claims.Event]bool{}
	for _, step := range next.Steps {
		if step.Open() {
			open[step.Event] = true
		}
		if to, ok := l.claim.State().Next(step.Event); !ok || to != step.To {
			l.t.Fatalf("the step %s leads to %s, the machine to %s", step.Event, step.To, to)
		}
	}
	if !maps.Equal(open, done) {
		l.t.Fatalf("in %s at %s these steps are open: %v; these commands were done: %v", l.claim.State(), when, open, done)
	}
	for _, count := range next.Deadlines {
		if to, _ := l.claim.State().Next(claims.WindowEnds); count.Expires && (count.Then != to || count.Over != done[claims.WindowEnds]) {
			l.t.Fatalf("at the end of %+v the claim goes to %s; it expires now: %t", count, to, done[claims.WindowEnds])
		}
	}
}

// checkStored restores the claim from the JSON of its record.
func (l *life) checkStored() {
	l.t.Helper()
	restored, err := claims.Restore(throughJSON(l.t, l.claim.Record()), l.catalog)
	if err != nil {
		l.t.Fatalf("the record of a claim in %s is not restored: %v", l.claim.State(), err)
	}
	wantSame(l.t, "the restored record", restored.Record(), l.claim.Record())
}

// reread returns the history as it is read again from JSON, of which the first
// entries are known.
func (l *life) reread(known []claims.Entry) []claims.Entry {
	l.t.Helper()
	read := known[:len(known):len(known)]
	for _, entry := range l.history[len(known):] {
		read = append(read, throughJSON(l.t, entry))
	}
	return read
}

// Invariant 7: replaying a claim's history gives the claim.
func (l *life) checkReplay() {
	l.t.Helper()
	l.checkReplayOf(l.reread(nil))
}

// checkReplayOf is checkReplay for a history that was read from JSON.
func (l *life) checkReplayOf(history []claims.Entry) {
	l.t.Helper()
	replayed, err := claims.Replay(history, l.catalog)
	if err != nil {
		l.t.Fatalf("invariant 7: the history of a claim in %s is not replayed: %v", l.claim.State(), err)
	}
	wantSame(l.t, "invariant 7: the replayed record", replayed.Record(), l.claim.Record())
}
