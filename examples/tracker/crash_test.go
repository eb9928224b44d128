package main

import (
	"bytes"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// asProgram is the environment variable that makes this test binary run as the
// tracker, so that a test can start it and kill it.
const asProgram = "TRACKER_TEST_AS_PROGRAM"

// process returns the tracker as a process that has not started yet.
func process(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command, printed := exec.Command(self, args...), &bytes.Buffer{}
	command.Env = append(os.Environ(), asProgram+"=1")
	command.Stdout = printed
	command.Stderr = os.Stderr
	return command, printed
}

// seed makes a file with count claims, each of a different customer. It opens
// all of them in one transaction.
func seed(t *testing.T, file string, count int) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), file, true)
	if err != nil {
		t.Fatal(err)
	}
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	changes := make([]store.Change, count)
	for i := range changes {
		if changes[i], err = desk.EncodeChange(opening(t, card, i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveAll(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func opening(t *testing.T, catalog *catalog.Catalog, number int) claims.Change {
	t.Helper()
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	workshop, _ := catalog.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, err := mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", number+1))
	if err != nil {
		t.Fatal(err)
	}
	contoso := eligibility.Customer{ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0)}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: workshop, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes, Customer: contoso,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
	}, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"},
		PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if nomination == nil {
		t.Fatal(err, decision.Reasons())
	}
	change, err := claims.Open(nomination, claims.ID(fmt.Sprintf("claim-%05d", number)), claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at})
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// contents returns every row of a file, after the results of the integrity
// checks. It fails the test if the file cannot be read.
func contents(t *testing.T, file string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []string
	for _, query := range []string{
		`SELECT integrity_check FROM pragma_integrity_check`,
		`SELECT "table" FROM pragma_foreign_key_check`,
		`SELECT id || version || record FROM claims ORDER BY id`,
		`SELECT position || claim || number || entry FROM entries ORDER BY position`,
	} {
		found, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			var row string
			if err := found.Scan(&row); err != nil {
				t.Fatal(err)
			}
			all = append(all, row)
		}
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A blow is the moment at which a process is killed. It is killed after a
// while. If lines is set, it kills itself as soon as it has printed so many
// lines.
type blow struct {
	lines int
	after time.Duration
}

// dying is the environment variable with the number of lines that a process
// tells before it kills itself.
const dying = "TRACKER_TEST_DIES_AFTER"

// A mortal is an output whose process is killed at the end of a line.
type mortal struct {
	io.Writer
	lines int
}

func (m *mortal) Write(text []byte) (int, error) {
	n, err := m.Writer.Write(text)
	if m.lines -= bytes.Count(text, []byte("\n")); m.lines <= 0 {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {} // nothing more is done
	}
	return n, err
}

// killed starts a process, kills it and returns its output so far. If the
// process ended before the kill, ended is true.
func killed(t *testing.T, when blow, args ...string) (printed string, ended bool) {
	t.Helper()
	command, out := process(t, args...)
	if when.lines > 0 {
		command.Env = append(command.Env, fmt.Sprintf("%s=%d", dying, when.lines))
		when.after = time.Minute
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(when.after, func() { command.Process.Kill() })
	defer timer.Stop()
	err := command.Wait()
	if err != nil && command.ProcessState.Exited() {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String(), err == nil
}

// kills is how often a command is killed.
var kills = flag.Int("kills", 8, "how often a command is killed; .ci/scheduled asks for more")

// A disturbance is a command that is killed, and the end of its output.
type disturbance struct {
	name, ends string
	args       []string
}

// If a sweep or an import is killed at any moment, the next run continues from
// there. Even after many kills the file is the same in the end as without them.
func TestWhatIsKilledLosesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts and kills many processes, for some seconds")
	}
	folder := t.TempDir()
	seeded, exported := filepath.Join(folder, "seeded.db"), filepath.Join(folder, "portal.csv")
	seed(t, seeded, 240)
	table := &strings.Builder{}
	fmt.Fprintln(table, "Claim ID,Engagement,Customer ID,Status")
	for i := range 90 { // every third claim is known to the portal only
		fmt.Fprintf(table, "claim-%05d,fy23-microsoft-viva,2f3c4a1e-0d5b-4c6f-9a7e-%012x,Awaiting customer consent response\n", i+i%3/2*5000, i+1+i%3/2*5000)
	}
	if err := os.WriteFile(exported, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []disturbance{
		{"sweep", "\n240 claims expired\n", []string{"sweep", "--at", "2023-01-01"}},
		{"import", "\n60 moved\n30 adopted\n", []string{"import", exported, "--at", "2022-11-20"}},
	} {
		t.Run(d.name, func(t *testing.T) { d.test(t, seeded) })
	}
}

// test kills the command at random moments, every other time once it has told
// some of its work. When the work is done, it starts
// over with the seeded file.
func (d disturbance) test(t *testing.T, seeded string) {
	folder, began := t.TempDir(), time.Now()
	undisturbed := filepath.Join(folder, "undisturbed.db")
	copyFile(t, seeded, undisturbed)
	if printed, ended := killed(t, blow{after: time.Minute}, append(d.args, "--db", undisturbed)...); !ended || !strings.HasSuffix(printed, d.ends) {
		t.Fatalf("undisturbed, it printed %q", printed[max(0, len(printed)-200):])
	}
	whole, want := time.Since(began), contents(t, undisturbed)
	random, count, midway := rand.New(rand.NewPCG(1, 2)), 0, 0
	enough := func() bool { return count >= *kills || time.Since(began) > time.Duration(*kills)*time.Second }
	for !enough() {
		file := filepath.Join(folder, fmt.Sprintf("after-%d-kills.db", count))
		copyFile(t, seeded, file)
		for ended := false; !ended; {
			when := blow{after: time.Duration(random.Int64N(int64(whole)))}
			switch { // most of the time may pass before it begins its work
			case enough():
				when.after = time.Minute
			case count%2 == 0:
				when.lines = 1 + random.IntN(20)
			}
			var printed string
			if printed, ended = killed(t, when, append(d.args, "--db", file)...); ended {
				continue
			}
			count++
			if printed != "" {
				midway++
			}
		}
		if diff := cmp.Diff(want, contents(t, file)); diff != "" {
			t.Fatalf("after %d kills (-undisturbed +killed):\n%s", count, diff)
		}
	}
	t.Logf("%d kills, %d of them after some work was told, in %v; undisturbed it takes %v", count, midway, time.Since(began), whole)
	if midway == 0 {
		t.Error("no kill came midway")
	}
	if count < *kills {
		t.Logf("only %d kills of %d, since this machine is slow", count, *kills)
	}
}
