package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// The roles, in Chromium's words, of what is clicked, filled and ticked.
var (
	clickable = []string{"link", "button", "DisclosureTriangle", "tab", "menuitem", "checkbox", "radio", "switch", "option"}
	fillable  = []string{"textbox", "searchbox", "spinbutton", "combobox", "listbox", "Date", "DateTime", "InputTime", "ColorWell"}
	tickable  = []string{"checkbox", "radio", "switch"}
)

// thing is something on the page that has a role and a name for screen readers.
type thing struct {
	role, name string
	node       cdp.BackendNodeID
	focused    bool
}

// things reads the page's accessibility tree: what has a name, in the page's order.
func (p *Page) things() []thing {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatalf("read the accessibility tree: %v", err)
	}
	var list []thing
	for _, n := range tree.Nodes {
		if !n.Ignored && n.Role != nil && n.Name != nil && n.BackendDOMNodeID != 0 {
			list = append(list, thing{text(n.Role), plain(text(n.Name)), n.BackendDOMNodeID, focused(n)})
		}
	}
	return list
}

// focused says whether the keyboard acts on a node; the page as a whole, which has the focus at first, does not count.
func focused(n *accessibility.Node) bool {
	for _, p := range n.Properties {
		if p.Name == accessibility.PropertyNameFocused && string(p.Value.Value) == "true" {
			return text(n.Role) != "RootWebArea"
		}
	}
	return false
}

func text(v *accessibility.Value) string {
	var s string
	if json.Unmarshal(v.Value, &s) != nil {
		return ""
	}
	return s
}

// find gives the one thing of some role with a name: the exact name first, else the only one whose name holds it. Of
// links to one and the same place, the header's and the page's own, it gives the first.
func (p *Page) find(name string, roles []string) thing {
	p.t.Helper()
	exact, holding, all := match(p.things(), plain(name), roles)
	switch {
	case len(exact) == 1 || len(exact) > 1 && p.oneWay(exact):
		return exact[0]
	case len(exact) > 1:
		p.t.Fatalf("%d things are named %q on %s: %s", len(exact), name, p.Path(), names(exact))
	case len(holding) == 1:
		return holding[0]
	case len(holding) > 1:
		p.t.Fatalf("%d things hold %q in their name on %s: %s", len(holding), name, p.Path(), names(holding))
	default:
		p.t.Fatalf("nothing is named %q on %s; there are: %s", name, p.Path(), names(all))
	}
	return thing{}
}

// oneWay says whether all are links to the same address.
func (p *Page) oneWay(all []thing) bool {
	p.t.Helper()
	first := ""
	for _, x := range all {
		if x.role != "link" {
			return false
		}
		to := call[string](p, "read where a link leads", x.node, `function() { return this.href }`)
		if first != "" && to != first {
			return false
		}
		first = to
	}
	return true
}

func match(things []thing, name string, roles []string) (exact, holding, all []thing) {
	for _, x := range things {
		if !slices.Contains(roles, x.role) {
			continue
		}
		all = append(all, x)
		if x.name == name {
			exact = append(exact, x)
		} else if strings.Contains(x.name, name) {
			holding = append(holding, x)
		}
	}
	return exact, holding, all
}

func names(things []thing) string {
	var b strings.Builder
	for i, x := range things {
		if i == 60 {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %q", x.role, x.name)
	}
	return b.String()
}
