package referral

import (
	"slices"
	"strconv"
	"strings"
)

// difference is one value that two versions of a resource do not share. A value that is nil is absent.
type difference struct {
	path     string // as a JSON pointer
	appended bool   // to an array
	old, new *node
}

// differences compares two values, in the order of the old one. An array that became shorter is compared as a whole.
func differences(path string, old, new node, found []difference) []difference {
	switch {
	case old.kind == '{' && new.kind == '{':
		for i := range old.members {
			m := &old.members[i]
			if is := new.get(m.name); is != nil {
				found = differences(path+"/"+escape(m.name), m.value, *is, found)
			} else {
				found = append(found, difference{path: path + "/" + escape(m.name), old: &m.value})
			}
		}
		for i := range new.members {
			if m := &new.members[i]; old.get(m.name) == nil {
				found = append(found, difference{path: path + "/" + escape(m.name), new: &m.value})
			}
		}
	case old.kind == '[' && new.kind == '[' && len(old.items) <= len(new.items):
		for i := range old.items {
			found = differences(path+"/"+strconv.Itoa(i), old.items[i], new.items[i], found)
		}
		for i := range new.items[len(old.items):] {
			found = append(found, difference{path: path + "/-", appended: true, new: &new.items[len(old.items)+i]})
		}
	case old.String() != new.String():
		found = append(found, difference{path: path, old: &old, new: &new})
	}
	return found
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// escape writes a name as a part of a JSON pointer.
func escape(name string) string { return escaper.Replace(name) }

// clone returns a node whose lists can be written to.
func (n node) clone() node {
	n.members, n.items = slices.Clone(n.members), slices.Clone(n.items)
	return n
}
