package vocabulary_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/vocabulary"
)

func TestTheNearestWordIsTheOneThatWasProbablyMeant(t *testing.T) {
	words := []string{"accept", "approve", "customer survey", "title", "on", "due"}
	sixtyFour := strings.Repeat("x", 64)
	for _, c := range []struct {
		typed, want string
		words       []string
	}{
		{"acept", "accept", words},
		{"Accept", "accept", words},
		{"accept", "", words}, // it is no other word
		{"aprove", "approve", words},
		{"titel", "title", words}, // two letters in the wrong order are one edit
		{"ittle", "title", words},
		{"tielt", "", words}, // three letters are not
		{"customer-survey", "customer survey", words},
		{"custmer_surve", "customer survey", words}, // three edits of fifteen letters
		{"custmr_surve", "", words},                 // four
		{"", "", words},
		{"x", "", words},
		{"reject", "", words},
		{"no", "on", words},
		{"an", "on", words},
		{"n", "on", words},
		{"a", "", []string{"b"}}, // one letter is too few
		{"one", "on", words},
		{"du", "due", words},
		{"dui", "due", words},
		{"do", "", []string{"due"}},
		{"late", "", []string{"rates"}},
		{"ACCEPT", "accept", []string{"accepts", "accept"}},
		{"acceptx", "accepts", []string{"accepts", "accept"}},
		{"accepx", "accept", []string{"accepts", "accept"}},
		{"aab", "aaa", []string{"aaa", "aac"}},
		{"zürik", "zürich", []string{"zürich"}},
		{sixtyFour[1:] + "y", sixtyFour, []string{sixtyFour}},
		{sixtyFour + "y", "", []string{sixtyFour}},
		{sixtyFour, "", []string{sixtyFour + "y"}},
		{"word", "", nil},
	} {
		if got := vocabulary.Nearest(c.typed, c.words); got != c.want {
			t.Errorf("%q among %q: got %q, want %q", c.typed, c.words, got, c.want)
		}
	}
}
