package app_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"preau/internal/app"
	"preau/internal/core/help"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// TestEveryReasonIsAnswered holds the help against the codes: each that a message may carry is answered, of the kind that
// the rules give it, for somebody who has a page, with who lifts it and what to do.
func TestEveryReasonIsAnswered(t *testing.T) {
	b := app.Help()
	for code := range b.Said {
		if _, ok := b.Entries[code]; !ok {
			t.Errorf("%s has no answer in the help: say what to do in its room's Explained", code)
		}
	}
	given := kindsGiven(t)
	for code, e := range b.Entries {
		if b.Said[code] == "" {
			t.Errorf("%s is answered and no message says it", code)
		}
		if e.Text == "" || len(e.For) == 0 {
			t.Errorf("%s: nothing to do, or nobody to do it: %+v", code, e)
		}
		lifted := e.Kind == apperr.Grant || e.Kind == apperr.Datum || e.Kind == apperr.Act
		if lifted != (len(e.Lift) > 0) {
			t.Errorf("%s: who lifts a right, a datum or another's act is said, a date or an end is lifted by nobody: %+v", code, e)
		}
		if k, ok := given[code]; ok && k != e.Kind {
			t.Errorf("%s is of kind %d in the rules and %d in the help", code, k, e.Kind)
		}
	}
	if len(given) < 50 {
		t.Errorf("%d kinds found in the sources", len(given))
	}
}

// kindsGiven are the kinds of the reasons that the sources write out, by code.
func kindsGiven(t *testing.T) map[string]apperr.ReasonKind {
	t.Helper()
	names := map[string]apperr.ReasonKind{"Never": apperr.Never, "Grant": apperr.Grant, "Datum": apperr.Datum, "Act": apperr.Act, "Date": apperr.Date}
	consts := map[string]string{} // package.name → value
	type lit struct {
		dir        string
		code, kind ast.Expr
	}
	var lits []lit
	look := func(dir string) func(ast.Node) bool {
		return func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.ValueSpec:
				for i, name := range x.Names {
					if i < len(x.Values) {
						consts[dir+"."+name.Name] = textOf(x.Values[i])
					}
				}
			case *ast.CompositeLit:
				l := lit{dir: dir}
				for _, e := range x.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						switch id, _ := kv.Key.(*ast.Ident); {
						case id != nil && id.Name == "Code":
							l.code = kv.Value
						case id != nil && id.Name == "Kind":
							l.kind = kv.Value
						}
					}
				}
				if l.code != nil && l.kind != nil {
					lits = append(lits, l)
				}
			}
			return true
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			ast.Inspect(f, look(filepath.Base(filepath.Dir(path))))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]apperr.ReasonKind{}
	for _, l := range lits {
		code := textOf(l.code)
		switch x := l.code.(type) {
		case *ast.Ident:
			code = consts[l.dir+"."+x.Name]
		case *ast.SelectorExpr:
			if room, ok := x.X.(*ast.Ident); ok {
				code = consts[room.Name+"."+x.Sel.Name]
			}
		}
		if kind, ok := l.kind.(*ast.SelectorExpr); ok && code != "" {
			if k, known := names[kind.Sel.Name]; known {
				out[code] = k
			}
		}
	}
	return out
}

// textOf is a text written out, "" for anything else.
func textOf(e ast.Expr) string {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(b.Value) // the parser has read it
	return s
}

// What the help names between quotes is what the pages say: a button that was renamed is renamed there too.
func TestHelpSpeaksThePagesWords(t *testing.T) {
	quoted := map[i18n.Lang]*regexp.Regexp{i18n.French: regexp.MustCompile(`« ([^{}»]+) »`), i18n.English: regexp.MustCompile(`“([^{}”]+)”`)}
	for _, lang := range i18n.Langs {
		said := rawTexts(t, lang)
		words := map[string]bool{"preau admin create": true} // what one types
		for _, text := range said {
			words[text] = true
		}
		for _, k := range helpTexts(app.Help()) {
			for _, m := range quoted[lang].FindAllStringSubmatch(said[k], -1) {
				if !words[m[1]] {
					t.Errorf("%s in %s speaks of %q, which no page says", k, lang, m[1])
				}
			}
		}
	}
}

// rawTexts are all texts of a language as its catalogues write them.
func rawTexts(t *testing.T, lang i18n.Lang) map[i18n.Key]string {
	t.Helper()
	out := map[i18n.Key]string{}
	for _, s := range app.Messages() {
		data, err := fs.ReadFile(s.FS, string(lang)+".json")
		texts := map[string]string{}
		if err == nil {
			err = json.Unmarshal(data, &texts)
		}
		if err != nil {
			t.Fatal(err)
		}
		for k, text := range texts {
			out[i18n.Key(s.Prefix+"."+k)] = text
		}
	}
	return out
}

func helpTexts(b help.Book) []i18n.Key {
	var out []i18n.Key
	for _, e := range b.Entries {
		out = append(out, e.Text)
	}
	for _, p := range b.Pages {
		for _, l := range p.Steps {
			out = append(out, l.Steps...)
		}
	}
	return out
}
