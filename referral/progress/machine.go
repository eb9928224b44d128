package progress

import (
	"fmt"
	"slices"
	"strings"
)

// A machine is the dense form of a table of transitions. Its indexes are the
// places of two states, and its value is the row number plus one.
type machine [len(states)][len(states)]uint8

var compiled = compile(transitions)

func compile(rows []Transition) (m machine) {
	for i, row := range rows {
		m[row.From.place()][row.To.place()] = uint8(i + 1) //nolint:gosec // there are fewer rows than 255
	}
	return m
}

// place returns the state's place in the dense table. Undeclared states share
// the place of None, which has no transitions.
func (s State) place() int {
	if at := slices.Index(states[:], s); at >= 0 {
		return at
	}
	return slices.Index(states[:], none)
}

// Declared reports whether the documents allow the status with the substatus.
// The zero State is declared.
func (s State) Declared() bool { return slices.Contains(states[:], s) }

// Terminal reports whether a referral in the state is closed. A closed referral
// is never edited again.
func (s State) Terminal() bool { return s.Status == StatusClosed }

// To returns the row that leads from the state to the next one, and false if
// there is none.
func (s State) To(next State) (Transition, bool) {
	row := compiled[s.place()][next.place()]
	if row == 0 {
		return Transition{}, false
	}
	return transitions[row-1], true
}

// Next returns the states that the partner may move a referral to from this
// state, in the order of the table.
func (s State) Next() []State {
	var next []State
	for _, row := range transitions {
		if row.From == s && row.Access == ByPartner {
			next = append(next, row.To)
		}
	}
	return next
}

// Mermaid draws the table in Mermaid. It leaves out rows that stay in their
// state, and labels a row "server" if only Partner Center can make the
// transition.
func Mermaid() string {
	var out strings.Builder
	out.WriteString("stateDiagram-v2\n")
	name := func(s State) string {
		if s == nothing {
			return "[*]"
		}
		return strings.ReplaceAll(s.String(), "/", "_")
	}
	for _, row := range transitions {
		if row.From == row.To {
			continue
		}
		fmt.Fprintf(&out, "    %s --> %s", name(row.From), name(row.To))
		if row.Access == ByServer {
			out.WriteString(": server")
		}
		out.WriteByte('\n')
	}
	for _, s := range states {
		if s.Terminal() {
			fmt.Fprintf(&out, "    %s --> [*]\n", name(s))
		}
	}
	return out.String()
}
