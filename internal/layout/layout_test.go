package layout_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/retainer-go/retainer/internal/layout"
)

const decimal = "github.com/shopspring/decimal"

// small is the table of the trees below: shop sells what mill grinds.
var small = layout.Table{
	Module:    "example.org/m",
	Rooms:     map[string][]string{".": {}, "mill": {"example.org/sieve"}, "shop": {"mill", decimal}},
	Workshops: []string{"internal/gen"},
	Doors:     map[string]string{"example.org/sieve": "mill/door.go"},
	Require:   []string{"example.org/sieve", decimal},
	TopLevel:  []string{"go.mod", "internal", "mill", "shop", "doc.go"},
}

const goMod = `module example.org/m

require (
	github.com/shopspring/decimal v1.6.0 // indirect
	example.org/sieve v1.0.0
)
`

// A tree maps the names of files to what they hold. Where go.mod is left out, it is goMod.
type tree map[string]string

func (files tree) check() []string {
	fsys := fstest.MapFS{"go.mod": {Data: []byte(goMod)}}
	for name, src := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
	}
	return small.Check(fsys)
}

func TestCheckerLayout(t *testing.T) {
	for _, test := range []struct {
		why   string
		files tree
		want  string // the finding; "" for none
	}{
		{"an arrow in the table",
			tree{"shop/a.go": "package shop\nimport \"example.org/m/mill\""}, ""},
		{"an arrow against the table",
			tree{"mill/a.go": "package mill\nimport \"example.org/m/shop\""},
			"mill/a.go:2: import of example.org/m/shop: no such arrow from mill"},
		{"an arrow to a package below one in the table",
			tree{"shop/a.go": "package shop\nimport \"example.org/m/mill/wheel\""},
			"shop/a.go:2: import of example.org/m/mill/wheel: no such arrow from shop"},
		{"an arrow to the root",
			tree{"shop/a.go": "package shop\nimport \"example.org/m\""},
			"shop/a.go:2: import of example.org/m: no such arrow from shop"},
		{"an arrow from the root",
			tree{"doc.go": "package m\nimport \"example.org/m/mill\""},
			"doc.go:2: import of example.org/m/mill: no such arrow from ."},
		{"a room that imports a workshop",
			tree{"shop/a.go": "package shop\nimport \"example.org/m/internal/gen\""},
			"shop/a.go:2: import of example.org/m/internal/gen: no such arrow from shop"},
		{"a blank import is an arrow too",
			tree{"mill/a.go": "package mill\nimport _ \"example.org/m/shop\""},
			"mill/a.go:2: import of example.org/m/shop: no such arrow from mill"},
		{"a package of a module in the table",
			tree{"shop/a.go": "package shop\nimport \"github.com/shopspring/decimal/sub\""}, ""},
		{"a module that is not in the table of this room",
			tree{"mill/a.go": "package mill\nimport \"github.com/shopspring/decimal\""},
			"mill/a.go:2: import of github.com/shopspring/decimal: no such arrow from mill"},
		{"a module whose path only starts like one in the table",
			tree{"shop/a.go": "package shop\nimport \"github.com/shopspring/decimals\""},
			"shop/a.go:2: import of github.com/shopspring/decimals: no such arrow from shop"},
		{"a module through its door",
			tree{"mill/door.go": "package mill\nimport \"example.org/sieve/fine\""}, ""},
		{"a module past its door",
			tree{"mill/a.go": "package mill\nimport \"example.org/sieve/fine\""},
			"mill/a.go:2: import of example.org/sieve/fine: only mill/door.go may"},
		{"a test may do anything",
			tree{"mill/a_test.go": "package mill\nimport \"os\"\nvar Now = float64(1.5)\nfunc f() { go f(); Now = 2.5 }"}, ""},
		{"a workshop may do anything, and so may what lies below it",
			tree{"internal/gen/a.go": "package gen\nimport \"os\"", "internal/gen/b/b.go": "package b\nimport \"example.org/m/shop\""}, ""},
		{"a package that nobody entered",
			tree{"shop/till/a.go": "package till"},
			"shop/till: stands in no table: it is neither a room nor a workshop"},
		{"a package of tests alone that nobody entered",
			tree{"internal/genuine/a_test.go": "package genuine"},
			"internal/genuine: stands in no table: it is neither a room nor a workshop"},
		{"what the go command does not build is not looked at",
			tree{"mill/testdata/a.go": "package a\nimport \"os\"", "mill/_old/a.go": "package a", ".ci/a.go": "package a"}, ""},
		{"a directory at the top that nobody entered",
			tree{"docs/a.md": ""}, "docs: does not belong at the top level"},
		{"a file at the top that nobody entered",
			tree{"Makefile": ""}, "Makefile: does not belong at the top level"},
		{"dot files, compiled tests and profiles at the top",
			tree{".gitignore": "", "m.test": "", "cpu.prof": "", "cover.out": ""}, ""},
		{"one requirement more",
			tree{"go.mod": goMod + "require example.org/more v1.0.0"},
			`go.mod: requires ["example.org/more" "example.org/sieve" "github.com/shopspring/decimal"], want ["example.org/sieve" "github.com/shopspring/decimal"]`},
		{"nothing but requirements counts",
			tree{"go.mod": goMod + "exclude (\n\texample.org/more v1.0.0\n)\n// require example.org/less v1.0.0"}, ""},
		{"one requirement less",
			tree{"go.mod": "module example.org/m\nrequire example.org/sieve v1.0.0"},
			`go.mod: requires ["example.org/sieve"], want ["example.org/sieve" "github.com/shopspring/decimal"]`},
		{"a variable assigned in another file than its own",
			tree{"shop/a.go": "package shop\nvar v int", "shop/b.go": "package shop\nfunc f() {\n\tv = 1\n}"},
			"shop/b.go:3: variable v is assigned after its declaration"},
		{"a decimal that comes from another file",
			tree{"shop/a.go": "package shop\nfunc f() { d.Div(d) }", "shop/b.go": "package shop\nimport \"github.com/shopspring/decimal\"\nvar d decimal.Decimal"},
			"shop/a.go:2: Div rounds by a global setting: multiply, then one DivRound"},
		{"a file that cannot be read as Go",
			tree{"mill/a.go": "package"}, "mill/a.go:1:8: expected 'IDENT', found 'EOF'"},
	} {
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if diff := cmp.Diff(want, test.files.check()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}

func TestCheckerPurity(t *testing.T) {
	for _, test := range []struct {
		why  string
		src  string // of a file of shop, after its package clause
		want string // the finding; "" for none
	}{
		// The world outside.
		{"files", `import "os"`, "import of os: not pure"},
		{"programs, below os", `import "os/exec"`, "import of os/exec: not pure"},
		{"the network", `import "net"`, "import of net: not pure"},
		{"the network, below net", `import "net/http"`, "import of net/http: not pure"},
		{"file systems", `import "io/fs"`, "import of io/fs: not pure"},
		{"files by the old door", `import "io/ioutil"`, "import of io/ioutil: not pure"},
		{"the log", `import "log"`, "import of log: not pure"},
		{"chance", `import "math/rand"`, "import of math/rand: not pure"},
		{"chance, its second version", `import "math/rand/v2"`, "import of math/rand/v2: not pure"},
		{"chance of the better kind", `import "crypto/rand"`, "import of crypto/rand: not pure"},
		{"the system", `import "syscall"`, "import of syscall: not pure"},
		{"memory", `import "unsafe"`, "import of unsafe: not pure"},
		{"C", `import "C"`, "import of C: not pure"},
		{"also under another name", `import sys "os"`, "import of os: not pure"},
		{"neighbours of what is refused", `import ("io"; "math/bits"; "log2"; "embed")`, ""},
		{"a dot import hides what is used", `import . "strings"`, "dot import of strings"},
		{"printing", `import "fmt"; func f() { fmt.Println() }`, "fmt.Println: input or output"},
		{"asking", `import "fmt"; func f() { fmt.Scanln() }`, "fmt.Scanln: input or output"},
		{"writing to what is handed in", `import "fmt"; func f() { fmt.Fprintln(w); fmt.Sprint() }`, ""},
		{"the builtin print", `func f() { print("x") }`, "print: input or output"},
		{"the builtin println", `func f() { println() }`, "println: input or output"},
		{"a print of its own", `func print() {}; func f() { print() }`, ""},
		{"a goroutine", `func f() { go f() }`, "a goroutine"},

		// The clock and the zones.
		{"the clock", `import "time"; func f() { time.Now() }`, "time.Now: reads the clock"},
		{"the clock, not called", `import "time"; var f = time.Now`, "time.Now: reads the clock"},
		{"the clock, renamed", `import clock "time"; var f = clock.Since`, "time.Since: reads the clock"},
		{"Until", `import "time"; var f = time.Until`, "time.Until: reads the clock"},
		{"Sleep", `import "time"; var f = time.Sleep`, "time.Sleep: reads the clock"},
		{"After", `import "time"; var f = time.After`, "time.After: reads the clock"},
		{"AfterFunc", `import "time"; var f = time.AfterFunc`, "time.AfterFunc: reads the clock"},
		{"NewTimer", `import "time"; var f = time.NewTimer`, "time.NewTimer: reads the clock"},
		{"NewTicker", `import "time"; var f = time.NewTicker`, "time.NewTicker: reads the clock"},
		{"Tick", `import "time"; var f = time.Tick`, "time.Tick: reads the clock"},
		{"the local zone", `import "time"; var zone = time.Local`, "time.Local: depends on the machine's zones"},
		{"the installed zones", `import "time"; var f = time.LoadLocation`, "time.LoadLocation: depends on the machine's zones"},
		{"the local zone by a method", `import "time"; func f(t time.Time) { t.Local() }`, "Local() depends on the machine's zones"},
		{"months that carry over", `func f(t T) { t.AddDate(0, 1, 0) }`, "AddDate carries 31 February over into March: use the calendar's months"},
		{"what is handed in", `import "time"; func f(t time.Time, z *time.Location) { t.In(z).After(t) }`, ""},
		{"something else called time", `import "time"; func f(time clock, _ time.Time) { time.Now() }`, ""},
		{"something else with that method", `func f(c clock) { c.Now() }`, ""},

		// Floats.
		{"float64", `func f(x float64) {}`, "float64: a float"},
		{"float32, in a type", `type t []map[string]float32`, "float32: a float"},
		{"complex64", `var x complex64`, "complex64: a float"},
		{"complex128", `var x complex128`, "complex128: a float"},
		{"a constant with a point", `const half = 0.5`, "0.5: a float"},
		{"a constant with an exponent", `const k = 1e3`, "1e3: a float"},
		{"an imaginary constant", `const i = 1i`, "1i: a float"},
		{"bits of floats", `import "math"; var f = math.Float64bits`, "math.Float64bits: a float"},
		{"arithmetic of floats", `import "math"; var f = math.Floor`, "math.Floor: a float"},
		{"the largest float", `import "math"; const x = math.MaxFloat64`, "math.MaxFloat64: a float"},
		{"the largest integers", `import "math"; const x, y = math.MaxInt64 - math.MinInt, math.MaxUint8`, ""},
		{"reading floats", `import "strconv"; var f = strconv.ParseFloat`, "strconv.ParseFloat: a float"},
		{"reading integers", `import "strconv"; var f = strconv.ParseInt`, ""},
		{"big floats", `import "math/big"; var f big.Float`, "math/big.Float: a float"},
		{"big integers", `import "math/big"; var f big.Int`, ""},
		{"a decimal of a float", `import "github.com/shopspring/decimal"; var f = decimal.NewFromFloat`, decimal + ".NewFromFloat: a float"},
		{"a float of a decimal", `func f(d D) { d.Float64() }`, "Float64: a float"},
		{"a float of a decimal, inexact or not", `func f(d D) { d.InexactFloat64() }`, "InexactFloat64: a float"},
		{"a kind of type is none", `import "reflect"; const k = reflect.Float64`, ""},

		// Decimals.
		{"Div of a decimal", `import "github.com/shopspring/decimal"; func f(d, e decimal.Decimal) { d.Div(e) }`, "Div rounds by a global setting: multiply, then one DivRound"},
		{"Div of a decimal, not called", `import "github.com/shopspring/decimal"; var f = decimal.Decimal.Div`, "Div rounds by a global setting: multiply, then one DivRound"},
		{"DivRound of a decimal", `import "github.com/shopspring/decimal"; func f(d, e decimal.Decimal) { d.DivRound(e, 2) }`, ""},
		{"Div where there is no decimal", `func f(x big) { x.Div(x) }`, ""},
		{"the global setting itself", `import "github.com/shopspring/decimal"; func f() { decimal.DivisionPrecision = 2 }`, "a variable of " + decimal + " is assigned"},

		// Variables.
		{"an exported variable", `var Default = 1`, "variable Default is exported: anyone may assign it"},
		{"an exported variable among others", `var ( a, B = 1, 2 )`, "variable B is exported: anyone may assign it"},
		{"a sentinel error", `import "errors"; var ErrClosed = errors.New("closed")`, ""},
		{"a name that only starts like one", `var Errand = 1`, "variable Errand is exported: anyone may assign it"},
		{"assigned", `var v int; func f() { v = 1 }`, "variable v is assigned after its declaration"},
		{"assigned, before it is declared", `func f() { v = 1 }; var v int`, "variable v is assigned after its declaration"},
		{"assigned once, at the start", `var v int; func init() { v = 1 }`, "variable v is assigned after its declaration"},
		{"assigned among others", `var v int; func f(x int) { x, v = 1, 2 }`, "variable v is assigned after its declaration"},
		{"assigned with an operation", `var v int; func f() { v += 1 }`, "variable v is assigned after its declaration"},
		{"counted up", `var v int; func f() { v++ }`, "variable v is assigned after its declaration"},
		{"assigned by a loop", `var v int; func f() { for v = range 3 {} }`, "variable v is assigned after its declaration"},
		{"an element assigned", `var v = map[string]int{}; func f() { v["a"] = 1 }`, "variable v is assigned after its declaration"},
		{"a field of an element counted", `var v []struct{ n int }; func f() { v[0].n-- }`, "variable v is assigned after its declaration"},
		{"what it points to assigned", `var v = new(int); func f() { (*v) = 1 }`, "variable v is assigned after its declaration"},
		{"an element deleted", `var v = map[string]int{}; func f() { delete(v, "a") }`, "variable v is assigned after its declaration"},
		{"cleared", `var v = map[string]int{}; func f() { clear(v) }`, "variable v is assigned after its declaration"},
		{"copied over", `var v [3]int; func f(x []int) { copy(v[1:], x) }`, "variable v is assigned after its declaration"},
		{"read, called, its address taken", `var v t; func f() { x := v; x = v.m(); g(&v, x[v.i]) }`, ""},
		{"a local variable of that name", `var v int; func f() { v := 1; v = 2; v++ }`, ""},
		{"a parameter of that name", `var v int; func f(v []int) { v[0] = 1; clear(v) }`, ""},
		{"a field of that name", `var v int; func (x *t) f() { x.v = 1 }`, ""},
		{"the blank variable", `import _ "embed"; var _ = 1; func f() { _ = 2 }`, ""},
		{"given to a clear of its own", `var v int; func clear(int) {}; func f() { clear(v) }`, ""},
		{"given to a function of the same name", `var v int; func f() { x.copy(v); copy() }`, ""},
	} {
		got := tree{"shop/a.go": "package shop\n" + test.src}.check()
		for i := range got {
			_, got[i], _ = strings.Cut(got[i], ": ")
		}
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.why, diff)
		}
	}
}
