package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// withheldText replaces personal data.
const withheldText = "withheld"

// personalInputs are the inputs that can hold personal data: a person, the ID
// of a user, or a free text, which can name people. The texts of such an input
// are withheld wherever it is shown. If an input lists names of objects, it is
// personal only inside these objects, because elsewhere its text comes from the
// library.
var personalInputs = map[string][]string{
	"customerContact": nil, "partnerContact": nil, "contact": nil, "customerTitle": nil,
	"user": nil, "approver": nil, "owner": nil,
	"comment": nil, "justification": nil, "mismatchReason": nil,
	"reason": {"command", "waivers"},
	"waived": nil, // the user who waived a rule, and the reason
}

// personal reports whether a member of an object is a personal input. The
// object is the value of the member called inside, or an element of its list.
func personal(inside, name string) bool {
	objects, ok := personalInputs[name]
	return ok && (objects == nil || slices.Contains(objects, inside))
}

// personalPath reports whether a path is that of a personal input or leads into
// one.
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

// quotingRules returns the rules whose findings may quote a personal input. The
// rules about users quote none, because their findings name roles.
var quotingRules = sync.OnceValue(func() map[string]bool {
	quoting := map[string]bool{}
	for _, rule := range ruleTables() {
		if rule.Path != "user" && personalPath(rule.Path) {
			quoting[string(rule.ID)] = true
		}
	}
	return quoting
})

// malformedInput matches a malformed field and the text that was found in it.
var malformedInput = regexp.MustCompile(`([\w.\[\]]+): found "(?:[^"\\]|\\.)*"`)

// mailAddress matches the mail addresses in a text. It may match other texts,
// too.
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

// toldFields are the members of a problem whose texts repeat the question and
// can name the user who asked.
var toldFields = map[string]bool{"error": true, "why": true, "found": true, "notes": true}

// withhold replaces the personal data in an answer by [withheldText]. The user
// is the one for whom the assistant works, whom a refusal or a note may name.
// The user's ID is kept in all other places, because it can occur in any word,
// amount or claim ID.
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

// withholdPeople replaces the personal inputs and the mail addresses inside a
// value, and the texts that were found in such inputs. The value is that of the
// member called inside, or an element of its list.
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

// withholdFound replaces the texts that rules and readers found in personal
// inputs. Such a text can be in a finding, in a malformed field, or in an
// entry's findings, whose keys are the two parts of a rule's ID.
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
			name, _, _ := strings.Cut(key, "@") // after it comes the rule's version
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

// withholdUser applies replace to the texts in toldFields inside a value.
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

// blank replaces all texts in a personal value.
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
