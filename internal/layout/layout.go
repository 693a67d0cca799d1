// Package layout checks the structure of the module and the purity of its library
// packages. It is for tests alone, and reads syntax only: by the names that a file
// imports and uses, without types, so that it needs neither the go command nor a build.
package layout

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Table says how a module is laid out. Directories are relative to its root.
type Table struct {
	Module string // the path of the module

	// Rooms are the library packages by directory, with what each may import besides the
	// standard library: packages of this module by directory, others by module path. Only
	// the package's own imports count, and those of its tests do not.
	Rooms map[string][]string

	// Workshops, and what lies below them, are not library. They import what they need,
	// and no room imports them.
	Workshops []string

	Doors    map[string]string // by module path, the one file that may import it
	Require  []string          // the modules that go.mod requires, sorted
	TopLevel []string          // all there is at the top besides dot files
}

// leftover is what compiled tests and profiles are called, which may lie at the top.
var leftover = regexp.MustCompile(`\.(test|prof|out)$`)

// Check returns what is wrong with the tree of a module, a line for each finding.
func (t Table) Check(tree fs.FS) []string {
	var found []string
	packages := map[string][]string{} // by directory, its Go files
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		dir, base := path.Split(name)
		switch {
		case err != nil || name == ".":
			return err
		case base[0] != '.' && dir == "" && !slices.Contains(t.TopLevel, base) && !leftover.MatchString(base):
			found = append(found, name+": does not belong at the top level")
		}
		switch {
		case d.IsDir() && (base[0] == '.' || base[0] == '_' || base == "testdata"):
			return fs.SkipDir
		case !d.IsDir() && path.Ext(base) == ".go":
			packages[path.Dir(name)] = append(packages[path.Dir(name)], name)
		}
		return nil
	})
	if err != nil {
		found = append(found, err.Error())
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		if _, ok := t.Rooms[dir]; ok {
			found = append(found, t.inspect(tree, dir, packages[dir])...)
		} else if !belowAny(dir, t.Workshops) {
			found = append(found, dir+": stands in no table: it is neither a room nor a workshop")
		}
	}
	return append(found, t.checkRequire(tree)...)
}

func (t Table) checkRequire(tree fs.FS) []string {
	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	if got := requirements(string(mod)); !slices.Equal(got, t.Require) {
		return []string{fmt.Sprintf("go.mod: requires %q, want %q", got, t.Require)}
	}
	return nil
}

// requirements returns the modules that the go.mod file mod requires, sorted.
func requirements(mod string) []string {
	var list []string
	block := false
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && f[0] == "require" && f[1] == "(":
			block = true
		case len(f) == 1 && f[0] == ")":
			block = false
		case len(f) == 3 && f[0] == "require":
			list = append(list, f[1])
		case block && len(f) == 2:
			list = append(list, f[0])
		}
	}
	slices.Sort(list)
	return list
}

// mayImport returns why the given file of the room in dir may not import pkg, or "".
func (t Table) mayImport(dir, file, pkg string) string {
	if own, ok := strings.CutPrefix(pkg, t.Module+"/"); ok || pkg == t.Module {
		if !slices.Contains(t.Rooms[dir], own) {
			return "no such arrow from " + dir
		}
		return ""
	}
	if first, _, _ := strings.Cut(pkg, "/"); !strings.Contains(first, ".") { // the standard library
		if belowAny(pkg, impure) {
			return "not pure"
		}
		return ""
	}
	if !belowAny(pkg, t.Rooms[dir]) {
		return "no such arrow from " + dir
	}
	for mod, door := range t.Doors {
		if below(pkg, mod) && file != door {
			return "only " + door + " may"
		}
	}
	return ""
}

// below reports whether p is top or lies below it.
func below(p, top string) bool { return p == top || strings.HasPrefix(p, top+"/") }

func belowAny(p string, tops []string) bool {
	return slices.ContainsFunc(tops, func(top string) bool { return below(p, top) })
}
