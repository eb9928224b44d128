package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
)

// inPackage matches a name of another package in plain words, such as
// "Conflicts of package register". A doc link cannot lead to a package that
// does not import it, so nothing else notices if the name is gone.
var inPackage = regexp.MustCompile(`\b([A-Z]\w*) of package ([a-z]\w*)`)

// prose reports comments that name an exported identifier of a package that has
// none of this name.
func (c *checker) prose() {
	exported := map[string]map[string]bool{} // by the name of the package
	type mention struct{ place, name, pkg string }
	var mentions []mention
	for _, f := range c.files {
		if !strings.HasSuffix(f, ".go") || strings.Contains(f, "/testdata/") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(c.root, f), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			c.report("%s: does not parse", f)
			continue
		}
		for _, group := range file.Comments {
			for _, m := range inPackage.FindAllStringSubmatch(strings.Join(strings.Fields(group.Text()), " "), -1) {
				mentions = append(mentions, mention{fmt.Sprintf("%s:%d", f, fset.Position(group.Pos()).Line), m[1], m[2]})
			}
		}
		names := exported[file.Name.Name]
		if names == nil {
			names = map[string]bool{}
			exported[file.Name.Name] = names
		}
		for _, d := range file.Decls {
			for _, name := range declared(d) {
				names[name] = true
			}
		}
	}
	for _, m := range mentions {
		if names, ok := exported[m.pkg]; ok && !names[m.name] {
			c.report("%s: package %s has no %s", m.place, m.pkg, m.name)
		}
	}
}

// declared returns the names that a declaration of a file declares.
func declared(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names = append(names, d.Name.Name)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, id := range s.Names {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}
