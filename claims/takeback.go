package claims

import (
	"errors"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/takeback"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// takingBack is the row of the entries that take another back. It is beside the
// machine.
var takingBack = Transition{Event: EntryTakenBack, Actor: Partner, Rule: takingBackRule, Source: mci.LibraryReading}

// TakeBack takes back a wrong entry of a claim's history: an observation of the
// wrong export, or a command with a wrongly typed year. The claim is as it was
// before the entry. TakeBack returns one more entry, which names the entry that
// is taken back and holds the resulting record. Nothing is deleted, and the
// idempotency keys stay used.
//
// The history must be complete, from the opening entry on. It is replayed with
// the catalog, and must lead to the claim. The entry must be the last, or every
// later entry must be an observation of Partner Center or be taken back itself.
// Such observations are taken back with it. The opening of a claim, a deal size
// that was sent, and the customer's own answer cannot be taken back. A
// taking-back is final.
//
// The catalog need no longer have the terms under which the entries were made;
// see [Replay]. So an entry before an [AcceptTerms] can be taken back after the
// acceptance was, even if the edition was edited in place, and so can an entry
// of a claim that is held because its terms have changed. The claim is then
// held until its terms are accepted. If the command is dated before the entries
// that stand by more than the tolerance, the error is an [OutOfOrderError].
//
// The actor is [Partner] with a role, or [PartnerCenter] for an import that is
// undone. If the rules do not allow it, the error is a [Refusal]; malformed
// input, and a history that is not that of the claim, is a [mci.FieldError]. If
// the key was used for the same taking-back, nothing changes. If the claim had
// ended and is open again, [Change.Limit] has the limit of the customer's
// claims. Source: [mci.LibraryReading].
func TakeBack(claim *Claim, history []Entry, number uint64, catalog *catalog.Catalog, meta Meta) (Change, error) {
	if claim == nil {
		return Change{}, mci.Invalid("claim", "", "a claim")
	}
	if errTables != nil {
		return Change{}, errTables
	}
	if err := meta.check(); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	key, err := meta.key(EntryTakenBack, number)
	if err != nil {
		return Change{}, err
	}
	switch repeated, err := claim.repeats(key); {
	case err != nil:
		return Change{}, err
	case repeated:
		return Change{Claim: claim}, nil
	}
	row := takingBack
	if meta.Actor == PartnerCenter {
		row.Actor = PartnerCenter
	}
	if gap := row.notFor(&meta); gap != nil {
		return Change{}, claim.refusal(EntryTakenBack, &meta, *gap)
	}
	if number == 0 || number > uint64(len(history)) {
		return Change{}, mci.Invalid("number", strconv.FormatUint(number, 10), "the number of an entry of the claim, from 1 to "+strconv.Itoa(len(history)))
	}
	if gap := irrevocable(history, number); gap != nil {
		return Change{}, claim.refusal(EntryTakenBack, &meta, *gap)
	}
	earlier, err := claim.before(history, number, catalog, &meta)
	if err != nil {
		return Change{}, err
	}
	if tolerance := meta.tolerance(); earlier.record.Updated.Sub(meta.At) > tolerance {
		return Change{}, &OutOfOrderError{ID: claim.record.ID, At: meta.At, Updated: earlier.record.Updated, Tolerance: tolerance}
	}
	return claim.takenBack(earlier, &row, number, key, &meta), nil
}

// before replays the history, which must lead to the claim, and returns the
// claim as it was before an entry other than the first.
func (c *Claim) before(history []Entry, number uint64, catalog *catalog.Catalog, meta *Meta) (*Claim, error) {
	states, judged, err := replay(history, catalog)
	if errors.Is(err, ErrRefused) { // of a step, not of the taking-back
		err = mci.Invalid("history", err.Error(), "the whole history of "+c.String())
	}
	if err != nil {
		return nil, err
	}
	last := states[len(states)-1]
	switch same := form.Same(last.unindexed(), c.unindexed()); {
	case same:
	case judged:
		return nil, mci.Invalid("history", last.String(), "the whole history of "+c.String())
	default:
		return nil, c.refusal(EntryTakenBack, meta, Gap{
			Rule: takingBackRule, Path: "history", Source: mci.LibraryReading.Source(),
			Why: "the catalog does not have the terms of earlier entries any more, and without them the entries do not give the record; give the revision back, then take the entry back",
		})
	}
	return states[number-2], nil
}

// takenBack returns the change to an earlier state of the claim.
func (c *Claim) takenBack(earlier *Claim, row *Transition, number uint64, key UsedKey, meta *Meta) Change {
	back := &Claim{earlier.Record(), earlier.engagement}
	r := &back.record
	r.Version = c.record.Version + 1
	r.Keys = withKey(slices.Clone(c.record.Keys), key)
	r.TakenBack = true
	change, entry := back.change(c.State(), row, meta, meta.At)
	entry.TakenBack = number
	restored := back.Record()
	entry.Restored = &restored
	return change
}

// takeBackAgain repeats the effect of an entry that takes another back, for
// [Replay].
func (c *Claim) takeBackAgain(entry *Entry, states []*Claim) (Change, error) {
	if entry.TakenBack < 2 || entry.TakenBack > uint64(len(states)) {
		return Change{}, mci.Invalid("history", strconv.FormatUint(entry.TakenBack, 10), "the number of an earlier entry after the opening")
	}
	meta := entry.meta()
	key, err := meta.key(EntryTakenBack, entry.TakenBack)
	if err != nil {
		return Change{}, err
	}
	row := takingBack
	row.Actor = meta.Actor
	return c.takenBack(states[entry.TakenBack-2], &row, entry.TakenBack, key, &meta), nil
}

// irrevocable returns the reason that an entry cannot be taken back, or nil.
func irrevocable(history []Entry, number uint64) *Gap {
	entries := make([]takeback.Entry, len(history))
	for i := range history {
		e := &history[i]
		entries[i] = takeback.Entry{Event: e.Event.String(), Observed: e.Actor == PartnerCenter, Final: e.final(), TakenBack: e.TakenBack}
	}
	why := takeback.Irrevocable(entries, number)
	if why == "" {
		return nil
	}
	return &Gap{Rule: takingBackRule, Path: "number", Why: why, Source: mci.LibraryReading.Source()}
}

// final returns the reason for which the entry is never taken back, or the
// empty text.
func (e *Entry) final() string {
	sent, _ := e.Command.(SendConsent)
	switch {
	case e.Event.opens() && e.Actor == PartnerCenter:
		return "it adopted the claim; observe the status that Partner Center shows now"
	case e.Event.opens():
		return "it opened the claim; cancel the claim instead"
	case !sent.DealSize.IsNone():
		return "it sent the deal size, which is frozen"
	case e.Actor == Customer:
		return "it is the customer's own answer"
	default:
		return ""
	}
}
