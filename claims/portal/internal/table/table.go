package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// Bounds of a file, in bytes of UTF-8.
const (
	MostCellBytes = 32 << 10
	MostRowBytes  = 256 << 10
	mostReadBytes = 1 << 20  // of one row; a longer row ends the file
	mostAbove     = 64 << 10 // the header must begin within them
)

// A Skipped is a line above the header, as it was written.
type Skipped struct {
	Line int    // 1 for the first line of the file
	Text string // as it was written
}

// A RowError is the error about one row. The rows after it are still read.
type RowError struct {
	Line int   // line on which the row begins
	Err  error // the reason
	Last int   // line on which it ends, above Line if a quotation mark holds several lines
}

// Error returns the line and the reason.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Reason()) }

// Reason returns Err, and the last of several lines.
func (e *RowError) Reason() error {
	if e.Last <= e.Line {
		return e.Err
	}
	return fmt.Errorf("%w; the quotation mark holds all lines up to %d, and none of them is read", e.Err, e.Last)
}

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// A Reader reads the rows of a table. It holds one row in memory at a time.
type Reader struct {
	lines   *lines
	comma   byte
	quoted  *csv.Reader // of rows with quotation marks
	cells   []string
	header  []string
	skipped []Skipped
}

// Open finds the header of a table within the first 64 KiB. The function knows
// returns the number of columns in a header that it knows. Open tries each
// separator; the line with the most known columns is the header. If no line has
// a known column, Open uses the first line that has cells, so that the caller
// can report the missing columns.
//
// If the file is a workbook, an HTML page or empty, or if the header's line is
// above 64 KiB, the error is a [mci.FieldError] with the path "file". Any other
// error is the source's.
func Open(source io.Reader, knows func(header []string) int) (*Reader, error) {
	text := bufio.NewReaderSize(decoded(source), mostAbove)
	start, err := text.Peek(mostAbove)
	if len(start) == 0 && err != nil && !errors.Is(err, io.EOF) {
		return nil, err // any other error comes again when the rows are read
	}
	if err := recognize(start); err != nil {
		return nil, err
	}
	found := locate(string(start), knows)
	if found.header == nil {
		return nil, mci.Invalid("file", "an empty file", "a table with a header")
	}
	if len(start) == mostAbove && found.offset+lineEnd(string(start[found.offset:])) == len(start) {
		return nil, mci.Invalid("file", "a line above "+strconv.Itoa(mostAbove)+" bytes where the header must be", "a table with a header")
	}
	_, _ = text.Discard(found.offset) // it was peeked
	lines := &lines{text: text, number: found.above}
	quoted := csv.NewReader(lines)
	quoted.Comma, quoted.FieldsPerRecord, quoted.ReuseRecord = rune(found.comma), -1, true
	r := &Reader{lines: lines, comma: found.comma, quoted: quoted, header: found.header, skipped: found.skipped}
	if _, _, err := r.read(); err != nil { // the header again
		return nil, err
	}
	return r, nil
}

// recognize returns an error if a file is not a table of text.
func recognize(start []byte) error {
	const want = "a table of text: CSV or TSV"
	text := strings.ToLower(strings.TrimSpace(string(start[:min(len(start), 512)])))
	switch {
	case strings.HasPrefix(string(start), "PK\x03\x04"):
		return mci.Invalid("file", "a workbook or another ZIP archive", want+"; save the sheet as CSV, or unpack the archive")
	case strings.HasPrefix(string(start), "\xD0\xCF\x11\xE0"):
		return mci.Invalid("file", "a workbook of an older format", want+"; save the sheet as CSV")
	case strings.HasPrefix(text, "<!doctype") || strings.HasPrefix(text, "<html") || strings.HasPrefix(text, "<?xml"):
		return mci.Invalid("file", "a page of HTML or XML", want+"; sign in and download it again")
	case strings.HasPrefix(text, "%pdf-"):
		return mci.Invalid("file", "a PDF document", want)
	case strings.ContainsRune(text, 0):
		line := 1 + bytes.Count(start[:bytes.IndexByte(start, 0)], []byte("\n"))
		return mci.Invalid("file", "bytes that are no text: NUL in line "+strconv.Itoa(line), want+" in UTF-8 or UTF-16")
	default:
		return nil
	}
}

// A located is the header of a table, with its place in the file.
type located struct {
	header  []string
	comma   byte
	offset  int // bytes before the header
	above   int // lines before the header
	skipped []Skipped
}

// mostLinesAbove is the number of lines in which the header must be.
const mostLinesAbove = 50

// locate finds the line with the most known columns. It tries each separator.
func locate(start string, knows func([]string) int) located {
	var best located
	most := -1
	for _, comma := range []byte{',', ';', '\t'} {
		offset := 0
		var skipped []Skipped
		for line := range mostLinesAbove {
			end := lineEnd(start[offset:])
			text := start[offset : offset+end]
			if cells, ok := split(text, comma); ok {
				if known := knows(cells); known > most || known == most && known == 0 && line == best.above && len(cells) > len(best.header) {
					most = known
					best = located{cells, comma, offset, line, append([]Skipped(nil), skipped...)}
				}
			}
			if shown := strings.TrimRight(text, "\r\n"); strings.TrimSpace(shown) != "" {
				skipped = append(skipped, Skipped{line + 1, shown})
			}
			if offset += end; offset >= len(start) {
				break
			}
		}
	}
	return best
}

// lineEnd returns the length of the first line with its line end. It ignores
// quotes, because no header has a line break in a cell.
func lineEnd(text string) int {
	if at := strings.IndexByte(text, '\n'); at >= 0 {
		return at + 1
	}
	return len(text)
}

// split returns the cells of one line. It returns false if all of them are
// empty or the line cannot be read.
func split(line string, comma byte) ([]string, bool) {
	rows := csv.NewReader(strings.NewReader(line))
	rows.Comma, rows.FieldsPerRecord = rune(comma), -1
	cells, err := rows.Read()
	if err != nil {
		return nil, false
	}
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return cells, true
		}
	}
	return nil, false
}

// Header returns the cells of the header as they were written.
func (r *Reader) Header() []string { return r.header }

// Skipped returns the lines above the header that are not empty.
func (r *Reader) Skipped() []Skipped { return r.skipped }

// Next returns the next row and the line on which it begins. The cells are
// valid until the next call. Empty rows are left out. After the last row the
// error is [io.EOF].
//
// If a row cannot be read, the error is a [RowError], and Next can be called
// again. That is the case for a misplaced quotation mark, more or fewer cells
// than the header has, as at the end of a truncated file, a cell above 32 KiB,
// or a row above 256 KiB. Any other error is the last one. It is the source's,
// or is about a row above 1 MiB. Next does not check that a cell is UTF-8; see
// [CheckText].
func (r *Reader) Next() (cells []string, line int, err error) {
	for {
		begin := r.lines.bytes
		cells, line, err := r.read()
		if err != nil {
			return nil, line, err
		}
		if blank(cells) {
			continue
		}
		if err := r.check(cells, r.lines.bytes-begin); err != nil {
			return nil, line, &RowError{Line: line, Err: err}
		}
		return cells, line, nil
	}
}

// read returns the next row with its line. If a line has no quotation mark, it
// is a row and is split here, because that needs half the time of the CSV
// reader. The CSV reader reads all other lines.
func (r *Reader) read() (cells []string, line int, err error) {
	r.lines.left = mostReadBytes
	text, whole := r.lines.next()
	if !whole || bytes.IndexByte(text, '"') >= 0 {
		r.lines.putBack(text)
		return r.readQuoted()
	}
	r.split(string(withoutEnd(text)))
	return r.cells, r.lines.number, nil
}

// withoutEnd returns a line without its line end. As the CSV reader has it,
// that is \n or \r\n, and \r at the end of the file.
func withoutEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

// split sets the cells of a line without quotation marks.
func (r *Reader) split(line string) {
	r.cells = r.cells[:0]
	for {
		at := strings.IndexByte(line, r.comma)
		if at < 0 {
			r.cells = append(r.cells, line)
			return
		}
		r.cells = append(r.cells, line[:at])
		line = line[at+1:]
	}
}

// readQuoted reads a row of one or more lines by the CSV reader. It counts only
// the lines that it was given, so that its numbers are moved.
func (r *Reader) readQuoted() (cells []string, line int, err error) {
	before, given := r.lines.number, r.lines.given
	cells, err = r.quoted.Read()
	var malformed *csv.ParseError
	switch {
	case errors.As(err, &malformed):
		line = before + malformed.StartLine - given
		return nil, line, &RowError{Line: line, Err: malformed.Err, Last: before + malformed.Line - given}
	case err != nil:
		return nil, 0, err
	}
	at, _ := r.quoted.FieldPos(0)
	return cells, before + at - given, nil
}

// check returns an error if a row has the wrong number of cells or exceeds a
// bound.
func (r *Reader) check(cells []string, size int64) error {
	if size > MostRowBytes {
		return mci.Invalid("", strconv.FormatInt(size, 10)+" bytes", strconv.Itoa(MostRowBytes)+" bytes at most")
	}
	if len(cells) != len(r.header) {
		want := "as many cells as the header has, " + strconv.Itoa(len(r.header))
		if len(cells) < len(r.header) && r.lines.cut {
			want += "; the file ends in the middle of this row"
		}
		return mci.Invalid("", strconv.Itoa(len(cells))+" cells", want)
	}
	for i, cell := range cells {
		if len(cell) > MostCellBytes {
			return mci.Invalid("", strconv.Itoa(len(cell))+" bytes in the column "+r.header[i], strconv.Itoa(MostCellBytes)+" bytes at most")
		}
	}
	return nil
}

// CheckText returns an error if a cell is no text in UTF-8. Spreadsheet programs
// save CSV in the encoding of the computer's language unless they are told
// otherwise. The error is a [mci.FieldError] with the given path.
func CheckText(path, cell string) error {
	if utf8.ValidString(cell) {
		return nil
	}
	return mci.Invalid(path, strconv.Quote(cell), "text in UTF-8 or in UTF-16: open the file and save it as UTF-8")
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && (' ' < cell[0] && cell[0] < utf8.RuneSelf || strings.TrimSpace(cell) != "") {
			return false
		}
	}
	return true
}
