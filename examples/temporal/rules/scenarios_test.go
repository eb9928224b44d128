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
	got   map[int]reply // the replies of the desk, by line
}

// A reply is the answer to a line, and the version of its claim afterward.
type reply struct {
	answer  string
	version uint64
}

func staged(t testing.TB, lines []scenario.Line) *stage {
	return &stage{newScene(t, lines[0].Meta.At.Add(-time.Second)), lines, map[int]reply{}}
}

// perform gives the lines in the order of the file: each when it is received,
// and not before the one before has been answered. It ends the scene when the
// last has been answered.
func (s *stage) perform() {
	next := 0
	var step func()
	step = func() {
		if next == len(s.lines) {
			s.env.RegisterDelayedCallback(s.env.CancelWorkflow, 2*time.Minute)
			return
		}
		l := &s.lines[next]
		next++
		wait := max(l.Meta.Received.Sub(s.env.Now()), time.Millisecond)
		s.env.RegisterDelayedCallback(func() {
			if s.give(l) {
				step()
				return
			}
			s.answered = func(answer string) {
				if answer == key(l) {
					s.answered = nil
					step()
				}
			}
		}, wait)
	}
	step()
	s.play()
}

// key returns the key of a line. If the file has none, the line gets one of its
// own.
func key(l *scenario.Line) string {
	if l.Meta.Key != "" {
		return l.Meta.Key
	}
	return fmt.Sprintf("line-%d", l.Number)
}

// give gives a line, and reports whether it was answered at once: by the desk,
// and not by the workflow.
func (s *stage) give(l *scenario.Line) bool {
	if l.Opening != nil {
		s.past(l)
		if _, err := s.store.Load(context.Background(), l.Claim); err == nil {
			_ = s.Follow(context.Background(), l.Claim) // never fails
		}
		return true
	}
	if l.TakesBack != 0 {
		// A person does it at a desk, and gives the command that was overtaken.
		// If the workflow were told before that, it would expire the claim again.
		s.past(l)
		return true
	}
	meta := l.Meta
	meta.Key = key(l)
	if l.Event == claims.StatusObserved {
		message, err := rules.Observation(l.Shown, meta)
		if err != nil {
			s.t.Error(err)
			return true
		}
		s.env.SignalWorkflow(lines, said{string(l.Claim), message})
		return false
	}
	s.say(l.Claim, l.Command, meta)
	return false
}

// past gives a line to the desk, past the workflow.
func (s *stage) past(l *scenario.Line) {
	got := reply{answer: l.Play(context.Background(), s.desk)}
	if claim, err := s.desk.Claim(context.Background(), l.Claim); err == nil {
		got.version = claim.Version()
	}
	s.got[l.Number] = got
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
	answers := map[string][]reply{}
	for _, judged := range s.answers {
		key := judged.Answer.Key
		answers[key] = append(answers[key], reply{text(judged.Answer), judged.View.Version})
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
			got, answers[key(l)] = mine[0], mine[1:]
		}
		if state, _, moved := strings.Cut(l.Want, ", by "); moved && !strings.HasPrefix(l.Want, "refused") {
			states[l.Claim] = state
		}
		switch {
		case got.answer == l.Want:
		case s.expiredBefore(l.Claim, got.version):
			overtaken++
			if back {
				delete(states, l.Claim)
			}
		default:
			s.t.Errorf("line %d: %s, want %s", l.Number, got.answer, l.Want)
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

// expiredBefore reports whether the workflow had expired a claim before it
// reached a version. Versions show the order. Instants do not, because the test
// environment's clock runs on while an activity works.
func (s *stage) expiredBefore(id claims.ID, version uint64) bool {
	for _, entry := range s.history(id) {
		if entry.Event == claims.WindowEnds && entry.Key == "" && entry.Number <= version {
			return true
		}
	}
	return false
}
