package workbook

import "cmp"

// Limits bound the memory and the time that a workbook can cost. If a field is
// zero, it has its default. All limits are this package's own.
type Limits struct {
	// Unpacked is the largest size of one part of the archive, in bytes, such
	// as the part that holds a sheet. The default is DefaultUnpacked. A part is
	// never unpacked as a whole, so this bounds time and not memory.
	Unpacked int64
	// Texts is the largest size of all shared texts together, in bytes. They
	// are held in memory. The default is DefaultTexts.
	Texts int64
	// Rows is the largest number of a row. The default is MostRows.
	Rows int
	// Columns is the largest number of a column. The default is MostColumns.
	Columns int
	// Sheets is the largest number of sheets. The default is DefaultSheets.
	Sheets int
}

// The defaults of [Limits].
const (
	DefaultUnpacked = 1 << 30
	DefaultTexts    = 256 << 20
	DefaultSheets   = 255
)

// The bounds of the file format. Source: ECMA-376, and Microsoft Support,
// "Excel specifications and limits".
const (
	MostRows       = 1_048_576
	MostColumns    = 16_384
	MostCharacters = 32_767 // of one cell, in UTF-16
	mostDigits     = 15     // of a number
)

// mostPiece is the largest size of one piece of XML, such as a tag or a text
// between two tags. It is held in memory as a whole.
const mostPiece = 1 << 20

// mostDepth is the largest number of elements of XML inside one another.
const mostDepth = 64

func (l Limits) orDefaults() Limits {
	return Limits{
		Unpacked: cmp.Or(max(l.Unpacked, 0), DefaultUnpacked),
		Texts:    cmp.Or(max(l.Texts, 0), DefaultTexts),
		Rows:     min(cmp.Or(max(l.Rows, 0), MostRows), MostRows),
		Columns:  min(cmp.Or(max(l.Columns, 0), MostColumns), MostColumns),
		Sheets:   cmp.Or(max(l.Sheets, 0), DefaultSheets),
	}
}
