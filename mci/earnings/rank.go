package earnings

import (
	"cmp"

	"github.com/mci-go/incentives/mci"
)

// A rank tells which of two lines about one earning counts: the one that was
// calculated later, else the one that was downloaded later.
type rank struct{ calculated, downloaded mci.Date }

func (r rank) compare(other rank) int {
	return cmp.Or(r.calculated.Compare(other.calculated), r.downloaded.Compare(other.downloaded))
}
