package play

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// placed gives problems the line and the column of their paths in the book's
// text, and sorts them in the order of the text. If a problem has a place, it
// keeps that. If a field is missing, the place is that of the object that lacks
// it.
func (b *Book) placed(problems mci.Problems) mci.Problems {
	for _, problem := range problems {
		if problem.Line == 0 {
			problem.Line, problem.Column = placeOf(b.source, problem.Path).Place()
		}
	}
	slices.SortStableFunc(problems, func(a, b *mci.FieldError) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return problems
}

// placeOf returns the innermost value of a document on the way of a path.
func placeOf(value document.Value, path string) document.Value {
	for path != "" {
		inner, rest, ok := follow(value, path)
		if !ok {
			break
		}
		value, path = inner, rest
	}
	return value
}

// follow goes one level down. It returns the member or the element with which a
// path begins, and the rest of the path.
func follow(value document.Value, path string) (inner document.Value, rest string, ok bool) {
	if value.Kind() == document.Array {
		i := 0
		for element := range value.Elements() {
			if rest, ok := strings.CutPrefix(path, "["+strconv.Itoa(i)+"]"); ok {
				return element, rest, true
			}
			i++
		}
		return value, path, false
	}
	path = strings.TrimPrefix(path, ".")
	for member := range value.Members() {
		rest, ok := strings.CutPrefix(path, member.Name)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return member.Value, rest, true
		}
	}
	return value, path, false
}
