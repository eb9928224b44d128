package answer

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Deadlines is the question of a case of the kind "deadlines".
type Deadlines struct {
	Catalog string          `json:"catalog"`
	Record  json.RawMessage `json:"record"`
	At      time.Time       `json:"at"`
}

// running is the answer to a question about deadlines.
type running struct {
	Result    string `json:"result"`
	Deadlines []any  `json:"deadlines"`
	// the instant at which a clock ends the claim
	Expires time.Time `json:"expires,omitzero"`
	// the instant at which the claim next needs a person
	Attention time.Time `json:"attention,omitzero"`
	// whether the claim can be expired at the instant
	Due bool `json:"due"`
	// the events that machine and clocks permit at the instant
	Permitted any `json:"permitted"`
	// who acts next; none if no actor has to
	NextActor string `json:"nextActor,omitempty"`
	// whether Microsoft is late
	Overdue bool `json:"overdueAtMicrosoft"`
}

func answerDeadlines(c Catalogs, in json.RawMessage) (any, error) {
	var q Deadlines
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	card, err := c.find(q.Catalog)
	if err != nil {
		return nil, err
	}
	if q.At.IsZero() {
		return nil, mci.Invalid("at", "", "an instant")
	}
	claim, err := restore(q.Record, card)
	if err != nil {
		return nil, err
	}
	index := claim.Index()
	out := running{
		Result: answered, Deadlines: []any{}, Expires: index.Expires, Attention: index.Attention,
		Due: claim.Due(q.At), Permitted: claim.PermittedAt(q.At), NextActor: claim.NextActor(q.At).String(), Overdue: claim.OverdueAtMicrosoft(q.At),
	}
	for _, d := range claim.Deadlines() {
		countdown := claim.Countdown(d, q.At)
		countdown.Window.Start, countdown.Window.End = countdown.Window.Start.UTC(), countdown.Window.End.UTC()
		plain, err := without(countdown, "source")
		if err != nil {
			return nil, err
		}
		out.Deadlines = append(out.Deadlines, plain)
	}
	return out, nil
}

// without returns the JSON object of a value without some members.
func without(value any, members ...string) (map[string]any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, err
	}
	strip(object, members)
	return object, nil
}

// strip removes members from an object and from all objects in it.
func strip(value any, members []string) {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range members {
			delete(value, name)
		}
		for _, inner := range value {
			strip(inner, members)
		}
	case []any:
		for _, inner := range value {
			strip(inner, members)
		}
	}
}
