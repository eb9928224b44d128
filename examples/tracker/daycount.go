package main

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A dayCount is the value of a flag for a number of days, such as 7 or 7d. If
// the flag was not given, the dayCount is negative.
type dayCount int

// mostDays is longer than any window of a claim, in days.
const mostDays = 36500

// String returns the number, or the empty string if the flag was not given.
func (d *dayCount) String() string {
	if *d < 0 {
		return ""
	}
	return strconv.Itoa(int(*d))
}

// Set parses the value of the flag. It returns a [mci.FieldError] if text is
// not a number of days from 0 to 36500.
func (d *dayCount) Set(text string) error {
	days, err := strconv.ParseUint(strings.TrimSuffix(text, "d"), 10, 32)
	if err != nil || days > mostDays {
		return mci.Invalid("", text, "a number of days from 0 to 36500, such as 7 or 7d")
	}
	*d = dayCount(days)
	return nil
}

// Type returns the name of the type in the help text.
func (*dayCount) Type() string { return "days" }
