// Package documenttest changes decoded JSON documents for the tests of
// catalogs. A test calls [Decoded], [With] for the changes, and [Text].
package documenttest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Decoded returns the value of a JSON text, and fails the test if it is none.
func Decoded(t testing.TB, text string) (document any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// Text returns the JSON text of a decoded document. It is much faster than
// encoding/json, because it needs no reflection.
func Text(document any) []byte { return appendText(nil, document) }

func appendText(text []byte, v any) []byte {
	switch v := v.(type) {
	case map[string]any:
		text = append(text, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			text = append(appendString(separate(text, i), name), ':')
			text = appendText(text, v[name])
		}
		return append(text, '}')
	case []any:
		text = append(text, '[')
		for i, item := range v {
			text = appendText(separate(text, i), item)
		}
		return append(text, ']')
	case string:
		return appendString(text, v)
	default:
		return appendOther(text, v)
	}
}

func separate(text []byte, i int) []byte {
	if i == 0 {
		return text
	}
	return append(text, ',')
}

func appendString(text []byte, s string) []byte {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendOther(text, s)
		}
	}
	text = append(append(text, '"'), s...)
	return append(text, '"')
}

func appendOther(text []byte, v any) []byte {
	other, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return append(text, other...)
}

// Absent removes a field or an element, as the new value of a [Change].
type Absent struct{}

// A Change puts a value at a path of a document, such as "editions[0].id". An
// index one past the end of an array appends.
type Change struct {
	// Path is the path of the value.
	Path string
	// Value is the new value. It is an Absent if the value is removed.
	Value any
}

var pathSteps = regexp.MustCompile(`[^.\[\]]+|\[\d+\]`)

// With returns a copy of a decoded JSON document with some changes, which are a
// Change or a test's own type of the same fields. The document itself stays as
// it is.
func With[C ~struct {
	Path  string
	Value any
}](document any, changes ...C) any {
	for _, own := range changes {
		c := Change(own)
		document = put(document, pathSteps.FindAllString(c.Path, -1), c.Value)
	}
	return document
}

func put(v any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	_, drop := value.(Absent)
	drop = drop && len(path) == 1
	if index, isIndex := strings.CutPrefix(path[0], "["); isIndex {
		items, i := slices.Clone(v.([]any)), position(index)
		if drop {
			return slices.Delete(items, i, i+1)
		}
		if i == len(items) {
			items = append(items, nil)
		}
		items[i] = put(items[i], path[1:], value)
		return items
	}
	members := maps.Clone(v.(map[string]any))
	if drop {
		if _, ok := members[path[0]]; !ok {
			panic("nothing to take away at " + path[0])
		}
		delete(members, path[0])
		return members
	}
	members[path[0]] = put(members[path[0]], path[1:], value)
	return members
}

// At returns the value at a path of a decoded JSON document.
func At(document any, path string) any {
	for _, step := range pathSteps.FindAllString(path, -1) {
		if index, isIndex := strings.CutPrefix(step, "["); isIndex {
			document = document.([]any)[position(index)]
		} else {
			document = document.(map[string]any)[step]
		}
	}
	return document
}

// position returns the number of a step such as "0]".
func position(index string) int {
	i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
	if err != nil {
		panic(err)
	}
	return i
}

var aDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// swapped are the fields that differ only in which side of a bound they
// include.
var swapped = map[string]string{
	"from": "above", "above": "from", "until": "before", "before": "until", "upTo": "below", "below": "upTo",
}

// Comparators returns the changes that put the value of each bound below a path
// on its other side. The bounds of periods are days, those of sizes, tiers and
// targets are not.
func Comparators(document any, path string) []Change {
	var all []Change
	switch v := At(document, path).(type) {
	case map[string]any:
		for name, inner := range v {
			if other := swapped[name]; other != "" {
				if text, ok := inner.(string); ok && aDay.MatchString(text) && name == "from" {
					other = "after"
				}
				moved := map[string]any{}
				maps.Copy(moved, v)
				delete(moved, name)
				moved[other] = inner
				all = append(all, Change{path, moved})
			}
			all = append(all, Comparators(document, path+"."+name)...)
		}
	case []any:
		for i := range v {
			all = append(all, Comparators(document, fmt.Sprintf("%s[%d]", path, i))...)
		}
	}
	return all
}
