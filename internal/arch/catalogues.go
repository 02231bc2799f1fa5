package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"strings"

	"preau/internal/kit/i18n"
)

// catalogueFaults loads every catalogue of the tree: what does not parse, a key or a place that one language has and
// another lacks, two rooms whose keys begin alike.
func catalogueFaults(tree fs.FS) ([]string, error) {
	texts, err := files(tree, "fr.json")
	if err != nil {
		return nil, err
	}
	var faults []string
	seen := map[string]string{}
	for _, name := range sorted(texts) {
		dir := path.Dir(name)
		if path.Base(dir) != "msg" {
			continue
		}
		prefix := path.Base(path.Dir(dir))
		if other := seen[prefix]; other != "" {
			faults = append(faults, fmt.Sprintf("%s: its keys begin with %s. as those of %s do", dir, prefix, other))
		}
		seen[prefix] = dir
		sub, err := fs.Sub(tree, dir)
		if err != nil {
			return nil, err
		}
		c, err := i18n.Load(i18n.Source{Prefix: prefix, FS: sub})
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", dir, err))
			continue
		}
		for _, f := range c.Faults() {
			faults = append(faults, dir+": "+f)
		}
	}
	return faults, nil
}

// unusedFaults are the sentences that no Go file says, tests apart. The pages' words are found in the Go code that
// templ makes of them.
func unusedFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	declared := map[string]string{} // "internal/needs/msg.GroupTitle": where
	used := map[string]bool{}
	for _, s := range all {
		if path.Base(s.folder()) == "msg" {
			constants(s, declared)
			continue
		}
		if !s.test() {
			selectors(s, used)
		}
	}
	var faults []string
	for _, name := range sorted(declared) {
		if !used[name] {
			faults = append(faults, fmt.Sprintf("%s: no page, mail or rule says %s", declared[name], path.Base(name)))
		}
	}
	return faults, nil
}

// constants collects the keys that a generated msg.go declares.
func constants(s source, into map[string]string) {
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				into[s.folder()+"."+name.Name] = s.at(name.Pos())
			}
		}
	}
}

// selectors collects what a file takes from msg packages, by whatever name it imports them.
func selectors(s source, into map[string]bool) {
	names := map[string]string{}
	for name, p := range s.imports() {
		if own, ours := strings.CutPrefix(p, module); ours && path.Base(own) == "msg" {
			names[name] = own
		}
	}
	if len(names) == 0 {
		return
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && names[id.Name] != "" {
				into[names[id.Name]+"."+sel.Sel.Name] = true
			}
		}
		return true
	})
}
