// Package engine answers the questions of the playground's page: how a book
// plays against a catalog, and how its text looks after a date was changed.
//
// It takes texts and returns values with a JSON form, because the page is
// another language. It reads no clock, file or network, so it answers in a
// browser as it does in a test.
package engine
