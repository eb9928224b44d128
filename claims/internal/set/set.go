// Package set holds sets of small numbers, such as the events or the statuses
// of a machine. [Of] makes a set, and [All] yields its values. A set is one
// machine word with a bit for each value, so it is copied and compared like a
// number. The sets in a host's API are types of the packages above, one for
// each kind of value.
package set

import (
	"encoding/json"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// Word is the word of a set. The zero Word is the empty set.
type Word uint32

// Member is a value that a set can hold, numbered from 1 to 31.
type Member interface {
	~uint8 | ~uint16
	String() string
}

// Of returns the set of some values. It leaves out zero and any value that is
// not below count.
func Of[T Member](count T, values []T) (word Word) {
	for _, value := range values {
		if value != 0 && value < count {
			word |= 1 << value
		}
	}
	return word
}

// All yields the values of a set in the order of their numbers.
func All[T Member](word Word) iter.Seq[T] {
	return func(yield func(T) bool) {
		for ; word != 0; word &= word - 1 {
			if !yield(T(bits.TrailingZeros32(uint32(word)))) { //nolint:gosec // a word has 32 bits
				return
			}
		}
	}
}

// Texts yields the values of a set in words, in the order of their numbers.
func Texts[T Member](word Word) iter.Seq[string] {
	return func(yield func(string) bool) {
		for value := range All[T](word) {
			if !yield(value.String()) {
				return
			}
		}
	}
}

// Holds reports whether a value of the set has a text.
func Holds[T Member](word Word, text string) bool {
	for value := range Texts[T](word) {
		if value == text {
			return true
		}
	}
	return false
}

// Text returns the values of a set in words, separated by commas.
func Text[T Member](word Word) string {
	return strings.Join(slices.Collect(Texts[T](word)), ", ")
}

// Marshal returns the values of a set as a JSON array.
func Marshal[T Member](word Word) ([]byte, error) {
	values := []T{}
	for value := range All[T](word) {
		values = append(values, value)
	}
	return json.Marshal(values)
}

// Unmarshal reads a JSON array of values, in any order. If an element is not a
// value, the error is a [mci.FieldError] with its place.
func Unmarshal[T Member](data []byte, count T, what string) (Word, error) {
	var values []T
	if err := json.Unmarshal(data, &values); err != nil {
		return 0, err
	}
	for i, value := range values {
		if value == 0 {
			return 0, mci.At("["+strconv.Itoa(i)+"]", mci.Invalid("", "nothing", what))
		}
	}
	return Of(count, values), nil
}
