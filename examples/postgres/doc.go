// Package postgres keeps claims and deals in PostgreSQL 14 or newer. It is a
// store for package claims and one for package referral, as a host would write
// them for its own database. Any number of programs may use one database.
//
// A host calls [Open], passes the store to desk.New and its deals to
// referral.NewDesk, and calls [Store.Close] at the end. The database holds each
// claim's record, columns for the fields of a query, and the history of all
// claims in the order of their commits. One statement checks the versions of
// changes and saves their records and entries.
//
// If a claim begins under a limit, it locks one row for its customer and
// engagement, so claims of other customers do not wait for it. All changes wait
// for each other from the moment at which they append to the history until the
// commit. The server does both without the client, so if a client hangs, nobody
// has to wait. But the server commits one statement at a time. So if each
// commit waits for a disk, save many changes with SaveAll.
//
// Each row has a sum. If a row was altered after it was written, reading it
// returns a store.ClaimError that names its claim, and Store.Check finds all
// such rows. Totals leaves its amounts out, and Store.Altered names its claim.
//
// If a connection breaks, a server fails over or a lock times out, the error is
// of the class desk.Unavailable. It may then be unknown whether the change was
// saved, so repeat the command under its key. A failover loses a commit if the
// standby did not have it. To prevent that, set synchronous_standby_names.
// Otherwise a receiver of the outbox may have entries that the database has
// lost.
package postgres
