package answer

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// patch returns the JSON merge patch (RFC 7396) that makes one object of
// another. When a step opens a claim, there is no object before.
func patch(before, after json.RawMessage) (map[string]any, error) {
	var from, to map[string]any
	for _, one := range []struct {
		text json.RawMessage
		into *map[string]any
	}{{before, &from}, {after, &to}} {
		if len(one.text) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(one.text))
		decoder.UseNumber()
		if err := decoder.Decode(one.into); err != nil {
			return nil, err
		}
	}
	delete(from, "index") // no rule reads it
	delete(to, "index")
	return difference(from, to), nil
}

func difference(from, to map[string]any) map[string]any {
	diff := map[string]any{}
	for name := range from {
		if _, stays := to[name]; !stays {
			diff[name] = nil
		}
	}
	for name, value := range to {
		old, had := from[name]
		if had && reflect.DeepEqual(old, value) {
			continue
		}
		was, wasObject := old.(map[string]any)
		is, isObject := value.(map[string]any)
		if wasObject && isObject {
			diff[name] = difference(was, is)
			continue
		}
		diff[name] = value
	}
	return diff
}
