// Package portal is the way between the claims of this library and the tables that people exchange with Partner Center: it reads a claims export as a stream, brings the local claims to what it shows, and writes the register of claims for a spreadsheet program.
//
// [Read] turns a file into rows: comma, semicolon or tab between the cells, UTF-8 with or without a byte order mark or
// UTF-16 with one, columns found by their header in any order. It holds one row at a time. An [Importer] matches each row
// with a claim and observes its status, see [claims.Observe]; a claim that only Partner Center knows is adopted, see
// [claims.Adopt]. Each row is done wholly or not at all, and reported with its line, so an import that broke off is begun
// again.
//
// [Export] writes the register: stable columns, no cell that a spreadsheet program takes for a formula, and readable by
// [Read].
//
// What Partner Center calls the columns of its export is not published. The names that are understood are a table, see
// [Columns], which a host extends. Source: [mci.LibraryReading].
package portal
