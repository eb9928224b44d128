package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/transfer"
)

// places are the pairs of databases between which claims are copied. A file is
// made in the working folder.
var places = map[string]func(t *testing.T) (from, to string){
	"file to file":     func(*testing.T) (string, string) { return "from.db", "to.db" },
	"file to server":   func(t *testing.T) (string, string) { return "from.db", clustertest.Schema(t) },
	"server to file":   func(t *testing.T) (string, string) { return clustertest.Schema(t), "to.db" },
	"server to server": func(t *testing.T) (string, string) { return clustertest.Schema(t), clustertest.Schema(t) },
	"scheme with a suffix": func(t *testing.T) (string, string) {
		return "from.db", strings.Replace(clustertest.Schema(t), "postgres:", "postgresql:", 1)
	},
}

// eachWay runs a test for each pair of databases. The first one holds six
// claims of an export and one claim with a history.
func eachWay(t *testing.T, test func(t *testing.T, from, to string)) {
	for name, way := range places {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			others, err := os.ReadFile("march-claims.csv")
			if err != nil {
				t.Fatal(err)
			}
			// K-1 is of another customer than contoso, so it is another claim.
			write(t, "others.csv", strings.Replace(string(others), "2f3c4a1e-", "2f3c4a1f-", 1))
			from, to := way(t)
			must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", from)
			must(t, "do", "contoso", "send-consent", "--user", "pat", "--at", "2022-11-11", "--key", "k-1", "--language", "de", "--db", from)
			must(t, "import", "others.csv", "--at", "2023-01-20", "--db", from)
			test(t, from, to)
		})
	}
}

// copied runs a copy, and returns its report.
func copied(t *testing.T, status int, from, to string) (r struct {
	To string
	transfer.Report
},
) {
	t.Helper()
	got := track(t, "copy", "--db", from, "--to", to, "--json")
	text, _, _ := strings.Cut(got.out, "\n{\n  \"error\"") // a refusal follows the report
	if got.status != status || json.Unmarshal([]byte(text), &r) != nil {
		t.Fatalf("status %d, %s%s", got.status, got.out, got.err)
	}
	return r
}

// shown is all that the commands print of a place.
func shown(t *testing.T, place string) (all []string) {
	t.Helper()
	for _, command := range []string{"export --json", "due", "pipeline", "calendar", "explain contoso", "explain K-1", "show contoso", "export"} {
		all = append(all, must(t, append(strings.Fields(command), "--at", "2023-01-21", "--db", place)...))
	}
	return all
}

func TestACopyIsTheSameAndCanBeRepeated(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to string) {
		first := copied(t, done, from, to)
		if first.Copied != 7 || first.Entries != 14 || first.Checked != 7 || first.CheckedEntries != 14 || len(first.Left) != 0 || first.To != place.Shown(to) {
			t.Errorf("got %+v", first)
		}
		if diff := cmp.Diff(shown(t, from), shown(t, to)); diff != "" {
			t.Errorf("the copy differs (-original +copy):\n%s", diff)
		}
		again := copied(t, done, from, to)
		if again.Same != 7 || again.Copied+again.Updated != 0 || again.Entries != 0 || again.Digest != first.Digest {
			t.Errorf("the second copy: %+v", again)
		}
		if back := copied(t, done, to, from); back.Same != 7 || back.Digest != first.Digest {
			t.Errorf("the way back: %+v", back)
		}
	})
}

func TestACopyBringsClaimsUpToDateAndNeverBack(t *testing.T) {
	eachWay(t, func(t *testing.T, from, to string) {
		copied(t, done, from, to)
		must(t, "do", "contoso", "accept", "--at", "2022-11-12", "--db", from)
		if got := copied(t, done, from, to); got.Updated != 1 || got.Same != 6 || got.Entries != 1 {
			t.Errorf("got %+v", got)
		}
		if diff := cmp.Diff(shown(t, from), shown(t, to)); diff != "" {
			t.Errorf("the copy differs (-original +copy):\n%s", diff)
		}
		must(t, "do", "contoso", "cancel", "--user", "pat", "--at", "2022-11-13", "--db", to)
		was := shown(t, to)
		got := copied(t, failed, from, to)
		if len(got.Left) != 1 || got.Left[0].Claim != "contoso" || !strings.Contains(got.Left[0].Why, "a later version") || got.Checked != 6 {
			t.Errorf("got %+v", got)
		}
		// A command that is repeated under its key is known in the copy, too.
		if told := must(t, "do", "contoso", "send-consent", "--user", "pat", "--at", "2022-11-11", "--key", "k-1", "--language", "de", "--db", to); !strings.Contains(told, "done before") {
			t.Errorf("got %s", told)
		}
		must(t, "do", "contoso", "comment", "--comment", "more", "--user", "pat", "--at", "2022-11-14", "--db", from)
		if got := copied(t, failed, from, to); len(got.Left) != 1 || !strings.Contains(got.Left[0].Why, "another claim of this ID") {
			t.Errorf("got %+v", got)
		}
		if diff := cmp.Diff(was, shown(t, to)); diff != "" {
			t.Errorf("the destination was changed:\n%s", diff)
		}
	})
}

func TestADamagedClaimIsLeftAndNamed(t *testing.T) {
	for name, damage := range map[string]string{
		"record":  `UPDATE claims SET record = '{}' WHERE id = 'K-2'`,
		"entry":   `UPDATE entries SET entry = '{' WHERE claim = 'K-2'`,
		"history": `DELETE FROM entries WHERE claim = 'K-2'`,
		"claim":   `DELETE FROM claims WHERE id = 'K-2'`,
	} {
		t.Run(name, func(t *testing.T) {
			enterCopyOfTestdata(t)
			must(t, "import", "march-claims.csv", "--at", "2023-01-20", "--db", "from.db")
			db, err := sql.Open("sqlite", "from.db")
			if err == nil {
				_, err = db.Exec(damage)
				err = errors.Join(err, db.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
			got := copied(t, failed, "from.db", "to.db")
			if got.Copied != 5 || got.Checked != 5 || len(got.Left) != 1 || got.Left[0].Claim != "K-2" {
				t.Errorf("got %+v", got)
			}
			if r := track(t, "copy", "--db", "from.db", "--to", "to.db"); r.status != failed || !strings.Contains(r.out, "not copied: K-2: ") || !strings.Contains(r.err, "not copied: 1 thing") {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestACopyToNowhereOrOfNothingIsRefused(t *testing.T) {
	enterCopyOfTestdata(t)
	if got := track(t, "copy", "--to", "to.db"); got.status != failed || !strings.Contains(got.err, "tracker.db does not exist yet") {
		t.Errorf("got %+v", got)
	}
	if _, err := os.Stat("to.db"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the refused copy left a file: %v", err)
	}
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	for _, to := range [][]string{nil, {"--to", ""}, {"--to", "postgres://%"}} {
		if got := track(t, append([]string{"copy"}, to...)...); got.status != invalid {
			t.Errorf("%q: got %+v", to, got)
		}
	}
	if got := copied(t, done, "tracker.db", "tracker.db"); got.Same != 6 {
		t.Errorf("a copy to itself: %+v", got)
	}
}
