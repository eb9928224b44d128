package machine

import (
	"iter"
	"slices"
)

// Search visits, breadth first, every situation that can follow from the first.
// The key tells situations apart: two with the same key count as one. The
// function visit returns the situations that follow from one. Search returns
// the number of situations that it visited. Tests search the packages above
// with it.
func Search[T any](first T, key func(T) string, visit func(T) []T) int {
	seen := map[string]bool{key(first): true}
	queue := []T{first}
	for i := 0; i < len(queue); i++ {
		for _, next := range visit(queue[i]) {
			if k := key(next); !seen[k] {
				seen[k] = true
				queue = append(queue, next)
			}
		}
	}
	return len(queue)
}

// Choices yields sets of some values: none, all, each alone, and all but each.
// Tests of records with assumed fields draw the fields from them.
func Choices[T any](values []T) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		if !yield(nil) || !yield(values) {
			return
		}
		for i := range values {
			if !yield(values[i:i+1]) || !yield(slices.Delete(slices.Clone(values), i, i+1)) {
				return
			}
		}
	}
}
