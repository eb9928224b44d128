package claims_test

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
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A journal is a store of a host's own: a file with a line for each change,
// which is read into memory when the program starts. A change is whole once its
// line has its end. claimstest.TestStore holds it to the contract.
type journal struct {
	mu   sync.RWMutex
	file *os.File
	// JSON, so that nobody can change what is stored
	records map[claims.ID][]byte
	entries map[claims.ID][][]byte
	// by which lists are ordered
	index map[claims.ID]claims.Index
	// the claims of a customer for an engagement, among which a limit counts
	peers map[claims.Query][]claims.ID
	// of the last whole line
	end int64
}

// A line is one change, as the file has it.
type line struct {
	Record  claims.Record  `json:"record"`
	Entries []claims.Entry `json:"entries"`
}

// openJournal reads a file, or makes it. What a crash left of the last line is
// cut off.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{
		file: file, records: map[claims.ID][]byte{}, entries: map[claims.ID][][]byte{},
		index: map[claims.ID]claims.Index{}, peers: map[claims.Query][]claims.ID{},
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

// keep takes a line that is in the file into memory.
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
		peers := claims.Query{Customer: l.Record.CheckedID, Engagement: l.Record.Engagement.Engagement}
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
		return record, claims.ErrNotFound
	}
	return record, json.Unmarshal(data, &record)
}

// Save has the version, the limit and the write under one lock, which is its
// transaction.
func (j *journal) Save(ctx context.Context, change claims.Change) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	stored, err := j.load(change.Claim.ID())
	if err != nil && !errors.Is(err, claims.ErrNotFound) {
		return err
	}
	if stored.Version != change.Expected() {
		return claims.ErrConflict
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
		return err // the next line is written over what there is of this one
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	return j.keep(l, len(data))
}

// checkLimit returns ErrLimit if the limit of a change is reached.
func (j *journal) checkLimit(change claims.Change) error {
	limit, ok := change.Limit()
	if !ok {
		return nil
	}
	counted, open := 0, 0
	for _, id := range j.peers[claims.Query{Customer: limit.Customer, Engagement: limit.Engagement}] {
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
		return claims.ErrLimit
	}
	return nil
}

// A place is where a claim stands in a list: by its key, which is zero in the
// order of IDs, and then by its ID.
type place struct {
	key time.Time
	id  claims.ID
}

// places returns the places behind the cursor of a query, in its order.
func (j *journal) places(query claims.Query) []place {
	key, cursor := claims.NoKey, place{id: query.After}
	if query.ByKey {
		key = query.Key
	}
	if key != claims.NoKey {
		cursor.key = query.AfterKey
	}
	compare := func(a, b place) int { return cmp.Or(a.key.Compare(b.key), cmp.Compare(a.id, b.id)) }
	var all []place
	j.mu.RLock()
	defer j.mu.RUnlock()
	for id, index := range j.index {
		if p := (place{index.At(key), id}); compare(p, cursor) > 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, compare)
	return all
}

// List looks each claim up when it comes to it, and holds no lock while the
// caller has it.
func (j *journal) List(ctx context.Context, query claims.Query) iter.Seq2[claims.Record, error] {
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
			case err != nil: // only this one cannot be read
				err = &claims.ClaimError{ID: p.id, Key: p.key, Err: err}
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
		stored := j.entries[id] // only ever appended to
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

// A host implements Store over what it has: here, over a file of its own. Hold
// yours to the contract with
//
//	claimstest.TestStore(t, func(t *testing.T) claims.Store { … })
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

	for _, run := range []string{"first", "second"} { // as if the program were started twice
		store, err := openJournal(filepath.Join(folder, "journal"))
		if err != nil {
			log.Fatal(err)
		}
		desk := claims.NewDesk(store, card)
		opening := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: day("2022-11-10"), Received: day("2022-11-10"), Key: "request-1"}
		change, err := desk.Open(ctx, contosoNomination("2022-11-10"), "claim-1", opening)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s run: %s, %d new entries\n", run, change.Claim.State(), len(change.Entries))
		if err := store.file.Close(); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// first run: Customer claimed, 1 new entries
	// second run: Customer claimed, 0 new entries
}
