// Package answer answers the cases of the corpus with the library. It reads
// nothing but the JSON of a case and the catalogs, so that each case is
// complete for a reader in another language.
package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// The results that every kind of case can have. Kinds of steps have more.
const (
	answered  = "answered"
	malformed = "malformed"
)

// Catalogs are the catalogs that cases name.
type Catalogs map[string]*catalog.Catalog

// A kind answers the cases of one kind.
type kind struct {
	name   string
	answer func(c Catalogs, in json.RawMessage) (any, error)
}

// kinds are all kinds, in the order of the documentation.
var kinds = []kind{
	{"step", answerStep},
	{"life", answerLife},
	{"deadlines", answerDeadlines},
	{"eligibility", answerEligibility},
	{"tab", answerTab},
	{"payout", answerPayout},
	{"opportunities", answerOpportunities},
	{"plan", answerPlan},
	{"recognition", answerRecognition},
	{"status", answerStatus},
	{"settlement", answerSettlement},
	{"associationStep", answerAssociationStep},
	{"associationLife", answerAssociationLife},
	{"associationDeadlines", answerAssociationDeadlines},
}

// Kinds returns the names of all kinds, in the order of the documentation.
func Kinds() []string {
	names := make([]string, len(kinds))
	for i := range kinds {
		names[i] = kinds[i].name
	}
	return names
}

// Of returns the answer of the library to a question of a kind. A question that
// is malformed has an answer too, which names the fields. An error means that
// there is no such kind or catalog, or that the library cannot answer.
func Of(c Catalogs, kindName string, in json.RawMessage) (json.RawMessage, error) {
	for i := range kinds {
		if kinds[i].name != kindName {
			continue
		}
		out, err := kinds[i].answer(c, in)
		if err != nil {
			if out = malformedBy(err); out == nil {
				return nil, err
			}
		}
		return Marshal(out)
	}
	return nil, mci.Invalid("kind", kindName, "a kind of case")
}

// A refusedInput is the answer to a malformed question.
type refusedInput struct {
	Result string   `json:"result"`
	Fields []string `json:"fields"`
}

// malformedBy returns the answer for an error that names fields, or nil for any
// other error.
func malformedBy(err error) any {
	var problems mci.Problems
	if errors.As(err, &problems) {
		out := refusedInput{Result: malformed}
		for i := range problems {
			out.Fields = append(out.Fields, problems[i].Path)
		}
		return out
	}
	var field *mci.FieldError
	if errors.As(err, &field) {
		return refusedInput{Result: malformed, Fields: []string{field.Path}}
	}
	return nil
}

// find returns a catalog by its name in cases. If there is none, the error is a
// [mci.FieldError].
func (c Catalogs) find(name string) (*catalog.Catalog, error) {
	found, ok := c[name]
	if !ok {
		return nil, mci.Invalid("catalog", name, "one of "+strings.Join(slices.Sorted(maps.Keys(c)), ", "))
	}
	return found, nil
}

// unmarshal reads a stored value that a question must have.
func unmarshal(path string, text json.RawMessage, into json.Unmarshaler) error {
	if len(text) == 0 {
		return mci.Invalid(path, "nothing", "the record or the entry as it is stored")
	}
	return json.Unmarshal(text, into)
}

// oneAction returns an error unless a step says exactly one thing to do.
func oneAction(said ...bool) error {
	if n := len(slices.DeleteFunc(said, func(one bool) bool { return !one })); n != 1 {
		return mci.Invalid("do", strconv.Itoa(n)+" members", "exactly one of open, adopt, command, observe and takeBack")
	}
	return nil
}

// decode reads a value strictly. If a member is unknown or malformed, the error
// names it.
func decode(text json.RawMessage, into any) error {
	return clientjson.Decode(text, document.Limits{}, into)
}

// Marshal writes a value on one line, with the letters as they are.
func Marshal(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// A found is a finding without its words. If it passes, it has no path, since
// nothing is to be mended there.
type found struct {
	Rule    mci.RuleID  `json:"rule"`
	Outcome mci.Outcome `json:"outcome"`
	Path    string      `json:"path,omitempty"`
}

func foundAll(findings []mci.Finding) []found {
	list := make([]found, len(findings))
	for i, f := range findings {
		list[i] = found{f.Rule, f.Outcome, f.Path}
		if f.Outcome == mci.Pass {
			list[i].Path = ""
		}
	}
	return list
}

// rulesOf returns the rules of findings.
func rulesOf(findings []mci.Finding) []mci.RuleID {
	var rules []mci.RuleID
	for _, f := range findings {
		rules = append(rules, f.Rule)
	}
	return rules
}
