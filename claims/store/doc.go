// Package store is the contract between a desk and the host's database: how
// claims of both kinds are loaded, saved and listed.
//
// A store knows no rule. A claim is an [Envelope]: the columns by which a store
// selects, orders, counts and adds up, and the body, which only a desk reads. A
// [Change] is an envelope with the version that it expects, the limit to hold,
// and the entries to append.
//
// A host makes three steps:
//
//   - it implements [Store] over its database, and those of [BatchSaver],
//     [BatchLoader], [Totaler], [Reindexer] and [Tail] that it can;
//   - it runs claimstest.TestStore on its store, which checks each sentence of
//     the contract that says MUST;
//   - it passes the store to desk.New.
//
// [Memory] is a store in memory, for tests and as a model. A [Query] selects
// and orders claims, and [Sums] adds up their amounts. [ErrNotFound],
// [ErrConflict] and [ErrLimit] are the answers of a store that works; any other
// error means that it does not. A claim that cannot be read is a [ClaimError],
// and never ends a list.
package store
