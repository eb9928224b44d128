package partner

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Story is a recorded list of steps that tells of a violation, or once did.
// The zero Story has no step.
type Story struct {
	Seed      uint64          // the seed of the world
	Violation *ViolationError // nil for a story that was read
	Steps     []Step          // the steps
}

// Text returns the story as a file of testdata/stories has it: comments, the
// seed, and a line for each step.
func (s *Story) Text() string {
	var text strings.Builder
	if s.Violation != nil {
		fmt.Fprintf(&text, "# %s\n", strings.ReplaceAll(s.Violation.Error(), "\n", " "))
	}
	fmt.Fprintf(&text, "seed %d\n", s.Seed)
	for i := range s.Steps {
		text.WriteString(s.Steps[i].String() + "\n")
	}
	return text.String()
}

// ReadStory reads the text of a story. An error is a mci.FieldError about the
// first line that cannot be read.
func ReadStory(text string) (Story, error) {
	var story Story
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		var err error
		switch seed, isSeed := strings.CutPrefix(trimmed, "seed "); {
		case trimmed == "", strings.HasPrefix(trimmed, "#"):
		case isSeed:
			story.Seed, err = strconv.ParseUint(seed, 10, 64)
		case strings.HasPrefix(trimmed, "@"):
			err = story.within(trimmed[1:], (len(line)-len(strings.TrimLeft(line, " ")))/2)
		default:
			var step Step
			step, err = parseStep(trimmed)
			story.Steps = append(story.Steps, step)
		}
		if err != nil {
			return Story{}, fmt.Errorf("%q: %w", trimmed, err)
		}
	}
	return story, nil
}

// within reads an interruption, which is as deep as its line is indented.
func (s *Story) within(text string, depth int) error {
	call, line, _ := strings.Cut(text, " ")
	number, err := strconv.Atoi(call)
	if err != nil || len(s.Steps) == 0 {
		return mci.Invalid("step", text, "the call of a step above, and a step")
	}
	step, err := parseStep(line)
	if err != nil {
		return err
	}
	outer := &s.Steps[len(s.Steps)-1]
	for ; depth > 1; depth-- {
		if len(outer.Within) == 0 {
			return mci.Invalid("step", text, "a step that is at most one deeper than the line above")
		}
		outer = &outer.Within[len(outer.Within)-1].Step
	}
	outer.Within = append(outer.Within, Interruption{number, step})
	return nil
}
