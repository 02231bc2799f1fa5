package ui_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"preau/internal/kit/i18n"
)

// sampleDir is where the samples are left, to be looked at: go test ./internal/kit/web/ui -sample FOLDER.
var sampleDir = flag.String("sample", "", "directory in which to leave the sample pages")

func samples(t testing.TB) map[string]string {
	fr, en := translator(t, i18n.French), translator(t, i18n.English)
	return map[string]string{
		"composants": render(t, everyComponent(fr)),
		"components": render(t, everyComponent(en)),
		"accueil":    render(t, publicHome(fr)),
	}
}

func render(t testing.TB, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSamples(t *testing.T) {
	for name, page := range samples(t) {
		t.Run(name, func(t *testing.T) {
			leave(t, name, page)
			doc, err := html.Parse(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			checkNesting(t, page)
			checkAttributes(t, doc)
			checkIDs(t, doc)
			checkLabels(t, doc)
		})
	}
}

func leave(t *testing.T, name, page string) {
	if *sampleDir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*sampleDir, name+".html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkNesting follows the page's tags: each one closed, in order.
func checkNesting(t *testing.T, page string) {
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true}
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("left open: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// checkAttributes refuses what the content policy would block, and attributes that say nothing.
func checkAttributes(t *testing.T, doc *html.Node) {
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if a.Key == "class" && strings.TrimSpace(a.Val) == "" {
				t.Errorf("<%s> has an empty class", n.Data)
			}
			if a.Key == "href" && strings.Contains(a.Val, "templ") {
				t.Errorf("refused address on <%s>: %s", n.Data, a.Val)
			}
		}
	}
}

// checkIDs wants each id once, and every reference to one to find it.
func checkIDs(t *testing.T, doc *html.Node) {
	ids := map[string]int{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for n := range doc.Descendants() {
		refs := strings.Fields(attr(n, "aria-describedby") + " " + attr(n, "aria-labelledby") + " " + attr(n, "for") + " " + attr(n, "form"))
		if h := attr(n, "href"); strings.HasPrefix(h, "#") && len(h) > 1 {
			refs = append(refs, h[1:])
		}
		for _, ref := range refs {
			if ids[ref] == 0 {
				t.Errorf("<%s> refers to %q, which is not there", n.Data, ref)
			}
		}
	}
}

// checkLabels wants each control to have a label bound to it, or a name for screen readers.
func checkLabels(t *testing.T, doc *html.Node) {
	for _, n := range cascadia.QueryAll(doc, cascadia.MustCompile(`input:not([type=hidden]), select, textarea`)) {
		if attr(n, "aria-label") == "" && cascadia.Query(doc, cascadia.MustCompile(`label[for="`+attr(n, "id")+`"]`)) == nil {
			t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
