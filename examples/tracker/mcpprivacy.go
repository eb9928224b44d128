package main

import (
	"bytes"
	"encoding/json"
	"regexp"
)

// withheldText stands in place of personal data.
const withheldText = "withheld"

// personalFields are the members of any object that hold a person, the ID of a
// user, or a text in which people are named. All texts inside of them are
// withheld.
var personalFields = map[string]bool{
	"customerContact": true, "partnerContact": true, "contact": true, "customerTitle": true,
	"user": true, "approver": true, "owner": true,
	"comment": true, "justification": true, "mismatchReason": true, "reason": true,
}

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
	withholdPeople(answer)
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

// withholdPeople replaces the personal members and the mail addresses inside of
// a value.
func withholdPeople(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inside := range value {
			if personalFields[name] {
				inside = blank(inside)
			}
			value[name] = withholdPeople(inside)
		}
	case []any:
		for i := range value {
			value[i] = withholdPeople(value[i])
		}
	case string:
		return mailAddress.ReplaceAllString(value, withheldText)
	}
	return value
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
