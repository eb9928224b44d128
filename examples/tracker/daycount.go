package main

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A dayCount is a flag that takes a number of days, such as 7 or 7d.
type dayCount int

// mostDays is more than any window of a claim has.
const mostDays = 36500

// String returns the number, or nothing for a flag that was not given.
func (d *dayCount) String() string {
	if *d < 0 {
		return ""
	}
	return strconv.Itoa(int(*d))
}

// Set reads the flag. Anything but a number of days is a [mci.FieldError].
func (d *dayCount) Set(text string) error {
	days, err := strconv.ParseUint(strings.TrimSuffix(text, "d"), 10, 32)
	if err != nil || days > mostDays {
		return mci.Invalid("", text, "a number of days from 0 to 36500, such as 7 or 7d")
	}
	*d = dayCount(days)
	return nil
}

// Type is what the help calls it.
func (*dayCount) Type() string { return "days" }
