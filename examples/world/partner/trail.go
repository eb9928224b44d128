package partner

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
)

// A line holds the fields of an entry that the invariants read, for either kind
// of claim.
type line struct {
	number    uint64
	at        time.Time
	event     string
	from, to  string
	key       string
	takenBack uint64 // the number of the entry that it takes back, or 0
	// shown says that Partner Center gave it, and keeps that it only keeps a
	// key: it is no step in the claim's life.
	shown, keeps bool
	// ended says that the claim had ended before it. Only an entry that undoes
	// can lead out of an end, or change a frozen field.
	ended, undoes bool
	disputes      bool
}

// The rules of entries that only keep a key.
const (
	keyRule     mci.RuleID = "claim.key"
	bondKeyRule mci.RuleID = "cporclaim.key"
)

// lineOf returns an entry of a partner activity as a line.
func lineOf(e *claims.Entry) line {
	return line{
		number: e.Number, at: e.At, event: e.Event.String(), from: e.From.String(), to: e.To.String(), key: e.Key, takenBack: e.TakenBack,
		shown: e.Actor == claims.PartnerCenter, keeps: e.Rule == keyRule,
		ended:    e.From.Class() != 0,
		undoes:   e.TakenBack > 0 || e.Event == claims.DivergenceResolved,
		disputes: e.Event == claims.PartnerDisputes,
	}
}

// lineOfBond returns an entry of an association as a line.
func lineOfBond(e *association.Entry) line {
	return line{
		number: e.Number, at: e.At, event: e.Event.String(), from: e.From.String(), to: e.To.String(), key: e.Key, takenBack: e.TakenBack,
		shown: e.Actor == claims.PartnerCenter, keeps: e.Rule == bondKeyRule,
		ended:    e.From.Terminal(),
		undoes:   e.TakenBack > 0 || e.Event == lifecycle.DivergenceResolved,
		disputes: e.Event == lifecycle.PartnerDisputes,
	}
}

// A trail is the world's summary of the history of a claim of either kind, so
// that a look reads only the new entries. The zero trail belongs to a claim
// that was never looked at.
type trail struct {
	entries uint64
	last    string // the state after the latest entry
	// standing are the entries that count for the order in time, and keys all
	// keys that were used
	standing []mark
	keys     []string
	disputes int
	undone   bool // an entry undid another one

	fresh   []line // the new lines of the present look
	version uint64 // the stored one
}

// A mark is the latest instant of the entries that stand up to a number.
type mark struct {
	number uint64
	latest time.Time
}

// endsStay is invariant 1: only an entry that undoes leads out of an end, and
// each entry goes on from where the one before it led.
func (t *trail) endsStay() error {
	for i := range t.fresh {
		l := &t.fresh[i]
		if l.number > 1 && l.from != t.last {
			return fmt.Errorf("entry %d leaves %s, and the one before it led to %s", l.number, l.from, t.last)
		}
		if l.ended && l.to != l.from && !l.undoes {
			return fmt.Errorf("%s led from %s to %s", l.event, l.from, l.to)
		}
		t.last = l.to
	}
	return nil
}

// numbered is invariant 3. An entry that was taken back does not count for the
// order of those after it, and neither does the taking-back or an entry that
// only keeps a key.
func (t *trail) numbered() error {
	for i := range t.fresh {
		l := &t.fresh[i]
		if t.entries++; l.number != t.entries {
			return fmt.Errorf("entry %d has the number %d", t.entries, l.number)
		}
		switch {
		case l.takenBack > 0:
			for len(t.standing) > 0 && t.standing[len(t.standing)-1].number >= l.takenBack {
				t.standing = t.standing[:len(t.standing)-1]
			}
			continue
		case l.keeps:
			continue
		}
		latest := l.at
		if n := len(t.standing); n > 0 {
			before := t.standing[n-1].latest
			if late := before.Sub(l.at); late > claims.DefaultTolerance {
				return fmt.Errorf("entry %d is %s before an earlier one", l.number, late)
			}
			latest = maxTime(latest, before)
		}
		t.standing = append(t.standing, mark{l.number, latest})
	}
	if t.version != t.entries {
		return fmt.Errorf("version %d has %d entries", t.version, t.entries)
	}
	return nil
}

// oneDispute is the first half of invariant 5.
func (t *trail) oneDispute() error {
	for i := range t.fresh {
		t.undone = t.undone || t.fresh[i].undoes
		if t.fresh[i].disputes {
			t.disputes++
		}
	}
	if t.disputes > 1 && !t.undone {
		return fmt.Errorf("%d disputes", t.disputes)
	}
	return nil
}

// errRestarted is the error of the second half of invariant 5.
var errRestarted = errors.New("the clock after the dispute was restarted")

// restarted reports whether the dispute of a claim has moved to another
// instant, which would start its clock again.
func (t *trail) restarted(before, after time.Time) error {
	if t.undone || before.IsZero() || before.Equal(after) {
		return nil
	}
	return errRestarted
}

// oncePerKey is invariant 9: of one key there is one command. An observation
// can have several entries.
func (t *trail) oncePerKey() error {
	for i := range t.fresh {
		l := &t.fresh[i]
		if l.key == "" {
			continue
		}
		if !l.shown && slices.Contains(t.keys, l.key) {
			return fmt.Errorf("entry %d and an earlier one have the key %q", l.number, l.key)
		}
		t.keys = append(t.keys, l.key)
	}
	return nil
}

// undoes reports whether a new entry undoes another one.
func (t *trail) undoes() bool {
	for i := range t.fresh {
		if t.fresh[i].undoes {
			return true
		}
	}
	return false
}
