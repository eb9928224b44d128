package mci_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A declaredPackage holds the types of one package, and which of their names
// have a method that decides their JSON form.
type declaredPackage struct {
	path    string
	types   map[string]ast.Expr
	decides map[string]bool // by MarshalJSON or MarshalText
}

// declaredPackages reads the packages of the root module that others can
// import.
func declaredPackages(t *testing.T) map[string]*declaredPackage {
	packages := map[string]*declaredPackage{}
	for layer := range layers {
		err := filepath.WalkDir(filepath.Join("..", layer), func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "internal"):
				return filepath.SkipDir
			case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			path := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(name)), "../")
			if packages[path] == nil {
				packages[path] = &declaredPackage{path, map[string]ast.Expr{}, map[string]bool{}}
			}
			packages[path].declare(file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return packages
}

func (p *declaredPackage) declare(file *ast.File) {
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv != nil && (decl.Name.Name == "MarshalJSON" || decl.Name.Name == "MarshalText") {
				p.decides[receiver(decl)] = true
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && !spec.Assign.IsValid() {
					p.types[spec.Name.Name] = spec.Type
				}
			}
		}
	}
}

func receiver(decl *ast.FuncDecl) string {
	of := decl.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	return of.(*ast.Ident).Name
}

// undecided returns why encoding/json would give a type a form that nobody has
// decided, or nothing.
func (w *walk) undecided(pkg *declaredPackage, name string, of ast.Expr) string {
	if pkg.decides[name] {
		return ""
	}
	switch of := of.(type) {
	case *ast.Ident:
		if under, ok := pkg.types[of.Name]; ok {
			return w.undecided(pkg, name, under)
		}
		if of.Name != "string" && of.Name != "bool" {
			return "it is a number, and no name"
		}
		return ""
	case *ast.StructType:
		if len(of.Fields.List) == 0 {
			return "" // {} says everything
		}
		keys, why := w.keys(pkg, of)
		if why == "" && keys == 0 {
			return "it becomes {}"
		}
		return why
	case *ast.InterfaceType, *ast.FuncType, *ast.ChanType, *ast.ArrayType, *ast.MapType:
		return "" // functions and channels refuse; the others are what they hold
	default:
		return fmt.Sprintf("it is declared as a %T", of)
	}
}

var lowerCamel = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// keys counts the keys of a struct, and returns what is wrong with one of them.
// A field that refuses makes the struct refuse, which is enough.
func (w *walk) keys(pkg *declaredPackage, of *ast.StructType) (keys int, why string) {
	for _, field := range of.Fields.List {
		tag := keyOf(field)
		if len(field.Names) == 0 && tag == "" {
			inner, wrong := w.embedded(pkg, field.Type)
			keys, why = keys+inner, cmp.Or(why, wrong)
			continue
		}
		for _, name := range field.Names {
			switch {
			case !name.IsExported() || tag == "-":
				continue
			case refuses(field.Type):
				return 1, ""
			case !lowerCamel.MatchString(tag):
				why = cmp.Or(why, "its field "+name.Name+" has the key "+strconv.Quote(cmp.Or(tag, name.Name)))
			}
			keys++
		}
	}
	return keys, why
}

// refuses reports whether encoding/json returns an error for a field of a type.
func refuses(field ast.Expr) bool {
	switch field.(type) {
	case *ast.FuncType, *ast.ChanType:
		return true
	}
	return false
}

func keyOf(field *ast.Field) string {
	if field.Tag == nil {
		return ""
	}
	text, _ := strconv.Unquote(field.Tag.Value)
	key, _, _ := strings.Cut(reflect.StructTag(text).Get("json"), ",")
	return key
}

// embedded counts the keys of an embedded struct. A method that it promotes
// would hide every other field.
func (w *walk) embedded(pkg *declaredPackage, of ast.Expr) (keys int, why string) {
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	var name string
	switch of := of.(type) {
	case *ast.Ident:
		name = of.Name
	case *ast.SelectorExpr:
		name = of.Sel.Name
		pkg = w.imported(of.X.(*ast.Ident).Name)
	}
	if pkg == nil || pkg.types[name] == nil {
		return 0, "it embeds " + name + ", which this test does not know"
	}
	if pkg.decides[name] {
		return 0, "it embeds " + name + ", whose methods hide the other fields"
	}
	inner, ok := pkg.types[name].(*ast.StructType)
	if !ok {
		return 0, "it embeds " + name + ", which has no fields"
	}
	return w.keys(pkg, inner)
}

// walk is the module while the test walks it.
type walk struct{ packages map[string]*declaredPackage }

// imported returns the package of a name, which no two packages of the module
// share.
func (w *walk) imported(name string) *declaredPackage {
	for path, pkg := range w.packages {
		if path == name || strings.HasSuffix(path, "/"+name) {
			return pkg
		}
	}
	return nil
}

// A client would otherwise read {} for a value that says a lot, keys that are
// the names of Go, or the number of a name.
func TestEveryExportedTypeHasADecidedJSONFormOrRefuses(t *testing.T) {
	w, checked := walk{declaredPackages(t)}, 0
	for _, pkg := range w.packages {
		for name, of := range pkg.types {
			if !ast.IsExported(name) {
				continue
			}
			checked++
			if why := w.undecided(pkg, name, of); why != "" {
				t.Errorf("%s.%s: %s", pkg.path, name, why)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d types were checked: the test does not see the packages", checked)
	}
}

func TestTheFormsTestNoticesAFormThatNobodyDecided(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "a.go", `package a
		type Number uint8
		type Hidden struct{ a int }
		type GoKey struct{ A int }
		type Upper struct{ A int `+"`json:\"A\"`"+` }
		type Within struct{ GoKey }
		type Promotes struct{ Decided; B int `+"`json:\"b\"`"+` }
		type Foreign struct{ time.Time }
		type Named Number
		type Decided struct{ a int }
		func (Decided) MarshalJSON() ([]byte, error) { return nil, nil }
		type Empty struct{}
		type Text string
		type Good struct{ A int `+"`json:\"a\"`"+`; B, c int `+"`json:\"-\"`"+` }
		type Both struct{ *Good }
		type Refusing struct{ F func(); B int }
	`, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg := &declaredPackage{"a", map[string]ast.Expr{}, map[string]bool{}}
	pkg.declare(file)
	w := walk{map[string]*declaredPackage{"a": pkg}}
	var noticed []string
	for _, name := range slices.Sorted(maps.Keys(pkg.types)) {
		if w.undecided(pkg, name, pkg.types[name]) != "" {
			noticed = append(noticed, name)
		}
	}
	if want := []string{"Foreign", "GoKey", "Hidden", "Named", "Number", "Promotes", "Upper", "Within"}; !slices.Equal(noticed, want) {
		t.Errorf("noticed %v, want %v", noticed, want)
	}
}
