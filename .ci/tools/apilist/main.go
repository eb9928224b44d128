// Apilist writes the exported declarations of the library, one a line and sorted, one file for each package.
//
//	go run -C .ci/tools ./apilist -root "$PWD" -out DIR FOLDER…
//
// A line says all that a caller can depend on: a signature, a field, a method, a constant with its literal
// value. Names of parameters are part of it, since they are part of the documentation.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root := flag.String("root", ".", "the checkout")
	out := flag.String("out", "", "the folder to write to")
	flag.Parse()
	for _, folder := range flag.Args() {
		lines, err := list(filepath.Join(*root, folder))
		if err == nil {
			name := strings.ReplaceAll(folder, "/", "_") + ".txt"
			err = os.WriteFile(filepath.Join(*out, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "apilist:", err)
			os.Exit(1)
		}
	}
}

// list returns the lines of the package in a folder.
func list(folder string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var l lister
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			l.decl(d)
		}
	}
	slices.Sort(l.lines)
	return slices.Compact(l.lines), nil
}

// A lister collects lines.
type lister struct{ lines []string }

func (l *lister) add(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *lister) decl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		l.function(d)
	case *ast.GenDecl:
		var last *ast.ValueSpec // a constant without a value repeats the last one that has one
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				l.typ(s)
			case *ast.ValueSpec:
				if d.Tok == token.VAR || len(s.Values) > 0 || s.Type != nil {
					last = s
				}
				l.values(d.Tok, s, last)
			}
		}
	}
}

func (l *lister) function(d *ast.FuncDecl) {
	if !d.Name.IsExported() {
		return
	}
	signature := strings.TrimPrefix(source(d.Type), "func")
	if d.Recv == nil {
		l.add("func %s%s", d.Name.Name, signature)
	} else if receiver := source(d.Recv.List[0].Type); ast.IsExported(strings.TrimLeft(receiver, "*")) {
		l.add("method (%s) %s%s", receiver, d.Name.Name, signature)
	}
}

// values lists exported constants and variables, with their type or literal value where one is written.
func (l *lister) values(tok token.Token, s, last *ast.ValueSpec) {
	for i, id := range s.Names {
		if !id.IsExported() {
			continue
		}
		line := tok.String() + " " + id.Name
		if last.Type != nil {
			line += " " + source(last.Type)
		}
		if i < len(s.Values) {
			if lit, ok := s.Values[i].(*ast.BasicLit); ok && tok == token.CONST {
				line += " = " + lit.Value
			}
		}
		l.add("%s", line)
	}
}

func (l *lister) typ(s *ast.TypeSpec) {
	if !s.Name.IsExported() {
		return
	}
	head := "type " + s.Name.Name
	if s.TypeParams != nil {
		head += "[" + fields(s.TypeParams.List) + "]"
	}
	switch t := s.Type.(type) {
	case *ast.StructType:
		l.members(head+" struct", "field", t.Fields)
	case *ast.InterfaceType:
		l.members(head+" interface", "method", t.Methods)
	default:
		if s.Assign.IsValid() {
			head += " ="
		}
		l.add("%s %s", head, source(s.Type))
	}
}

// members lists the exported fields or methods of a type, and says if there are others: a caller can
// then neither write a literal without names nor implement the interface.
func (l *lister) members(head, kind string, list *ast.FieldList) {
	hidden := false
	for _, f := range list.List {
		if len(f.Names) == 0 {
			l.add("%s, embeds %s", head, source(f.Type))
		}
		for _, id := range f.Names {
			if !id.IsExported() {
				hidden = true
				continue
			}
			tag := ""
			if f.Tag != nil {
				tag = " " + f.Tag.Value
			}
			if _, ok := f.Type.(*ast.FuncType); ok && kind == "method" {
				l.add("%s, method %s%s", head, id.Name, strings.TrimPrefix(source(f.Type), "func"))
			} else {
				l.add("%s, %s %s %s%s", head, kind, id.Name, source(f.Type), tag)
			}
		}
	}
	if hidden {
		head += ", has unexported " + kind + "s"
	}
	l.add("%s", head)
}

func fields(list []*ast.Field) string {
	var parts []string
	for _, f := range list {
		for _, id := range f.Names {
			parts = append(parts, id.Name+" "+source(f.Type))
		}
	}
	return strings.Join(parts, ", ")
}

// source prints a type on one line.
func source(n ast.Node) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, token.NewFileSet(), n); err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
