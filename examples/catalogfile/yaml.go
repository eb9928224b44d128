package catalogfile

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// mostYAMLBytes is the largest accepted size of a catalog in YAML. The parser
// needs many times as much memory as JSON does.
const mostYAMLBytes = 1 << 20

// mostDepth is the largest number of nested lists and mappings.
const mostDepth = 16

// A place is a line and a column, both from 1.
type place struct{ line, column int }

// A translation is YAML that is being written as JSON.
type translation struct {
	text   []byte
	places map[string]place // the place of each value by its path; for a field, the place of its name
}

// fromYAML returns YAML as JSON, with the place of each path. Only YAML that
// JSON can express is allowed: one document of mappings, lists, texts, numbers,
// true, false and null. An anchor, an alias, a merged mapping or a tag is
// refused, because a reader of the file could not see its meaning at once.
func fromYAML(data []byte) ([]byte, map[string]place, error) {
	if len(data) > mostYAMLBytes {
		return nil, nil, &mci.FieldError{Found: strconv.Itoa(len(data)) + " bytes", Want: "at most " + strconv.Itoa(mostYAMLBytes) + " bytes of YAML"}
	}
	// If a name occurs twice, the reader of the JSON reports it together with
	// all other problems.
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, nil, yamlError(err)
	}
	t := translation{places: map[string]place{}}
	var documents []ast.Node
	for _, document := range file.Docs {
		if document.Body != nil && !isVersion(document.Body) {
			documents = append(documents, document.Body)
		}
	}
	if len(documents) != 1 {
		return nil, nil, &mci.FieldError{Found: strconv.Itoa(len(documents)) + " documents", Want: "one YAML document"}
	}
	if err := t.value("", documents[0], 1); err != nil {
		return nil, nil, err
	}
	return t.text, t.places, nil
}

// isVersion reports whether a node is the line %YAML 1.2, with which a file may
// begin.
func isVersion(node ast.Node) bool {
	directive, ok := node.(*ast.DirectiveNode)
	return ok && directive.Name.String() == "YAML"
}

// yamlError returns the parser's error as a problem with its place.
func yamlError(err error) error {
	problem := &mci.FieldError{Found: "malformed YAML", Want: "one YAML document"}
	if wrong, ok := errors.AsType[yaml.Error](err); ok {
		problem.Found += " (" + vocabulary.Shorten(wrong.GetMessage()) + ")"
		if at := wrong.GetToken(); at != nil && at.Position != nil {
			problem.Line, problem.Column = at.Position.Line, at.Position.Column
		}
	}
	return problem
}

// refuse returns the problem of a node that JSON cannot express.
func refuse(path string, node ast.Node, found, want string) error {
	at := beginning(node)
	return &mci.FieldError{Path: path, Found: found, Want: want, Line: at.line, Column: at.column}
}

// beginning returns the place at which a node begins. If a mapping is written
// on several lines, its token is its first colon.
func beginning(node ast.Node) place {
	switch node := node.(type) {
	case *ast.MappingNode:
		if !node.IsFlowStyle && len(node.Values) > 0 {
			return placeOf(node.Values[0].Key.GetToken())
		}
	case *ast.MappingValueNode:
		return placeOf(node.Key.GetToken())
	}
	return placeOf(node.GetToken())
}

func placeOf(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	return place{t.Position.Line, t.Position.Column}
}

// value writes a node as JSON.
func (t *translation) value(path string, node ast.Node, depth int) error {
	if _, noted := t.places[path]; !noted {
		t.places[path] = beginning(node)
	}
	if depth > mostDepth {
		return refuse(path, node, "deeper nesting", "at most "+strconv.Itoa(mostDepth)+" levels")
	}
	switch node := node.(type) {
	case *ast.MappingNode:
		return t.mapping(path, node.Values, depth)
	case *ast.MappingValueNode:
		return t.mapping(path, []*ast.MappingValueNode{node}, depth)
	case *ast.SequenceNode:
		return t.sequence(path, node, depth)
	case *ast.StringNode:
		return t.append(node.Value)
	case *ast.LiteralNode:
		return t.append(strings.TrimSuffix(node.Value.Value, "\n"))
	case *ast.BoolNode:
		return t.append(node.Value)
	case *ast.NullNode:
		return t.append(nil)
	case *ast.IntegerNode, *ast.FloatNode:
		number := node.GetToken().Value
		if !json.Valid([]byte(number)) {
			return refuse(path, node, vocabulary.Quote(number), "a number as JSON writes it, or a text in quotes")
		}
		t.text = append(t.text, number...)
		return nil
	default:
		return refuse(path, node, "YAML of the kind "+node.Type().String(), "a mapping, a list, a text, a number, true, false or null")
	}
}

func (t *translation) append(value any) error {
	text, err := json.Marshal(value)
	t.text = append(t.text, text...)
	return err
}

func (t *translation) mapping(path string, members []*ast.MappingValueNode, depth int) error {
	t.text = append(t.text, '{')
	for i, member := range members {
		name, ok := nameOf(member.Key)
		if !ok {
			return refuse(path, member.Key, "a name of the kind "+member.Key.Type().String(), "a text as the name of a field")
		}
		if i > 0 {
			t.text = append(t.text, ',')
		}
		if err := t.append(name); err != nil {
			return err
		}
		t.text = append(t.text, ':')
		inner := vocabulary.FieldPath(path, name)
		t.places[inner] = placeOf(member.Key.GetToken())
		if err := t.value(inner, member.Value, depth+1); err != nil {
			return err
		}
	}
	t.text = append(t.text, '}')
	return nil
}

// nameOf returns the name of a field. If a name looks like a number, such as
// 2026, it is a text all the same.
func nameOf(key ast.MapKeyNode) (string, bool) {
	switch key := key.(type) {
	case *ast.StringNode:
		return key.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return key.GetToken().Value, true
	default:
		return "", false
	}
}

func (t *translation) sequence(path string, list *ast.SequenceNode, depth int) error {
	t.text = append(t.text, '[')
	for i, element := range list.Values {
		if i > 0 {
			t.text = append(t.text, ',')
		}
		if err := t.value(vocabulary.ItemPath(path, i), element, depth+1); err != nil {
			return err
		}
	}
	t.text = append(t.text, ']')
	return nil
}

// placed gives problems the places of their paths in the YAML. If a field is
// missing, the place is that of the mapping that lacks it.
func placed(err error, places map[string]place) error {
	var problems mci.Problems
	if !errors.As(err, &problems) {
		return err
	}
	moved := make(mci.Problems, len(problems))
	for i, p := range problems {
		one := *p
		for path := p.Path; ; path = parent(path) {
			if at, ok := places[path]; ok || path == "" {
				one.Line, one.Column = at.line, at.column
				break
			}
		}
		moved[i] = &one
	}
	return moved
}

// parent returns the path of the mapping or list that holds a value.
func parent(path string) string {
	if i := strings.LastIndexAny(path, ".["); i > 0 {
		return path[:i]
	}
	return ""
}
