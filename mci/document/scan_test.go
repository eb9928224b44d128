package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// wide contains limits that none of the test texts reach.
var wide = document.Limits{Bytes: 1 << 24, Depth: 10000, Members: 1 << 20, Text: 1 << 20}

// seeds contains texts near the edges of the grammar.
var seeds = []string{
	`{}`, `[]`, ` { "a" : [ 1 , true , null , "x" ] } `, `0`, `-0`, `-`, `01`, `1.`, `1.5e+3`, `1e`, `.5`, `"\u00e9"`, `"\ud83d\ude00"`, `"\ud83d"`,
	`"\x"`, `"\u12"`, "\"a\nb\"", "\"\x7f\"", "\"\xff\"", "\"\x80\"", `"`, `{"a":1,}`, `[1,]`, `[,1]`, `{"a"}`, `{"a":}`, `{a:1}`, `[1 2]`, `{"a":1 "b":2}`, `tru`, `truex`, `nul`,
	`[[[]]]`, `[`, `{`, `[}`, `{"a":[}`, ``, ` `, `1 2`, `{"a":1,"a":2}`, "\x00", `"\"`, `"\\"`, `{"":{"":[]}}`, `[1,{"a":[true,{"b":-1.5E-7}]}]x`,
}

// agrees checks that the scanner accepts a UTF-8 text if and only if
// encoding/json does, and that the values it returns make up the whole text.
func agrees(t interface{ Errorf(string, ...any) }, text []byte) {
	root, err := document.Scan(text, wide)
	unmarked := bytes.TrimPrefix(text, []byte("\ufeff"))
	if want := json.Valid(unmarked) && utf8.Valid(unmarked); want != (err == nil) {
		t.Errorf("%q: error %v, encoding/json takes it: %t", text, err, want)
		return
	}
	if err != nil {
		var fault *mci.FieldError
		if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 {
			t.Errorf("%q: the error %v has no place", text, err)
		}
		return
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, unmarked); err != nil {
		t.Errorf("%q: %v", text, err)
	}
	if got := rebuilt(nil, root); !bytes.Equal(got, compact.Bytes()) {
		t.Errorf("%q: given back as %q", text, got)
	}
}

// rebuilt appends a value to out, assembled from its members and elements.
func rebuilt(out []byte, v document.Value) []byte {
	first := true
	comma := func() {
		if !first {
			out = append(out, ',')
		}
		first = false
	}
	switch v.Kind() {
	case document.Struct:
		out = append(out, '{')
		for m := range v.Members() {
			comma()
			out = append(append(out, m.Key...), ':')
			out = rebuilt(out, m.Value)
		}
		return append(out, '}')
	case document.Array:
		out = append(out, '[')
		for e := range v.Elements() {
			comma()
			out = rebuilt(out, e)
		}
		return append(out, ']')
	default:
		return append(out, v.Raw()...)
	}
}

func TestWhatEncodingJSONRejectsIsRejectedAndTheRestIsGivenBack(t *testing.T) {
	for _, seed := range seeds {
		agrees(t, []byte(seed))
		agrees(t, []byte("\ufeff"+seed))
		for i := range seed { // remove one byte, then replace one byte
			agrees(t, []byte(seed[:i]+seed[i+1:]))
			for _, c := range []byte("\"\\{}[],:0-.eutn \n\x00\xff") {
				agrees(t, []byte(seed[:i]+string([]byte{c})+seed[i+1:]))
			}
		}
	}
}

func TestRandomTextsAreTakenAsEncodingJSONTakesThem(t *testing.T) {
	part := rapid.SampledFrom([]string{`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, `"b\n"`, `"`, `\`, `1`, `-`, `.5`, `e3`, `true`, `null`, ` `, "\n", "é", "\xff", `\ud800`})
	rapid.Check(t, func(t *rapid.T) {
		agrees(t, []byte(strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")))
	})
}

func FuzzScan(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) { agrees(t, text) })
}

func TestAFaultIsToldWithItsPathAndPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\n  \"a\": [1, {\"b\": tru}]\n}", `a[1].b: found malformed JSON at "t", want one well-formed JSON value in UTF-8 (line 2, column 18)`},
		{"{\"a\": 1,\n \"é\": \"x\ny\"}", `é: found malformed JSON at "\n", want one well-formed JSON value in UTF-8 (line 2, column 9)`},
		{`[1, 2`, `found the end of the text, want one well-formed JSON value in UTF-8 (line 1, column 6)`},
		{`[1, 2,`, `[2]: found the end of the text, want one well-formed JSON value in UTF-8 (line 1, column 7)`},
		{`{"a": {"b": 1} "c"}`, `found malformed JSON at "\"", want one well-formed JSON value in UTF-8 (line 1, column 16)`},
		{`{"a": 1} {}`, `found more after the first JSON value, want one well-formed JSON value in UTF-8 (line 1, column 10)`},
		{"{\"a\": \"\xff\"}", `a: found bytes that are not UTF-8, want one well-formed JSON value in UTF-8 (line 1, column 8)`},
		{"[\xff]", `[0]: found bytes that are not UTF-8, want one well-formed JSON value in UTF-8 (line 1, column 2)`},
		{"[\ufffd]", `[0]: found malformed JSON at "�", want one well-formed JSON value in UTF-8 (line 1, column 2)`},
		{`"\n`, `found the end of the text inside quotes, want one well-formed JSON value in UTF-8 (line 1, column 4)`},
		{`{"a_b-c$d@e f1": ?}`, `a_b-c$d@e f1: found malformed JSON at "?", want one well-formed JSON value in UTF-8 (line 1, column 18)`},
		{`{"a.b": {"x y": ?}}`, `["a.b"].x y: found malformed JSON at "?", want one well-formed JSON value in UTF-8 (line 1, column 17)`},
	} {
		if _, err := document.Scan([]byte(c.text), wide); err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestALimitIsTakenAndOneMoreIsRefused(t *testing.T) {
	limits := document.Limits{Bytes: 1000, Depth: 3, Members: 4, Text: 7}
	for _, c := range []struct{ taken, refused, want string }{
		{`[` + strings.Repeat(" ", 998) + `]`, `[` + strings.Repeat(" ", 999) + `]`, "found 1001 bytes, want at most 1000 bytes"},
		{`[[[]]]`, `[[[[]]]]`, "[0][0][0]: found deeper nesting, want at most 3 levels (line 1, column 4)"},
		{`[1,1,1,1]`, `[1,1,1,1,1]`, "found more elements, want at most 4 (line 1, column 10)"},
		{`{"a":1,"b":1,"c":1,"d":1}`, `{"a":1,"b":1,"c":1,"d":1,"e":1}`, "found more elements, want at most 4 (line 1, column 26)"},
		{`{"a":"12345"}`, `{"a":"123456"}`, "a: found 8 bytes, want at most 7 bytes in one text or number (line 1, column 6)"},
		{`1234567`, `12345678`, "found 8 bytes, want at most 7 bytes in one text or number (line 1, column 1)"},
	} {
		if _, err := document.Scan([]byte(c.taken), limits); err != nil {
			t.Errorf("%s: %v", c.taken, err)
		}
		if _, err := document.Scan([]byte(c.refused), limits); err == nil || err.Error() != c.want {
			t.Errorf("%.40s:\n got %v\nwant %s", c.refused, err, c.want)
		}
	}
}

func TestDefaultLimitsStopHostileTexts(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<17), "[" + strings.Repeat("1,", 10000) + "1]", `"` + strings.Repeat("x", 70000) + `"`,
		strings.Repeat(" ", 1<<20+1),
	} {
		if _, err := document.Scan([]byte(text), document.Limits{}); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%.20s of %d bytes: %v", text, len(text), err)
		}
	}
}

func TestEveryValueKnowsItsPathAndPlace(t *testing.T) {
	root, err := document.Scan([]byte("{\"a\":[true,\n{\"b\":null}],\"a\":\"é\",\"c.d\":\"\\ud800\",\"\":{}}"), wide)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var walk func(document.Value)
	walk = func(v document.Value) {
		line, column := v.Place()
		text, ok := v.Text()
		got = append(got, fmt.Sprintf("%s|%s|%d:%d|%d|%s %t", v.Path(), v.Kind(), line, column, v.Len(), text, ok))
		for m := range v.Members() {
			walk(m.Value)
		}
		for e := range v.Elements() {
			walk(e)
		}
	}
	walk(root)
	want := []string{
		"|an object|1:1|4| false", "a|an array|1:6|2| false", "a[0]|a boolean|1:7|0| false", "a[1]|an object|2:1|1| false", "a[1].b|null|2:6|0| false",
		"a|a text|2:17|0|é true", `["c.d"]|a text|2:27|0| false`, `[""]|an object|2:39|0| false`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if zero := (document.Value{}); zero.Kind() != 0 || zero.Raw() != nil || zero.Len() != 0 || zero.Path() != "" {
		t.Errorf("the zero Value is %s", zero.Kind())
	}
}

func TestATextMeansWhatEncodingJSONReadsInIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		written, _ := json.Marshal(text)
		if rapid.Bool().Draw(t, "in ASCII") {
			written = inASCII(written)
		}
		root, err := document.Scan(written, wide)
		if err != nil {
			t.Fatal(err)
		}
		var want string
		if err := json.Unmarshal(written, &want); err != nil {
			t.Fatal(err)
		}
		if got, ok := root.Text(); !ok || got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	})
}

// inASCII escapes every character that is not ASCII.
func inASCII(written []byte) []byte {
	var out []byte
	for _, r := range string(written) {
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = fmt.Appendf(out, `\u%04X\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		}
	}
	return out
}

func TestAWalkEndsWhereItIsLeft(t *testing.T) {
	for range must(document.Scan([]byte(`{"a":1,"b":2}`), document.Limits{})).Members() {
		break
	}
	seen := 0
	for element := range must(document.Scan([]byte(`[4,5,6]`), document.Limits{})).Elements() {
		if seen++; string(element.Raw()) == "5" {
			break
		}
	}
	if seen != 2 {
		t.Errorf("%d elements were walked, want 2", seen)
	}
	if line, column := (document.Value{}).Place(); line != 0 || column != 0 {
		t.Errorf("the zero value stands at %d:%d", line, column)
	}
}

func TestALongNameIsQuotedAndCutBetweenCharacters(t *testing.T) {
	for name, want := range map[string]string{
		strings.Repeat("n", 60):       strings.Repeat("n", 60),
		strings.Repeat("n", 61):       `["` + strings.Repeat("n", 60) + `"…]`,
		"." + strings.Repeat("n", 59): `[".` + strings.Repeat("n", 59) + `"]`,
		"x" + strings.Repeat("é", 99): `["x` + strings.Repeat("é", 29) + `"…]`,
	} {
		err := document.Read([]byte(`{"`+name+`":1}`), document.Limits{}, func(document.Object) {})
		if got := fmt.Sprint(err); !strings.HasPrefix(got, want+": found an unknown field") {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
