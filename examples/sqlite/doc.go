// Package sqlite keeps claims in one SQLite file. It is a store for package
// claims, as a host would write one for its own database.
//
// A host calls [Open], passes the store to desk.New, and calls [Store.Close] at
// the end. The file holds each claim's record, columns for the fields of a
// query, and the history of all claims in the order of their commits. One
// transaction covers a change, the check of its version, the limit of claims
// and the history.
package sqlite
