package customers

import "iter"

// OnTab yields the lines of a Customers page that are on a tab.
func OnTab(lines iter.Seq[Line], tab Tab) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for line := range lines {
			if line.Tab == tab && !yield(line) {
				return
			}
		}
	}
}

// Portion skips some values and yields the next ones up to a number, such as
// one screen of a long page. It reads no more values than it needs, and holds
// none. If a number is negative, it counts as zero.
func Portion[T any](values iter.Seq[T], skip, most int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if most <= 0 {
			return
		}
		last, place := max(skip, 0)+most, 0
		for value := range values {
			if place++; place <= skip {
				continue
			}
			if !yield(value) || place == last {
				return
			}
		}
	}
}
