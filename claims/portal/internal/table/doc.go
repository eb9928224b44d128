// Package table reads tables of text that other programs wrote: comma,
// semicolon or tab between the cells, UTF-8 or UTF-16, with or without a byte
// order mark, and with lines above the header.
//
// [Open] finds the header and says what it skipped; [Reader.Next] yields one
// row at a time. A row that cannot be read is that row's error, and the next
// one follows.
package table
