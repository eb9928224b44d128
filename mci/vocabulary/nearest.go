package vocabulary

import "strings"

// Nearest returns the word that a person probably meant who typed another one:
// the word that is the same but for the case of its letters, or else the one
// with the fewest edits. If two are as near, it is the first. An edit is a
// letter too many, too few or wrong, or two letters in the wrong order. It
// returns the empty text if no word is near: an edit for every three letters is
// allowed, one in two letters, and three in all. A word of more than 64 letters is near to none.
func Nearest(typed string, words []string) string {
	found, fewest := "", mostEdits+1
	for _, word := range words {
		switch {
		case word == typed:
		case strings.EqualFold(word, typed):
			return word
		default:
			if n, near := edits([]rune(typed), []rune(word)); near && n < fewest {
				found, fewest = word, n
			}
		}
	}
	return found
}

const (
	mostEdits       = 3
	lettersPerEdit  = 3
	mostNearLetters = 64
)

// edits returns the number of edits that make one word of the other, and
// whether they are few enough.
func edits(a, b []rune) (n int, near bool) {
	longer := max(len(a), len(b))
	most := min(max(longer/lettersPerEdit, min(longer/2, 1)), mostEdits)
	if longer > mostNearLetters || longer-min(len(a), len(b)) > most {
		return 0, false
	}
	// In row i, the element j is the number for the first i letters of a and the
	// first j of b.
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range a {
		for j := range b {
			same := rows[i][j]
			if a[i] != b[j] {
				same++
			}
			n := min(same, rows[i+1][j]+1, rows[i][j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				n = min(n, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = n
		}
	}
	n = rows[len(a)][len(b)]
	return n, n <= most
}
