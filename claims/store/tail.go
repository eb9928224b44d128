package store

import (
	"context"
	"iter"
)

// A Tail is a [Store] whose histories are an outbox: it yields the entries of
// all claims in one order. If a relay keeps the position of the last entry that
// it passed on, it misses none and invents none. A Tail is optional. Without
// it, a relay keeps the last number of each claim and reads its History.
//
// A number that a database assigns when a row is inserted is not good enough as
// a position. A transaction with a lower number may commit later, and if a
// relay is past that number already, it never sees the entries. Take the number
// under a lock that is held until the commit. Databases with one writer, such
// as SQLite, do so by themselves.
//
// In PostgreSQL, keep the last number in a table of one row. Let the last
// statement of each transaction take the numbers and insert the entries, at the
// isolation level READ COMMITTED:
//
//	WITH n AS (UPDATE outbox SET last = last + 2 RETURNING last)
//	INSERT INTO entries (number, entry)
//	SELECT n.last - 2 + e.i, e.entry FROM n, unnest($1::json[]) WITH ORDINALITY AS e (entry, i)
//
// The lock of that row is held until the commit is visible, so numbers become
// visible in their order, and Tail reads "WHERE number > $1 ORDER BY number".
// Transactions that save wait for each other from that statement to the commit,
// and for nothing else.
//
// Numbers of a sequence are in order, too, if they are yielded only below
// pg_snapshot_xmin(pg_current_snapshot()). But they break this contract: as
// long as any transaction is open in the cluster, even in another database, no
// entry that was saved after its beginning is yielded.
type Tail interface {
	// Tail yields the entries that were saved after a position. It ends after
	// the latest entry; call it again with the last position. The rules of
	// History about the context and the loop apply to it, too. If an entry
	// cannot be read, Tail yields a ClaimError with a Delivery that has the
	// position and no entry, and goes on with the next. So if a relay notes the
	// error and keeps the position, it is not stopped.
	//
	// From the empty Position, Tail MUST yield every entry that was saved,
	// exactly once. Tail MUST yield the entries of one claim in the order of
	// their numbers. From the position of an entry, Tail MUST go on with the
	// very next one, even if one change saved both, and the entries that are
	// saved later MUST all come after it. For a position that it never gave,
	// Tail MUST yield an error that matches mci.ErrInvalid, and nothing else.
	Tail(ctx context.Context, after Position) iter.Seq2[Delivery, error]
}

// A Position is a place in the one order of a [Tail]. Only the store knows its
// meaning. The empty Position is before every entry.
type Position string

// A Delivery is an entry of a [Tail] with its position.
type Delivery struct {
	// Position is the position of the entry. Pass it to Tail to go on after the
	// entry.
	Position Position `json:"position,omitzero"`
	// Entry is the entry. It is zero if it could not be read.
	Entry Entry `json:"entry,omitzero"`
}
