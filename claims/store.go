package claims

import (
	"context"
	"iter"

	"github.com/mci-go/incentives/mci"
)

// A Store keeps claims and their histories. The host implements it over its own database; the desk calls
// it. Every method honors the context: once it is canceled, a method changes nothing and returns its
// error. Values are copied both ways. A Store is safe for concurrent use.
type Store interface {
	// Load returns the record of a claim, or ErrNotFound.
	Load(ctx context.Context, id ID) (Record, error)

	// Save stores a change wholly or not at all: the record of its claim, and its entries appended to the
	// claim's history. If the stored version is not the one that the change expects, it returns
	// ErrConflict, before it looks at anything else. If the change has a limit and as many claims of its customer ID and
	// engagement are stored, it returns ErrLimit; the count and the write are one transaction, so that of
	// two claims that are opened at once for the last place only one is saved.
	Save(ctx context.Context, change Change) error

	// List yields the records that a query asks for, by ID. It ends after the first error.
	List(ctx context.Context, query Query) iter.Seq2[Record, error]

	// History yields the entries of a claim with a number above after, in order; none for an unknown claim.
	History(ctx context.Context, id ID, after uint64) iter.Seq2[Entry, error]
}

// A Query selects claims. Zero fields select all.
type Query struct {
	Customer   mci.CustomerID // as checked
	Engagement mci.EngagementID
	Location   mci.LocationID
}

// Matches reports whether a record is selected.
func (q Query) Matches(r *Record) bool {
	return (q.Customer.IsZero() || q.Customer == r.CheckedID) &&
		(q.Engagement == "" || q.Engagement == r.Engagement.Engagement) &&
		(q.Location == "" || q.Location == r.Location)
}

// CountsTowardLimit reports whether the record is one of the claims that a [Limit] counts: open or approved.
func (r *Record) CountsTowardLimit() bool { return r.Status == Approved || !r.State().Terminal() }
