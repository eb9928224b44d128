// Package load puts a store under load and then counts whether everything is
// there. It is for tests in which connections break and programs are killed. A
// test calls [Prepare], [Writer.Run] in each program, and [Check] at the end.
package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Store is a store of claims with an outbox.
type Store interface {
	store.Store
	store.Tail
}

// A Writer gives commands to claims that it shares with other writers, and
// opens claims of its own. It repeats each command until the store has said
// that the command is done. Set all fields, and call Run once.
type Writer struct {
	// Store is the store.
	Store Store
	// Catalog is the catalog of the store's claims.
	Catalog *catalog.Catalog
	// Name must differ for each writer, even if a writer is started again. The
	// keys of commands and the IDs of claims begin with it.
	Name string
	// Number makes the customers of the writer's own claims different from
	// those of other writers. It is less than 1,000,000.
	Number int
	// Shared is the number of claims that Prepare made.
	Shared int
	// Commands is the number of commands that the writer gives. 0 means any
	// number.
	Commands int
	// Done is called with the key and the claim of each command that is done.
	Done func(key string, id claims.ID)
}

// pause is the time before a command is repeated.
const pause = 5 * time.Millisecond

// own is the number of commands after which the writer opens a claim of its
// own.
const own = 5

func shared(n int) claims.ID { return claims.ID(fmt.Sprintf("shared-%04d", n)) }

func meta(key string) claims.Meta {
	return claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: key}
}

// Prepare opens claims that writers share.
func Prepare(ctx context.Context, store Store, card *catalog.Catalog, many int) error {
	desk := desk.New(store, card)
	for n := range many {
		change, err := sample.Open(card, shared(n), n, sample.Now)
		if err == nil {
			err = store.Save(ctx, change)
		}
		if err == nil {
			_, err = desk.Do(ctx, shared(n), claims.SendConsent{}, meta("sent"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Run gives commands until the context ends or all are given. It returns an
// error if repeating a command cannot help.
func (w *Writer) Run(ctx context.Context) error {
	desk := desk.New(w.Store, w.Catalog)
	for n := 0; (w.Commands == 0 || n < w.Commands) && ctx.Err() == nil; n++ {
		key := fmt.Sprintf("%s-%d", w.Name, n)
		id := shared(rand.IntN(w.Shared)) //nolint:gosec // because this needs no secrecy
		do := func() error {
			_, err := desk.Do(ctx, id, claims.ResendConsent{}, meta(key))
			return err
		}
		if n%own == 0 {
			id = claims.ID(key)
			do = func() error { return w.open(ctx, id, n) }
		}
		if err := repeated(ctx, do); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("command %s: %w", key, err)
		}
		w.Done(key, id)
	}
	return nil
}

// open opens a claim of the writer's own. No other writer opens it, so if it
// exists, it was opened.
func (w *Writer) open(ctx context.Context, id claims.ID, n int) error {
	change, err := sample.Open(w.Catalog, id, 1_000_000+1_000_000*w.Number+n, sample.Now)
	if err != nil {
		return err
	}
	err = w.Store.Save(ctx, change)
	if errors.Is(err, store.ErrConflict) {
		_, err = w.Store.Load(ctx, id)
	}
	return err
}

// repeated calls do until it succeeds, or fails with an error that is not
// temporary.
func repeated(ctx context.Context, do func() error) error {
	for {
		err := do()
		switch class := desk.ClassOf(err); {
		case err == nil, ctx.Err() != nil:
			return err
		case class != desk.Unavailable && class != desk.Conflicted:
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// A Count describes the state in which a store was found.
type Count struct {
	// Claims and Entries are the numbers of stored claims and entries.
	Claims, Entries int
	// Done is the number of commands that were done.
	Done int
	// Lost is the number of commands that were done but are not stored, plus
	// the number of entries that the outbox does not have.
	Lost int
	// Doubled is the number of commands that are stored more than once, plus
	// the number of entries that the outbox has more than once.
	Doubled int
	// Torn is the number of claims whose history does not lead to their record.
	Torn int
	// Why is the reason for the last of these claims.
	Why string
}

// String returns the counts in one line, with the reason if there is one.
func (c Count) String() string {
	text := fmt.Sprintf("%d claims, %d entries, %d commands done; %d lost, %d doubled, %d torn", c.Claims, c.Entries, c.Done, c.Lost, c.Doubled, c.Torn)
	if c.Why != "" {
		text += ": " + c.Why
	}
	return text
}

// Sound reports whether nothing is lost, doubled or torn.
func (c Count) Sound() bool { return c.Lost == 0 && c.Doubled == 0 && c.Torn == 0 }

// Check reads everything in a store and counts. No program may write to it
// meanwhile. The map done has the key and the claim of each command that was
// done.
func Check(ctx context.Context, s Store, card *catalog.Catalog, done map[string]claims.ID) (Count, error) {
	count := Count{Done: len(done)}
	stored := map[string]claims.ID{} // the stored commands by key, and the openings by ID
	entries := map[string]int{}      // how often the outbox has an entry, by claim and number
	d := desk.New(s, card)
	for claim, err := range d.List(ctx, store.Query{}) {
		if err != nil {
			return count, err
		}
		record := claim.Record()
		var history []claims.Entry
		for entry, err := range d.History(ctx, record.ID) {
			if err != nil {
				return count, err
			}
			history = append(history, entry)
			key := entry.Key
			if entry.Opening != nil {
				key = string(entry.Claim)
			}
			if stored[key] != "" && key != "sent" {
				count.Doubled++
			}
			stored[key] = entry.Claim
			entries[eventID(entry.Claim, entry.Number)] = 0
		}
		count.Claims, count.Entries = count.Claims+1, count.Entries+len(history)
		if err := replays(history, &record, card); err != nil {
			count.Torn++
			count.Why = fmt.Sprintf("claim %s: %v", record.ID, err)
		}
	}
	for key, id := range done {
		if stored[key] != id {
			count.Lost++
		}
	}
	err := count.outbox(ctx, s, entries)
	return count, err
}

// outbox counts the entries that the outbox does not have once.
func (c *Count) outbox(ctx context.Context, s Store, entries map[string]int) error {
	for delivery, err := range s.Tail(ctx, "") {
		if err != nil {
			return err
		}
		entries[eventID(delivery.Entry.Claim, delivery.Entry.Number)]++
	}
	for _, times := range entries {
		switch {
		case times == 0:
			c.Lost++
		case times > 1:
			c.Doubled++
		}
	}
	return nil
}

func eventID(claim claims.ID, number uint64) string { return fmt.Sprint(claim, "/", number) }

// replays returns an error if a history does not lead to a record.
func replays(history []claims.Entry, record *claims.Record, card *catalog.Catalog) error {
	claim, err := claims.Replay(history, card)
	if err != nil {
		return err
	}
	again := claim.Record()
	want, wantErr := json.Marshal(record)
	got, gotErr := json.Marshal(&again)
	if string(want) != string(got) {
		return fmt.Errorf("its history gives version %d and not %d, or another record of it", again.Version, record.Version)
	}
	return errors.Join(wantErr, gotErr)
}
