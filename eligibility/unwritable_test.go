package eligibility

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility/recognition"
)

func TestATypeThatJSONCannotGiveBackSaysWhatToDoInstead(t *testing.T) {
	tests := map[string]struct {
		target  any
		instead string
	}{
		"Facts":      {new(Facts), "Resume a Draft"},
		"Nomination": {new(Nomination), "store a Draft"},
		"Question":   {new(Question), "ReadQuestion"},
	}
	for name, test := range tests {
		err := json.Unmarshal([]byte(`{}`), test.target)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), test.instead) {
			t.Errorf("%s: got %v, want an error that names %s", name, err, test.instead)
		}
	}
}

func TestADraftPrintsNeitherCustomerNorContacts(t *testing.T) {
	q := workshop()
	draft := DraftOf(q, details())
	if got, want := draft.String(), "draft of "+string(q.Engagement.Ref().Engagement); got != want || draft.GoString() != want {
		t.Errorf("got %s and %s, want %s", got, draft.GoString(), want)
	}
}

func TestAResolutionOfAnotherShapeIsRefused(t *testing.T) {
	for _, text := range []string{`[]`, `7`, `{"failure":"lost"}`} {
		if err := json.Unmarshal([]byte(text), new(Resolution)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}

// For encoding/json, a slice of bytes is base64, and so is a slice of any type
// whose kind is uint8. Without its own decoder, a text would be read as a list
// of values that no list contained.
func TestATextIsNeverReadAsAListOfValues(t *testing.T) {
	for _, list := range []any{
		new([]Reason), new([]Availability),
		new([]recognition.Product), new([]recognition.PartnerRole), new([]recognition.PALRole), new([]recognition.Channel),
	} {
		if err := json.Unmarshal([]byte(`"AQID"`), list); err == nil {
			t.Errorf("a text was read as %T", list)
		}
	}
}
