package row

import (
	"strconv"

	"github.com/mci-go/incentives/claims"
)

// A Deal is the row of a claim's deal. The zero Deal is none.
type Deal struct {
	// Claim is the ID of the claim.
	Claim claims.ID
	// Version is the version of the deal.
	Version uint64
	// Data is the deal in JSON.
	Data string
	// Link is the ID of the linked referral in lower case, or empty.
	Link string
	// Sum is the sum of all other columns. Check uses it to detect a row that
	// was altered.
	Sum string
}

// SelectedDeal are the columns of a row in the order of [Deal.Targets], as a
// statement selects them. If a version is impossible, it is read as another
// one; see [Selected].
const SelectedDeal = "claim, CASE WHEN version < 0 THEN 0 ELSE version END, CAST(deal AS text), coalesce(link, ''), sum"

// Targets returns the fields of the row for a scan of [SelectedDeal].
func (d *Deal) Targets() []any { return []any{&d.Claim, &d.Version, &d.Data, &d.Link, &d.Sum} }

// SumOf returns the sum that the row must have.
func (d *Deal) SumOf() string {
	return sumOf(string(d.Claim), strconv.FormatUint(d.Version, 10), d.Data, d.Link)
}

// Check returns a [mci.FieldError] if the row was altered after it was written.
func (d *Deal) Check() error { return altered("deal.sum", d.Sum, d.SumOf()) }
