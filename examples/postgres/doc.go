// Package postgres keeps claims and deals in PostgreSQL 14 or newer. It is a
// store for package claims and one for package referral, such as a host writes
// for its own database. Any number of programs may use one database.
//
// Open a database, pass the store to desk.New and its deals to
// referral.NewDesk, and close the store at the end. The database holds each
// claim's record, columns for the fields of a query, and the history of all
// claims in the order of their commits. One statement checks the versions of
// changes and saves their records and entries.
//
// A claim that begins under a limit locks one row for its customer and
// engagement, so claims of other customers do not wait for it. All changes wait
// for each other while they append to the history, from there to the commit.
// The server does both without the client, so a client that hangs stops nobody.
// But the server commits one statement at a time, so if each commit waits for a
// disk, save many changes with SaveAll.
//
// Each row has a sum. A row that was altered after it was written is refused
// when it is read, by a store.ClaimError that names its claim, and Store.Check
// finds all of them. Totals leaves its amounts out, and Store.Altered names it.
//
// If a connection breaks, a server fails over or a lock times out, the error is
// of the class desk.Unavailable. It may leave open whether the change was
// saved, so repeat the command under its key. A failover loses no commit only
// if the standby had it: set synchronous_standby_names. Otherwise a receiver of
// the outbox may have entries that the database has lost.
package postgres
