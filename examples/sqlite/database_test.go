package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// emptyFile makes a database without claims and returns its name.
func emptyFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "claims.db")
	s, err := Open(t.Context(), file, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.made(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestOnlyADatabaseOfThisPackageIsOpened(t *testing.T) {
	for name, statement := range map[string]string{
		"newer":                        "PRAGMA user_version = 99",
		"of a negative version":        "PRAGMA user_version = -1",
		"of no version":                "PRAGMA user_version = 0",
		"of another program":           "PRAGMA application_id = 7",
		"of no program, but of tables": "PRAGMA application_id = 0",
	} {
		file := emptyFile(t)
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		db.Close()
		for _, create := range []bool{false, true} {
			if _, err := Open(t.Context(), file, create); !errors.Is(err, ErrForeign) || !strings.HasPrefix(err.Error(), file) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A step that was run twice would fail, and one that was left out would be
// missed later.
func TestAFileThatSaysAnotherVersionThanItsTablesShowIsDamaged(t *testing.T) {
	for version := 1; version < len(migrations); version++ {
		file := emptyFile(t)
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%s: the stored data is damaged: it says version %d, and its tables are those of version %d", file, version, len(migrations))
		for _, create := range []bool{false, true} {
			if _, err := Open(t.Context(), file, create); !errors.Is(err, row.ErrDamaged) || err.Error() != want {
				t.Errorf("%v", err)
			}
		}
		if _, err := db.Exec("ALTER TABLE claims DROP COLUMN sum; PRAGMA user_version = " + fmt.Sprint(len(migrations))); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if _, err := Open(t.Context(), file, false); !errors.Is(err, row.ErrDamaged) {
			t.Errorf("without a column: %v", err)
		}
	}
}

func TestAFileOfEachVersionIsBroughtToTheNewest(t *testing.T) {
	for version := 1; version <= len(migrations); version++ {
		file := filepath.Join(t.TempDir(), "claims.db")
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range migrations[:version] {
			if _, err := db.Exec(step.statement); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version)); err != nil {
			t.Fatal(err)
		}
		db.Close()
		s, err := Open(t.Context(), file, false)
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Errorf("version %d: %v, %v", version, problems, err)
		}
		s.Close()
	}
}

// SQLite would treat a file of one byte as an empty database.
func TestAFileThatIsNoDatabaseIsNotTakenForAnEmptyOne(t *testing.T) {
	for name, c := range map[string]struct {
		content       string
		read, created error
	}{
		"0 bytes":         {"", ErrEmpty, nil},
		"1 byte":          {"x", ErrForeign, ErrForeign},
		"a text":          {strings.Repeat("Claim ID,Status\n", 100), ErrForeign, ErrForeign},
		"a cut-off magic": {magic[:15], ErrForeign, ErrForeign},
	} {
		file := filepath.Join(t.TempDir(), "claims.db")
		if err := os.WriteFile(file, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), file, false); !errors.Is(err, c.read) {
			t.Errorf("%s: read, %v, want %v", name, err, c.read)
		}
		s, err := Open(t.Context(), file, true)
		if !errors.Is(err, c.created) || (err == nil) != (c.created == nil) {
			t.Errorf("%s: to be created, %v, want %v", name, err, c.created)
		}
		if s != nil {
			s.Close()
		}
		if data, err := os.ReadFile(file); err != nil || string(data) != c.content {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := Open(t.Context(), t.TempDir(), true); !errors.Is(err, ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "none.db"), false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestAFileIsMadeByTheFirstChangeAndForItsOwnerAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "claims.db")
	s, err := Open(t.Context(), file, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Load(t.Context(), "claim-1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an empty store has claim-1: %v", err)
	}
	for record, err := range s.List(t.Context(), store.Query{}) {
		t.Errorf("an empty store lists %v, %v", record, err)
	}
	if err := s.Save(t.Context(), store.Change{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a change without a claim: %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no change, and a file: %v", err)
	}
	if _, err := s.made(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(file + "*")
	if err != nil || len(left) == 0 {
		t.Fatal(left, err)
	}
	for _, name := range left {
		if status, err := os.Stat(name); err != nil || status.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v, %v", name, status.Mode(), err)
		}
	}
}

func TestAFileThatCannotBeWrittenIsReadAsItIs(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can write every file")
	}
	file := emptyFile(t)
	for _, mode := range []struct{ file, folder fs.FileMode }{{0o400, 0o700}, {0o400, 0o500}, {0o600, 0o500}} {
		if err := errors.Join(os.Chmod(filepath.Dir(file), 0o700), os.Chmod(file, mode.file), os.Chmod(filepath.Dir(file), mode.folder)); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), file, false)
		if err != nil {
			t.Errorf("%v in %v: %v", mode.file, mode.folder, err)
			continue
		}
		for record, err := range s.List(t.Context(), store.Query{}) {
			t.Errorf("%v, %v", record, err)
		}
		if err := s.write(t.Context(), func(*sql.Tx) error { return nil }); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%v in %v: a change gives %v", mode.file, mode.folder, err)
		}
		s.Close()
	}
	if err := os.Chmod(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
}

// fileOfVersion2 makes a file with the given claims in the form that the
// program had before the envelopes.
func fileOfVersion2(t *testing.T, stored ...store.Envelope) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "claims.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(schema + relays + fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = 2", applicationID)); err != nil {
		t.Fatal(err)
	}
	for i := range stored {
		c, err := row.Of(&stored[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(`INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open, counted, record)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.ID, c.Version, c.Customer, c.Engagement, c.Location, c.Status, c.Area, c.Expires,
			c.Attention, c.Search, c.Open, c.Counted, c.Record); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

func TestAFileOfVersion2GetsTheOwnersAmountsAndKeysOfItsClaims(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	var stored []store.Envelope
	for n := range 3 {
		change, err := sample.Open(card, claims.ID(fmt.Sprint("claim-", n)), n, sample.Now)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, change.Envelope)
	}
	if len(stored[0].Amounts) == 0 || len(stored[0].Keys) == 0 {
		t.Fatal("the sample has no amounts or no keys")
	}
	stored[1].Body = []byte(`{"format": 99}`)
	file := fileOfVersion2(t, stored...)
	for range 2 { // the second time, nothing is left to do
		s, err := Open(t.Context(), file, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.made(t.Context()); err != nil {
			t.Fatal(err)
		}
		for n, want := range stored {
			if n == 1 { // the damaged one is left as it is
				want.Owner, want.Amounts, want.Keys = "", nil, nil
			}
			got, err := s.Load(t.Context(), want.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := want.Agrees(got); err != nil || got.Kind != want.Kind || string(got.Body) != string(want.Body) {
				t.Errorf("%s: got %+v, want %+v: %v", want.ID, got, want, err)
			}
			if _, err := desk.Decode(got); (err != nil) != (n == 1) {
				t.Errorf("%s: %v", want.ID, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
