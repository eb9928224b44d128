package catalog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Limits on a document, as a defense against hostile input.
const (
	mostDocumentBytes = 8 << 20
	mostDocumentDepth = 16
	mostElements      = 5000 // fields of one object, elements of one array
	mostTextBytes     = 500
)

// value is one JSON value of a document: nil, bool, json.Number, string,
// []value or fields.
type value any

// fields are the members of a JSON object.
type fields struct {
	names  []string // in the order of the document
	values map[string]value
}

// parseDocument reads JSON into values. It returns an error if the JSON is
// malformed, a field name is repeated, the text is not UTF-8, or nesting or
// size exceeds its limit. It skips a byte order mark at the beginning.
func parseDocument(data []byte) (value, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > mostDocumentBytes {
		return nil, &mci.FieldError{Found: strconv.Itoa(len(data)) + " bytes", Want: "at most " + strconv.Itoa(mostDocumentBytes) + " bytes"}
	}
	if !utf8.Valid(data) {
		return nil, &mci.FieldError{Found: "bytes that are not UTF-8", Want: "JSON in UTF-8"}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	parsed, err := parseValue(decoder, "", 0)
	if err != nil {
		return nil, notJSON(err, decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, &mci.FieldError{Found: "more after the first JSON value", Want: "one JSON object"}
	}
	return parsed, nil
}

func notJSON(err error, offset int64) error {
	if errors.Is(err, mci.ErrInvalid) {
		return err
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return &mci.FieldError{Found: fmt.Sprintf("malformed JSON near byte %d (%v)", offset, err), Want: "one JSON object"}
}

func parseValue(decoder *json.Decoder, path string, depth int) (value, error) {
	if depth > mostDocumentDepth {
		return nil, &mci.FieldError{Path: path, Found: "deeper nesting", Want: "at most " + strconv.Itoa(mostDocumentDepth) + " levels"}
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return parseFields(decoder, path, depth)
	case json.Delim('['):
		return parseItems(decoder, path, depth)
	default:
		return token, nil
	}
}

func parseFields(decoder *json.Decoder, path string, depth int) (value, error) {
	parsed := fields{values: map[string]value{}}
	for decoder.More() {
		if len(parsed.names) == mostElements {
			return nil, tooMany(path)
		}
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder returns only strings here
		if _, again := parsed.values[name]; again {
			return nil, &mci.FieldError{Path: vocabulary.FieldPath(path, name), Found: "the field twice", Want: "each field once"}
		}
		inner, err := parseValue(decoder, vocabulary.FieldPath(path, name), depth+1)
		if err != nil {
			return nil, err
		}
		parsed.names = append(parsed.names, name)
		parsed.values[name] = inner
	}
	_, err := decoder.Token()
	return parsed, err
}

func parseItems(decoder *json.Decoder, path string, depth int) (value, error) {
	parsed := []value{}
	for decoder.More() {
		if len(parsed) == mostElements {
			return nil, tooMany(path)
		}
		inner, err := parseValue(decoder, vocabulary.ItemPath(path, len(parsed)), depth+1)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, inner)
	}
	_, err := decoder.Token()
	return parsed, err
}

func tooMany(path string) error {
	return &mci.FieldError{Path: path, Found: "more elements", Want: "at most " + strconv.Itoa(mostElements)}
}

// A documentReader collects the problems of one document. If there are more
// than mostProblems, it only counts the rest.
type documentReader struct {
	problems mci.Problems
	more     int
}

const mostProblems = 1000

// sorted returns the problems in the order of the document. A missing field has
// the position of its object.
func (r *documentReader) sorted(root value) mci.Problems {
	order := documentOrder{position: map[string]int{}}
	for _, p := range r.problems {
		for path := p.Path; path != ""; path = parentPath(path) {
			order.position[path] = 0
		}
	}
	order.walk("", root)
	slices.SortStableFunc(r.problems, func(a, b *mci.FieldError) int { return cmp.Compare(order.of(a.Path), order.of(b.Path)) })
	if r.more > 0 {
		r.problems = append(r.problems, &mci.FieldError{Found: strconv.Itoa(r.more) + " more problems", Want: "none; correct the ones above first"})
	}
	return r.problems
}

// documentOrder holds the positions in the document of the paths that have
// problems.
type documentOrder struct {
	position map[string]int
	values   int // number of values walked so far
}

func (o *documentOrder) walk(path string, v value) {
	o.values++
	if _, wanted := o.position[path]; !wanted && path != "" {
		return
	}
	o.position[path] = o.values
	switch v := v.(type) {
	case fields:
		for _, name := range v.names {
			o.walk(vocabulary.FieldPath(path, name), v.values[name])
		}
	case []value:
		for i, item := range v {
			o.walk(vocabulary.ItemPath(path, i), item)
		}
	}
}

func (o *documentOrder) of(path string) int {
	for path != "" && o.position[path] == 0 {
		path = parentPath(path)
	}
	return o.position[path]
}

// parentPath returns the path of the object or array that holds a field or an
// element.
func parentPath(path string) string {
	if i := strings.LastIndexAny(path, ".["); i > 0 {
		return path[:i]
	}
	return ""
}

// found returns the number of problems that were reported.
func (r *documentReader) found() int { return len(r.problems) + r.more }

func (r *documentReader) report(path, found, want string) {
	if len(r.problems) == mostProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, &mci.FieldError{Path: path, Found: found, Want: want})
}

// object is a JSON object that is being read. Each field is taken by name, and
// done reports the fields that were not taken. A silent object replaces one
// that is missing or malformed, which was reported already.
type object struct {
	reader *documentReader
	path   string
	fields fields
	taken  map[string]bool
	silent bool
}

func (r *documentReader) object(path string, v value) *object {
	o := &object{reader: r, path: path, taken: map[string]bool{}}
	members, ok := v.(fields)
	if !ok {
		r.report(path, describe(v), "a JSON object")
		o.silent = true
	}
	o.fields = members
	return o
}

func (o *object) at(name string) string {
	if name == "" {
		return o.path
	}
	return vocabulary.FieldPath(o.path, name)
}

func (o *object) report(name, found, want string) {
	if !o.silent {
		o.reader.report(o.at(name), found, want)
	}
}

// take marks a field as taken. It returns the value of the field and whether
// the field exists.
func (o *object) take(name string) (value, bool) {
	o.taken[name] = true
	v, ok := o.fields.values[name]
	return v, ok
}

func (o *object) has(name string) bool {
	_, ok := o.take(name)
	return ok
}

// done reports the fields that were not taken, because the format does not have
// them.
func (o *object) done() {
	for _, name := range o.fields.names {
		if !o.taken[name] {
			o.report(name, "an unknown field", "only fields of the published schema")
		}
	}
}

// read reads a required text field and parses it.
func read[T any](o *object, name, want string, parse func(string) (T, error)) T {
	var zero T
	v, ok := o.take(name)
	if !ok {
		o.report(name, "nothing", want)
		return zero
	}
	text, ok := v.(string)
	if !ok || len(text) > mostTextBytes {
		o.report(name, describe(v), want)
		return zero
	}
	parsed, err := parse(text)
	if err != nil {
		var problem *mci.FieldError
		if errors.As(err, &problem) {
			o.report(name, problem.Found, problem.Want)
		} else {
			o.report(name, vocabulary.Quote(text), want)
		}
		return zero
	}
	return parsed
}

// readOptional is like read, but returns the zero value if the field is absent.
func readOptional[T any](o *object, name, want string, parse func(string) (T, error)) T {
	if !o.has(name) {
		var zero T
		return zero
	}
	return read(o, name, want, parse)
}

func (o *object) text(name string) string {
	return read(o, name, "a text", func(s string) (string, error) { return s, vocabulary.CheckText("", s, mostTextBytes) })
}

func (o *object) optionalText(name string) string {
	if !o.has(name) {
		return ""
	}
	return o.text(name)
}

// whole reads a required whole number between least and most.
func (o *object) whole(name string, least, most int) int {
	v, ok := o.take(name)
	number, isNumber := v.(json.Number)
	n, err := strconv.Atoi(number.String())
	if !ok || !isNumber || err != nil || n < least || n > most {
		o.report(name, describe(v), fmt.Sprintf("a whole number from %d to %d", least, most))
		return 0
	}
	return n
}

func (o *object) optionalWhole(name string, least, most int) int {
	if !o.has(name) {
		return 0
	}
	return o.whole(name, least, most)
}

// flag reports whether an optional field is present. Its only allowed value is
// true.
func (o *object) flag(name string) bool {
	v, ok := o.take(name)
	if ok && v != true {
		o.report(name, describe(v), "true")
	}
	return ok
}

// object reads a required object.
func (o *object) object(name string) *object {
	v, ok := o.take(name)
	if !ok {
		o.report(name, "nothing", "a JSON object")
		return &object{reader: o.reader, path: o.at(name), taken: map[string]bool{}, silent: true}
	}
	return o.reader.object(o.at(name), v)
}

// items reads a required array of at least one element. It calls each with the
// path and the value of every element.
func (o *object) items(name string, each func(path string, v value)) {
	v, _ := o.take(name)
	items, ok := v.([]value)
	if !ok || len(items) == 0 {
		o.report(name, describe(v), "a JSON array with at least one element")
	}
	for i, item := range items {
		each(vocabulary.ItemPath(o.at(name), i), item)
	}
}

// texts reads a required array of texts and parses each of them.
func texts[T any](o *object, name string, parse func(string) (T, error)) []T {
	var parsed []T
	o.items(name, func(path string, v value) {
		text, _ := v.(string)
		one, err := parse(text)
		var problem *mci.FieldError
		if errors.As(err, &problem) {
			o.reader.report(path, describe(v), problem.Want)
		}
		parsed = append(parsed, one)
	})
	return parsed
}

// enumerate quotes texts for an error. If there are too many for a person to
// read, it quotes only the first.
func enumerate(texts []string) string {
	const most = 10
	quoted := make([]string, min(len(texts), most))
	for i := range quoted {
		quoted[i] = vocabulary.Quote(texts[i])
	}
	if len(texts) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

func describe(v value) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return vocabulary.Shorten(v.String())
	case string:
		return vocabulary.Quote(v)
	case []value:
		return fmt.Sprintf("an array of %d", len(v))
	default:
		return "an object"
	}
}
