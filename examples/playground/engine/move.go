package engine

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A change replaces the bytes from start to end of a text.
type change struct {
	start, end int
	with       []byte
}

// replace applies changes, which must be in the order of the text.
func replace(text []byte, changes []change) []byte {
	for _, c := range slices.Backward(changes) {
		text = slices.Concat(text[:c.start], c.with, text[c.end:])
	}
	return text
}

// A stepText holds the values of a step in a book's text, and the place of its
// date.
type stepText struct {
	claim      string
	at         time.Time
	start, end int // of the date
	from       int // of the step
}

// Move changes the date of a step of a book. Steps are counted from 0, and the
// new instant is written as in RFC 3339. If along is true, the later steps of
// the same claim move by the same time. The rest of the text stays unchanged.
func Move(text []byte, step int, at string, along bool) Edit {
	changes, err := moves(text, step, at, along)
	return edited(text, changes, err)
}

func moves(text []byte, step int, at string, along bool) ([]change, error) {
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return nil, mci.Invalid("at", at, "an instant as in RFC 3339, such as 2022-11-08T09:00:00Z")
	}
	steps, err := stepsOf(text)
	if err != nil {
		return nil, err
	}
	if step < 0 || step >= len(steps) {
		return nil, mci.Invalid("steps", strconv.Itoa(step), "the number of a step, from 0 to "+strconv.Itoa(len(steps)-1))
	}
	moved := &steps[step]
	if moved.end == 0 {
		return nil, mci.Invalid("steps["+strconv.Itoa(step)+"].at", "none", "a text to replace")
	}
	changes := []change{{moved.start, moved.end, quoted(instant)}}
	if !along || moved.at.IsZero() || moved.claim == "" {
		return changes, nil
	}
	by := instant.Sub(moved.at)
	for _, later := range steps[step+1:] {
		if later.claim == moved.claim && !later.at.IsZero() {
			changes = append(changes, change{later.start, later.end, quoted(later.at.Add(by))})
		}
	}
	return changes, nil
}

func quoted(at time.Time) []byte { return strconv.AppendQuote(nil, at.UTC().Format(time.RFC3339)) }

// A Place is a line and a column of a text. Both are zero if there is no such
// place.
type Place struct {
	// Line is the line, from 1.
	Line int `json:"line"`
	// Column is the column, from 1.
	Column int `json:"column"`
}

// Find returns the place of a step of a book, counted from 0. It is the place
// of the step's date if it has one, and otherwise of the step.
func Find(text []byte, step int) Place {
	steps, err := stepsOf(text)
	if err != nil || step < 0 || step >= len(steps) {
		return Place{}
	}
	offset := steps[step].from
	if steps[step].end > 0 {
		offset = steps[step].start
	}
	before := text[:offset]
	return Place{1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])}
}

// mostBytes is the largest size of a text that can be changed. It is the same
// as for a book.
const mostBytes = 8 << 20

// stepsOf returns the steps of a text. If a step is malformed, it has the
// values that can be read. An error means that the text is not JSON.
func stepsOf(text []byte) (steps []stepText, err error) {
	limits := document.Limits{Bytes: mostBytes, Members: mostBytes, Text: mostBytes}
	if _, err := document.Scan(text, limits); err != nil {
		return nil, err
	}
	mark := len(text) - len(bytes.TrimPrefix(text, []byte("\ufeff")))
	err = parts(text[mark:], func(name string, list json.RawMessage, start int) {
		if name != "steps" {
			return
		}
		steps = nil
		inList := mark + start
		// if it is no list, there are no steps
		_ = parts(list, func(_ string, step json.RawMessage, start int) {
			steps = append(steps, newStepText(step, inList+start))
		})
	})
	return steps, err
}

// newStepText reads a step that starts at an offset of the text.
func newStepText(step json.RawMessage, offset int) (s stepText) {
	s.from = offset
	// if it is no object, no value can be read
	_ = parts(step, func(name string, value json.RawMessage, start int) {
		var text string
		if json.Unmarshal(value, &text) != nil {
			return
		}
		switch name {
		case "claim":
			s.claim = text
		case "at":
			s.at, _ = time.Parse(time.RFC3339, text)
			s.start, s.end = offset+start, offset+start+len(value)
		}
	})
	return s
}

// parts calls visit with each member of an object, or with each element of a
// list, and the offset at which its value starts.
func parts(text []byte, visit func(name string, value json.RawMessage, start int)) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	opening, err := decoder.Token()
	if err != nil {
		return err
	}
	if _, ok := opening.(json.Delim); !ok {
		return mci.Invalid("", "a single value", "an object or a list")
	}
	for decoder.More() {
		name := ""
		if opening == json.Delim('{') {
			token, err := decoder.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		visit(name, value, int(decoder.InputOffset())-len(value))
	}
	return nil
}

// Encode returns the JSON of a value of this package.
func Encode(value any) string {
	text, err := json.Marshal(value)
	if err != nil { // every type here has a JSON form
		return `{"problems": [{"message": "the answer cannot be written"}]}`
	}
	return string(text)
}
