package store_test

import (
	"bufio"
	"bytes"
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
	// records holds each claim as JSON, so that no caller can change the stored
	// value.
	records map[claims.ID][]byte
	entries map[claims.ID][][]byte
	// index holds the keys that order the lists.
	index map[claims.ID]claims.Index
	// peers holds the claims of each customer for each engagement. The limit is
	// counted among them.
	peers map[store.Query][]claims.ID
	// end is the offset behind the last complete line.
	end int64
}

// A line is one change in the file.
type line struct {
	Record  claims.Record  `json:"record"`
	Entries []claims.Entry `json:"entries"`
}

// openJournal opens the file and creates it if it does not exist. It cuts off a
// last line that a crash left incomplete.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{
		file: file, records: map[claims.ID][]byte{}, entries: map[claims.ID][][]byte{},
		index: map[claims.ID]claims.Index{}, peers: map[store.Query][]claims.ID{},
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
		if err == nil {
			err = j.keep(l, len(data))
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
}

// keep applies a line of the file to the maps.
func (j *journal) keep(l line, bytes int) error {
	record, err := json.Marshal(l.Record)
	if err != nil {
		return err
	}
	entries := make([][]byte, len(l.Entries))
	for i, entry := range l.Entries {
		if entries[i], err = json.Marshal(entry); err != nil {
			return err
		}
	}
	id := l.Record.ID
	if j.records[id] == nil {
		peers := store.Query{Customer: l.Record.CheckedID, Engagement: l.Record.Engagement.Engagement}
		j.peers[peers] = append(j.peers[peers], id)
	}
	j.records[id], j.index[id] = record, l.Record.Index
	j.entries[id] = append(j.entries[id], entries...)
	j.end += int64(bytes)
	return nil
}

func (j *journal) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if err := ctx.Err(); err != nil {
		return claims.Record{}, err
	}
	return j.load(id)
}

func (j *journal) load(id claims.ID) (record claims.Record, err error) {
	data, ok := j.records[id]
	if !ok {
		return record, store.ErrNotFound
	}
	return record, json.Unmarshal(data, &record)
}

// Save checks the version and the limit and writes the line under one lock. The
// lock is its transaction.
func (j *journal) Save(ctx context.Context, change claims.Change) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	stored, err := j.load(change.Claim.ID())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if stored.Version != change.Expected() {
		return store.ErrConflict
	}
	if err := j.checkLimit(change); err != nil {
		return err
	}
	l := line{change.Claim.Record(), change.Entries}
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
	return j.keep(l, len(data))
}

// checkLimit returns ErrLimit if the change would exceed the limit.
func (j *journal) checkLimit(change claims.Change) error {
	limit, ok := change.Limit()
	if !ok {
		return nil
	}
	counted, open := 0, 0
	for _, id := range j.peers[store.Query{Customer: limit.Customer, Engagement: limit.Engagement}] {
		record, err := j.load(id)
		if err != nil {
			return err
		}
		if record.CountsTowardLimit() {
			counted++
		}
		if !record.State().Terminal() {
			open++
		}
	}
	if limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open {
		return store.ErrLimit
	}
	return nil
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
	for id, index := range j.index {
		if p := (place{key.Of(index), id}); compare(p, cursor) > 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, compare)
	return all
}

// List loads each claim just before it yields it. It holds no lock while the
// caller uses the claim.
func (j *journal) List(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		places := j.places(query)
		left := query.Most
		if err := ctx.Err(); err != nil {
			yield(claims.Record{}, err)
			return
		}
		for _, p := range places {
			record, err := j.Load(ctx, p.id)
			switch {
			case ctx.Err() != nil:
				yield(claims.Record{}, ctx.Err())
				return
			case err != nil: // only this claim is unreadable
				err = &store.ClaimError{ID: p.id, Key: p.key, Err: err}
				record = claims.Record{}
			case !query.Matches(&record):
				continue
			}
			if left--; !yield(record, err) || left == 0 {
				return
			}
		}
	}
}

func (j *journal) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
	return func(yield func(claims.Entry, error) bool) {
		j.mu.RLock()
		stored := j.entries[id] // the slice only grows
		j.mu.RUnlock()
		if err := ctx.Err(); err != nil {
			yield(claims.Entry{}, err)
			return
		}
		for _, data := range stored[min(after, uint64(len(stored))):] {
			var entry claims.Entry
			err := errors.Join(ctx.Err(), json.NewDecoder(bytes.NewReader(data)).Decode(&entry))
			if err != nil {
				yield(claims.Entry{}, err)
				return
			}
			if !yield(entry, nil) {
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
