package store_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A journal is an example of a host's own store. It is a file with one line per
// change, and it is read into memory when the program starts. A change is
// complete once its line ends with a newline. claimstest.TestStore checks it
// against the contract.
type journal struct {
	mu   sync.RWMutex
	file *os.File
	// claims holds the claims, and entries their histories. Both are copied in
	// and out, so that no caller can change the stored value.
	claims  map[claims.ID]store.Envelope
	entries map[claims.ID][]store.Entry
	// customers holds the claims of each customer. The limit is counted among
	// them.
	customers map[mci.CustomerID][]claims.ID
	// end is the offset behind the last complete line.
	end int64
}

// A line is one change in the file.
type line struct {
	Claim   store.Envelope `json:"claim"`
	Entries []store.Entry  `json:"entries"`
}

// openJournal opens the file and creates it if it does not exist. It cuts off a
// last line that a crash left incomplete.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{
		file: file, claims: map[claims.ID]store.Envelope{}, entries: map[claims.ID][]store.Entry{},
		customers: map[mci.CustomerID][]claims.ID{},
	}
	for reader := bufio.NewReader(file); ; {
		data, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return j, file.Truncate(j.end)
		}
		var l line
		if err == nil {
			err = json.Unmarshal(data, &l)
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		j.keep(l, len(data))
	}
}

// keep applies a line of the file to the maps.
func (j *journal) keep(l line, bytes int) {
	id := l.Claim.ID
	if _, stored := j.claims[id]; !stored {
		j.customers[l.Claim.Customer] = append(j.customers[l.Claim.Customer], id)
	}
	j.claims[id] = l.Claim.Clone()
	for _, entry := range l.Entries {
		j.entries[id] = append(j.entries[id], entry.Clone())
	}
	j.end += int64(bytes)
}

func (j *journal) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return store.Envelope{}, err
	}
	found, ok := j.claims[id]
	if !ok {
		return store.Envelope{}, store.ErrNotFound
	}
	return found.Clone(), nil
}

// Save checks the version and the limit and writes the line under one lock. The
// lock is its transaction.
func (j *journal) Save(ctx context.Context, change store.Change) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	switch err := change.Check(); {
	case err != nil:
		return err
	case j.claims[change.Envelope.ID].Version != change.Expected:
		return store.ErrConflict
	case j.reached(change.Limit):
		return store.ErrLimit
	case len(change.Entries) == 0:
		return nil
	}
	l := line{change.Envelope, change.Entries}
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if _, err := j.file.WriteAt(data, j.end); err != nil {
		return err // the next line overwrites an incomplete one
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.keep(l, len(data))
	return nil
}

// reached reports whether one claim more would exceed the limit. The zero limit
// is none.
func (j *journal) reached(limit claims.Limit) bool {
	counted, open := 0, 0
	for _, id := range j.customers[limit.Customer] {
		switch e := j.claims[id]; {
		case e.Engagement != limit.Engagement:
		case e.Open:
			open++
			counted++
		case e.Counted:
			counted++
		}
	}
	return limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open
}

// A place is the position of a claim in a list, ordered by its key and then by
// its ID. In the order of IDs the key is zero.
type place struct {
	key time.Time
	id  claims.ID
}

// places returns the places after the cursor of the query, in the order of the
// query.
func (j *journal) places(query store.Query) []place {
	key, cursor := store.NoKey, place{id: query.After}
	if query.ByKey {
		key = query.Key
	}
	if key != store.NoKey {
		cursor.key = query.AfterKey
	}
	compare := func(a, b place) int { return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.id, b.id)) }
	var all []place
	j.mu.RLock()
	defer j.mu.RUnlock()
	for id, e := range j.claims {
		if p := (place{e.Key(key), id}); compare(p, cursor) > 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, compare)
	return all
}

// List loads each claim just before it yields it. It holds no lock while the
// caller uses the claim.
func (j *journal) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		left := query.Most
		if err := ctx.Err(); err != nil {
			yield(store.Envelope{}, err)
			return
		}
		for _, p := range j.places(query) {
			found, err := j.Load(ctx, p.id)
			if err != nil { // only the context's: a claim is never removed
				yield(store.Envelope{}, err)
				return
			}
			if !query.Matches(&found) {
				continue
			}
			if left--; !yield(found, nil) || left == 0 {
				return
			}
		}
	}
}

func (j *journal) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		j.mu.RLock()
		stored := j.entries[id] // the slice only grows
		j.mu.RUnlock()
		if err := ctx.Err(); err != nil {
			yield(store.Entry{}, err)
			return
		}
		for _, entry := range stored[min(after, uint64(len(stored))):] {
			if err := ctx.Err(); err != nil {
				yield(store.Entry{}, err)
				return
			}
			if !yield(entry.Clone(), nil) {
				return
			}
		}
	}
}

// A host implements Store over its own storage, in this example a file. Check
// an implementation against the contract with
//
//	claimstest.TestStore(t, func(t *testing.T) store.Store { … })
func ExampleStore() {
	ctx := context.Background()
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "claims")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	for _, run := range []string{"first", "second"} { // like two starts of the program
		s, err := openJournal(filepath.Join(folder, "journal"))
		if err != nil {
			log.Fatal(err)
		}
		d := desk.New(s, card)
		opening := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: day("2022-11-10"), Received: day("2022-11-10"), Key: "request-1"}
		change, err := d.Open(ctx, contosoNomination("2022-11-10"), "claim-1", opening)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s run: %s, %d new entries\n", run, change.Claim.State(), len(change.Entries))
		if err := s.file.Close(); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// first run: Customer claimed, 1 new entries
	// second run: Customer claimed, 0 new entries
}
