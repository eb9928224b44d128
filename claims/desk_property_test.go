package claims_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A troubledLife leads a claim through a desk. Its store draws troubles:
// another command comes first, a save fails, or the context is canceled.
type troubledLife struct {
	*player
	memory *store.Memory
	desk   *desk.Desk
	given  []given // commands that succeeded under a key
}

type given struct {
	command claims.Command
	meta    claims.Meta
}

var errDown = errors.New("the database is down")

// save draws a trouble: an error before or after the transaction, another
// command that comes first, or none.
func (l *troubledLife) save(ctx context.Context, change store.Change) error {
	switch uniform(l.t, "trouble", 8) {
	case 5:
		return errDown
	case 6: // the connection breaks during the commit
		return errors.Join(errDown, l.memory.Save(ctx, change))
	case 7:
		l.overtake(change)
	}
	return l.memory.Save(ctx, change)
}

// overtake first updates the contact, if the claim accepts it in its present
// state.
func (l *troubledLife) overtake(change store.Change) {
	update := claims.UpdateContact{Side: claims.PartnerSide, Contact: oneOf(l.t, "contact", partnerContact, otherContact)}
	stored := must(claims.Restore(recordIn(must(l.memory.Load(context.Background(), "claim-1"))), l.catalog))
	other, err := claims.Apply(stored, update, by(claims.ContactUpdated, stored.Record().Updated))
	if err == nil && stored.Version() == change.Expected {
		must(0, l.memory.Save(context.Background(), rows(other)))
	}
}

// give draws a command for a row and passes it to the desk, with a context that
// may be canceled.
func (l *troubledLife) give(row claims.Transition) {
	l.claim = must(desk.New(l.memory, l.catalog).Claim(context.Background(), "claim-1"))
	if fitting := l.fitting(); row.From != l.claim.State() && len(fitting) > 0 {
		row = oneOf(l.t, "row", fitting...)
	}
	command, meta := l.drawCommand(row.Event), l.drawMeta(row)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	canceled := l.chance(10)
	if canceled {
		cancel()
	}
	before := l.claim.Version()
	change, err := l.desk.Do(ctx, "claim-1", command, meta)
	after := must(l.memory.Load(context.Background(), "claim-1")).Version
	switch {
	case canceled && (!errors.Is(err, context.Canceled) || after != before):
		l.t.Fatalf("canceled, and yet version %d became %d, with error %v", before, after, err)
	case err != nil && change.Claim != nil:
		l.t.Fatalf("there is a change beside the error %v", err)
	case err != nil && !canceled && !known(err):
		l.t.Fatalf("got error %v", err)
	case err == nil && meta.Key != "":
		l.given = append(l.given, given{command, meta})
	}
}

func known(err error) bool {
	return slices.ContainsFunc([]error{claims.ErrRefused, store.ErrConflict, claims.ErrOutOfOrder, mci.ErrInvalid, errDown}, func(target error) bool { return errors.Is(err, target) })
}

// repeat repeats a command that succeeded under a key. The repetition must
// change nothing, even if the claim has moved on.
func (l *troubledLife) repeat() {
	if len(l.given) == 0 {
		return
	}
	g := oneOf(l.t, "given", l.given...)
	before := must(l.memory.Load(context.Background(), "claim-1"))
	change, err := l.desk.Do(context.Background(), "claim-1", g.command, g.meta)
	if err != nil || len(change.Entries) != 0 {
		l.t.Fatalf("repeated under key %q: %d entries and error %v", g.meta.Key, len(change.Entries), err)
	}
	wantSame(l.t, "the record after a repetition", must(l.memory.Load(context.Background(), "claim-1")), before)
}

// checkOutbox compares the stored history and the tail with the claim.
func (l *troubledLife) checkOutbox() {
	var history []claims.Entry
	for row, err := range l.memory.History(context.Background(), "claim-1", 0) {
		must(0, err)
		entry := entryIn(row)
		if history = append(history, entry); entry.Number != uint64(len(history)) {
			l.t.Fatalf("entry %d is the %dth", entry.Number, len(history))
		}
	}
	replayed, err := claims.Replay(history, l.catalog)
	if err != nil {
		l.t.Fatalf("the history is not replayed: %v", err)
	}
	wantSame(l.t, "the replayed record", replayed.Record(), recordIn(must(l.memory.Load(context.Background(), "claim-1"))))
	n := 0
	for delivery, err := range l.memory.Tail(context.Background(), "") {
		must(0, err)
		wantSame(l.t, "the entry of the tail", entryIn(delivery.Entry), history[n])
		n++
	}
	if n != len(history) {
		l.t.Fatalf("the tail has %d entries, the history %d", n, len(history))
	}
}

// Invariants 3, 7 and 9 through a desk: whatever fails in the store, no entry
// is lost, invented or duplicated.
func TestRandomLivesThroughADeskKeepTheirHistory(t *testing.T) {
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == claims.State{} })
	catalogs := map[string]*catalog.Catalog{"public": public(), "short": adapted(t, shortClocks...), "local": public()}
	rapid.Check(t, func(t *rapid.T) {
		p := &player{life: drawOpening(t, catalogs), t: t}
		l := &troubledLife{player: p, memory: &store.Memory{}}
		must(0, l.memory.Save(context.Background(), must(desk.EncodeChange(claims.Change{Claim: p.claim, Entries: p.history}))))
		l.desk = desk.New(&quirkyStore{Store: l.memory, save: l.save}, p.catalog)
		t.Repeat(map[string]func(*rapid.T){
			"give":   func(*rapid.T) { l.give(oneOf(t, fmt.Sprint("row of ", len(rows)), rows...)) },
			"repeat": func(*rapid.T) { l.repeat() },
			"":       func(*rapid.T) { l.checkOutbox() },
		})
	})
}
