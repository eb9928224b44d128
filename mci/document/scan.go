package document

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// A Value is one value of a scanned document. The zero Value is no value. A
// Value points into the scanned text: do not change that text while the Value
// is in use. Several goroutines may read Values at once.
type Value struct {
	tape *tape
	at   int32
}

// tape holds the values that the scanner found, in the order of the document.
// Each value has one node. Each member of an object has a node for its name,
// followed by the node of its value.
type tape struct {
	text   []byte
	nodes  []node
	limits Limits
}

// node is one value or one name.
type node struct {
	start, end int32 // in the text, quotes and brackets included
	next       int32 // the node after this one and all that lies in it
	count      int32 // members or elements
	kind       Kind
	escaped    bool  // a text that holds a backslash
	halved     bool  // a text with an escape that is half a character
	taken      bool  // a name that was asked for
	cursor     int32 // of an object that is being read: the name after the last one found
}

var byteOrderMark = []byte("\ufeff")

// Scan checks one JSON text and returns its value. It accepts exactly the texts
// that RFC 8259 allows in UTF-8 within the limits, and one byte order mark
// before them. Duplicate members are no fault; [Value.Members] yields each of
// them. If there is a fault, the error is a [mci.FieldError] with the path,
// line and column of the fault. Scanning uses some 24 bytes of memory for each
// value and each name, in one piece.
func Scan(text []byte, limits Limits) (Value, error) {
	limits = limits.orDefault()
	if len(text) > limits.Bytes {
		return Value{}, &mci.FieldError{Found: strconv.Itoa(len(text)) + " bytes", Want: "at most " + strconv.Itoa(limits.Bytes) + " bytes"}
	}
	unmarked := bytes.TrimPrefix(text, byteOrderMark)
	s := scanner{tape: &tape{text: unmarked, limits: limits}}
	s.nodes = make([]node, 0, min(len(unmarked)/8+2, 1<<16))
	s.run()
	if s.fault != nil {
		return Value{}, s.fault
	}
	return Value{tape: s.tape}, nil
}

// scanner walks a text once.
type scanner struct {
	*tape
	pos    int
	inside []int32 // the containers that are open, outermost first
	fault  *mci.FieldError
}

const wantJSON = "one well-formed JSON value in UTF-8"

func (s *scanner) run() {
	if !s.value() {
		return
	}
	if s.blanks(); s.pos < len(s.text) {
		s.refuse("more after the first JSON value")
	}
}

func (s *scanner) value() bool {
	s.blanks()
	switch c := s.byteAt(s.pos); {
	case c == '"':
		return s.quoted()
	case c == '{':
		return s.container(Struct, '}')
	case c == '[':
		return s.container(Array, ']')
	case c == '-' || isDigit(c):
		return s.number()
	case c == 't':
		return s.word("true", Bool)
	case c == 'f':
		return s.word("false", Bool)
	case c == 'n':
		return s.word("null", Null)
	default:
		return s.unexpected()
	}
}

// container scans an object or an array with all its content. It calls itself
// through value, no deeper than the limits allow.
func (s *scanner) container(kind Kind, bracket byte) bool {
	if !s.open(kind) {
		return false
	}
	for more := !s.closes(bracket); more; {
		if !s.count() || kind == Struct && !s.name() || !s.value() {
			return false
		}
		switch s.blanks(); {
		case s.byteAt(s.pos) == ',':
			s.pos++
		case s.closes(bracket):
			more = false
		default:
			return s.unexpected()
		}
	}
	return true
}

// open begins a container.
func (s *scanner) open(kind Kind) bool {
	if len(s.inside) == s.limits.Depth {
		return s.tooMuch("deeper nesting", s.limits.Depth, " levels")
	}
	s.inside = append(s.inside, int32(len(s.nodes)))
	s.nodes = append(s.nodes, node{start: int32(s.pos), kind: kind, next: math.MaxInt32})
	s.pos++
	return true
}

// closes ends the innermost container if the text has its bracket next.
func (s *scanner) closes(bracket byte) bool {
	if s.blanks(); s.byteAt(s.pos) != bracket {
		return false
	}
	s.pos++
	container := &s.nodes[s.inside[len(s.inside)-1]]
	container.end, container.next = int32(s.pos), int32(len(s.nodes))
	s.inside = s.inside[:len(s.inside)-1]
	return true
}

// count counts a member or an element of the innermost container.
func (s *scanner) count() bool {
	container := &s.nodes[s.inside[len(s.inside)-1]]
	if int(container.count) == s.limits.Members {
		return s.tooMuch("more elements", s.limits.Members, "")
	}
	container.count++
	return true
}

// name scans the name of a member and the colon.
func (s *scanner) name() bool {
	if s.blanks(); s.byteAt(s.pos) != '"' {
		return s.unexpected()
	}
	if !s.quoted() {
		return false
	}
	if s.blanks(); s.byteAt(s.pos) != ':' {
		return s.unexpected()
	}
	s.pos++
	return true
}

func (s *scanner) blanks() {
	for s.pos < len(s.text) && (s.text[s.pos] == ' ' || s.text[s.pos] == '\n' || s.text[s.pos] == '\r' || s.text[s.pos] == '\t') {
		s.pos++
	}
}

func (s *scanner) word(word string, kind Kind) bool {
	if !bytes.HasPrefix(s.text[s.pos:], []byte(word)) {
		return s.unexpected()
	}
	return s.scalar(node{kind: kind}, s.pos+len(word))
}

// scalar adds the node of a value that ends before end.
func (s *scanner) scalar(n node, end int) bool {
	if end-s.pos > s.limits.Text {
		return s.tooMuch(strconv.Itoa(end-s.pos)+" bytes", s.limits.Text, " bytes in one text or number")
	}
	n.start, n.end, n.next = int32(s.pos), int32(end), int32(len(s.nodes)+1)
	s.nodes = append(s.nodes, n)
	s.pos = end
	return true
}

func (s *scanner) number() bool {
	at := s.pos
	if s.text[at] == '-' {
		at++
	}
	switch first := s.byteAt(at); {
	case first == '0':
		at++
	case isDigit(first):
		at = s.digits(at)
	default:
		return s.unexpectedAt(at)
	}
	if s.byteAt(at) == '.' {
		at++
		if !isDigit(s.byteAt(at)) {
			return s.unexpectedAt(at)
		}
		at = s.digits(at)
	}
	if c := s.byteAt(at); c == 'e' || c == 'E' {
		at++
		if c := s.byteAt(at); c == '+' || c == '-' {
			at++
		}
		if !isDigit(s.byteAt(at)) {
			return s.unexpectedAt(at)
		}
		at = s.digits(at)
	}
	return s.scalar(node{kind: Number}, at)
}

func (s *scanner) digits(at int) int {
	for isDigit(s.byteAt(at)) {
		at++
	}
	return at
}

// byteAt returns a byte of the text, and zero after its end.
func (s *scanner) byteAt(at int) byte {
	if at >= len(s.text) {
		return 0
	}
	return s.text[at]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// quoted scans a text in quotes.
func (s *scanner) quoted() bool {
	n := node{kind: Text}
	for at := s.pos + 1; at < len(s.text); {
		switch c := s.text[at]; {
		case c == '"':
			return s.scalar(n, at+1)
		case c == '\\':
			if escapeSize(s.text[at:]) == 0 {
				return s.unexpectedAt(at)
			}
			one := unescape(s.text[at:])
			n.escaped, n.halved = true, n.halved || !one.whole
			at += one.size
		case c < ' ':
			return s.unexpectedAt(at)
		case c < utf8.RuneSelf:
			at++
		default:
			r, size := utf8.DecodeRune(s.text[at:])
			if r == utf8.RuneError && size == 1 {
				s.pos = at
				return s.refuse("bytes that are not UTF-8")
			}
			at += size
		}
	}
	s.pos = len(s.text)
	return s.refuse("the end of the text inside quotes")
}

func (s *scanner) unexpectedAt(at int) bool {
	s.pos = at
	return s.unexpected()
}

// unexpected reports the character that JSON does not allow here.
func (s *scanner) unexpected() bool {
	if s.pos >= len(s.text) {
		return s.refuse("the end of the text")
	}
	r, size := utf8.DecodeRune(s.text[s.pos:])
	if r == utf8.RuneError && size == 1 {
		return s.refuse("bytes that are not UTF-8")
	}
	return s.refuse("malformed JSON at " + quote(string(r)))
}

func (s *scanner) refuse(found string) bool { return s.report(found, wantJSON) }

func (s *scanner) tooMuch(found string, most int, of string) bool {
	return s.report(found, "at most "+strconv.Itoa(most)+of)
}

// report records the fault that ends the scan. It always returns false.
func (s *scanner) report(found, want string) bool {
	line, column := s.place(s.pos)
	s.fault = &mci.FieldError{Path: s.path(int32(len(s.nodes))), Found: found, Want: want, Line: line, Column: column}
	return false
}
