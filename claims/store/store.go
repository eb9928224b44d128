package store

import (
	"context"
	"iter"

	"github.com/mci-go/incentives/claims"
)

// A Store keeps claims of both kinds and their histories. The host implements
// it over its own database, and a desk.Desk calls it. A store knows no rule: a
// claim is an [Envelope], of which it reads the columns and never the body. The
// sentences that say MUST are the contract; claimstest.TestStore checks each of
// them.
//
// Once its context is canceled, a method MUST change nothing and return the
// context's error. A method MUST copy its arguments, so that the caller may
// change them afterward. A method MUST return copies, so that the caller may
// change them, too. Any number of callers MUST be able to use a Store at the
// same time.
//
// A store keeps every value that the library can make, even at its bounds. A
// store MUST keep claims in every status, however they came to it: by commands,
// by observation or by adoption. A store MUST keep claims of both kinds beside
// each other. A text MUST be kept to the byte, up to the
// greatest length that Open, Adopt and Apply allow. Instants of the years 2000
// to 9000 MUST be kept to the nanosecond. Any number of claims and entries MUST
// be able to share an empty text, such as no location and no owner.
// List, History and Tail MUST yield every result, no matter how many there are.
//
// A store may also be a [BatchSaver], a [BatchLoader], a [Totaler], a
// [Reindexer] and a [Tail].
type Store interface {
	// Load returns a claim.
	//
	// Load MUST return the envelope that was saved last, field by field, with
	// instants to the nanosecond in any time zone and a body of the same JSON
	// value. For a claim that is not
	// stored, Load MUST return ErrNotFound.
	Load(ctx context.Context, id claims.ID) (Envelope, error)

	// Save stores a change: its claim, and its entries, appended to the claim's
	// history. Any error other than
	// ErrConflict and ErrLimit may leave open whether the change was saved, for
	// example if a connection breaks during the commit. Then the caller repeats
	// the command under its key.
	//
	// Save MUST store the envelope and all entries in one transaction or store
	// nothing, so that no reader finds one without the other. If Change.Check
	// refuses the change, Save MUST return that error and change nothing. If
	// the stored version is not Change.Expected, which is 0 for a claim that is not
	// stored, Save MUST return ErrConflict and change nothing. Of many changes
	// of one version that are saved at the same time, exactly one MUST be
	// saved. If the change has a limit and the claims that it counts have
	// reached it, Save MUST return ErrLimit and change nothing. Only claims
	// with the limit's checked ID and engagement MUST be counted: open or
	// approved ones for Limit.Most, open ones for Limit.Open. A claim that had
	// ended and is open again MUST be counted again. Of many claims that are
	// opened at the same time for the last place under a limit, exactly one
	// MUST be saved. If the version is wrong and the limit is reached, Save
	// MUST return ErrConflict. A change without entries MUST change nothing.
	Save(ctx context.Context, change Change) error

	// List yields the claims that a query selects. If a stored claim cannot be
	// read, List yields a ClaimError with its ID, and in the order of a key
	// with that key, too, and goes on with the next claim. Any other error is
	// the last that it yields.
	//
	// List MUST yield every claim that Query.Matches selects, and no other.
	// List MUST yield claims in the order of their IDs, compared byte by byte.
	// With Query.ByKey and a Query.Key, List MUST yield claims in the order of
	// that key, and claims with the same key by ID. List MUST begin after
	// Query.After and yield at most Query.Most claims, if that is above 0. In
	// the order of a key, List MUST begin after the place that Query.AfterKey
	// and Query.After name together. In the order of a key the next sentence
	// applies only to claims that keep their key meanwhile. A claim that is
	// stored before List is called MUST be yielded exactly once, as it was at
	// some moment since then, whatever is saved meanwhile. If the context is
	// canceled during the loop, List and History MUST yield its error next,
	// once, and end. Inside the loop of List or History, the caller MUST be
	// able to call any method, and to leave the loop.
	List(ctx context.Context, query Query) iter.Seq2[Envelope, error]

	// History yields entries of a claim. If an entry cannot be read, History
	// yields a ClaimError and goes on with the next entry.
	//
	// History MUST yield the entries of a claim as they were saved, in order,
	// none left out and none twice. History MUST yield only entries with a
	// number above after. For a claim that is not stored, History MUST yield
	// nothing.
	History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[Entry, error]
}

// A BatchSaver is a [Store] that can save many changes in one transaction,
// which is many times faster in a database. It is optional: desk.Desk.Sweep
// uses it if a store has it.
type BatchSaver interface {
	// SaveAll saves changes of different claims. Some of them may open or adopt
	// their claim. Its other errors are the same as for Save.
	//
	// SaveAll MUST save all changes that it is given, or none of them. SaveAll
	// MUST check every version in the transaction that saves the changes. If
	// Save would return ErrConflict for any of the changes, SaveAll MUST return
	// it. SaveAll MUST hold each limit as if the changes were saved one after
	// the other, and return ErrLimit if one of them reaches it. If the context
	// is canceled during the call, SaveAll MUST save all changes or none.
	SaveAll(ctx context.Context, changes []Change) error
}

// A BatchLoader is a [Store] that can load many claims at once. It is optional:
// desk.Desk.Claims uses it if a store has it.
type BatchLoader interface {
	// LoadAll yields claims, in any order. The rules of List about errors, the
	// context and the loop apply to it, too.
	//
	// LoadAll MUST yield each stored claim among the IDs exactly once, as Load
	// returns it, and no other.
	LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[Envelope, error]
}

// A Totaler is a [Store] that can add up amounts itself. It is optional:
// desk.Desk.Totals uses it if a store has it.
type Totaler interface {
	// Totals returns the totals of the claims that a query selects, in any
	// order. It adds up the columns and reads no body. The order, the cursor
	// and Most of the query are not set.
	//
	// Totals MUST return the same totals as Sums for the claims that List
	// yields.
	Totals(ctx context.Context, query Query) ([]PipelineStatus, error)
}

// A Reindexer is a [Store] that can write the index keys of claims and leave
// the claims as they are otherwise. It is optional, but desk.Desk.Reindex needs
// it.
type Reindexer interface {
	// Reindex writes claims whose index keys were stale, in one transaction. It
	// adds no entry and raises no version.
	//
	// Reindex MUST write the solution area, the two keys and the body of each
	// claim whose version is the stored one, and change nothing else. Reindex
	// MUST leave a claim of another version, and one that is not stored, as it
	// is.
	Reindex(ctx context.Context, envelopes []Envelope) error
}
