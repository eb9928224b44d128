package pages

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/mci"
)

// counted returns a number of things, such as "1 claim" or "3 claims".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// daysLeft returns a text for the number of days that are left.
func daysLeft(days int) string {
	switch {
	case days < 0:
		return counted(-days, "day") + " over"
	case days == 0:
		return "last day"
	default:
		return counted(days, "day") + " left"
	}
}

// meanings maps the IDs of the rules of claims of both kinds to the rules.
var meanings = sync.OnceValue(func() map[mci.RuleID]mci.Rule {
	all := map[mci.RuleID]mci.Rule{}
	for _, rule := range slices.Concat(claims.Rules(), association.Rules()) {
		all[rule.ID] = rule
	}
	return all
})

// ruleMeaning returns the rule of claims with an ID. It is zero if there is
// none.
func ruleMeaning(id mci.RuleID) mci.Rule { return meanings()[id] }

// columnName returns a readable name for a column of a report, such as "Earning
// amount USD" for earningAmountUSD.
func columnName(path string) string {
	var words []string
	for i, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
		for j, word := range camelWord.FindAllString(name, -1) {
			switch {
			case word == strings.ToUpper(word): // such as USD, or a digit
			case acronyms[strings.ToLower(word)] != "":
				word = acronyms[strings.ToLower(word)]
			case i > 0 || j > 0:
				word = strings.ToLower(word)
			default:
				word = strings.ToUpper(word[:1]) + word[1:]
			}
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// camelWord matches a word in a name such as earningAmountUSD.
var camelWord = regexp.MustCompile(`[A-Z]+(?:[^A-Za-z]|$)|[A-Za-z][a-z]*|[^A-Za-z]+`)

var acronyms = map[string]string{"id": "ID", "ci": "CI"}
