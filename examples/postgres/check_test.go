package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// storeOfThree returns a store of three claims with two entries each. The
// entries of claim-0 are at the positions 1 and 4.
func storeOfThree(t *testing.T) *Store {
	t.Helper()
	s := newStore(t)
	var changes []store.Change
	for n := range 3 {
		changes = append(changes, rowsOf(t, opened(t, n, n)))
	}
	for n := range 3 {
		changes = append(changes, rowsOf(t, next(t, opened(t, n, n).Claim, "mail-1")))
	}
	if err := errors.Join(s.SaveAll(t.Context(), changes[:3]), s.SaveAll(t.Context(), changes[3:5]), s.Save(t.Context(), changes[5])); err != nil {
		t.Fatal(err)
	}
	return s
}

func execute(t *testing.T, s *Store, statement string) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestCheckNamesEachKindOfDamage(t *testing.T) {
	for name, c := range map[string]struct{ statement, says string }{
		"none":                   {"SELECT 1", ""},
		"a column of a claim":    {"UPDATE claims SET area = 'x' WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"a truth value":          {"UPDATE claims SET open = NOT open WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"a version below 0":      {"UPDATE claims SET version = -version WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"an amount":              {"UPDATE claims SET amounts = '[]' WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"the record of a claim":  {"UPDATE claims SET record = (record::text || ' ')::json WHERE id = 'claim-1'", `claim "claim-1": sum: `},
		"an entry":               {"UPDATE entries SET entry = (entry::text || ' ')::json WHERE position = 4", `claim "claim-0": entries[2].sum: `},
		"a number below 0":       {"UPDATE entries SET number = -number WHERE position = 4", `claim "claim-0": entries[0].sum: `},
		"a lost entry":           {"DELETE FROM entries WHERE position = 2", "2: an entry is missing"},
		"the last entry lost":    {"DELETE FROM entries WHERE position = 6", "the last entries are missing"},
		"a lost claim":           {"ALTER TABLE entries DROP CONSTRAINT entries_claim_fkey; DELETE FROM claims WHERE id = 'claim-1'", "position 2 belongs to no claim"},
		"the counter of entries": {"UPDATE outbox SET last = 9", "the last entries are missing"},
		"no counter of entries":  {"DELETE FROM outbox", "a note of the last position"},
	} {
		t.Run(name, func(t *testing.T) {
			s := storeOfThree(t)
			execute(t, s, c.statement)
			problems, err := s.Check(t.Context())
			said := errors.Join(problems...)
			if err != nil || (said == nil) != (c.says == "") || said != nil && !strings.Contains(said.Error(), c.says) {
				t.Errorf("%v, %v, want %q", said, err, c.says)
			}
			var one *store.ClaimError
			for _, problem := range problems {
				if errors.As(problem, &one) == errors.Is(problem, row.ErrDamaged) {
					t.Errorf("%v is about no claim and not about the database, or about both", problem)
				}
			}
		})
	}
	t.Run("a table that cannot be read", func(t *testing.T) {
		s := storeOfThree(t)
		execute(t, s, "UPDATE claims SET area = 'x'; DROP TABLE entries")
		if problems, err := s.Check(t.Context()); err == nil || len(problems) != 3 {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

func TestARowThatWasAlteredIsRefusedAndStaysSo(t *testing.T) {
	s := storeOfThree(t)
	sound, err := s.Load(t.Context(), "claim-1")
	if err != nil {
		t.Fatal(err)
	}
	execute(t, s, `UPDATE claims SET search = 'other', version = -version WHERE id = 'claim-1'; UPDATE claims SET version = -version WHERE id = 'claim-1';
		UPDATE entries SET entry = (entry::text || ' ')::json WHERE claim = 'claim-2'`)
	var one *store.ClaimError
	if _, err := s.Load(t.Context(), "claim-1"); !errors.As(err, &one) || one.ID != "claim-1" {
		t.Errorf("loaded: %v", err)
	}
	if err := s.Reindex(t.Context(), []store.Envelope{sound}); err != nil {
		t.Error(err)
	}
	refused, read := map[claims.ID]int{}, 0
	note := func(err error) {
		switch {
		case errors.As(err, &one):
			refused[one.ID]++
		case err != nil:
			t.Error(err)
		default:
			read++
		}
	}
	for _, err := range s.List(t.Context(), store.Query{}) {
		note(err)
	}
	for _, err := range s.LoadAll(t.Context(), []claims.ID{"claim-0", "claim-1", "claim-2"}) {
		note(err)
	}
	for _, err := range s.History(t.Context(), "claim-2", 0) {
		note(err)
	}
	for _, err := range s.Tail(t.Context(), "") {
		note(err)
	}
	if len(refused) != 2 || refused["claim-1"] != 2 || refused["claim-2"] != 4 || read != 8 {
		t.Errorf("refused %v, read %d", refused, read)
	}
}

// Reindex writes the sum together with the keys, and never overwrites a change
// that another program has made meanwhile.
func TestAReindexedRowIsSound(t *testing.T) {
	s := storeOfThree(t)
	stored, err := s.Load(t.Context(), "claim-1")
	if err != nil {
		t.Fatal(err)
	}
	stored.Area, stored.Expires = "another area", stored.Expires.AddDate(0, 0, 1)
	if err := s.Reindex(t.Context(), []store.Envelope{stored}); err != nil {
		t.Fatal(err)
	}
	again, err := s.Load(t.Context(), "claim-1")
	if err != nil || again.Area != stored.Area || !again.Expires.Equal(stored.Expires) {
		t.Errorf("%+v, %v", again, err)
	}
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	if altered, err := s.Altered(t.Context(), store.Query{}); err != nil || len(altered) > 0 {
		t.Errorf("%v, %v", altered, err)
	}
}

// Amounts that were altered are added up nowhere, whatever they became.
func TestTotalsLeaveOutWhatWasAltered(t *testing.T) {
	for name, set := range map[string]string{
		"another amount": `amounts = '[["estimated", "USD", 7]]'`,
		"no amounts":     `amounts = '{}'`,
		"no JSON array":  `amounts = 'null'`,
		"another status": `status = 'Approved'`,
		"another kind":   `kind = 'association'`,
	} {
		t.Run(name, func(t *testing.T) {
			s := storeOfThree(t)
			execute(t, s, "UPDATE claims SET "+set+" WHERE id = 'claim-1'")
			lines, err := s.Totals(t.Context(), store.Query{})
			altered, alteredErr := s.Altered(t.Context(), store.Query{})
			if err != nil || alteredErr != nil || len(lines) != 1 || lines[0].Claims != 2 || len(altered) != 1 || altered[0].ID != "claim-1" {
				t.Errorf("%v, %v, %v, %v", lines, err, altered, alteredErr)
			}
		})
	}
}

// A statement of SQL alters a column of the tables that hold texts, so that
// they take any text, as the disk does.
const anyText = `ALTER TABLE claims ALTER COLUMN amounts TYPE text, ALTER COLUMN record TYPE text; ALTER TABLE entries ALTER COLUMN entry TYPE text`

// A field is one text in a row.
type field struct{ table, column, where string }

var fields = func() (all []field) {
	for column := range strings.FieldsSeq("kind customer engagement location status area expires attention search owner amounts keys record sum") {
		all = append(all, field{"claims", column, "id = 'claim-1'"})
	}
	for column := range strings.FieldsSeq("kind entry sum") {
		all = append(all, field{"entries", column, "position = 2"}, field{"entries", column, "position = 5"})
	}
	return all
}()

// Whatever bit of a text flips, its claim or its history is refused, and no
// other one. A flip that makes no text in UTF-8 cannot be made by SQL.
func TestAFlippedBitIsNeverReadInSilence(t *testing.T) {
	s := storeOfThree(t)
	execute(t, s, anyText)
	random := rand.New(rand.NewPCG(20, 600)) //nolint:gosec // because the same bits are to be flipped each time
	const flips = 600
	flipped := 0
	for flipped < flips {
		one := fields[random.IntN(len(fields))]
		var was []byte
		if err := s.pool.QueryRow(t.Context(), "SELECT convert_to("+one.column+", 'UTF8') FROM "+one.table+" WHERE "+one.where).Scan(&was); err != nil {
			t.Fatal(err)
		}
		if len(was) == 0 {
			continue
		}
		is, bit := bytes.Clone(was), random.IntN(8*len(was))
		is[bit/8] ^= 1 << (bit % 8)
		if !storable(string(is)) {
			continue
		}
		flipped++
		set := "UPDATE " + one.table + " SET " + one.column + " = $1 WHERE " + one.where
		if _, err := s.pool.Exec(t.Context(), set, string(is)); err != nil {
			t.Fatal(err)
		}
		if err := onlyRefuses(t, s, "claim-1", one.table == "claims"); err != nil {
			t.Errorf("%s.%s, bit %d: %v", one.table, one.column, bit, err)
		}
		if _, err := s.pool.Exec(t.Context(), set, string(was)); err != nil {
			t.Fatal(err)
		}
	}
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// onlyRefuses returns an error unless the record or the history of one claim is
// refused, and all others are read.
func onlyRefuses(t *testing.T, s *Store, id claims.ID, record bool) error {
	t.Helper()
	refused, read := 0, 0
	for _, err := range s.List(t.Context(), store.Query{}) {
		var one *store.ClaimError
		switch {
		case err == nil:
			read++
		case errors.As(err, &one) && one.ID == id:
			refused++
		default:
			return err
		}
	}
	wrong := 0
	for _, err := range s.History(t.Context(), id, 0) {
		if err != nil {
			wrong++
		}
	}
	_, loaded := s.Load(t.Context(), id)
	problems, err := s.Check(t.Context())
	switch {
	case err != nil || len(problems) != 1:
		return fmt.Errorf("the check finds %v, %w", problems, err)
	case record && (refused != 1 || read != 2 || loaded == nil || wrong != 0):
		return fmt.Errorf("%d refused and %d read, loaded: %w", refused, read, loaded)
	case !record && (refused != 0 || read != 3 || loaded != nil || wrong != 1):
		return fmt.Errorf("%d of the entries refused, %d read, loaded: %w", wrong, read, loaded)
	}
	return nil
}
