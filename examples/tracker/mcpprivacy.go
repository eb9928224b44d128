package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
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

// withhold replaces what is personal in a value by [withheldText]. The user is
// the one for whom the assistant works, whom a refusal can name.
func withhold(value any, user string) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inside := range value {
			if personalFields[name] {
				value[name] = withhold(blank(inside), user)
			} else {
				value[name] = withhold(inside, user)
			}
		}
	case []any:
		for i := range value {
			value[i] = withhold(value[i], user)
		}
	case string:
		value = mailAddress.ReplaceAllString(value, withheldText)
		if user != "" {
			value = strings.ReplaceAll(value, user, withheldText)
		}
		return value
	}
	return value
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
