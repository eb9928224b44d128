// Package workbook writes and reads workbooks in the format .xlsx, a row at a
// time, so that a sheet of 100,000 rows needs little memory.
//
// A [Book] is written: [Book.Sheet] begins a sheet with its columns,
// [Sheet.Row] adds a row, and [Book.Write] writes the file. Dates and numbers
// are real ones, the header is frozen and has a filter. A text is never a
// formula, whatever it begins with.
//
// A [File] is read: [Open] opens it, [File.Rows] yields the rows of a sheet,
// and [File.Table] is a sheet as CSV, for the readers of packages portal and
// report, which take a table of text.
//
// Nothing is changed in silence. Each [Note] names the cells that were not
// written or read as they are, such as a formula, whose stored value is read,
// or a number of more than 15 digits, which is written as text because a
// spreadsheet program would round it.
//
// # Why the reader is not that of excelize
//
// Books are written by excelize. Its reader yields texts without their types
// and formats, so that a date cannot be told from a number, and it takes a
// sheet whose XML is cut off for a shorter one. If it is asked for a format, it
// holds the whole sheet in memory. This package therefore reads the XML itself,
// by encoding/xml, within [Limits].
package workbook
