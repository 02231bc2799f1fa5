package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// module is the program's module path.
const module = "preau/"

// source is a parsed Go file of the tree.
type source struct {
	name string // from the root: internal/needs/group.go
	file *ast.File
	fset *token.FileSet
	text string
}

func (s source) folder() string { return path.Dir(s.name) }
func (s source) test() bool     { return strings.HasSuffix(s.name, "_test.go") }

// at writes a position in the file, for faults.
func (s source) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", s.name, s.fset.Position(pos).Line)
}

// imports maps the names that packages go by in the file to their paths. A blank or dot import has that name.
func (s source) imports() map[string]string {
	m := map[string]string{}
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		m[name] = p
	}
	return m
}

// files gives the tree's files with one of the endings, by path. Hidden folders, testdata and what is no part of the program are left out.
func files(tree fs.FS, endings ...string) (map[string]string, error) {
	found := map[string]string{}
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules") {
			return fs.SkipDir
		}
		for _, e := range endings {
			if !d.IsDir() && strings.HasSuffix(base, e) {
				text, err := fs.ReadFile(tree, name)
				if err != nil {
					return err
				}
				found[name] = string(text)
			}
		}
		return nil
	})
	return found, err
}

// sources parses the tree's Go files.
func sources(tree fs.FS) ([]source, error) {
	texts, err := files(tree, ".go")
	if err != nil {
		return nil, err
	}
	var out []source
	for _, name := range sorted(texts) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, texts[name], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		out = append(out, source{name: name, file: f, fset: fset, text: texts[name]})
	}
	return out, nil
}

// importFaults are the imports that the table does not allow.
func importFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, s := range all {
		room := roomOf(s.folder())
		allowed, known := rowOf(room)
		if !known {
			faults = append(faults, fmt.Sprintf("%s: its folder is no room of the table in internal/arch", s.name))
			continue
		}
		for _, i := range s.file.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return nil, err
			}
			if why := refused(s, room, allowed, p); why != "" {
				faults = append(faults, fmt.Sprintf("%s: %s", s.at(i.Pos()), why))
			}
		}
	}
	return faults, nil
}

// refused says why a file of a room may not import a package, "" if it may.
func refused(s source, room, allowed, imported string) string {
	own, ours := strings.CutPrefix(imported, module)
	if !ours {
		return refusedLibrary(s, room, imported)
	}
	to := roomOf(own)
	if to == room || may(allowed, room, to) {
		return ""
	}
	if s.test() && may(testsMay[strings.HasPrefix(s.folder(), "internal/kit/")], room, to) {
		return ""
	}
	return fmt.Sprintf("room %s may not import %s (room %q)", room, imported, to)
}

func refusedLibrary(s source, room, imported string) string {
	if s.test() || room == "testing" {
		if under(imported, testLibraries) || !strings.Contains(firstPart(imported), ".") {
			return ""
		}
	}
	for _, l := range libraries {
		if !under(imported, []string{l.path}) {
			continue
		}
		if may(l.rooms, room, room) {
			return ""
		}
		return fmt.Sprintf("room %s may not use %s", room, imported)
	}
	if strings.Contains(firstPart(imported), ".") {
		return fmt.Sprintf("%s is not in the table of libraries", imported)
	}
	return ""
}

func firstPart(p string) string {
	first, _, _ := strings.Cut(p, "/")
	return first
}

func under(p string, roots []string) bool {
	for _, r := range roots {
		if p == r || strings.HasPrefix(p, r+"/") {
			return true
		}
	}
	return false
}
