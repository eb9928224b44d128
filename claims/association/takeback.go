package association

import (
	"errors"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/takeback"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
)

// takingBack is the row of the entries that take another back. It is beside the
// machine.
var takingBack = lifecycle.Transition{Event: lifecycle.EntryTakenBack, Actor: claims.Partner, Rule: "cporclaim.taking-back", Source: mci.LibraryReading}

// TakeBack takes back a wrong entry of a claim's history, as [claims.TakeBack]
// does for the other kind: the claim is as it was before the entry, and one
// more entry names it and holds the resulting record. The history is the whole
// one. The entry must be the last, or every later entry must be an observation
// of Partner Center or be taken back itself. An opt-out, which the customer
// gives to Microsoft and the host only notes, can be taken back; the opening
// cannot.
//
// The actor is the partner with its role, or [claims.PartnerCenter] for an
// import that is undone. If the rules do not allow it, the error is a
// [Refusal]; malformed input, and a history that is not that of the claim, is a
// [mci.FieldError]. If the claim is approved again, ask Against of package
// credit before the change is saved. Source: [mci.LibraryReading].
func TakeBack(claim *Claim, history []Entry, number uint64, meta claims.Meta) (Change, error) {
	if claim == nil {
		return Change{}, mci.Invalid("claim", "", "a claim")
	}
	if errTables != nil {
		return Change{}, errTables
	}
	if err := meta.Check(); err != nil {
		return Change{}, err
	}
	meta.At = form.UTC(meta.At)
	key, err := keyOf(&meta, lifecycle.EntryTakenBack, number)
	if err != nil {
		return Change{}, err
	}
	switch repeated, err := usedkey.Repeats(claim.record.Keys, key); {
	case err != nil:
		return Change{}, err
	case repeated:
		return Change{Claim: claim}, nil
	}
	row := takingBack
	if meta.Actor == claims.PartnerCenter {
		row.Actor = claims.PartnerCenter
	}
	if gap := notFor(&row, &meta); gap != nil {
		return Change{}, claim.refusal(lifecycle.EntryTakenBack, &meta, *gap)
	}
	if number == 0 || number > uint64(len(history)) {
		return Change{}, mci.Invalid("number", strconv.FormatUint(number, 10), "the number of an entry of the claim, from 1 to "+strconv.Itoa(len(history)))
	}
	if why := takeback.Irrevocable(revocable(history), number); why != "" {
		return Change{}, claim.refusal(lifecycle.EntryTakenBack, &meta, claims.Gap{Rule: row.Rule, Path: "number", Why: why, Source: row.Source.Source()})
	}
	earlier, err := claim.before(history, number)
	if err != nil {
		return Change{}, err
	}
	if err := meta.InOrder(claim.record.ID, earlier.record.Updated); err != nil {
		return Change{}, err
	}
	return claim.takenBack(earlier, &row, number, key, &meta), nil
}

// revocable returns a history as far as a taking-back asks.
func revocable(history []Entry) []takeback.Entry {
	entries := make([]takeback.Entry, len(history))
	for i := range history {
		e := &history[i]
		entries[i] = takeback.Entry{Event: e.Event.String(), Observed: e.Actor == claims.PartnerCenter, TakenBack: e.TakenBack}
		if i == 0 {
			entries[i].Final = "it created the claim"
		}
	}
	return entries
}

// before replays the history, which must lead to the claim, and returns the
// claim as it was before an entry other than the first.
func (c *Claim) before(history []Entry, number uint64) (*Claim, error) {
	states, err := replay(history, c.terms)
	if errors.Is(err, claims.ErrRefused) { // of a step, not of the taking-back
		err = mci.Invalid("history", err.Error(), "the whole history of "+c.String())
	}
	if err != nil {
		return nil, err
	}
	if last := states[len(states)-1]; !form.Same(last.unindexed(), c.unindexed()) {
		return nil, mci.Invalid("history", last.String(), "the whole history of "+c.String())
	}
	return states[number-2], nil
}

// takenBack returns the change to an earlier state of the claim.
func (c *Claim) takenBack(earlier *Claim, row *lifecycle.Transition, number uint64, key UsedKey, meta *claims.Meta) Change {
	back := &Claim{earlier.Record(), c.terms}
	r := &back.record
	r.Version = c.record.Version + 1
	r.Keys = usedkey.With(slices.Clone(c.record.Keys), key)
	r.TakenBack = true
	entry := back.entry(c.State(), row, meta, meta.At)
	entry.TakenBack = number
	restored := back.Record()
	entry.Restored = &restored
	return Change{Claim: back, Entries: []Entry{entry}}
}

// takeBackAgain repeats the effect of an entry that takes another back, for
// [Replay].
func (c *Claim) takeBackAgain(entry *Entry, states []*Claim) (Change, error) {
	if entry.TakenBack < 2 || entry.TakenBack > uint64(len(states)) {
		return Change{}, mci.Invalid("history", strconv.FormatUint(entry.TakenBack, 10), "the number of an earlier entry after the opening")
	}
	meta := entry.meta()
	key, err := keyOf(&meta, lifecycle.EntryTakenBack, entry.TakenBack)
	if err != nil {
		return Change{}, err
	}
	row := takingBack
	row.Actor = meta.Actor
	return c.takenBack(states[entry.TakenBack-2], &row, entry.TakenBack, key, &meta), nil
}
