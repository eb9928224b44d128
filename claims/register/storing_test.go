package register_test

import (
	"encoding/json"
	"fmt"
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
		if err := s.Save(t.Context(), must(desk.EncodeChange(change))); err != nil {
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

// of returns the change that opens claim number n, for its own customer.
func of(n int) claims.Change {
	return opening(claims.ID(fmt.Sprintf("claim-%03d", n)), func(q *eligibility.Question) {
		q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+n)))
	})
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
