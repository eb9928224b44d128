// Package sqlite keeps claims in one SQLite file: a store for package claims,
// as a host writes one for its database.
//
// Open a file, give the store to claims.NewDesk, and close it at the end. The
// file holds each claim's record, with columns for the fields of a query, and
// the history of all claims in the order of their commits. A change, the check
// of its version, the limit of claims and the history are one transaction.
package sqlite
