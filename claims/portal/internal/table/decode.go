package table

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// The byte order marks, which name an encoding.
var (
	markUTF8         = []byte{0xEF, 0xBB, 0xBF}
	markLittleEndian = []byte{0xFF, 0xFE}
	markBigEndian    = []byte{0xFE, 0xFF}
)

// decoded returns the text of a file in UTF-8, without its byte order mark. If
// a file has no mark and every other byte at its beginning is zero, it is
// UTF-16.
func decoded(source io.Reader) io.Reader {
	text := bufio.NewReader(source)
	start, _ := text.Peek(2 * looked) // an error comes again when the text is read
	switch {
	case bytes.HasPrefix(start, markUTF8):
		_, _ = text.Discard(len(markUTF8)) // it was peeked
	case bytes.HasPrefix(start, markLittleEndian):
		_, _ = text.Discard(len(markLittleEndian)) // it was peeked
		return &utf16Reader{source: text, order: binary.LittleEndian}
	case bytes.HasPrefix(start, markBigEndian):
		_, _ = text.Discard(len(markBigEndian)) // it was peeked
		return &utf16Reader{source: text, order: binary.BigEndian}
	case zeros(start, 1):
		return &utf16Reader{source: text, order: binary.LittleEndian}
	case zeros(start, 0):
		return &utf16Reader{source: text, order: binary.BigEndian}
	}
	return text
}

// looked is the number of characters at the beginning of a file that decide
// whether it is UTF-16.
const looked = 16

// zeros reports whether every other byte, from one on, is zero and no other
// byte is. English letters in UTF-16 have this form.
func zeros(start []byte, from int) bool {
	for i, b := range start {
		if (i%2 == from) != (b == 0) {
			return false
		}
	}
	return len(start) >= 4
}

// A utf16Reader reads UTF-16 as UTF-8. Half of a surrogate pair becomes U+FFFD.
type utf16Reader struct {
	source  *bufio.Reader
	order   binary.ByteOrder
	pending []byte // the rest of a character that was read
}

// Read implements [io.Reader].
func (u *utf16Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(u.pending) == 0 {
			r, err := u.next()
			if err != nil {
				return n, err
			}
			u.pending = utf8.AppendRune(u.pending[:0], r)
		}
		copied := copy(p[n:], u.pending)
		n, u.pending = n+copied, u.pending[copied:]
	}
	return n, nil
}

func (u *utf16Reader) next() (rune, error) {
	unit, err := u.unit(true)
	if err != nil || !utf16.IsSurrogate(rune(unit)) {
		return rune(unit), err
	}
	low, _ := u.unit(false) // there is none at the end
	pair := utf16.DecodeRune(rune(unit), rune(low))
	if pair != utf8.RuneError {
		_, err = u.unit(true)
	}
	return pair, err
}

// unit returns the next 16 bits. If take is true, it also removes them.
func (u *utf16Reader) unit(take bool) (uint16, error) {
	pair, err := u.source.Peek(2)
	if len(pair) == 1 && err == io.EOF {
		return 0, io.ErrUnexpectedEOF
	}
	if len(pair) < 2 {
		return 0, err
	}
	unit := u.order.Uint16(pair)
	if take {
		_, err = u.source.Discard(2)
		return unit, err
	}
	return unit, nil
}
