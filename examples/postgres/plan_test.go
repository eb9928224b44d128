package postgres

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// fill opens claims of sample.Spread, many at a time.
func fill(t testing.TB, s *Store, many int) {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	for first := 0; first < many; first += 500 {
		var changes []store.Change
		for n := range min(500, many-first) {
			change, err := sample.Spread(card, first+n)
			if err != nil {
				t.Fatal(err)
			}
			changes = append(changes, change)
		}
		if err := s.SaveAll(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.pool.Exec(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
}

// The test has one query for each index that a list can use.
func TestEveryListIsFoundByAnIndex(t *testing.T) {
	s := newStore(t)
	fill(t, s, 2500)
	for _, statement := range []string{`UPDATE claims SET kind = 'association' WHERE right(id, 1) = '7'`, "ANALYZE"} {
		if _, err := s.pool.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	tenant, err := sample.Customer(7)
	if err != nil {
		t.Fatal(err)
	}
	week := sample.Now.AddDate(0, 0, 7)
	for _, c := range []struct {
		what, index string
		query       store.Query
	}{
		{"a sweep", "claims_by_expires", store.Query{Key: store.ExpiresKey, Until: sample.Now, ByKey: true}},
		{"reminders", "claims_by_expires", store.Query{Key: store.ExpiresKey, Until: week, ByKey: true, AfterKey: sample.Now}},
		{"the most urgent", "claims_by_expires", store.Query{Key: store.ExpiresKey, ByKey: true}},
		{"the most urgent of no expiry", "claims_by_attention", store.Query{Key: store.AttentionKey, ByKey: true}},
		{"a customer's claims", "claims_of_customer", store.Query{Customer: tenant}},
		{"an engagement that is rare", "claims_of_engagement", store.Query{Engagement: "rare"}},
		{"a location that is rare", "claims_at_location", store.Query{Location: "rare"}},
		{"a status that is rare", "claims_in_status", store.Query{Statuses: store.Statuses(claims.Approved)}},
		{"a solution area that is rare", "claims_of_area", store.Query{SolutionArea: "rare"}},
		{"an owner of few claims", "claims_of_owner", store.Query{Owner: "Rare@fabrikam.com"}},
		{"all claims", "claims_pkey", store.Query{}},
		{"associations", "associations", store.Query{Kind: store.PartnerAssociation}},
		{"a sweep of associations", "associations_by_expires", store.Query{Kind: store.PartnerAssociation, Key: store.ExpiresKey, Until: sample.Now, ByKey: true}},
		{"the most urgent association", "associations_by_attention", store.Query{Kind: store.PartnerAssociation, Key: store.AttentionKey, ByKey: true}},
	} {
		c.query.Most = 100
		plan, err := s.Explain(t.Context(), c.query, false)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan") {
			t.Errorf("%s: want the index %s:\n%s", c.what, c.index, plan)
		}
		if c.query.ByKey && c.query.Until.IsZero() && strings.Contains(plan, "Sort") {
			t.Errorf("%s: all is read, to be sorted:\n%s", c.what, plan)
		}
	}
}

// Claims that have ended stay in the table, and a worklist does not read them.
func TestAWorklistReadsTheClaimsThatWait(t *testing.T) {
	s := newStore(t)
	fill(t, s, 2500)
	if _, err := s.pool.Exec(t.Context(), `UPDATE claims SET attention = '', expires = '', open = false WHERE right(id, 2) <> '00'`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	for index, query := range map[string]store.Query{"worklist": {Key: store.AttentionKey, Most: 100}, "open_claims": {Open: true, Most: 100}} {
		if plan, err := s.Explain(t.Context(), query, false); err != nil || !strings.Contains(plan, index) {
			t.Errorf("want the index %s: %v\n%s", index, err, plan)
		}
	}
}
