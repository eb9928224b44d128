// Package workbook writes and reads workbooks in the format .xlsx. It works row
// by row, so a sheet of 100,000 rows needs little memory.
//
// To write a [Book], call [Book.Sheet] to begin a sheet with its columns,
// [Sheet.Row] to add a row, and [Book.Write] to write the file. Dates and
// numbers are written as such, and the header is frozen and has a filter. A
// text never becomes a formula, even if it begins with =.
//
// To read a [File], call [Open], and [File.Rows] for the rows of a sheet.
// [File.Table] returns a sheet as CSV, for the readers of packages portal and
// report, which expect a table of text.
//
// Nothing is changed in silence. If cells were not written or read unchanged, a
// [Note] names them. For example, if a cell has a formula, its stored value is
// read. If a number has more than 15 digits, it is written as text, because a
// spreadsheet program would round it.
//
// # Why the reader is not that of excelize
//
// Books are written by excelize. Its reader yields texts without their types
// and formats, so a date cannot be distinguished from a number. If the XML of a
// sheet is cut off, it reads a shorter sheet without an error. If it is asked
// for a format, it holds the whole sheet in memory. This package therefore
// reads the XML itself, by encoding/xml, within [Limits].
package workbook
