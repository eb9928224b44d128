// Package transfer copies claims from one SQL database to another: records,
// histories in the order of the outbox, the books of relays, and deals.
//
// A host calls [Copy] with a [Side] for each database, within a transaction,
// and commits if there is no error. So an interrupted copy leaves nothing
// behind and can be repeated. If a claim is already there, it stays unchanged.
// If it has continued since then, it gets the entries that it lacks. Other
// content is never overwritten.
package transfer
