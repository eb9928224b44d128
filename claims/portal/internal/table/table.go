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
	mostReadBytes = 1 << 20  // for one row, before the file is given up
	mostAbove     = 64 << 10 // in which the header must begin
)

// A Skipped is a line above the header, as it was written.
type Skipped struct {
	Line int // 1 for the first of the file
	Text string
}

// A RowError is what is wrong with one row. The rows after it are read.
type RowError struct {
	Line int // on which the row begins
	Err  error
}

// Error names the line and says what is wrong.
func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the reason.
func (e *RowError) Unwrap() error { return e.Err }

// A Reader reads the rows of a table, one at a time in memory.
type Reader struct {
	rows    *csv.Reader
	limit   *bounded
	source  *watched
	above   int // lines above those that rows counts
	header  []string
	skipped []Skipped
}

// Open finds the header of a table. The function knows returns how many columns
// of a header it knows; the line of which it knows most is the header, and the
// separator is the one by which it is found. It must lie within the first 64
// KiB. If knows knows no line, Open takes the first one that has cells, so that
// the caller can say what it lacks.
//
// A file that is a workbook, an HTML page or empty is a [mci.FieldError] with
// the path "file", and so is a line above 64 KiB. Any other error is of the
// source.
func Open(source io.Reader, knows func(header []string) int) (*Reader, error) {
	text := bufio.NewReaderSize(decoded(source), mostAbove)
	start, err := text.Peek(mostAbove)
	if len(start) == 0 && err != nil && !errors.Is(err, io.EOF) {
		return nil, err // else it comes again when the rows are read
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
	_, _ = text.Discard(found.offset) // was peeked
	watch := &watched{source: text}
	limit := &bounded{source: watch, left: mostReadBytes}
	rows := csv.NewReader(limit)
	rows.Comma, rows.FieldsPerRecord, rows.ReuseRecord = found.comma, -1, true
	if _, err := rows.Read(); err != nil { // the header again
		return nil, err
	}
	return &Reader{rows: rows, limit: limit, source: watch, above: found.above, header: found.header, skipped: found.skipped}, nil
}

// recognize names what is no table of text.
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

// located is where the header of a table is.
type located struct {
	header  []string
	comma   rune
	offset  int // of the header, in bytes
	above   int // lines before it
	skipped []Skipped
}

// mostLinesAbove is how many lines may stand above the header.
const mostLinesAbove = 50

// locate finds the line of which most columns are known, by each separator.
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

// lineEnd returns the length of the first line, its end included, without
// regard to quotes: no header has a line break in a cell.
func lineEnd(text string) int {
	if at := strings.IndexByte(text, '\n'); at >= 0 {
		return at + 1
	}
	return len(text)
}

// split returns the cells of one line, and whether it has any.
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

// Header returns the cells of the header as they are written.
func (r *Reader) Header() []string { return r.header }

// Skipped returns the lines above the header that hold anything.
func (r *Reader) Skipped() []Skipped { return r.skipped }

// Next returns the next row and the line on which it begins. The cells are
// valid until the next call. Rows with nothing in them are left out. After the
// last row the error is [io.EOF].
//
// A row that cannot be read is a [RowError], and Next can be called again: a
// quotation mark out of place, more or fewer cells than the header has, as in a
// file that was cut off, text that is not UTF-8 among the cells, a cell above
// 32 KiB or a row above 256 KiB. Any other error is the last: of the source, or
// of a row above 1 MiB.
func (r *Reader) Next() (cells []string, line int, err error) {
	for {
		r.limit.left = mostReadBytes
		begin := r.rows.InputOffset()
		cells, err := r.rows.Read()
		var malformed *csv.ParseError
		if errors.As(err, &malformed) {
			line := malformed.StartLine + r.above
			return nil, line, &RowError{line, malformed.Err}
		}
		if err != nil {
			return nil, 0, err
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

// check reports what is wrong with a row.
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

// cutOff reports whether the file has ended without a line end.
func (r *Reader) cutOff() bool { return r.source.ended && r.source.last != '\n' }

// Valid reports whether a cell is text in UTF-8.
func Valid(cell string) bool { return utf8.ValidString(cell) }

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// A watched source remembers how it ended.
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

// errTooLong is what a bounded reader returns.
var errTooLong = mci.Invalid("row", "more than 1048576 bytes", "rows of 262144 bytes at most; a quotation mark may not be closed")

// A bounded reader gives out only so many bytes until it is refilled.
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
