package claims_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// stored are a record and an entry with a record in it, as they are stored.
func stored(t *testing.T) map[string]string {
	l := eventful(t)
	return map[string]string{
		"record":        string(must(json.Marshal(l.claim.Record()))),
		"opening entry": string(must(json.Marshal(l.history[0]))),
		"later entry":   string(must(json.Marshal(l.history[1]))),
	}
}

// readForm reads what stored returns under a name.
func readForm(name, text string) error {
	if name == "record" {
		return json.Unmarshal([]byte(text), new(claims.Record))
	}
	return json.Unmarshal([]byte(text), new(claims.Entry))
}

const formatField = `"format":1,`

func TestARecordAndAnEntryBeginWithTheVersionOfTheirFormat(t *testing.T) {
	if want := `"format":` + strconv.Itoa(claims.FormatVersion) + ","; want != formatField {
		t.Errorf("the format is written as %s, and this test and the reader know %s", want, formatField)
	}
	for name, text := range stored(t) {
		if !strings.HasPrefix(text, "{"+formatField) {
			t.Errorf("the %s is %s", name, text)
		}
		if err := readForm(name, text); err != nil {
			t.Errorf("the %s: %v", name, err)
		}
	}
}

func TestATextWithoutAFormatIsAnError(t *testing.T) {
	for name, text := range stored(t) {
		for _, format := range []string{"", `"format":0,`, `"format":-1,`, `"format":1.0,`, `"format":"1",`, `"format":null,`, `"format":1e99,`, `"format":[],`, `"Format":1,`, `"format":1,"format":1,`} {
			err := readForm(name, strings.Replace(text, formatField, format, 1))
			if err == nil || errors.Is(err, claims.ErrUnreadable) || !errors.Is(err, mci.ErrInvalid) || !strings.Contains(strings.ToLower(err.Error()), "format: found") {
				t.Errorf("the %s with %s: %v", name, format, err)
			}
		}
	}
}

// The fields that an older library does not know are no mistakes of the one who
// wrote them, and the input of the caller is not to blame.
func TestATextOfANewerLibrarySaysSoWhateverElseIsUnknownInIt(t *testing.T) {
	for name, text := range stored(t) {
		for _, format := range []string{`"format":2,`, `"format":18446744073709551615,`, `"format":7,"newer":{"a":[]},`} {
			err := readForm(name, strings.ReplaceAll(text, formatField, format))
			if desk.ClassOf(err) != desk.Unreadable || errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), "written by a newer version of this library, in format ") || !strings.Contains(err.Error(), "reads formats up to 1") {
				t.Errorf("the %s with %s: %v", name, format, err)
			}
		}
	}
}

func TestAFormatAloneIsReadAsStrictly(t *testing.T) {
	throughJSON(t, claims.Format{})
	for text, newer := range map[string]bool{`2`: true, `0`: false, `"1"`: false, `{}`: false} {
		if err := json.Unmarshal([]byte(text), new(claims.Format)); err == nil || errors.Is(err, claims.ErrUnreadable) != newer {
			t.Errorf("%s: %v", text, err)
		}
	}
}
