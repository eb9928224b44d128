package machine

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
