// Command gen makes the served style sheets from those in src: the kit's sheet without the components that we do not
// use, the theme without the variables that nobody reads, ours without its spaces. It runs in the repository's root.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

const (
	static     = "internal/kit/web/static"
	components = "internal/kit/web/ui/*.templ"
)

func main() {
	sheets, err := generate(".")
	if err == nil {
		err = save(sheets)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "static files:", err)
		os.Exit(1)
	}
}

// generate gives the served sheets by their names under static.
func generate(root string) (map[string]string, error) {
	var src [3][]node
	for i, name := range []string{"app.css", "designsystemet.css", "theme.css"} {
		raw, err := os.ReadFile(filepath.Join(root, static, "src", name))
		if err != nil {
			return nil, err
		}
		if src[i], err = parse(string(raw)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	classes, err := usedClasses(filepath.Join(root, components))
	if err != nil {
		return nil, err
	}
	app := src[0]
	kit := named(reducer{classes: classes, never: neverThere}.rules(src[1]))
	theme := variables(reducer{never: neverThere}.rules(src[2]), app, kit)
	return map[string]string{
		"app.css":          write(app),
		"ds/1.22.0/ds.css": "/*! Designsystemet 1.22.0, MIT, reduced: see ds/LICENSE */" + write(kit),
		"theme/defaut.css": write(theme),
	}, nil
}

// neverThere are parts of selectors that no page has: sizes and letterings of the kit that we do not use.
var neverThere = []string{
	`[data-typography="secondary"]`, `[data-size="2xs"]`, `[data-size=xs]`, `[data-size=lg]`, `[data-size=xl]`, `[data-size="2xl"]`,
	`[data-size='lg']`, `[contenteditable`, `[data-field=counter]`, `[data-sticky-header]`, `[data-zebra]`, `[data-placement`,
}

var classInTemplate = regexp.MustCompile(`\bds-[a-z]+(?:-[a-z]+)*`)

// usedClasses are the kit's classes that the components write.
func usedClasses(glob string) (map[string]bool, error) {
	files, err := filepath.Glob(glob)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		for _, c := range classInTemplate.FindAllString(string(raw), -1) {
			out[c] = true
		}
	}
	return out, nil
}

func save(sheets map[string]string) error {
	for name, css := range sheets {
		if err := os.WriteFile(filepath.Join(static, filepath.FromSlash(name)), []byte(css), 0o644); err != nil {
			return err
		}
	}
	return nil
}
