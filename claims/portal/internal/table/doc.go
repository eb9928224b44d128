// Package table reads tables of text that other programs wrote. The cells may
// be separated by commas, semicolons or tabs, and the text may be UTF-8 or
// UTF-16, with or without a byte order mark. There may be lines above the
// header.
//
// [Open] finds the header and reports the lines that it skipped. [Reader.Next]
// returns one row at a time. If a row cannot be read, it has its own error, and
// the next row follows.
package table
