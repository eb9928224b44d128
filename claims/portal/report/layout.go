// Package report reads the reports on earnings and payments of Partner Center,
// and tells them apart by the columns of their header line.
//
// [Open] finds the header and says which columns it does not read, and
// [Reader.Next] returns one line at a time, for [earnings.Collection] or
// [earnings.Tally]. A line that cannot be read is its own [Error], with file
// and line, and the next one follows.
package report

import "strings"

// A Layout is the kind of a report, told by its columns. The zero Layout is
// unknown: the header line is of no report that this package knows.
type Layout uint8

// The layouts. Earnings stands for the default layout and for that of growth
// levers: no column is known here that only one of the two has.
const (
	Earnings      Layout = iota + 1 // one line for each earning, with its ID
	Summarized                      // earnings without their IDs
	Payments                        // one line for each payment order
	Ineligible                      // usage that earns nothing
	MaxCapBalance                   // what can still be earned under each cap
)

// layoutTable names the columns that a header line must have, and those that it
// must not have, to be of a layout.
var layoutTable = []struct {
	layout        Layout
	has, hasNever []string
}{
	{Earnings, []string{"earningid", "earningamount"}, nil},
	{Summarized, []string{"earningamount"}, []string{"earningid"}},
	{Payments, []string{"paymentid", "totalpayment"}, nil},
	{Ineligible, []string{"unearnedid", "reason"}, nil},
	{MaxCapBalance, []string{"maxcapusd"}, nil},
}

// Recognize returns the layouts that a header line has the columns of, in the
// order of their declaration. Case and blanks in a column's name do not matter.
// No layout means that the line is not a known header line; more than one means
// that two reports are mixed.
func Recognize(header []string) []Layout {
	there := map[string]bool{}
	for _, name := range header {
		there[folded(name)] = true
	}
	var found []Layout
	for _, row := range layoutTable {
		if count(row.has, there) == len(row.has) && count(row.hasNever, there) == 0 {
			found = append(found, row.layout)
		}
	}
	return found
}

func count(names []string, there map[string]bool) (n int) {
	for _, name := range names {
		if there[name] {
			n++
		}
	}
	return n
}

// folded returns a column's name in lower case, without blanks and without a
// byte order mark.
func folded(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.TrimPrefix(name, "\ufeff")), ""))
}
