// Package requests reads nominations of many customers from a workbook. A
// program calls [Write] to make an empty workbook for a catalog, with lists to
// choose from, and [Read] to read it back row by row.
//
// A [Request] holds the row in JSON, in the form that tracker open reads. If
// the rules find a field malformed, [Request.CellErrors] names its cell. If one
// row is malformed, the others are read all the same.
package requests
