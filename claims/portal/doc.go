// Package portal connects the claims of this library with the tables that
// people exchange with Partner Center. It reads a claims export, brings the
// local claims to the status that the export shows, and writes the register of
// claims for a spreadsheet program.
//
// A host makes three calls:
//
//   - [NewImporter] and [Importer.Import] match each row of an export with a
//     claim and observe its status; see [claims.Observe]. If only Partner
//     Center knows the claim, it is adopted; see [claims.Adopt]. With
//     ImportOptions.DryRun they only report the changes.
//   - [Read] yields only the rows, for a host that uses them in another way.
//   - [Export] writes the register, in stable columns that Read can read again.
//
// # The file
//
// The file is a table of text. Its cells are separated by commas, semicolons or
// tabs. It is in UTF-8 or UTF-16, with or without a byte order mark. It may
// have lines above the header, and its columns may be in any order. One row is
// held in memory at a time. Partner Center does not publish the column names of
// its export: [Columns] lists the names that are known here, and a host adds
// others as synonyms. Source: [mci.LibraryReading].
//
// Nothing is left out silently. [Options].Opened receives the columns and lines
// that are not read, and [Row].Unread holds the cells. If a row cannot be read,
// it has its own error with its line. If a cell is not needed to know the claim
// and its status, the row is read without it. If a date or an amount can be
// read in two ways, it is left unread and not guessed.
package portal
