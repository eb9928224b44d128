package claims

import (
	"context"
	"iter"
)

// A Tail is a [Store] whose histories are an outbox: it yields the entries of
// all claims in one order, and a relay that keeps the position of the last
// entry that it passed on misses none and invents none. It is optional. Without
// it, a relay keeps the last number of each claim and reads its History.
//
// A number that a database gives out when a row is inserted does not do as a
// position: a transaction with a lower number may commit later, and a relay
// that is past it never sees its entries. The number must be taken under a lock
// that is held until the commit. Databases with one writer, such as SQLite, do
// so by themselves.
//
// In PostgreSQL, keep the last number in a table of one row, and let each
// transaction take its numbers and insert its entries in the last of its
// statements, at the isolation level READ COMMITTED:
//
//	WITH n AS (UPDATE outbox SET last = last + 2 RETURNING last)
//	INSERT INTO entries (number, entry)
//	SELECT n.last - 2 + e.i, e.entry FROM n, unnest($1::json[]) WITH ORDINALITY AS e (entry, i)
//
// The lock of that row is held until the commit is visible, so numbers become
// visible in their order, and Tail reads "WHERE number > $1 ORDER BY number".
// Savers wait for each other from that statement to the commit, and for nothing
// else.
//
// Numbers of a sequence that are yielded only below
// pg_snapshot_xmin(pg_current_snapshot()) are in order, too, but they do not
// hold this contract: as long as any transaction is open in the cluster, in
// another database too, no entry that was saved after its beginning is yielded.
type Tail interface {
	// Tail yields the entries that were saved after a position. It ends where
	// nothing more is saved yet; call it again with the last position. It
	// shares the rules of History about the context and the loop. An entry that
	// cannot be read comes as a ClaimError beside a Delivery that has its
	// position and no entry, and Tail goes on with the next, so that a relay
	// which notes the error and keeps the position is not stopped.
	//
	// From the empty Position, Tail MUST yield every entry that was saved,
	// exactly once. Tail MUST yield the entries of one claim in the order of
	// their numbers. From the position of an entry, Tail MUST go on with the
	// very next one, and the entries that are saved later MUST all come after
	// it. For a position that it never gave, Tail MUST yield an error that
	// matches mci.ErrInvalid, and nothing else.
	Tail(ctx context.Context, after Position) iter.Seq2[Delivery, error]
}

// A Position is a place in the one order of a [Tail]. Only the store knows what
// it means. The empty Position is before every entry.
type Position string

// A Delivery is an entry of a [Tail], with its position: where to go on after
// it.
type Delivery struct {
	Position Position
	Entry    Entry
}
