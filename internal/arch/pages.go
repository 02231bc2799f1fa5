package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// kitClass finds a class of the component kit (ds-…) or of our layer over it (app-…).
var kitClass = regexp.MustCompile(`(?:^|["'\s.])((?:ds|app)-[a-z][a-z0-9-]*)`)

// classFaults are the classes of the kit outside internal/kit/web/ui: pages call components, they name no class.
func classFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, s := range all {
		room := roomOf(s.folder())
		if s.test() || room == "ui" || room == "testing" || room == "arch" {
			continue
		}
		literals(s, func(pos token.Pos, text string) {
			for _, m := range kitClass.FindAllStringSubmatch(text, -1) {
				faults = append(faults, fmt.Sprintf("%s: class %s belongs in a component of kit/web/ui", s.at(pos), m[1]))
			}
		})
	}
	return faults, nil
}

// spoken are the attributes whose value people read or hear.
var spoken = []string{"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}

// pageFaults are the words, styles and scripts that stand in a page instead of in a catalogue or a file of their own.
// They are looked for in the Go code that templ makes, where a page's fixed text is found in order; a .templ file
// without it is a fault too. A mail has its styles in it, since mail programs load no file.
func pageFaults(tree fs.FS) ([]string, error) {
	all, err := sources(tree)
	if err != nil {
		return nil, err
	}
	pages, err := files(tree, ".templ")
	if err != nil {
		return nil, err
	}
	var faults []string
	made := map[string]bool{}
	for _, s := range all {
		name, ok := strings.CutSuffix(s.name, "_templ.go")
		if !ok {
			continue
		}
		made[name+".templ"] = true
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				for _, fault := range markupFaults(fixedText(f), roomOf(s.folder()) == "core/notify") {
					faults = append(faults, fmt.Sprintf("%s.templ: %s: %s", name, f.Name.Name, fault))
				}
			}
		}
	}
	for _, name := range sorted(pages) {
		if !made[name] {
			faults = append(faults, name+": not generated yet (make gen)")
		}
	}
	return faults, nil
}

// fixedText joins what a component writes as it stands. Expressions leave nothing behind, so an attribute's quotes meet.
func fixedText(f *ast.FuncDecl) string {
	var b strings.Builder
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 3 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "WriteString" {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "templruntime" {
			return true
		}
		if lit, ok := call.Args[2].(*ast.BasicLit); ok {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				b.WriteString(text)
			}
		}
		return true
	})
	return b.String()
}

func markupFaults(markup string, mail bool) []string {
	var faults []string
	z := html.NewTokenizer(strings.NewReader(markup))
	inside := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return faults
		case html.TextToken:
			if text := strings.TrimSpace(html.UnescapeString(string(z.Text()))); text != "" && (inside == "" && letters(text) || inside != "" && !mail) {
				faults = append(faults, fmt.Sprintf("%q stands in the page", shortened(text)))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			inside = ""
			if t.Data == "script" || t.Data == "style" {
				inside = t.Data
			}
			faults = append(faults, attributeFaults(t, mail)...)
		case html.EndTagToken:
			inside = ""
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

func attributeFaults(t html.Token, mail bool) []string {
	var faults []string
	button := slices.ContainsFunc(t.Attr, func(a html.Attribute) bool {
		return a.Key == "type" && (a.Val == "submit" || a.Val == "button" || a.Val == "reset")
	})
	for _, a := range t.Attr {
		switch {
		case a.Key == "style" && !mail, strings.HasPrefix(a.Key, "on"):
			faults = append(faults, fmt.Sprintf("<%s %s> is refused by the content security policy", t.Data, a.Key))
		case letters(a.Val) && (slices.Contains(spoken, a.Key) || (a.Key == "value" && t.Data == "input" && button)):
			faults = append(faults, fmt.Sprintf("%s=%q stands in the page", a.Key, shortened(a.Val)))
		}
	}
	return faults
}

func letters(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// literals gives each string of a file to fn.
func literals(s source, fn func(token.Pos, string)) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				fn(lit.Pos(), text)
			}
		}
		return true
	})
}
