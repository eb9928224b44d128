package earnings

import (
	"cmp"

	"github.com/mci-go/incentives/mci"
)

// A rank decides which of two lines of one earning counts: the one that was
// calculated later or, if both were calculated on the same day, the one that
// was downloaded later.
type rank struct{ calculated, downloaded mci.Date }

func (r rank) compare(other rank) int {
	return cmp.Or(r.calculated.Compare(other.calculated), r.downloaded.Compare(other.downloaded))
}
