// Package formtest checks that every exported type of a package has a decided
// JSON form, or refuses to be written. A test calls [Check], and [Golden] to
// compare a text with a golden file.
package formtest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A Form is the JSON form of an exported type.
type Form struct {
	Values []any // that are written
	Back   bool  // whether the written JSON can be read back
	// Refuses is a value of a type that refuses to be written; such a type has
	// no Values.
	Refuses any
}

// exportedTypes returns the exported types of the package, except interfaces.
func exportedTypes(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			if _, isInterface := spec.Type.(*ast.InterfaceType); !isInterface {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	slices.Sort(names)
	return names
}

var (
	emptyObject = regexp.MustCompile(`^\{\}$`)
	goKey       = regexp.MustCompile(`"[A-Z]\w*":`)
)

// Check writes the values of all exported types of the package in the working
// folder, and returns their JSON forms. The names in ownKeys are of types with
// keys that are not names of fields.
func Check(t *testing.T, forms map[string]Form, ownKeys ...string) string {
	t.Helper()
	if got, want := slices.Sorted(maps.Keys(forms)), exportedTypes(t); !slices.Equal(got, want) {
		t.Fatalf("the list has %v, the package %v", got, want)
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		f := forms[name]
		if f.Values == nil {
			if data, err := json.Marshal(f.Refuses); err == nil {
				t.Errorf("%s is written as %s, and should refuse", name, data)
			}
			fmt.Fprintf(&b, "%s refuses\n", name)
			continue
		}
		for _, v := range f.Values {
			fmt.Fprintf(&b, "%s %s\n", name, f.write(t, name, v, slices.Contains(ownKeys, name)))
		}
	}
	return b.String()
}

// write returns the indented form of a value, after reading it back.
func (f Form) write(t *testing.T, name string, v any, ownKeys bool) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return ""
	}
	if emptyObject.Match(data) && !reflect.ValueOf(v).IsZero() {
		t.Errorf("%s is written as {}", name)
	}
	if keys := goKey.Find(data); keys != nil && !ownKeys {
		t.Errorf("%s has the key %s", name, keys)
	}
	into := reflect.New(reflect.Indirect(reflect.ValueOf(v)).Type())
	err = json.Unmarshal(data, into.Interface())
	if (err == nil) != f.Back {
		t.Errorf("%s is read back: %v, want %t", name, err, f.Back)
	}
	if again, _ := json.Marshal(into.Interface()); f.Back && !bytes.Equal(again, data) {
		t.Errorf("%s is written as %s, read, and then written as %s", name, data, again)
	}
	var indented bytes.Buffer
	_ = json.Indent(&indented, data, "", "  ")
	return indented.String()
}

// Update is whether golden files are rewritten.
var Update = flag.Bool("update", false, "rewrite the golden files of testdata")

// Golden compares a text with a file in testdata. With -update it rewrites the
// file.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *Update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(before), len(after)) {
		if line(before, i) != line(after, i) {
			t.Errorf("%s has changed in line %d, from %q to %q; if that is meant, run with -update", path, i+1, line(before, i), line(after, i))
			return
		}
	}
}

// line returns a line of a text, or none after the last one.
func line(lines []string, i int) string {
	if i >= len(lines) {
		return ""
	}
	return lines[i]
}
