package earnings

import (
	"cmp"

	"github.com/mci-go/incentives/mci"
)

// A rank decides which of two lines of one earning counts: the one with the
// later first day or, if these are equal, with the later second one.
type rank [2]mci.Date

// rank returns the days of the calculation and of the download. The calculation
// comes first, but for a line of an item: its latest download replaces all
// earlier ones.
func (r *Row) rank() rank {
	if r.ofItem() {
		return rank{r.Downloaded, r.CalculationDate}
	}
	return rank{r.CalculationDate, r.Downloaded}
}

func (r rank) compare(other rank) int {
	return cmp.Or(r[0].Compare(other[0]), r[1].Compare(other[1]))
}
