package rules_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/rules"
)

func scenarios(t testing.TB) []scenario.File {
	t.Helper()
	files, err := scenario.Files("../../../claims/testdata/scenarios")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios: ", err)
	}
	return files
}

func TestEveryScenarioEndsAsTheRulesSayIfAWorkflowFollowsItsClaims(t *testing.T) {
	played, overtaken := 0, 0
	for _, file := range scenarios(t) {
		if len(file.Lines) == 0 { // it only reads names
			continue
		}
		t.Run(file.Name, func(t *testing.T) {
			s := staged(t, file.Lines)
			s.perform()
			played += len(file.Lines)
			overtaken += s.compare()
		})
	}
	t.Logf("%d commands; %d of them came after the workflow had expired the claim", played, overtaken)
}

// A stage plays one scenario in a scene.
type stage struct {
	*scene
	lines []scenario.Line
	got   map[int]string // the answers to openings, by line
}

func staged(t testing.TB, lines []scenario.Line) *stage {
	return &stage{newScene(t, lines[0].Meta.At.Add(-time.Second)), lines, map[int]string{}}
}

// perform gives each command when it is received, in the order of the file and
// at least a millisecond after the one before, and ends the scene when the last
// has been answered.
func (s *stage) perform() {
	var now time.Time
	for i := range s.lines {
		l := &s.lines[i]
		if now = now.Add(time.Millisecond); l.Meta.Received.After(now) {
			now = l.Meta.Received
		}
		s.scene.at(now, func() { s.give(l) })
	}
	s.run(now.Add(2 * time.Minute))
}

// key returns the key of a line: that of the file, or one of its own.
func key(l *scenario.Line) string {
	if l.Meta.Key != "" {
		return l.Meta.Key
	}
	return fmt.Sprintf("line-%d", l.Number)
}

func (s *stage) give(l *scenario.Line) {
	if l.Opening != nil {
		s.got[l.Number] = l.Play(context.Background(), s.desk)
		if _, err := s.store.Load(context.Background(), l.Claim); err == nil {
			_ = s.Follow(context.Background(), l.Claim) // never fails
		}
		return
	}
	if l.TakesBack != 0 {
		// A person does it at a desk, and gives the command that was overtaken.
		// If the workflow were told before that, it would expire the claim again.
		s.got[l.Number] = l.Play(context.Background(), s.desk)
		return
	}
	meta := l.Meta
	meta.Key = key(l)
	if l.Event == claims.StatusObserved {
		message, err := rules.Observation(l.Shown, meta)
		if err != nil {
			s.t.Error(err)
			return
		}
		s.env.SignalWorkflow(lines, said{string(l.Claim), message})
		return
	}
	s.say(l.Claim, l.Command, meta)
}

// text returns an answer as it stands in a scenario.
func text(a follow.Answer) string {
	switch {
	case a.Class == desk.Refused.String():
		return fmt.Sprintf("refused by %s: %s", a.Rule, a.Text)
	case a.Class != "":
		return "error: " + a.Text
	case a.Changed:
		return a.Text + ", by " + a.Rule
	default:
		return "nothing changed: " + a.Text
	}
}

// compare holds each answer and the last state of each claim against the file.
// A command that came after the workflow had expired its claim may have another
// answer; it returns their number. If an expiry was taken back, the claim may
// then end otherwise, too: this test starts a workflow before it delivers the
// message, so the workflow expires the claim again. A server delivers the message
// with the start.
func (s *stage) compare() (overtaken int) {
	s.t.Helper()
	back := false
	states := map[claims.ID]string{}
	answers := map[string][]follow.Answer{}
	for _, answer := range s.answers {
		answers[answer.Key] = append(answers[answer.Key], answer)
	}
	for i := range s.lines {
		l := &s.lines[i]
		back = back || l.TakesBack != 0
		got, opened := s.got[l.Number]
		if !opened {
			mine := answers[key(l)]
			if len(mine) == 0 {
				s.t.Errorf("line %d has no answer", l.Number)
				continue
			}
			got, answers[key(l)] = text(mine[0]), mine[1:]
		}
		if state, _, moved := strings.Cut(l.Want, ", by "); moved && !strings.HasPrefix(l.Want, "refused") {
			states[l.Claim] = state
		}
		switch {
		case got == l.Want:
		case s.expiredBefore(l):
			overtaken++
			if back {
				delete(states, l.Claim)
			}
		default:
			s.t.Errorf("line %d: %s, want %s", l.Number, got, l.Want)
		}
	}
	for id, want := range states {
		claim, err := desk.New(s.store, s.desk.Card).Claim(context.Background(), id)
		if err != nil || claim.State().String() != want {
			s.t.Errorf("%s ends as %v (%v), want %s", id, claim, err, want)
		}
	}
	return overtaken
}

// expiredBefore reports whether the workflow expired the claim before a line.
func (s *stage) expiredBefore(l *scenario.Line) bool {
	for _, entry := range s.history(l.Claim) {
		if entry.Event == claims.WindowEnds && entry.Key == "" && !entry.At.After(l.Meta.Received) {
			return true
		}
	}
	return false
}
