// Package report reads Partner Center's reports on earnings and payments, and
// recognizes each kind by the columns of its header line.
//
// A host calls [Open], which finds the header and lists the columns that it
// does not read. [Reader.Next] returns one line at a time, for
// [earnings.Collection] or [earnings.Tally]. If a line cannot be read, it has
// its own [Error] with file and line, and the next line follows.
package report

import (
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Layout is the kind of a report, recognized by its columns. The zero Layout
// is unknown: the header line does not belong to any report that this package
// knows.
type Layout uint8

// The layouts. Earnings covers the default layout and the layout of growth
// levers, because no column is known here that only one of the two has.
const (
	Earnings      Layout = iota + 1 // one line for each earning, with its ID
	Summarized                      // earnings without their IDs
	Payments                        // one line for each payment order
	Ineligible                      // usage that earns nothing
	MaxCapBalance                   // the rest that can be earned under each cap
)

var layoutNames = vocabulary.Names[Layout]{What: "layout", Texts: []string{"", "earnings", "summarized earnings", "payments", "ineligible", "cap balances"}}

// String returns the name of the layout, such as "earnings".
func (l Layout) String() string { return layoutNames.Text(l) }

// MarshalText returns the name of the layout. If the value is not declared, it
// returns a [mci.FieldError].
func (l Layout) MarshalText() ([]byte, error) { return layoutNames.Marshal(l) }

// UnmarshalText reads the name of a layout. If the text is anything else, it
// returns a [mci.FieldError].
func (l *Layout) UnmarshalText(text []byte) error { return layoutNames.Unmarshal(l, text) }

// layoutTable names the columns that the header line of a layout must have, and
// the columns that it must not have.
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

// Recognize returns the layouts whose columns are all in a header line, in the
// order of their declaration. Case and blanks in a column's name do not matter.
// If there is no layout, the line is not a known header line. If there is more
// than one, two reports are mixed.
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
