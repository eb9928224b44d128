package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/mci-go/incentives/mci"
)

// A scanner reads a part of the archive as a sequence of XML tokens. It holds
// one token in memory.
type scanner struct {
	part    io.ReadCloser
	source  *bounded
	decoder *xml.Decoder
	depth   int
}

func newScanner(name string, part io.ReadCloser, most int64) *scanner {
	source := &bounded{source: part, name: name, most: most}
	decoder := xml.NewDecoder(source)
	return &scanner{part: part, source: source, decoder: decoder}
}

// next returns the next start, end or text. At the end of the part, the error
// is [io.EOF]. A token is valid until the next call.
func (s *scanner) next() (xml.Token, error) {
	for {
		s.source.piece = 0
		token, err := s.decoder.Token()
		if err != nil {
			return nil, s.source.explain(err)
		}
		switch token.(type) {
		case xml.StartElement:
			if s.depth++; s.depth > mostDepth {
				return nil, mci.Invalid("file", fmt.Sprintf("more than %d elements inside one another in %s", mostDepth, s.source.name), "a workbook")
			}
		case xml.EndElement:
			s.depth--
		case xml.CharData:
		case xml.Directive:
			return nil, mci.Invalid("file", "a declaration of entities in "+s.source.name, "a workbook")
		default:
			continue
		}
		return token, nil
	}
}

// close releases the part. Its error does not matter: either next has returned
// it, or it concerns bytes that were not needed.
func (s *scanner) close() { _ = s.part.Close() }

// attribute returns the value of an attribute in any name space. It is empty if
// there is no such attribute.
func attribute(start *xml.StartElement, name string) string {
	for i := range start.Attr {
		if start.Attr[i].Name.Local == name {
			return start.Attr[i].Value
		}
	}
	return ""
}

// isTrue reports whether an attribute is set, in one of the spellings of the
// format.
func isTrue(value string) bool { return value == "1" || value == "true" || value == "on" }

// A bounded reader fails if a part is larger than its bound, or if one piece of
// it is.
type bounded struct {
	source      io.Reader
	name        string
	most        int64
	read, piece int64
	err         error
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	switch {
	case b.err != nil:
		return 0, b.err
	case b.read > b.most:
		b.err = mci.Invalid("file", fmt.Sprintf("more than %d bytes in %s", b.most, b.name), fmt.Sprintf("parts of at most %d bytes when they are unpacked", b.most))
		return 0, b.err
	case b.piece > mostPiece:
		b.err = mci.Invalid("file", fmt.Sprintf("a piece of more than %d bytes in %s", mostPiece, b.name), "a workbook")
		return 0, b.err
	}
	n, err := b.source.Read(p)
	b.read += int64(n)
	b.piece += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = mci.Invalid("file", fmt.Sprintf("%s, which cannot be unpacked: %v", b.name, err), "a workbook that is whole; download it again")
		return n, b.err
	}
	return n, err
}

// explain returns the reason why the decoder failed.
func (b *bounded) explain(err error) error {
	switch {
	case b.err != nil:
		return b.err
	case errors.Is(err, io.EOF):
		return io.EOF
	default:
		return mci.Invalid("file", fmt.Sprintf("%s, which is malformed: %v", b.name, err), "a workbook that is whole; download it again")
	}
}

// texts collects the text of an element that may have runs, such as a shared
// text. If the text is East Asian, its phonetic runs are left out.
type texts struct {
	buffer   bytes.Buffer
	inText   bool
	phonetic int
}

// take takes one token. It reports false if the text is too long.
func (t *texts) take(token xml.Token) bool {
	switch token := token.(type) {
	case xml.StartElement:
		switch token.Name.Local {
		case "t":
			t.inText = t.phonetic == 0
		case "rPh":
			t.phonetic++
		}
	case xml.EndElement:
		switch token.Name.Local {
		case "t":
			t.inText = false
		case "rPh":
			t.phonetic--
		}
	case xml.CharData:
		if t.inText {
			t.buffer.Write(token)
		}
	}
	return t.buffer.Len() <= mostPiece
}
