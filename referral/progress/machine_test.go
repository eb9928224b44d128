package progress

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// allowed lists the transitions that the documents allow to the partner: one
// line for each state, with the states that can follow.
const allowed = `
New/Pending: New/Received Active/Accepted Closed/Won Closed/Lost Closed/Declined Closed/Expired
New/Received: New/Pending Active/Accepted Closed/Won Closed/Lost Closed/Declined Closed/Expired
Active/Accepted: Closed/Won Closed/Lost Closed/Declined Closed/Expired
`

// others lists the transitions that Partner Center makes, and the states that
// can stay as they are.
const others = `
no referral: Active/Accepted New/Pending New/Received
New/Pending: New/Pending Closed/Error
New/Received: New/Received Closed/Error
Active/Accepted: Active/Accepted Closed/Error
`

func stateOf(text string) State {
	for _, s := range states {
		if s.String() == text {
			return s
		}
	}
	panic("no state " + text)
}

func pairs(text string) map[[2]State]bool {
	found := map[[2]State]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		from, to, _ := strings.Cut(line, ": ")
		for one := range strings.FieldsSeq(to) {
			found[[2]State{stateOf(from), stateOf(one)}] = true
		}
	}
	return found
}

// checkMachine compares the table with the documents for every pair of states.
func checkMachine(rows []Transition) error {
	dense := compile(rows)
	partner, other := pairs(allowed), pairs(others)
	for _, from := range states {
		for _, to := range states {
			var access Access
			if row := dense[from.place()][to.place()]; row > 0 {
				access = rows[row-1].Access
			}
			pair := [2]State{from, to}
			wantStaying := other[pair] && from == to
			if partner[pair] != (access == ByPartner) || wantStaying != (access == Staying) || (other[pair] && from != to) != (access == ByServer) {
				return fmt.Errorf("from %v to %v the access is %d", from, to, access)
			}
		}
	}
	return nil
}

func TestTheTableIsWhatTheDocumentsAllow(t *testing.T) {
	rows := Transitions()
	name := func(row Transition) string { return row.ID }
	mutants := tabletest.Drop(rows, name)
	mutants = append(mutants, tabletest.Edit(rows, "another access", name, func(row *Transition) bool { row.Access = row.Access%Staying + 1; return true })...)
	mutants = append(mutants, tabletest.Edit(rows, "to None", name, func(row *Transition) bool { row.To = none; return true })...)
	mutants = append(mutants, tabletest.Edit(rows, "from lost", name, func(row *Transition) bool { row.From = lost; return true })...)
	if err := tabletest.Survivors(rows, mutants, checkMachine); err != nil {
		t.Error(err)
	}
}

func TestEveryRowHasAnIDOfItsOwnAndASource(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Transitions() {
		if seen[row.ID] || row.Source.Title == "" || row.Access == 0 {
			t.Errorf("%+v", row)
		}
		seen[row.ID] = true
		if got, ok := row.From.To(row.To); !ok || got != row {
			t.Errorf("%s: the dense table has %+v, %t", row.ID, got, ok)
		}
	}
}

func TestNothingLeavesWhatIsClosed(t *testing.T) {
	for _, from := range states {
		if next := from.Next(); from.Terminal() && next != nil {
			t.Errorf("%v leads to %v", from, next)
		}
		for _, to := range states {
			if _, ok := from.To(to); ok && from.Terminal() {
				t.Errorf("%v leads to %v", from, to)
			}
		}
	}
}

func TestUndeclaredStatesLeadNowhere(t *testing.T) {
	for _, s := range []State{{"Frozen", "x"}, {StatusNew, Accepted}, {StatusActive, "Engaged"}, {StatusActive, Won}, none} {
		for _, to := range append(states[:], s) {
			if _, ok := s.To(to); ok || s != none && s.Declared() {
				t.Errorf("%v leads to %v", s, to)
			}
			if _, ok := to.To(s); ok {
				t.Errorf("%v leads to %v", to, s)
			}
		}
	}
}

func TestTheDiagramIsTheTable(t *testing.T) {
	file := filepath.Join("testdata", "machine.mmd")
	if *update {
		if err := os.WriteFile(file, []byte(Mermaid()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), Mermaid()); diff != "" {
		t.Errorf("run with -update if that is meant (-want +got):\n%s", diff)
	}
}

func TestReasonsHaveTheCodesOfTheBulkFiles(t *testing.T) {
	for reason, text := range map[CloseReason]string{NoBudget: "1 budget", NoResponse: "2 no response", OtherVendor: "3 other vendor", RequirementNotMet: "4 requirement unmet", NotACustomer: "5 not a customer", TimelineTooShort: "6 timeline too short", AbuseOrSpam: "7 abuse or spam", OtherReason: "8 other"} {
		if got := fmt.Sprintf("%d %v", uint8(reason), reason); got != text {
			t.Errorf("%s, want %s", got, text)
		}
	}
}

// enumeration lists the methods that the numeric enumerations share.
type enumeration interface {
	~uint8 | ~uint16
	MarshalText() ([]byte, error)
	String() string
}

func checkTexts[T enumeration, P interface {
	*T
	UnmarshalText([]byte) error
}](t *testing.T, first, last T,
) {
	t.Helper()
	for v := first; v <= last; v++ {
		text, err := v.MarshalText()
		read := new(T)
		if err != nil || string(text) != v.String() || P(read).UnmarshalText(text) != nil || *read != v {
			t.Errorf("%T %d is written as %q, %v, and read as %d", v, v, text, err, *read)
		}
	}
	undeclared := last + 1
	if _, err := undeclared.MarshalText(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%T %d is written", undeclared, undeclared)
	}
	if read := new(T); !errors.Is(P(read).UnmarshalText([]byte("nonsense")), mci.ErrInvalid) {
		t.Errorf("nonsense is read as a %T", *read)
	}
}

func TestEnumerationsAreWrittenInWordsAndReadBack(t *testing.T) {
	checkTexts[CloseReason](t, NoBudget, OtherReason)
	checkTexts[Access](t, ByPartner, Staying)
}

func TestStagesAreReadAsTheDocumentsWriteThem(t *testing.T) {
	for text, want := range map[string]SalesStage{
		"10": StageCreated, "20%": StageQualified, "40": StageDeveloped, "60": StageProposed, "80%": StageNegotiated, "100": StageWon,
		"Created": StageCreated, "Accepted": StageCreated, "Qualified": StageQualified, "Developed": StageDeveloped, "Proposed": StageProposed, "Negotiated": StageNegotiated, "Won": StageWon,
		"Qualify": StageQualified, "Develop": StageDeveloped, "Propose": StageProposed,
	} {
		if got, err := ParseSalesStage(text); err != nil || got != want {
			t.Errorf("%q is read as %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "%", "50", "Close", "won", "10 %", "100%%"} {
		if got, err := ParseSalesStage(text); !errors.Is(err, mci.ErrInvalid) || got != 0 {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	for i, want := range []string{"Created 10", "Qualified 20", "Developed 40", "Proposed 60", "Negotiated 80", "Won 100"} {
		if got := SalesStages()[i].String() + " " + SalesStages()[i].Percent(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if SalesStage(0).String() != "" || SalesStage(50).String() != "invalid stage" {
		t.Error("a stage that is none has a name")
	}
}
