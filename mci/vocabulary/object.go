package vocabulary

import (
	"bytes"
	"encoding/json"
	"io"
)

// ReadTexts reads a JSON object whose members are texts. Each member that it can
// have is a name with the place for its text; a member that is left out leaves
// its place as it is. ReadTexts reports false if data is any other JSON, or if
// the object has a member with another name or has one twice. Unlike
// encoding/json it tells names apart that differ in case only.
func ReadTexts(data []byte, members map[string]*string) bool {
	tokens := json.NewDecoder(bytes.NewReader(data))
	if start, err := tokens.Token(); err != nil || start != json.Delim('{') {
		return false
	}
	read := map[string]bool{}
	for tokens.More() {
		name, _ := tokens.Token()
		value, err := tokens.Token()
		key, _ := name.(string)
		text, isText := value.(string)
		place := members[key]
		if err != nil || !isText || place == nil || read[key] {
			return false
		}
		*place, read[key] = text, true
	}
	if _, err := tokens.Token(); err != nil { // the end of the object
		return false
	}
	_, err := tokens.Token()
	return err == io.EOF
}

// ReadStrictly reads one JSON value as encoding/json does, but refuses members
// that the type does not have, and anything after the value.
func ReadStrictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Invalid("", "more than one value", "one JSON value")
	}
	return nil
}
