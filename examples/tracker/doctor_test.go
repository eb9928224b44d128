package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci/catalog"
)

// examined runs the doctor, and returns what it found.
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
		if status != done || h.Claims == 0 || h.Entries < h.Claims || h.Stale != 0 || len(h.Problems) != 0 || (h.Schema > 0) == place.IsServer(from) {
			t.Errorf("status %d, %+v", status, h)
		}
		if out := must(t, "doctor", "--db", from); !strings.Contains(out, "nothing is wrong") || strings.Contains(out, "password") {
			t.Errorf("%s", out)
		}
	})
}

func TestDoctorNamesWhatIsWrongAndWhatToTypeNext(t *testing.T) {
	for name, c := range map[string]struct{ statement, claim, why string }{
		"a column":       {"UPDATE claims SET area = 'x'", "contoso", "sum"},
		"a record":       {"UPDATE claims SET record = '{'", "contoso", "sum"},
		"an entry":       {"UPDATE entries SET entry = replace(entry, 'pat', 'tap')", "contoso", "sum"},
		"a lost history": {"DELETE FROM entries", "contoso", "history"},
		"a lost claim":   {"DELETE FROM claims", "", "belongs to no claim"},
	} {
		t.Run(name, func(t *testing.T) {
			life(t, "send-consent|--language=de")
			execute(t, "tracker.db", c.statement)
			h, status := examined(t)
			found := false
			for _, one := range h.Problems {
				found = found || string(one.Claim) == c.claim && strings.Contains(one.Why, c.why) && one.Next != ""
			}
			if status != failed || !found {
				t.Errorf("status %d, %+v", status, h)
			}
			if r := track(t, "doctor"); r.status != failed || !strings.Contains(r.out, "wrong") || !strings.Contains(r.out, "next") {
				t.Errorf("%+v", r)
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
	for name, statement := range map[string]string{
		"an entry": `UPDATE entries SET entry = replace(entry, '"pat"', '"tap"')`,
		"a record": `UPDATE claims SET record = replace(record, '"Noa"', '"Nob"')`,
	} {
		t.Run(name, func(t *testing.T) {
			life(t, "send-consent|--language=de|--customer-contact=Noa <noa@contoso.com>")
			execute(t, "tracker.db", statement)
			if r := track(t, "copy", "--to", "copy.db"); r.status != failed || !strings.Contains(r.out, "not copied: contoso: ") || !strings.Contains(r.out, "altered") {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestAFileThatIsCutOffNamesTheWayBack(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	data, err := os.ReadFile("tracker.db")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("tracker.db", data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"doctor"}, {"list"}} {
		if got := track(t, args...); got.status != failed || !strings.Contains(got.err, `type "tracker restore FILE --db NEW"`) {
			t.Errorf("%q: status %d, %s", args, got.status, got.err)
		}
	}
}
