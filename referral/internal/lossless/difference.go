package lossless

import (
	"slices"
	"strconv"
	"strings"
)

// A Difference is one value that differs between two versions of a document.
type Difference struct {
	// Path is a JSON pointer. If it ends with /-, the new value is appended to
	// an array.
	Path string
	// Old and New are the values in the two versions. Nil means absent.
	Old, New *Value
}

// Differences compares two values and returns the differences in the order of
// the old one. If an array became shorter, it is compared as a whole. Repeated
// members are left out.
func Differences(old, new Value) []Difference { return differences("", old, new, nil) }

func differences(path string, old, new Value, found []Difference) []Difference {
	switch {
	case old.Kind == '{' && new.Kind == '{':
		for i := range old.Members {
			m := &old.Members[i]
			if is := new.Get(m.Name); is == nil {
				found = append(found, Difference{Path: path + "/" + Escape(m.Name), Old: &m.Value})
			} else if !m.Again {
				found = differences(path+"/"+Escape(m.Name), m.Value, *is, found)
			}
		}
		for i := range new.Members {
			if m := &new.Members[i]; old.Get(m.Name) == nil {
				found = append(found, Difference{Path: path + "/" + Escape(m.Name), New: &m.Value})
			}
		}
	case old.Kind == '[' && new.Kind == '[' && len(old.Items) <= len(new.Items):
		for i := range old.Items {
			found = differences(path+"/"+strconv.Itoa(i), old.Items[i], new.Items[i], found)
		}
		for i := range new.Items[len(old.Items):] {
			found = append(found, Difference{Path: path + "/-", New: &new.Items[len(old.Items)+i]})
		}
	case old.String() != new.String():
		found = append(found, Difference{Path: path, Old: &old, New: &new})
	}
	return found
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// Escape writes a name as a part of a JSON pointer.
func Escape(name string) string { return escaper.Replace(name) }

// At returns the value at a path, which is a JSON pointer. It returns nil if
// the path leads nowhere.
func (v Value) At(pointer string) *Value {
	first, rest, deeper := cutPointer(pointer)
	if !deeper {
		return &v
	}
	var found *Value
	if i, err := strconv.Atoi(first); v.Kind == '[' && err == nil && i >= 0 && i < len(v.Items) {
		found = &v.Items[i]
	} else {
		found = v.Get(first)
	}
	if found == nil {
		return nil
	}
	return found.At(rest)
}

// cutPointer returns the first step of a JSON pointer, unescaped, and the rest
// of it. It returns false if the pointer has no step.
func cutPointer(pointer string) (first, rest string, ok bool) {
	if pointer == "" {
		return "", "", false
	}
	first, rest, _ = strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if rest != "" {
		rest = "/" + rest
	}
	return unescaper.Replace(first), rest, true
}

// With returns v with another value at a path, which is a JSON pointer. It
// returns false if the path leads to no value and, with add, to no place for a
// new one. It does not change v.
func (v Value) With(pointer string, value Value, add bool) (changed Value, ok bool) {
	steps := strings.Split(pointer, "/")
	if steps[0] != "" || len(steps) < 2 {
		return v, false
	}
	return v.with(steps[1:], value, add)
}

func (v Value) with(steps []string, value Value, add bool) (changed Value, ok bool) {
	if len(steps) == 0 {
		return value, true
	}
	v.Members, v.Items = slices.Clone(v.Members), slices.Clone(v.Items)
	switch v.Kind {
	case '{':
		name := unescaper.Replace(steps[0])
		if place := v.Get(name); place != nil {
			*place, ok = place.with(steps[1:], value, add)
			return v, ok
		}
		v.Members = append(v.Members, Member{Name: name, Key: TextOf(name).Scalar, Value: value})
		return v, add && len(steps) == 1
	case '[':
		if steps[0] == "-" {
			v.Items = append(v.Items, value)
			return v, add && len(steps) == 1
		}
		i, err := strconv.Atoi(steps[0])
		if err != nil || i < 0 || i >= len(v.Items) {
			return v, false
		}
		if add && len(steps) == 1 {
			v.Items = slices.Insert(v.Items, i, value)
			return v, true
		}
		v.Items[i], ok = v.Items[i].with(steps[1:], value, add)
		return v, ok
	default:
		return v, false
	}
}
