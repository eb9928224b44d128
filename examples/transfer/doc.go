// Package transfer copies claims from one SQL database to another: records,
// histories in the order of the outbox, the books of relays, and deals.
//
// A host calls [Copy] with a [Side] for each database, within a transaction,
// and commits if there is no error. So a copy that is interrupted leaves
// nothing behind, and can be repeated: claims that are there already stay as
// they are, and claims that have gone on since then get the entries that they
// lack. Nothing is written over another content.
package transfer
