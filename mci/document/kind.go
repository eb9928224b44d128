package document

// A Kind is one of the six kinds of JSON values. The zero Kind is the kind of
// the zero [Value].
type Kind uint8

// The kinds of JSON values. Source: RFC 8259, section 3.
const (
	Null   Kind = iota + 1
	Bool        // true or false
	Number      // any number, as it is written
	Text        // a JSON string
	Array       // elements in brackets
	Struct      // a JSON object: members in braces
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a text", "an array", "an object"}

// String returns the kind with its article, such as "a text". It returns
// "nothing" for the zero Kind, and "an invalid kind" for a value that is not
// declared.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "an invalid kind"
	}
	return kindNames[k]
}

// MarshalText returns the same text as [Kind.String].
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
