package claims

import (
	"encoding/json"
	"iter"
	"math/bits"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// An EventSet and a StatusSet are each one word with a bit for each value. The
// functions below are the part that they share.

// setWord is the word of a set.
type setWord uint32

// member is a value that a set can hold, numbered from 1.
type member interface {
	~uint16
	String() string
}

// wordOf returns the word of some values; values that are not below count are
// left out.
func wordOf[T member](count T, values []T) (word setWord) {
	for _, value := range values {
		if value != 0 && value < count {
			word |= 1 << value
		}
	}
	return word
}

// allOf yields the values of a word in the order of their numbers.
func allOf[T member](word setWord) iter.Seq[T] {
	return func(yield func(T) bool) {
		for ; word != 0; word &= word - 1 {
			if !yield(T(bits.TrailingZeros32(uint32(word)))) { //nolint:gosec // a word has 32 bits
				return
			}
		}
	}
}

// textOf returns the values of a word in words, with commas between.
func textOf[T member](word setWord) string {
	var b strings.Builder
	for value := range allOf[T](word) {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(value.String())
	}
	return b.String()
}

// marshalSet returns the values of a word as a JSON array.
func marshalSet[T member](word setWord) ([]byte, error) {
	values := []T{}
	for value := range allOf[T](word) {
		values = append(values, value)
	}
	return json.Marshal(values)
}

// unmarshalSet reads a JSON array of values, in any order. If an element is no
// value, the error is a [mci.FieldError] with its place.
func unmarshalSet[T member](data []byte, count T, what string) (setWord, error) {
	var values []T
	if err := json.Unmarshal(data, &values); err != nil {
		return 0, err
	}
	for i, value := range values {
		if value == 0 {
			return 0, mci.At("["+strconv.Itoa(i)+"]", mci.Invalid("", "nothing", what))
		}
	}
	return wordOf(count, values), nil
}
