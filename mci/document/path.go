package document

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// path returns the path of a node, such as "locations[0].country". The name of
// a member has the path of the member. If the scanner has not added the node
// yet, path returns the place to which it would be added.
func (t *tape) path(target int32) string {
	path, at := "", int32(0)
	for at < target {
		var child int32
		if child, path = t.step(path, at, target); child < 0 {
			break
		}
		at = child
	}
	return path
}

// step goes one level down, from the container at a path to the child in which
// target lies, and returns the child and its path. If there is no further
// level, the child is -1.
func (t *tape) step(path string, container, target int32) (child int32, deeper string) {
	if t.nodes[container].kind == Array {
		return t.stepInArray(path, container, target)
	}
	for name := container + 1; int(name) < len(t.nodes); {
		value := name + 1
		if name == target || int(value) >= len(t.nodes) {
			return -1, named(path, t.decoded(name))
		}
		if t.nodes[value].next > target {
			return value, named(path, t.decoded(name))
		}
		name = t.nodes[value].next
	}
	return -1, path
}

func (t *tape) stepInArray(path string, container, target int32) (child int32, deeper string) {
	child, index := container+1, 0
	for int(child) < len(t.nodes) && t.nodes[child].next <= target {
		child = t.nodes[child].next
		index++
	}
	if index >= int(t.nodes[container].count) { // after the last element
		return -1, path
	}
	return child, path + "[" + strconv.Itoa(index) + "]"
}

// named returns the path of a member. A name is quoted if it is long, if it
// could be mistaken for another path, or if it could forge a line.
func named(path, name string) string {
	if name == "" || len(name) > mostQuoted || strings.ContainsFunc(name, notOfAName) {
		return path + "[" + quotedShort(name) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

func notOfAName(r rune) bool {
	return r != '_' && r != '-' && r != '$' && r != '@' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// place returns the line and the column of an offset in the text, both from 1.
// A column counts characters, not bytes.
func (t *tape) place(offset int) (line, column int) {
	before := t.text[:min(offset, len(t.text))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
}
