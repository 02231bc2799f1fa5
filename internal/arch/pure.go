package arch

import (
	"fmt"
	"go/ast"
	"io/fs"
	"path"
	"strings"
)

// impure are the packages that rules and types know nothing of.
var impure = []string{module + "internal/kit/db", module + "internal/kit/jobs", "database/sql"}

// pureFaults are the rules and type files that import the database or the jobs.
//
// A type file is one that declares the type it is named after (case.go: Case) and no method of the Service. The file
// named after its package is none: it holds the Service or what stands for it.
func pureFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, s := range all {
		fam := family(roomOf(s.folder()))
		if s.test() || (fam != "module" && fam != "core") || !(rulesFile(s) || typeFile(s)) {
			continue
		}
		for _, p := range s.imports() {
			if under(p, impure) {
				faults = append(faults, fmt.Sprintf("%s: rules and types may not import %s", s.name, p))
			}
		}
	}
	return faults, nil
}

func rulesFile(s source) bool {
	name := path.Base(s.name)
	return name == "rules.go" || name == "roles.go" || strings.HasPrefix(name, "rules_") || strings.HasSuffix(name, "_rules.go")
}

func typeFile(s source) bool {
	if path.Base(s.name) == path.Base(s.folder())+".go" {
		return false
	}
	want := strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(path.Base(s.name), ".go"), "_", ""))
	declares := false
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if receiver(d) == "Service" {
				return false
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && strings.ToLower(t.Name.Name) == want {
					declares = true
				}
			}
		}
	}
	return declares
}

// receiver names the type that a method belongs to, "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
