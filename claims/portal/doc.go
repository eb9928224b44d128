// Package portal is the way between the claims of this library and the tables
// that people exchange with Partner Center: it reads a claims export, brings
// the local claims to what it shows, and writes the register of claims for a
// spreadsheet program.
//
// A host makes three calls:
//
//   - [NewImporter] and [Importer.Import] match each row of an export with a
//     claim and observe its status, see [claims.Observe]; a claim that only
//     Partner Center knows is adopted, see [claims.Adopt]. With
//     ImportOptions.DryRun they only tell what they would do.
//   - [Read] yields the rows alone, for a host that does something else with
//     them.
//   - [Export] writes the register, in stable columns that Read reads again.
//
// # What is read
//
// A table of text: comma, semicolon or tab between the cells, UTF-8 or UTF-16
// with or without a byte order mark, lines above the header, columns in any
// order. One row is held at a time. What Partner Center calls the columns of
// its export is not published: the names are a table, see [Columns], which a
// host extends by synonyms. Source: [mci.LibraryReading].
//
// Nothing is left out in silence. [Options].Opened is told of the columns and
// lines that are not read, [Row].Unread holds the cells, and each row that
// cannot be read is its own error, with its line. A cell that is not needed to
// know the claim and its status never costs the row. A date or an amount with
// two readings is not guessed.
package portal
