package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// ofVersion2 makes a file as version 2 of this program wrote it, with the claims
// of changes.
func ofVersion2(t *testing.T, changes ...store.Change) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "claims.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{schema, relays, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = 2", applicationID)} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, change := range changes {
		e := &change.Envelope
		if _, err := db.Exec(`INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.Version, "tenant ID:"+e.Customer.Value(), e.Engagement, e.Location,
			e.Status, e.Area, e.Expires.Format("2006-01-02T15:04:05.000000000Z"), e.Attention.Format("2006-01-02T15:04:05.000000000Z"), e.Search, e.Open, e.Counted, string(e.Body)); err != nil {
			t.Fatal(err)
		}
		for _, entry := range change.Entries {
			if _, err := db.Exec(`INSERT INTO entries (claim, number, entry) VALUES (?, ?, ?)`, entry.Claim, entry.Number, string(entry.Body)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return file
}

func TestAFileOfTheFormerVersionGetsTheColumnsOfEnvelopes(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	var changes []store.Change
	for n := range 3 {
		change, err := sample.Open(card, claims.ID([]string{"a", "b", "c"}[n]), n, sample.Now)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, change)
	}
	changes[1].Envelope.Body = []byte(`{"format": 99}`) // damaged
	s, err := Open(t.Context(), ofVersion2(t, changes...), false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, i := range []int{0, 2} {
		want := changes[i].Envelope
		got, err := s.Load(t.Context(), want.ID)
		if err != nil || got.Kind != store.PartnerActivity || !slices.Equal(got.Keys, want.Keys) || len(got.Amounts) != 1 || got.Amounts[0] != want.Amounts[0] {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	d := desk.New(s, card)
	good, bad := 0, 0
	for _, err := range d.List(t.Context(), store.Query{}) {
		if err == nil {
			good++
		} else {
			bad++
		}
	}
	if good != 2 || bad != 1 {
		t.Errorf("%d claims can be read, and %d cannot", good, bad)
	}
	entries := 0
	for _, err := range s.Tail(t.Context(), "") {
		if err != nil {
			t.Error(err)
		}
		entries++
	}
	if entries != 3 {
		t.Errorf("%d entries, want 3", entries)
	}
}
