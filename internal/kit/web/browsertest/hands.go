package browsertest

import "slices"

// farthest is how many steps nobody takes, on whatever page.
const farthest = 1000

// reach goes on with Tab until a thing has the focus, once round the page at most. It must be seen that it has. A radio
// button is reached by the arrows from the one of its group that Tab stops at, which choose it.
func (p *Page) reach(what string, x thing) {
	p.t.Helper()
	for steps, ends := 0, 0; ends < 2 && steps < farthest; steps++ {
		switch call[string](p, what, x.node, whereFocus) {
		case "here":
			if why := p.FocusHidden(); why != "" {
				p.t.Errorf("%s on %s: one does not see that it has the focus: %s", what, p.Path(), why)
			}
			return
		case "group":
			p.run(what, press(keys["Down"], false))
			continue
		case "nowhere": // before the page's first thing, and after its last
			ends++
		}
		p.run(what, press(keys["Tab"], false))
	}
	p.t.Fatalf("%s: the keyboard never reaches it on %s", what, p.Path())
}

// use does with the keyboard what a click does.
func (p *Page) use(what string, x thing) {
	p.t.Helper()
	p.reach(what, x)
	switch {
	case !slices.Contains(tickable, x.role):
		p.Press("Enter")
	case x.role != "radio" || !call[bool](p, what, x.node, `function() { return this.checked }`):
		p.Press("Space")
	}
}

const whereFocus = `function() {
	const on = document.activeElement;
	if (on === this) return "here";
	if (!on || on === document.body) return "nowhere";
	return this.type === "radio" && on.type === "radio" && on.name === this.name && on.form === this.form ? "group" : "elsewhere";
}`
