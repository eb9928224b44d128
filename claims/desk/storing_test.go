package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// opening returns the change that opens a claim.
func opening(id claims.ID, change func(*eligibility.Question)) claims.Change {
	q := question(engagement(public(), viva), at("2022-11-10"))
	if change != nil {
		change(&q)
	}
	return must(claims.Open(nominate(q), id, by(claims.AddCustomer, q.At)))
}

func save(t testing.TB, s store.Store, changes ...claims.Change) {
	t.Helper()
	for _, change := range changes {
		if err := s.Save(t.Context(), rows(change)); err != nil {
			t.Fatal(err)
		}
	}
}

// put stores a record as it is, with a history of entries that say nothing.
func put(t testing.TB, s store.Store, records ...claims.Record) {
	t.Helper()
	for i := range records {
		change := store.Change{Envelope: must(desk.Encode(&records[i]))}
		for n := range records[i].Version {
			change.Entries = append(change.Entries, store.Entry{Kind: store.PartnerActivity, Claim: records[i].ID, Number: n + 1, Body: []byte("{}")})
		}
		if err := s.Save(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
}

// rows returns a change as a store saves it.
func rows(change claims.Change) store.Change { return must(desk.EncodeChange(change)) }

// envelopeOf returns a claim as a store keeps it.
func envelopeOf(c *claims.Claim) store.Envelope {
	record := c.Record()
	return must(desk.Encode(&record))
}

// recordIn returns the record in the body of a stored claim.
func recordIn(e store.Envelope) claims.Record { return must(desk.Decode(e)) }

// entryIn returns the entry in the body of a row of a history.
func entryIn(e store.Entry) claims.Entry { return must(desk.DecodeEntry(e)) }

// unindex removes the index keys of a stored claim, as after a change of the
// catalog.
func unindex(t testing.TB, s *store.Memory, e store.Envelope) {
	t.Helper()
	record := recordIn(e)
	record.Index = claims.Index{}
	if err := s.Reindex(t.Context(), []store.Envelope{must(desk.Encode(&record))}); err != nil {
		t.Fatal(err)
	}
}

// damage changes the body of a stored claim and leaves its columns.
func damage(t testing.TB, s *store.Memory, id claims.ID, spoil func(*claims.Record)) {
	t.Helper()
	stored := must(s.Load(t.Context(), id))
	record := must(desk.Decode(stored))
	spoil(&record)
	stored.Body = must(json.Marshal(&record))
	if err := s.Reindex(t.Context(), []store.Envelope{stored}); err != nil {
		t.Fatal(err)
	}
}

// saved stores a life step by step, as a desk would do.
func saved(t testing.TB, s store.Store, state claims.State) *life {
	t.Helper()
	l := reach(t, state)
	for n := range l.history {
		claim := must(claims.Replay(l.history[:n+1], l.catalog))
		save(t, s, claims.Change{Claim: claim, Entries: l.history[n : n+1]})
	}
	return l
}

// ids returns the IDs of the claims in a list.
func ids(t testing.TB, s store.Store, query store.Query) []claims.ID {
	t.Helper()
	var found []claims.ID
	for record, err := range s.List(t.Context(), query) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, record.ID)
	}
	return found
}

func numbers(t testing.TB, s store.Store, id claims.ID, after uint64) []uint64 {
	t.Helper()
	var found []uint64
	for entry, err := range s.History(t.Context(), id, after) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, entry.Number)
	}
	return found
}

// atOnce runs a function n times concurrently and returns the errors.
func atOnce(n int, run func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			<-start
			errs[i] = run(i)
		})
	}
	close(start)
	group.Wait()
	return errs
}

func count(errs []error, want error) int {
	n := 0
	for _, err := range errs {
		if want == nil && err == nil || want != nil && errors.Is(err, want) {
			n++
		}
	}
	return n
}

// many stores n claims of 2022-11-10. Every third one was canceled on the next
// day.
func many(t testing.TB, n int) *store.Memory {
	s := &store.Memory{}
	for i := range n {
		change := of(i)
		save(t, s, change)
		if i%3 == 2 {
			save(t, s, must(claims.Apply(change.Claim, claims.Cancel{}, by(claims.PartnerCancels, at("2022-11-11")))))
		}
	}
	return s
}

// of returns the change that opens claim number n, for its own customer. No test
// alters a change, so that they share it.
func of(n int) claims.Change {
	if change, made := openings.Load(n); made {
		return change.(claims.Change)
	}
	change := openingOf(n)
	openings.Store(n, change)
	return change
}

// openings holds the openings that a test asked for, by their number.
var openings sync.Map

func openingOf(n int) claims.Change {
	return opening(claims.ID(fmt.Sprintf("claim-%03d", n)), func(q *eligibility.Question) {
		q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+n)))
	})
}

// A single store can only save one change at a time.
type single struct{ store.Store }

// desk returns a desk over a MemoryStore. If a state is given, the store has a
// claim in it.
func deskAt(t testing.TB, state claims.State) (*desk.Desk, *store.Memory) {
	t.Helper()
	s := &store.Memory{}
	if state.Status != 0 {
		saved(t, s, state)
	}
	return desk.New(s, public()), s
}

// A quirkyStore is a store whose Save and List can be replaced. It cannot save
// a batch.
type quirkyStore struct {
	store.Store
	save func(context.Context, store.Change) error
	list func(context.Context, store.Query) iter.Seq2[store.Envelope, error]
}

func (s *quirkyStore) Save(ctx context.Context, change store.Change) error {
	if s.save != nil {
		return s.save(ctx, change)
	}
	return s.Store.Save(ctx, change)
}

func (s *quirkyStore) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	if s.list != nil {
		return s.list(ctx, query)
	}
	return s.Store.List(ctx, query)
}

// lastDay is the last instant of the consent window of claims that were opened
// on 2022-11-10. over is the day after.
const lastDay, over = "2022-12-10T23:59:59.999999999Z", "2022-12-11"

func adoption(shown string) claims.Adoption {
	return claims.Adoption{
		Name: "Contoso", Engagement: engagement(public(), viva), CustomerID: tenant, Location: "zurich", Shown: claims.ReadStatus(shown),
	}
}

func seen(when time.Time) claims.Meta {
	return claims.Meta{Actor: claims.PartnerCenter, User: "export", At: when, Received: when}
}

// spread stores n claims. The first ones, as many as early says, are opened a
// year before the others.
func spread(t testing.TB, n, early int) *store.Memory {
	s := &store.Memory{}
	for i := range n {
		opened := "2023-06-01"
		if i < early {
			opened = "2022-11-10"
		}
		q := question(engagement(public(), viva), at(opened))
		q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+i)))
		save(t, s, must(claims.Open(nominate(q), claims.ID(fmt.Sprintf("claim-%05d", n-i)), by(claims.AddCustomer, q.At))))
	}
	return s
}
