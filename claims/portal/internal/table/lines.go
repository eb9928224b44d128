package table

import (
	"bufio"
	"errors"
	"io"

	"github.com/mci-go/incentives/mci"
)

// errTooLong is the error of lines whose bytes are used up.
var errTooLong = mci.Invalid("row", "more than 1048576 bytes", "rows of 262144 bytes at most; a quotation mark may not be closed")

// lines are the lines of a text. As an [io.Reader] they never return more than
// one line at once, so that a buffered reader never reads a line that it does
// not need.
type lines struct {
	text    *bufio.Reader
	pending []byte // of the line that was read last
	err     error  // behind pending
	left    int    // bytes that may still be given
	number  int    // of the line that was read last, from 1
	given   int    // lines that were given as a reader
	bytes   int64  // that were read
	cut     bool   // the line that was read last has no line end
}

// next returns the next line with its line end. It reports false if there is
// none, if it does not fit the buffer, or if the source fails; the error, or
// the rest of the line, then follows.
func (l *lines) next() (line []byte, whole bool) {
	if l.err != nil {
		return nil, false
	}
	line, err := l.text.ReadSlice('\n')
	l.bytes += int64(len(line))
	if !errors.Is(err, bufio.ErrBufferFull) {
		l.err = err
	}
	if len(line) == 0 {
		return nil, false
	}
	l.cut = line[len(line)-1] != '\n'
	l.number++
	return line, err == nil || errors.Is(err, io.EOF)
}

// putBack has a line given to the reader that follows.
func (l *lines) putBack(line []byte) {
	l.pending = line
	if len(line) > 0 {
		l.number--
	}
}

// Read implements [io.Reader].
func (l *lines) Read(p []byte) (int, error) {
	if len(l.pending) == 0 {
		line, _ := l.next()
		if len(line) == 0 {
			return 0, l.err
		}
		l.putBack(line)
	}
	if l.left <= 0 {
		return 0, errTooLong
	}
	n := copy(p[:min(len(p), l.left)], l.pending)
	l.pending, l.left = l.pending[n:], l.left-n
	if ended := p[n-1] == '\n'; ended || len(l.pending) == 0 && l.err != nil {
		l.number++
		l.given++
	}
	return n, nil
}
