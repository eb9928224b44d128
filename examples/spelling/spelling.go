// Package spelling finds the word that a person meant.
package spelling

import "strings"

// Nearest returns the word that is closest to a misspelled one, or the empty
// text if none is close.
func Nearest(typed string, words []string) string {
	most := min(len(typed)/3, 3)
	best := ""
	for _, word := range words {
		if n := distance(strings.ToLower(typed), strings.ToLower(word), most+1); n <= most && word != typed {
			best, most = word, n-1
		}
	}
	return best
}

// mostTyped is the greatest length of a word that is compared.
const mostTyped = 64

// distance returns the number of characters to insert, remove or replace that
// make one word of another, or beyond if the words are too long to be compared.
func distance(a, b string, beyond int) int {
	one, other := []rune(a), []rune(b)
	if len(one) > mostTyped || len(other) > mostTyped {
		return beyond
	}
	row := make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range one {
		before := row[0]
		row[0] = i + 1
		for j, s := range other {
			change := before
			if r != s {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(other)]
}
