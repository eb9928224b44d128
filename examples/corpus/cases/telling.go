package cases

import (
	"encoding/json"
	"fmt"

	"github.com/mci-go/incentives/examples/corpus/answer"
)

// offerLife makes a case of a drawn life if one of its steps shows something
// that no life before it shows: another result, by another rule, of another
// step in another state.
func (m *maker) offerLife(life any, covers string) {
	question, err := answer.Marshal(life)
	if err != nil {
		m.fail(err)
		return
	}
	out, err := answer.Of(m.catalogs, m.kind, question)
	if err != nil {
		m.fail(err)
		return
	}
	var fresh bool
	for _, step := range shownBy(question, out) {
		if name := "life: " + step; !m.seen[name] {
			m.seen[name], fresh = true, true
		}
	}
	if fresh {
		m.offer(life, covers)
	}
}

// shownBy returns a text for each step of a life. Two texts are equal if the
// steps show the same.
func shownBy(question, out json.RawMessage) (steps []string) {
	var asked struct {
		Steps []struct {
			Do struct {
				Open, Adopt, TakeBack json.RawMessage
				Command               struct{ Event string }
				Observe               string
			}
		}
	}
	var answered struct {
		Steps []struct {
			Result, Rule, Status, Ending string
			Disputed                     bool
		}
	}
	must(0, json.Unmarshal(question, &asked))
	must(0, json.Unmarshal(out, &answered))
	var before string
	for i, step := range answered.Steps {
		do := &asked.Steps[i].Do
		steps = append(steps, fmt.Sprintln(before, do.Open != nil, do.TakeBack != nil, do.Command.Event, do.Observe, step.Result, step.Rule))
		before = fmt.Sprintln(step.Status, step.Ending, step.Disputed)
	}
	return steps
}
