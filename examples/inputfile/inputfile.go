// Package inputfile reads a whole text from a file that a user names, such as a
// catalog, a request, a book or settings. A program calls [Text], or [All] for
// a stream. If a text is too long or not in UTF-8, the error says how to mend
// that.
package inputfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// Most is the largest size in bytes of a text that has no smaller bound of its
// own.
const Most = 64 << 20

// Text returns the text in a file, if it has at most the given number of bytes.
// If the file is longer or not in UTF-8, the error is a [mci.FieldError] with
// the file's name as its path.
func Text(name string, most int) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // the file was only read
	return All(file, name, most)
}

// All returns the rest of a stream, as Text does. The name is used in the
// error.
func All(source io.Reader, name string, most int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(source, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(data) > most {
		return nil, mci.Invalid(name, fmt.Sprintf("more than %d bytes", most), fmt.Sprintf("at most %d bytes", most))
	}
	return data, encoded(name, data)
}

// marks are the byte order marks of encodings in which other programs save
// texts. The longer ones come first, because they begin with shorter ones.
var marks = []struct{ mark, encoding string }{
	{"\xff\xfe\x00\x00", "UTF-32"}, {"\x00\x00\xfe\xff", "UTF-32"}, {"\xff\xfe", "UTF-16"}, {"\xfe\xff", "UTF-16"},
}

// want says how to convert a text in another encoding.
const want = "text in UTF-8: open the file in an editor and save it as UTF-8"

// encoded returns an error if a text is not in UTF-8.
func encoded(name string, data []byte) error {
	for _, m := range marks {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return &mci.FieldError{Path: name, Found: "text in " + m.encoding, Want: want}
		}
	}
	if utf8.Valid(data) {
		return nil
	}
	line, column := 1, 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			return &mci.FieldError{Path: name, Found: fmt.Sprintf("the byte %#x, which is not UTF-8", data[0]), Want: want, Line: line, Column: column}
		case r == '\n':
			line, column = line+1, 1
		default:
			column++
		}
		data = data[size:]
	}
	return nil
}
