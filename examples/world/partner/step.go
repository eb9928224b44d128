package partner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Step is one thing that happens in a world: somebody does something at an
// instant. It holds everything that is drawn, so that steps can be left out
// without changing the others. The zero Step has no kind.
type Step struct {
	// Kind is the name of a row of the table of kinds; see Kinds.
	Kind string
	// At is the true instant. The machines' own clocks differ from it.
	At time.Time
	// Claim is the number of the claim, from 1.
	Claim int
	// Desk is the number of the machine, from 0.
	Desk int
	// Draw is the number from which all other choices are drawn.
	Draw uint64
	// Faults are the faults of the store during the step.
	Faults []Fault
	// Within are the steps that interrupt this one.
	Within []Interruption
}

// A Fault is one fault of the store, at one of its calls in a step. The zero
// Fault is none.
type Fault struct {
	// Call is the number of the call, from 1.
	Call int
	// Kind is the kind of fault.
	Kind FaultKind
}

// An Interruption is a step that comes between the calls of another one. The
// zero Interruption is none.
type Interruption struct {
	// Call is the number of the call before which the step comes, from 1.
	Call int
	// Step is the step.
	Step Step
}

// A FaultKind is the way in which a store fails. The zero FaultKind is none.
type FaultKind uint8

// The kinds of faults.
const (
	FailsBefore FaultKind = iota + 1 // the call fails and does nothing
	FailsAfter                       // the call does its work, and its answer is lost
	HalfFails                        // a batch fails, and then every second save
	Stale                            // a claim is read as it was a version before
	Canceled                         // the caller gives up before the call
	Garbled                          // a claim arrives with its end cut off
)

// FaultKinds returns all kinds of faults.
func FaultKinds() []FaultKind {
	return []FaultKind{FailsBefore, FailsAfter, HalfFails, Stale, Canceled, Garbled}
}

// faultNames are the names in a story.
var faultNames = [...]string{FailsBefore: "fails-before", FailsAfter: "fails-after", HalfFails: "half-fails", Stale: "stale", Canceled: "canceled", Garbled: "garbled"}

// String returns the name in a story. It is empty for none.
func (k FaultKind) String() string {
	if int(k) < len(faultNames) {
		return faultNames[k]
	}
	return ""
}

// String returns the line of the step in a story. Interruptions follow on lines
// of their own, deeper by two spaces.
func (s *Step) String() string {
	var text strings.Builder
	s.write(&text, "")
	return text.String()
}

func (s *Step) write(text *strings.Builder, indent string) {
	fmt.Fprintf(text, "%s %s claim=%d desk=%d draw=%x", s.At.UTC().Format(time.RFC3339Nano), s.Kind, s.Claim, s.Desk, s.Draw)
	for _, fault := range s.Faults {
		fmt.Fprintf(text, " %d=%s", fault.Call, fault.Kind)
	}
	indent += "  "
	for i := range s.Within {
		fmt.Fprintf(text, "\n%s@%d ", indent, s.Within[i].Call)
		s.Within[i].Step.write(text, indent)
	}
}

// parseStep reads a line of a story, without its interruptions.
func parseStep(line string) (Step, error) {
	words := strings.Fields(line)
	if len(words) < 2 {
		return Step{}, mci.Invalid("step", line, "an instant, a kind and numbers")
	}
	at, err := time.Parse(time.RFC3339Nano, words[0])
	if err != nil {
		return Step{}, mci.Invalid("step.at", words[0], "an instant")
	}
	if !slices.Contains(Kinds(), words[1]) {
		return Step{}, mci.Invalid("step.kind", words[1], "a kind of step")
	}
	step := Step{At: at, Kind: words[1]}
	for _, word := range words[2:] {
		if err := step.set(word); err != nil {
			return Step{}, err
		}
	}
	return step, nil
}

// set reads one number or fault of a step.
func (s *Step) set(word string) error {
	name, value, _ := strings.Cut(word, "=")
	var err error
	switch name {
	case "claim":
		s.Claim, err = strconv.Atoi(value)
	case "desk":
		s.Desk, err = strconv.Atoi(value)
	case "draw":
		s.Draw, err = strconv.ParseUint(value, 16, 64)
	default:
		fault := Fault{Kind: FaultKind(max(0, slices.Index(faultNames[:], value)))}
		fault.Call, err = strconv.Atoi(name)
		if err == nil && fault.Kind == 0 {
			return mci.Invalid("step.fault", word, "a call and a kind of fault")
		}
		s.Faults = append(s.Faults, fault)
	}
	if err != nil || s.Claim < 0 || s.Desk < 0 || s.Desk >= machines {
		return mci.Invalid("step", word, "claim=N, desk=N, draw=HEX or CALL=FAULT")
	}
	return nil
}
