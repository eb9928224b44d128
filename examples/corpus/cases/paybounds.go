package cases

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// around returns a number and its neighbors.
func around(text string) []string {
	value := decimal.RequireFromString(text)
	cent := decimal.New(1, -2)
	list := []string{value.String(), value.Add(cent).String()}
	if value.IsPositive() {
		list = append(list, value.Sub(cent).String())
	}
	return list
}

// date matches a date that a catalog writes.
var date = regexp.MustCompile(`"[a-zA-Z]+":\s*"(\d{4}-\d\d-\d\d)"`)

// payDates puts the claim around each date of the engagement.
func payDates(try payTry, text string) {
	var days []mci.Date
	for _, match := range date.FindAllStringSubmatch(text, -1) {
		days = append(days, day(match[1]))
	}
	slices.SortFunc(days, mci.Date.Compare)
	for _, bound := range slices.Compact(days) {
		for _, after := range []int{-1, 0, 1} {
			on := bound.AddDays(after)
			try("the nomination", fmt.Sprintf(" is on %s", on), func(in *catalog.PayInputs) { in.Dates.Nomination = on })
			try("the consent", fmt.Sprintf(" is on %s", on), func(in *catalog.PayInputs) { in.Dates.Consent = on })
		}
	}
}
