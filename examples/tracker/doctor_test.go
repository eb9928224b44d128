package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/mci/catalog"
)

// examined runs the doctor, and returns its findings.
func examined(t *testing.T, args ...string) (h health, status int) {
	t.Helper()
	r := track(t, append([]string{"doctor", "--json"}, args...)...)
	text, _, _ := strings.Cut(r.out, "\n{\n  \"error\"") // a refusal follows the report
	if err := json.Unmarshal([]byte(text), &h); err != nil {
		t.Fatalf("%v: %+v", err, r)
	}
	return h, r.status
}

func TestDoctorFindsNothingWrongInASoundPlace(t *testing.T) {
	eachWay(t, func(t *testing.T, from, _ string) {
		h, status := examined(t, "--db", from)
		if status != done || h.Claims == 0 || h.Entries < h.Claims || h.Stale != 0 || len(h.Problems) != 0 || h.Schema == 0 {
			t.Errorf("status %d, %+v", status, h)
		}
		if out := must(t, "doctor", "--db", from); !strings.Contains(out, "nothing is wrong") || strings.Contains(out, "password") {
			t.Errorf("%s", out)
		}
	})
}

// damages are the ways to damage the claim contoso: the statement for a file,
// and the one for a server.
var damages = map[string]struct{ file, server, claim, why string }{
	"a column": {"UPDATE claims SET area = 'x'", "UPDATE claims SET area = 'x'", "contoso", "sum"},
	"a truth":  {"UPDATE claims SET open = 2, counted = 0", "UPDATE claims SET open = NOT open", "contoso", "sum"},
	"a number": {"UPDATE claims SET version = -version", "UPDATE claims SET version = -version", "contoso", "sum"},
	"a record": {"UPDATE claims SET record = '{'", "UPDATE claims SET record = '{}'", "contoso", "sum"},
	"an entry": {
		"UPDATE entries SET entry = replace(entry, 'pat', 'tap')",
		"UPDATE entries SET entry = replace(entry::text, 'pat', 'tap')::json", "contoso", "sum",
	},
	"a lost history": {"DELETE FROM entries", "DELETE FROM entries", "contoso", "history"},
	"a lost claim": {
		"DELETE FROM claims",
		"ALTER TABLE entries DROP CONSTRAINT entries_claim_fkey; DELETE FROM claims", "", "belongs to no claim",
	},
}

// eachDamage runs a test for each damage, in a file and on a server.
func eachDamage(t *testing.T, test func(t *testing.T, at, claim, why string)) {
	for name, c := range damages {
		for where, statement := range map[string]string{"a file": c.file, "a server": c.server} {
			t.Run(name+" in "+where, func(t *testing.T) {
				enterCopyOfTestdata(t)
				at := "tracker.db"
				if where == "a server" {
					at = clustertest.Schema(t)
				}
				must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", at)
				must(t, "do", "contoso", "--user", "pat", "--at", "2022-11-11", "send-consent", "--language=de", "--db", at)
				execute(t, at, statement)
				test(t, at, c.claim, c.why)
			})
		}
	}
}

func TestDoctorNamesWhatIsWrongAndWhatToTypeNext(t *testing.T) {
	eachDamage(t, func(t *testing.T, at, claim, why string) {
		h, status := examined(t, "--db", at)
		found := false
		for _, one := range h.Problems {
			found = found || string(one.Claim) == claim && strings.Contains(one.Why, why) && one.Next != ""
		}
		if status != failed || !found {
			t.Errorf("status %d, %+v", status, h)
		}
		r := track(t, "doctor", "--db", at)
		if r.status != failed || !strings.Contains(r.out, "wrong") || !strings.Contains(r.out, "next") {
			t.Errorf("%+v", r)
		}
		if where := "the database"; claim == "" && strings.Contains(r.out, where) != place.IsServer(at) {
			t.Errorf("it is said to be wrong elsewhere: %+v", r)
		}
	})
}

// A claim that was altered is named, and the lists go on with the others.
func TestAnAlteredClaimStopsNoList(t *testing.T) {
	for name, c := range map[string]struct{ at, statement string }{
		"a file":   {"tracker.db", `UPDATE claims SET search = 'x' WHERE id = 'K-2'`},
		"a server": {clustertest.Schema(t), `UPDATE claims SET amounts = '[["paid", "USD", 7]]' WHERE id = 'K-2'`},
	} {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			must(t, "import", "march-claims.csv", "--at", "2023-01-20", "--db", c.at)
			execute(t, c.at, c.statement)
			for _, command := range []string{"list", "due --at 2023-03-20", "export", "calendar --at 2023-01-20"} {
				r := track(t, append(strings.Fields(command), "--db", c.at)...)
				if r.status != failed || !strings.Contains(r.err, "K-2") || !strings.Contains(r.err, "altered") {
					t.Errorf("%s: %+v", command, r)
				}
				for _, id := range []string{"K-1", "K-3", "K-4", "K-5", "K-6"} {
					if !strings.Contains(r.out, id) {
						t.Errorf("%s goes on without %s: %+v", command, id, r)
					}
				}
			}
			if r := track(t, "pipeline", "--at", "2023-01-20", "--db", c.at); r.status != failed || !strings.Contains(r.err, "K-2") || !strings.Contains(r.out, "25000.00") {
				t.Errorf("pipeline: %+v", r)
			}
			for _, command := range []string{"show K-2", "next K-2", "do K-2 comment --comment x --user pat"} {
				if r := track(t, append(strings.Fields(command), "--db", c.at)...); r.status != failed || !strings.Contains(r.err, "altered") {
					t.Errorf("%s: %+v", command, r)
				}
			}
		})
	}
}

func TestDoctorSaysHowChangedTermsAreAccepted(t *testing.T) {
	life(t, "send-consent|--language=de", "accept")
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	document, err := card.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	write(t, "edited.json", strings.ReplaceAll(string(document), `"A": "5000"`, `"A": "4500"`))
	h, status := examined(t, "--catalog", "edited.json")
	if status != failed || len(h.Problems) != 1 || !strings.Contains(h.Problems[0].Next, "tracker do contoso accept-terms") {
		t.Errorf("status %d, %+v", status, h)
	}
}

// flips is the number of bits that are flipped in claims and entries.
var flips = flag.Int("flips", 120, "how many bits are flipped; .ci/scheduled asks for more")

// Each flip of a bit in a stored value is refused, noticed by the doctor, or
// harmless.
func TestAFlippedBitIsNeverReadInSilence(t *testing.T) {
	life(t, "send-consent|--language=de|--deal-size=250000USD", "accept")
	read := func() string {
		var out strings.Builder
		for _, command := range []string{"show contoso --json", "explain contoso --json", "export --json", "list --json"} {
			r := track(t, strings.Fields(command+" --at 2022-12-01")...)
			if r.status != done {
				return ""
			}
			out.WriteString(r.out)
		}
		return out.String()
	}
	db, err := sql.Open("sqlite", "tracker.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	fields := fieldsOfFile(t, db)
	sound := read()
	if _, status := examined(t); status != done || sound == "" {
		t.Fatalf("status %d before a bit is flipped", status)
	}
	random := rand.New(rand.NewPCG(20, 600))
	refused, noticed, harmless := 0, 0, 0
	for range *flips {
		one := fields[random.IntN(len(fields))]
		bit := random.IntN(8 * len(one.value))
		flipped := bytes.Clone(one.value)
		flipped[bit/8] ^= 1 << (bit % 8)
		one.set(t, db, flipped)
		switch r := track(t, "doctor"); {
		case read() == "":
			refused++
			if r.status == done {
				t.Errorf("%s, bit %d: refused, and the doctor finds nothing wrong", one.name, bit)
			}
		case r.status != done:
			noticed++
		case read() == sound:
			harmless++
		default:
			t.Errorf("%s, bit %d: %q gives other values in silence", one.name, bit, flipped)
		}
		one.set(t, db, one.value)
	}
	t.Logf("of %d flips, %d are refused, %d noticed by the doctor alone, %d harmless", *flips, refused, noticed, harmless)
}

// A storedField is one text in a row of the file.
type storedField struct {
	name, statement string
	row             int64
	value           []byte
}

func (f *storedField) set(t *testing.T, db *sql.DB, value []byte) {
	t.Helper()
	if _, err := db.Exec(f.statement, value, f.row); err != nil {
		t.Fatal(err)
	}
}

// fieldsOfFile returns all texts of the claims and the entries.
func fieldsOfFile(t *testing.T, db *sql.DB) (fields []storedField) {
	t.Helper()
	for _, column := range []string{
		"kind", "customer", "engagement", "location", "status", "area", "expires", "attention", "search", "amounts", "keys", "record", "sum",
	} {
		one := storedField{name: "claims." + column, statement: "UPDATE claims SET " + column + " = CAST(? AS TEXT) WHERE ? = 0"}
		if err := db.QueryRow("SELECT CAST(" + column + " AS BLOB) FROM claims").Scan(&one.value); err != nil {
			t.Fatal(err)
		}
		if len(one.value) > 0 {
			fields = append(fields, one)
		}
	}
	for position := int64(1); position <= 3; position++ {
		for _, column := range []string{"kind", "entry", "sum"} {
			one := storedField{name: "entries." + column, statement: "UPDATE entries SET " + column + " = CAST(? AS TEXT) WHERE position = ?", row: position}
			if err := db.QueryRow("SELECT CAST("+column+" AS BLOB) FROM entries WHERE position = ?", position).Scan(&one.value); err != nil {
				t.Fatal(err)
			}
			fields = append(fields, one)
		}
	}
	return fields
}

func TestACopyLeavesWhatWasAltered(t *testing.T) {
	eachDamage(t, func(t *testing.T, at, claim, why string) {
		if claim == "" || why != "sum" {
			return
		}
		for _, to := range []string{"copy.db", clustertest.Schema(t)} {
			if r := track(t, "copy", "--db", at, "--to", to); r.status != failed || !strings.Contains(r.out, "not copied: contoso: ") {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestAFileThatIsDamagedAsAWholeNamesTheWayBack(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	data := textOf(t, "tracker.db")
	write(t, "cut.db", data[:len(data)/2])
	files := []string{"cut.db"}
	for _, version := range []string{"2", "4", "5"} { // a flip of one bit of 6 makes each but 5
		files = append(files, version+".db")
		write(t, version+".db", data)
		execute(t, version+".db", "PRAGMA user_version = "+version)
	}
	for _, file := range files {
		for _, command := range []string{"doctor", "list", "sweep"} {
			if got := track(t, command, "--db", file); got.status != failed || !strings.Contains(got.err, `damaged`) && file != "cut.db" || !strings.Contains(got.err, `type "tracker restore FILE --db NEW"`) {
				t.Errorf("%s of %s: status %d, %s", command, file, got.status, got.err)
			}
		}
	}
}
