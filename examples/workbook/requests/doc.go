// Package requests nominates many customers at once by a workbook. [Write]
// makes an empty one for a catalog, with lists to choose from, and [Read] reads
// it back, a row at a time.
//
// A [Request] holds the row in JSON, in the form that tracker open reads. If
// the rules find a field malformed, [Request.CellErrors] names its cell. A row
// that is malformed stops no other.
package requests
