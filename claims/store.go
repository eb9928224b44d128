package claims

import (
	"context"
	"iter"

	"github.com/mci-go/incentives/mci"
)

// A Store keeps claims and their histories. The host implements it over its own database, and a [Desk]
// calls it. The sentences that say MUST are the contract; claimstest.TestStore holds a store to each.
//
// Once its context is canceled, a method MUST change nothing and return the context's error.
// A method MUST copy what it is given, so that the caller may change that afterward.
// A method MUST copy what it returns, so that the caller may change that, too.
// Any number of callers MUST be able to use a Store at the same time.
//
// A store may also be a [BatchSaver] and a [Tail].
type Store interface {
	// Load returns the record of a claim.
	//
	// Load MUST return the record that was saved last, field by field, with instants to the nanosecond in any time zone.
	// For a claim that is not stored, Load MUST return ErrNotFound.
	Load(ctx context.Context, id ID) (Record, error)

	// Save stores a change that Open or Apply made: the record of its claim, and its entries, appended to
	// the claim's history. An error other than ErrConflict and ErrLimit may leave open whether the change
	// was saved, as when a connection breaks during the commit: repeat the command under its key.
	//
	// Save MUST store the record and all entries in one transaction or store nothing, so that no reader finds one without the other.
	// If the stored version is not Change.Expected, which is 0 for a claim that is not stored, Save MUST return ErrConflict and change nothing.
	// Of many changes of one version that are saved at the same time, exactly one MUST be saved.
	// If the change has a limit and the claims that it counts have reached it, Save MUST return ErrLimit and change nothing.
	// Only claims with the limit's checked ID and engagement MUST be counted: open or approved ones for Limit.Most, open ones for Limit.Open.
	// Of many claims that are opened at the same time for the last place under a limit, exactly one MUST be saved.
	// If the version is wrong and the limit is reached, Save MUST return ErrConflict.
	// A change without entries MUST change nothing.
	Save(ctx context.Context, change Change) error

	// List yields the records that a query selects. A stored record that cannot be read comes as a
	// ClaimError with its ID, and List goes on with the next; any other error is the last that it yields.
	//
	// List MUST yield every claim that Query.Matches selects, and no other.
	// List MUST yield claims in the order of their IDs, compared byte by byte.
	// List MUST begin after Query.After and yield at most Query.Most claims, if that is above 0.
	// A claim that is stored before List is called MUST be yielded exactly once, as it was at some moment since then, whatever is saved meanwhile.
	// When the context is canceled on the way, List and History MUST yield its error next, once, and end.
	// Inside the loop of List or History, the caller MUST be able to call any method, and to leave the loop.
	List(ctx context.Context, query Query) iter.Seq2[Record, error]

	// History yields entries of a claim.
	//
	// History MUST yield the entries of a claim as they were saved, in order, none left out and none twice.
	// History MUST yield only entries with a number above after.
	// For a claim that is not stored, History MUST yield nothing.
	History(ctx context.Context, id ID, after uint64) iter.Seq2[Entry, error]
}

// A BatchSaver is a [Store] that can save many changes in one transaction, which a database does many times
// faster. It is optional: [Desk.Sweep] uses it where a store has it.
type BatchSaver interface {
	// SaveAll saves changes of different claims, none of which opens its claim. Its other errors are as
	// those of Save.
	//
	// SaveAll MUST save all changes that it is given, or none of them.
	// If Save would return ErrConflict for any of the changes, SaveAll MUST return it.
	SaveAll(ctx context.Context, changes []Change) error
}

// A Query selects claims. Zero fields select all; the zero Query yields every claim.
type Query struct {
	Customer   mci.CustomerID // as checked
	Engagement mci.EngagementID
	Location   mci.LocationID
	Open       bool // only claims that have not ended

	// After is the ID after which a list begins, so that one that was left is resumed with the last ID that
	// it yielded. Claims that are opened meanwhile come or do not, by their IDs.
	After ID
	// Most is how many claims a list yields at most; 0 for no bound. A store that fetches all it yields at
	// once is asked for a page at a time with it.
	Most int
}

// Matches reports whether a record is selected by the fields of the query that describe a claim. After and
// Most are the list's concern.
func (q Query) Matches(r *Record) bool {
	return (q.Customer.IsZero() || q.Customer == r.CheckedID) &&
		(q.Engagement == "" || q.Engagement == r.Engagement.Engagement) &&
		(q.Location == "" || q.Location == r.Location) &&
		(!q.Open || !r.State().Terminal())
}

// CountsTowardLimit reports whether the record is one of the claims that [Limit] counts for Most: open or
// approved.
func (r *Record) CountsTowardLimit() bool { return r.Status == Approved || !r.State().Terminal() }
