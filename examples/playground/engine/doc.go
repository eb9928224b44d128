// Package engine plays a book against a catalog for the playground's page, and
// changes dates in the book's text. The page calls [New], [Engine.Load] and
// [Engine.Play], and [Move] if a date is dragged.
//
// The functions accept texts and return values with a JSON form, because the
// page is written in another language. The package uses no clock, file or
// network, so it works in a browser as it does in a test.
package engine
