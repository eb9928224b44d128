package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mci-go/incentives/ci/tools/mutants/results"
)

// other lists the operators that replace an operator, one mutant for each.
var other = map[token.Token][]token.Token{
	token.LSS:        {token.LEQ, token.GEQ},
	token.LEQ:        {token.LSS, token.GTR},
	token.GTR:        {token.GEQ, token.LEQ},
	token.GEQ:        {token.GTR, token.LSS},
	token.EQL:        {token.NEQ},
	token.NEQ:        {token.EQL},
	token.ADD:        {token.SUB},
	token.SUB:        {token.ADD},
	token.MUL:        {token.QUO},
	token.QUO:        {token.MUL},
	token.REM:        {token.MUL},
	token.AND:        {token.OR},
	token.OR:         {token.AND},
	token.LAND:       {token.LOR},
	token.LOR:        {token.LAND},
	token.ADD_ASSIGN: {token.SUB_ASSIGN},
	token.SUB_ASSIGN: {token.ADD_ASSIGN},
	token.INC:        {token.DEC},
	token.DEC:        {token.INC},
}

// An edit replaces the bytes of a file from one offset to another.
type edit struct {
	from, to int
	text     string
}

// A mutator rewrites a package so that it holds all of its mutants at once; a
// number chooses one when the program starts. So the package is compiled once.
type mutator struct {
	fset    *token.FileSet
	info    *types.Info
	pkg     *types.Package
	mutants []results.Mutant
	aliases map[string]string // from a type as the helper file writes it to its name
	imports map[string]string // from the path to the name in the helper file

	// Of the file at hand:
	path     string
	source   string
	function string
	edits    []edit
	seen     map[results.Mutant]int
}

// file returns the text of a file with its mutants.
func (m *mutator) file(path, source string, f *ast.File) string {
	m.path, m.source, m.edits, m.seen = path, source, nil, map[results.Mutant]int{}
	for _, d := range f.Decls {
		m.function = "-"
		if fn, ok := d.(*ast.FuncDecl); ok {
			m.function = functionName(fn)
		}
		ast.Inspect(d, m.visit)
	}
	slices.SortStableFunc(m.edits, func(a, b edit) int { return a.from - b.from })
	var out strings.Builder
	at := 0
	for _, e := range m.edits {
		out.WriteString(source[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	return out.String() + source[at:]
}

func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch generic := t.(type) {
	case *ast.IndexExpr:
		t = generic.X
	case *ast.IndexListExpr:
		t = generic.X
	}
	return types.ExprString(t) + "." + fn.Name.Name
}

// visit rewrites a node. The edits of what is inside it stand between its own,
// in the order of the text.
func (m *mutator) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return len(other[n.Op]) == 0 || !m.binary(n)
	case *ast.UnaryExpr:
		return !m.unary(n)
	case *ast.IncDecStmt:
		m.step(n)
	case *ast.AssignStmt:
		return !m.assign(n)
	}
	return true
}

// binary rewrites X op Y as the call of a function that applies the operator or
// another one. It reports whether it did.
func (m *mutator) binary(e *ast.BinaryExpr) bool {
	result := m.info.Types[e]
	if !result.IsValue() || result.Value != nil || m.isNil(e.X) || e.Op == token.ADD && !numeric(result.Type) {
		return false
	}
	x, okX := m.typeName(m.info.Types[e.X].Type)
	y, okY := x, true
	if !m.isNil(e.Y) {
		y, okY = m.typeName(m.info.Types[e.Y].Type)
	}
	out, ok := m.typeName(result.Type)
	if !ok || !okX || !okY {
		return false
	}
	parameters, right := "x "+x+", y "+y, "y"
	between, before, after := ", ", "", ""
	switch {
	case m.isNil(e.Y):
		parameters, right = "x "+x, "nil"
	case e.Op == token.LAND || e.Op == token.LOR: // the right side is evaluated only if it decides
		parameters, right = "x "+x+", y func() "+y, "y()"
		before, after = "func() "+y+" { return ", " }"
	}
	var body strings.Builder
	for _, op := range other[e.Op] {
		fmt.Fprintf(&body, "if mutantIs(%d) { return x %s %s }; ", m.add(e, op.String()), op, right)
	}
	m.insert(e.Pos(), fmt.Sprintf("func(%s) %s { %sreturn x %s %s }(", parameters, out, body.String(), e.Op, right))
	ast.Inspect(e.X, m.visit)
	if m.isNil(e.Y) {
		m.replace(e.X.End(), e.Y.End(), ")")
		return true
	}
	m.replace(e.X.End(), e.Y.Pos(), between+before)
	ast.Inspect(e.Y, m.visit)
	m.insert(e.Y.End(), after+")")
	return true
}

// numeric reports whether a type can be subtracted, which a text cannot.
func numeric(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}

func (m *mutator) isNil(e ast.Expr) bool { return m.info.Types[e].IsNil() }

// unary rewrites !x and -x, for each of which there is a mutant without the
// operator.
func (m *mutator) unary(e *ast.UnaryExpr) bool {
	if m.info.Types[e].Value != nil || e.Op != token.NOT && e.Op != token.SUB {
		return false
	}
	t, ok := m.typeName(m.info.Types[e].Type)
	if !ok {
		return false
	}
	m.replace(e.Pos(), e.X.Pos(), fmt.Sprintf("func(x %s) %s { if mutantIs(%d) { return x }; return %sx }(", t, t, m.add(e, "nothing"), e.Op))
	ast.Inspect(e.X, m.visit)
	m.insert(e.X.End(), ")")
	return true
}

// step rewrites i++ as i += 1, where the 1 may be negated.
func (m *mutator) step(s *ast.IncDecStmt) {
	op := token.ADD_ASSIGN
	if s.Tok == token.DEC {
		op = token.SUB_ASSIGN
	}
	t, ok := m.typeName(m.info.Types[s.X].Type)
	if !ok {
		return
	}
	n := m.add(s, other[s.Tok][0].String())
	m.replace(s.TokPos, s.End(), fmt.Sprintf("%s func(x %s) %s { if mutantIs(%d) { return -x }; return x }(1)", op, t, t, n))
}

// assign rewrites x += y so that y may be negated.
func (m *mutator) assign(s *ast.AssignStmt) bool {
	left := m.info.Types[s.Lhs[0]].Type
	if s.Tok != token.ADD_ASSIGN && s.Tok != token.SUB_ASSIGN || !numeric(left) {
		return false
	}
	t, ok := m.typeName(left)
	if !ok {
		return false
	}
	ast.Inspect(s.Lhs[0], m.visit)
	n := m.add(s, other[s.Tok][0].String())
	m.insert(s.Rhs[0].Pos(), fmt.Sprintf("func(x %s) %s { if mutantIs(%d) { return -x }; return x }(", t, t, n))
	ast.Inspect(s.Rhs[0], m.visit)
	m.insert(s.Rhs[0].End(), ")")
	return true
}

// add gives a new mutant its number.
func (m *mutator) add(n ast.Node, op string) int {
	text := strings.Join(strings.Fields(m.source[m.offset(n.Pos()):m.offset(n.End())]), " ")
	it := results.Mutant{File: m.path, Function: m.function, Change: text + " with " + op}
	if m.seen[it]++; m.seen[it] > 1 {
		it.Change += fmt.Sprintf(" #%d", m.seen[it])
	}
	m.mutants = append(m.mutants, it)
	return len(m.mutants)
}

func (m *mutator) offset(p token.Pos) int { return m.fset.Position(p).Offset }

func (m *mutator) insert(p token.Pos, text string) { m.replace(p, p, text) }

func (m *mutator) replace(from, to token.Pos, text string) {
	m.edits = append(m.edits, edit{m.offset(from), m.offset(to), text})
}

// typeName returns a name of the type that no variable hides: a name that the
// helper file declares, or for a type of a function or a type parameter its own.
func (m *mutator) typeName(t types.Type) (string, bool) {
	t = types.Default(t)
	if basic, ok := t.(*types.Basic); ok {
		return basic.Name(), basic.Kind() != types.UntypedNil
	}
	foreign, local := m.mentions(t)
	if local {
		return types.TypeString(t, types.RelativeTo(m.pkg)), !foreign
	}
	text := types.TypeString(t, m.qualifier)
	if m.aliases[text] == "" {
		m.aliases[text] = fmt.Sprintf("mutantType%d", len(m.aliases))
	}
	return m.aliases[text], m.reachable(t)
}

func (m *mutator) qualifier(p *types.Package) string {
	if p == m.pkg {
		return ""
	}
	if m.imports[p.Path()] == "" {
		m.imports[p.Path()] = fmt.Sprintf("mutantImport%d", len(m.imports))
	}
	return m.imports[p.Path()]
}

// mentions reports whether a type names a type of another package, and whether
// it names one that only a function knows.
func (m *mutator) mentions(t types.Type) (foreign, local bool) {
	m.names(t, func(name *types.TypeName) {
		if name.Pkg() == nil {
			return
		}
		foreign = foreign || name.Pkg() != m.pkg
		local = local || name.Pkg() == m.pkg && name.Parent() != m.pkg.Scope()
	})
	return foreign, local
}

// reachable reports whether the package may name all types of which t is made.
func (m *mutator) reachable(t types.Type) bool {
	ok := true
	m.names(t, func(name *types.TypeName) {
		ok = ok && (name.Pkg() == nil || name.Pkg() == m.pkg || name.Exported())
	})
	return ok
}

// names calls visit for the names of which a type is made.
func (m *mutator) names(t types.Type, visit func(*types.TypeName)) {
	switch t := t.(type) {
	case *types.Named:
		visit(t.Obj())
		for a := range t.TypeArgs().Types() {
			m.names(a, visit)
		}
	case *types.Alias:
		visit(t.Obj())
	case *types.TypeParam:
		visit(t.Obj())
	case *types.Map:
		m.names(t.Key(), visit)
		m.names(t.Elem(), visit)
	case interface{ Elem() types.Type }:
		m.names(t.Elem(), visit)
	case *types.Signature:
		m.names(t.Params(), visit)
		m.names(t.Results(), visit)
	case *types.Tuple:
		for v := range t.Variables() {
			m.names(v.Type(), visit)
		}
	case *types.Struct:
		for f := range t.Fields() {
			m.names(f.Type(), visit)
		}
	}
}

// helper returns the text of the file that chooses the mutant.
func (m *mutator) helper() string {
	var out strings.Builder
	fmt.Fprintf(&out, "package %s\n\nimport (\n\tmutantAtomic \"sync/atomic\"\n\tmutantOS \"os\"\n\tmutantStrconv \"strconv\"\n", m.pkg.Name())
	for path, name := range m.imports {
		fmt.Fprintf(&out, "\t%s %q\n", name, path)
	}
	out.WriteString(")\n\ntype (\n")
	for text, name := range m.aliases {
		fmt.Fprintf(&out, "\t%s = %s\n", name, text)
	}
	fmt.Fprintf(&out, ")\n"+chooser, len(m.mutants)+1)
	return out.String()
}

// chooser reads the number of the mutant, and notes in a file, if one is named,
// which mutants a test reaches.
const chooser = `
var mutantNumber, _ = mutantStrconv.Atoi(mutantOS.Getenv("MUTANT"))
var mutantNotes = mutantOpen()
var mutantReached [%d]mutantAtomic.Bool

func mutantIs(n int) bool {
	if mutantNotes != nil && !mutantReached[n].Swap(true) {
		mutantNotes.WriteString(mutantStrconv.Itoa(n) + "\n")
	}
	return n == mutantNumber
}

func mutantOpen() *mutantOS.File {
	if mutantOS.Getenv("MUTANT_NOTES") == "" {
		return nil
	}
	f, err := mutantOS.OpenFile(mutantOS.Getenv("MUTANT_NOTES"), mutantOS.O_CREATE|mutantOS.O_APPEND|mutantOS.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	return f
}
`
