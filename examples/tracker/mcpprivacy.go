package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// withheldText stands in place of personal data.
const withheldText = "withheld"

// personalInputs are the inputs that hold a person, the ID of a user, or a text
// in which whoever typed it can name people. Wherever an input is shown, its
// texts are withheld. An input with names of objects is personal only in these:
// elsewhere, the library says so.
var personalInputs = map[string][]string{
	"customerContact": nil, "partnerContact": nil, "contact": nil, "customerTitle": nil,
	"user": nil, "approver": nil, "owner": nil,
	"comment": nil, "justification": nil, "mismatchReason": nil,
	"reason": {"command", "waivers"},
	"waived": nil, // who lets a rule fail, and why
}

// personal reports whether a member of an object is a personal input. The object
// is itself a member of the name inside, or in a list of that name.
func personal(inside, name string) bool {
	objects, ok := personalInputs[name]
	return ok && (objects == nil || slices.Contains(objects, inside))
}

// personalPath reports whether a path leads to a personal input, or into one.
func personalPath(path string) bool {
	inside := ""
	for name := range strings.SplitSeq(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		if personal(inside, name) {
			return true
		}
		inside = name
	}
	return false
}

// quotingRules returns the rules whose findings can quote a personal input. Those
// about users quote none: they tell of roles.
var quotingRules = sync.OnceValue(func() map[string]bool {
	quoting := map[string]bool{}
	for _, rule := range ruleTables() {
		if rule.Path != "user" && personalPath(rule.Path) {
			quoting[string(rule.ID)] = true
		}
	}
	return quoting
})

// malformedInput finds a malformed field and the text that was found there.
var malformedInput = regexp.MustCompile(`([\w.\[\]]+): found "(?:[^"\\]|\\.)*"`)

// mailAddress finds the mail addresses in a text, and more.
var mailAddress = regexp.MustCompile(`[^\s<>"'(),;:]+@[^\s<>"'(),;:]+`)

// bare returns an answer as the plain values of its JSON.
func bare(told *answered) (answer map[string]any, err error) {
	text, err := json.Marshal(told)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return answer, decoder.Decode(&answer)
}

// toldFields are the members of a problem whose texts tell of what was asked,
// and can name the user who asked.
var toldFields = map[string]bool{"error": true, "why": true, "found": true, "notes": true}

// withhold replaces what is personal in an answer by [withheldText]. The user is
// the one for whom the assistant works, whom a refusal or a note can name.
// Everything else is kept as it is: a user's ID can be a part of any word, of an
// amount and of a claim's ID.
func withhold(answer map[string]any, user string) {
	withholdPeople("", answer)
	if user == "" {
		return
	}
	named := regexp.MustCompile(`[\pL\pN_]*` + regexp.QuoteMeta(user) + `[\pL\pN_]*`)
	withholdUser(map[string]any{"problem": answer["problem"], "notes": answer["notes"]}, func(text string) string {
		return named.ReplaceAllStringFunc(text, func(word string) string {
			if word == user {
				return withheldText
			}
			return word
		})
	})
}

// withholdPeople replaces the personal inputs and the mail addresses inside of a
// value, and what is found in the inputs. The value is a member of the name
// inside, or in a list of that name.
func withholdPeople(inside string, value any) any {
	switch value := value.(type) {
	case map[string]any:
		withholdFound(inside, value)
		for name, member := range value {
			if personal(inside, name) {
				member = blank(member)
			}
			value[name] = withholdPeople(name, member)
		}
	case []any:
		for i := range value {
			value[i] = withholdPeople(inside, value[i])
		}
	case string:
		value = mailAddress.ReplaceAllString(value, withheldText)
		return malformedInput.ReplaceAllStringFunc(value, func(found string) string {
			if path, _, _ := strings.Cut(found, ": found "); personalPath(path) {
				return path + ": found " + withheldText
			}
			return found
		})
	}
	return value
}

// withholdFound replaces what rules and readers found in personal inputs: in a
// finding, in a malformed field, and in findings by the two parts of a rule's ID,
// as an entry of a history has them.
func withholdFound(inside string, object map[string]any) {
	rule, _ := object["rule"].(string)
	if path, _ := object["path"].(string); quotingRules()[rule] || rule == "" && personalPath(path) {
		withholdMember(object, "found")
	}
	if inside != "findings" {
		return
	}
	for group, rules := range object {
		rules, _ := rules.(map[string]any)
		for key := range rules {
			name, _, _ := strings.Cut(key, "@") // the version
			if !quotingRules()[group+"."+name] {
				continue
			}
			if finding, ok := rules[key].(map[string]any); ok {
				withholdMember(finding, "found")
			} else {
				withholdMember(rules, key)
			}
		}
	}
}

func withholdMember(object map[string]any, name string) {
	if member, ok := object[name]; ok {
		object[name] = blank(member)
	}
}

// withholdUser has replace change the texts in toldFields inside of a value.
func withholdUser(value any, replace func(string) string) {
	switch value := value.(type) {
	case map[string]any:
		for name, inside := range value {
			if text, ok := inside.(string); ok && toldFields[name] {
				value[name] = replace(text)
				continue
			}
			if texts, ok := inside.([]any); ok && toldFields[name] {
				for i := range texts {
					if text, ok := texts[i].(string); ok {
						texts[i] = replace(text)
					}
				}
			}
			withholdUser(inside, replace)
		}
	case []any:
		for _, inside := range value {
			withholdUser(inside, replace)
		}
	}
}

// blank replaces each text in a value that is personal.
func blank(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name := range value {
			value[name] = blank(value[name])
		}
	case []any:
		for i := range value {
			value[i] = blank(value[i])
		}
	case string:
		if value != "" {
			return withheldText
		}
	}
	return value
}
