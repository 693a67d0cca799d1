package layout

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const decimal = "github.com/shopspring/decimal"

// impure are the packages that bring in the world outside, each with all below it.
var impure = []string{"C", "crypto/rand", "io/fs", "io/ioutil", "log", "math/rand", "net", "os", "syscall", "unsafe"}

var (
	floats   = []string{"float32", "float64", "complex64", "complex128"}
	clock    = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}
	integers = regexp.MustCompile(`^M(ax|in)(I|Ui)nt`) // of package math: all the rest is floats
	sentinel = regexp.MustCompile(`^Err[A-Z]`)
	version  = regexp.MustCompile(`^v[0-9]+$`)
)

// banned returns why no room may use the given name of pkg, or "".
func banned(pkg, name string) string {
	switch {
	case pkg == "time" && slices.Contains(clock, name):
		return "reads the clock"
	case pkg == "time" && (name == "Local" || name == "LoadLocation"):
		return "depends on the machine's zones"
	case pkg == "fmt" && (strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Scan")):
		return "input or output"
	case pkg == "math" && !integers.MatchString(name),
		slices.Contains([]string{"strconv", "math/big", decimal}, pkg) && strings.Contains(name, "Float"):
		return "a float"
	}
	return ""
}

// A room is a library package under inspection.
type room struct {
	fset    *token.FileSet
	imports map[string]bool // what any of its files imports
	vars    map[string]bool // its package-level variables
	found   []string
}

// A file is one of its files.
type file struct {
	*room
	syntax *ast.File
	locals map[string]string // the imports by local name
}

// inspect returns what is wrong with the room in dir. Its tests may do as they like.
func (t Table) inspect(tree fs.FS, dir string, names []string) []string {
	r := &room{fset: token.NewFileSet(), imports: map[string]bool{}, vars: map[string]bool{}}
	var files []file
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := fs.ReadFile(tree, name)
		if err != nil {
			return []string{err.Error()}
		}
		syntax, err := parser.ParseFile(r.fset, name, src, 0)
		if err != nil {
			return []string{err.Error()}
		}
		f := file{r, syntax, map[string]string{}}
		f.declare(func(pkg string) string { return t.mayImport(dir, name, pkg) })
		files = append(files, f)
	}
	for _, f := range files { // now that all variables are known
		ast.Inspect(f.syntax, func(n ast.Node) bool { f.visit(n); return true })
	}
	return r.found
}

func (r *room) report(at ast.Node, format string, args ...any) {
	pos := r.fset.Position(at.Pos())
	r.found = append(r.found, fmt.Sprintf("%s:%d: %s", pos.Filename, pos.Line, fmt.Sprintf(format, args...)))
}

// declare notes what f imports, of which refuse says why it may not, and its variables.
func (f file) declare(refuse func(pkg string) string) {
	for _, spec := range f.syntax.Imports {
		pkg, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(pkg)
		if version.MatchString(local) {
			local = path.Base(path.Dir(pkg))
		}
		if spec.Name != nil {
			local = spec.Name.Name
		}
		f.imports[pkg], f.locals[local] = true, pkg
		if local == "." {
			f.report(spec, "dot import of %s", pkg)
		}
		if why := refuse(pkg); why != "" {
			f.report(spec, "import of %s: %s", pkg, why)
		}
	}
	for _, decl := range f.syntax.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			for _, id := range spec.(*ast.ValueSpec).Names {
				f.vars[id.Name] = id.Name != "_"
				if id.IsExported() && !sentinel.MatchString(id.Name) {
					f.report(id, "variable %s is exported: anyone may assign it", id.Name)
				}
			}
		}
	}
}

// visit reports n, a part of f, if no room may have it.
func (f file) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		f.report(n, "a goroutine")
	case *ast.BasicLit:
		if n.Kind == token.FLOAT || n.Kind == token.IMAG {
			f.report(n, "%s: a float", n.Value)
		}
	case *ast.Ident:
		if f.global(n) && slices.Contains(floats, n.Name) {
			f.report(n, "%s: a float", n.Name)
		}
	case *ast.SelectorExpr:
		f.selector(n)
	case *ast.CallExpr:
		f.call(n)
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			f.assign(n.Lhs...)
		}
	case *ast.IncDecStmt:
		f.assign(n.X)
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			f.assign(n.Key, n.Value)
		}
	}
}

// selector reports X.Sel, a name of a package or a method, if no room may use it.
func (f file) selector(n *ast.SelectorExpr) {
	var pkg string
	if id, ok := n.X.(*ast.Ident); ok && f.global(id) {
		pkg = f.locals[id.Name]
	}
	name := n.Sel.Name
	if why := banned(pkg, name); why != "" {
		f.report(n, "%s.%s: %s", pkg, name, why)
		return
	}
	switch {
	case name == "Div" && f.imports[decimal]:
		f.report(n, "Div rounds by a global setting: multiply, then one DivRound")
	case name == "AddDate":
		f.report(n, "AddDate carries 31 February over into March: use the calendar's months")
	case pkg == "" && (name == "Float64" || name == "InexactFloat64"):
		f.report(n, "%s: a float", name)
	}
}

// call reports a call that changes a global variable, prints, or asks for local time.
func (f file) call(n *ast.CallExpr) {
	switch fun := n.Fun.(type) {
	case *ast.Ident:
		switch {
		case fun.Obj != nil: // not a builtin
		case fun.Name == "clear" || fun.Name == "copy" || fun.Name == "delete":
			f.assign(n.Args[:min(1, len(n.Args))]...)
		case fun.Name == "print" || fun.Name == "println":
			f.report(n, "%s: input or output", fun.Name)
		}
	case *ast.SelectorExpr:
		if fun.Sel.Name == "Local" && len(n.Args) == 0 && f.imports["time"] {
			f.report(n, "Local() depends on the machine's zones")
		}
	}
}

// assign reports those of the targets that are global variables or parts of one, of this
// package or of another. To take the address of one is allowed, as for a lock.
func (f file) assign(targets ...ast.Expr) {
	for _, target := range targets {
		id := root(target)
		switch {
		case id == nil || !f.global(id):
		case f.vars[id.Name]:
			f.report(target, "variable %s is assigned after its declaration", id.Name)
		case f.locals[id.Name] != "" && id != target:
			f.report(target, "a variable of %s is assigned", f.locals[id.Name])
		}
	}
}

// global reports whether no function declares what id stands for.
func (f file) global(id *ast.Ident) bool {
	return id.Obj == nil || id.Obj == f.syntax.Scope.Lookup(id.Name)
}

// root returns the identifier that e starts from, or nil.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}
