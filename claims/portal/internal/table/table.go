package table

import (
	"bufio"
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
}

// Error returns the line and the reason.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// A Reader reads the rows of a table. It holds one row in memory at a time.
type Reader struct {
	rows    *csv.Reader
	limit   *bounded
	source  *watched
	above   int // number of lines before the ones that rows counts
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
	watch := &watched{source: text}
	limit := &bounded{source: watch, left: mostReadBytes}
	rows := csv.NewReader(limit)
	rows.Comma, rows.FieldsPerRecord, rows.ReuseRecord = found.comma, -1, true
	if _, err := rows.Read(); err != nil { // the header again
		return nil, err
	}
	return &Reader{rows: rows, limit: limit, source: watch, above: found.above, header: found.header, skipped: found.skipped}, nil
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
		return mci.Invalid("file", "bytes that are no text", want+" in UTF-8 or UTF-16")
	default:
		return nil
	}
}

// A located is the header of a table, with its place in the file.
type located struct {
	header  []string
	comma   rune
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
	for _, comma := range []rune{',', ';', '\t'} {
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
func split(line string, comma rune) ([]string, bool) {
	rows := csv.NewReader(strings.NewReader(line))
	rows.Comma, rows.FieldsPerRecord = comma, -1
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
// [Valid].
func (r *Reader) Next() (cells []string, line int, err error) {
	for {
		r.limit.left = mostReadBytes
		begin := r.rows.InputOffset()
		cells, err := r.rows.Read()
		if err != nil {
			line, err := r.malformed(err)
			return nil, line, err
		}
		if blank(cells) {
			continue
		}
		at, _ := r.rows.FieldPos(0)
		line = at + r.above
		if err := r.check(cells, r.rows.InputOffset()-begin); err != nil {
			return nil, line, &RowError{line, err}
		}
		return cells, line, nil
	}
}

// malformed returns the error of Next for an error of the CSV reader, with its
// line. It is apart, so that a row without one allocates nothing for it.
func (r *Reader) malformed(err error) (int, error) {
	var malformed *csv.ParseError
	if !errors.As(err, &malformed) {
		return 0, err
	}
	line := malformed.StartLine + r.above
	return line, &RowError{line, malformed.Err}
}

// check returns an error if a row has the wrong number of cells or exceeds a
// bound.
func (r *Reader) check(cells []string, size int64) error {
	if size > MostRowBytes {
		return mci.Invalid("", strconv.FormatInt(size, 10)+" bytes", strconv.Itoa(MostRowBytes)+" bytes at most")
	}
	if len(cells) != len(r.header) {
		want := "as many cells as the header has, " + strconv.Itoa(len(r.header))
		if len(cells) < len(r.header) && r.cutOff() {
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

// cutOff reports whether the file ended without a line end.
func (r *Reader) cutOff() bool { return r.source.ended && r.source.last != '\n' }

// Valid reports whether a cell is text in UTF-8.
func Valid(cell string) bool { return utf8.ValidString(cell) }

func blank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && (' ' < cell[0] && cell[0] < utf8.RuneSelf || strings.TrimSpace(cell) != "") {
			return false
		}
	}
	return true
}

// A watched source remembers its last byte and whether it has ended.
type watched struct {
	source io.Reader
	last   byte
	ended  bool
}

// Read implements [io.Reader].
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.source.Read(p)
	if n > 0 {
		w.last = p[n-1]
	}
	w.ended = w.ended || err == io.EOF
	return n, err
}

// errTooLong is the error of a bounded reader whose bytes are used up.
var errTooLong = mci.Invalid("row", "more than 1048576 bytes", "rows of 262144 bytes at most; a quotation mark may not be closed")

// A bounded reader returns a limited number of bytes until it is refilled.
type bounded struct {
	source io.Reader
	left   int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.source.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
