package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// storeOfThree returns a store of three claims, with two entries each.
func storeOfThree(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", At: sample.Now, Received: sample.Now}
	if err := meta.Role.UnmarshalText([]byte("Incentives user")); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		id := claims.ID(fmt.Sprint("claim-", n))
		change, err := sample.Open(card, id, n, sample.Now)
		if err == nil {
			err = s.Save(t.Context(), change)
		}
		if err == nil {
			_, err = desk.New(s, card).Do(t.Context(), id, claims.SendConsent{}, meta)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestCheckNamesEachKindOfDamage(t *testing.T) {
	for name, c := range map[string]struct{ statement, says string }{
		"none":                      {"SELECT 1", ""},
		"a column of a claim":       {"UPDATE claims SET area = 'x' WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"the record of a claim":     {"UPDATE claims SET record = record || ' ' WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"an entry":                  {"UPDATE entries SET entry = entry || ' ' WHERE position = 2", `claim "claim-0": entries[2].sum: `},
		"a truth value":             {"UPDATE claims SET open = 2 WHERE id = 'claim-1'; UPDATE claims SET counted = 0 WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"a version below 0":         {"UPDATE claims SET version = -version WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"a number below 0":          {"UPDATE entries SET number = -number WHERE position = 2", `claim "claim-0": entries[0].sum: `},
		"a lost entry":              {"DELETE FROM entries WHERE position = 2", "2: an entry is missing"},
		"the last entry lost":       {"DELETE FROM entries WHERE position = 6", "the last entries are missing"},
		"a lost claim":              {"DELETE FROM claims WHERE id = 'claim-2'", "position 5 belongs to no claim"},
		"the counter of entries":    {"DELETE FROM sqlite_sequence", "a note of the last position"},
		"an index that misses rows": {"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX claims_of_customer ON claims (location, id)' WHERE name = 'claims_of_customer'; PRAGMA writable_schema = OFF", "claims_of_customer"},
	} {
		t.Run(name, func(t *testing.T) {
			s := storeOfThree(t)
			db, err := sql.Open("sqlite", s.file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Close(), s.Close()); err != nil {
				t.Fatal(err)
			}
			if s, err = Open(t.Context(), s.file, false); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			problems, err := s.Check(t.Context())
			if said := errors.Join(problems...); err != nil || (said == nil) != (c.says == "") || said != nil && !strings.Contains(said.Error(), c.says) {
				t.Errorf("%v, %v, want %q", said, err, c.says)
			}
		})
	}
}

func TestARowThatWasAlteredIsRefusedAndStaysSo(t *testing.T) {
	s := storeOfThree(t)
	if err := s.write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE claims SET search = 'other' WHERE id = 'claim-1'; UPDATE entries SET entry = entry || ' ' WHERE claim = 'claim-2'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var one *store.ClaimError
	if _, err := s.Load(t.Context(), "claim-1"); !errors.As(err, &one) || one.ID != "claim-1" {
		t.Errorf("loaded: %v", err)
	}
	sound, err := s.Load(t.Context(), "claim-0")
	if err != nil {
		t.Fatal(err)
	}
	sound.ID = "claim-1"
	if err := s.Reindex(t.Context(), []store.Envelope{sound}); err != nil {
		t.Error(err)
	}
	refused := map[claims.ID]int{}
	for _, err := range s.List(t.Context(), store.Query{}) {
		if errors.As(err, &one) {
			refused[one.ID]++
		}
	}
	for _, err := range s.History(t.Context(), "claim-2", 0) {
		if errors.As(err, &one) {
			refused[one.ID]++
		}
	}
	for _, err := range s.Tail(t.Context(), "") {
		if errors.As(err, &one) {
			refused[one.ID]++
		}
	}
	if len(refused) != 2 || refused["claim-1"] != 1 || refused["claim-2"] != 4 {
		t.Errorf("refused %v", refused)
	}
}
