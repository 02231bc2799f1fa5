package browsertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Click clicks, with the mouse, the link, button, summary or box of that name, and waits for the page it opens.
func (p *Page) Click(name string) {
	p.t.Helper()
	x := p.find(name, clickable)
	p.click(fmt.Sprintf("click %q", name), x)
}

// ClickButton clicks a button where a link of the page bears the same name.
func (p *Page) ClickButton(name string) {
	p.t.Helper()
	p.click(fmt.Sprintf("click the button %q", name), p.find(name, []string{"button"}))
}

// Fill types a value into the field of that label in place of what it holds, or chooses it in a list by its text.
// A date is given as 2026-11-21.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	x := p.find(label, fillable)
	what := fmt.Sprintf("fill %q", label)
	if p.options.Keyboard {
		p.reach(what, x)
	}
	if set := call[bool](p, what, x.node, setChosen, value); set {
		return
	}
	p.run(what, command(dom.Focus, dom.FocusParams{BackendNodeID: x.node}), edit("selectAll")) // by the keyboard it has it
	if value == "" {
		p.run(what, edit("deleteBackward"))
		return
	}
	p.run(what, command(input.InsertText, input.InsertTextParams{Text: value}))
}

// Value is what the field of that label holds.
func (p *Page) Value(label string) string {
	p.t.Helper()
	return call[string](p, fmt.Sprintf("read %q", label), p.find(label, fillable).node, `function() { return this.value }`)
}

// Check ticks the box or radio button of that label, Uncheck unticks it; nothing happens if it is so already.
func (p *Page) Check(label string) { p.t.Helper(); p.tick(label, true) }

// Uncheck unticks a box.
func (p *Page) Uncheck(label string) { p.t.Helper(); p.tick(label, false) }

func (p *Page) tick(label string, on bool) {
	p.t.Helper()
	x := p.find(label, tickable)
	what := fmt.Sprintf("tick %q", label)
	if p.options.Keyboard {
		p.reach(what, x)
	}
	if call[bool](p, what, x.node, `function() { return this.checked }`) != on {
		p.click(what, x)
	}
}

// Attach chooses files of this machine for the file field of that label.
func (p *Page) Attach(label string, paths ...string) {
	p.t.Helper()
	x := p.find(label, []string{"button"})
	p.run(fmt.Sprintf("attach to %q", label), command(dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, BackendNodeID: x.node}))
}

// click scrolls to a thing and clicks its middle, so that something lying over it is found out; or uses it by the
// keyboard.
func (p *Page) click(what string, x thing) {
	p.t.Helper()
	if p.options.Keyboard {
		p.use(what, x)
		return
	}
	p.run(what, command(dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: x.node}))
	at := call[[]float64](p, what, x.node, middle)
	if len(at) != 2 {
		p.t.Fatalf("%s: it is hidden, or something lies over it", what)
	}
	p.follow(what, call[bool](p, what, x.node, opens, ""), chromedp.MouseClickXY(at[0], at[1]))
}

// follow does an act; if it opens a page it waits for that. Where scripts run, they may do it in place: if no page was
// asked for after two seconds there is nothing to wait for, and WaitText tells when it is done.
func (p *Page) follow(what string, opening bool, act chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if !opening {
		p.run(what, act)
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if p.options.JavaScript {
		before := p.problems.pages()
		inPlace := time.AfterFunc(2*time.Second, func() {
			if p.problems.pages() == before {
				cancel()
			}
		})
		defer inPlace.Stop()
	}
	_, err := chromedp.RunResponse(ctx, act)
	var load *chromedp.LoadError
	switch {
	case err == nil:
	case errors.As(err, &load) && strings.Contains(load.ErrorText, "ERR_ABORTED"): // a file to keep
	case p.options.JavaScript && errors.Is(err, context.Canceled):
	default:
		p.t.Fatalf("%s: no page came: %v", what, err)
	}
}

// call calls a function on a node of the page: this is the node, or the element around a text.
func call[T any](p *Page, what string, node cdp.BackendNodeID, function string, args ...any) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	var zero T
	found, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: node})
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
		return zero
	}
	on := func(params *runtime.CallFunctionOnParams) { params.ObjectID = found.Object.ObjectID }
	v, err := chromedp.Run(ctx, chromedp.CallFunctionOn[T](function, on, args...))
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return v
}

// middle gives where to click an element, or nothing when the click would reach another one: its label's place where
// the kit draws its own box over the real one.
const middle = `function() {
	const targets = [this, ...(this.labels || [])];
	for (const t of targets) {
		const r = t.getClientRects()[0];
		if (!r || r.width === 0 || r.height === 0) continue;
		const x = r.left + r.width / 2, y = r.top + r.height / 2;
		const hit = document.elementFromPoint(x, y);
		if (hit && (t.contains(hit) || hit.contains(this) && hit.tagName === "LABEL")) return [x, y];
	}
	return [];
}`

// opens tells whether using an element, by the mouse or (key) by Enter or a space, opens a page.
const opens = `function(key) {
	const form = this.form;
	const valid = form && (form.noValidate || this.formNoValidate || form.checkValidity());
	const type = (this.type || "").toLowerCase(), tag = this.tagName;
	if (tag === "A" || tag === "AREA") {
		if (key === " ") return false;
		const to = new URL(this.href, location);
		return !(to.pathname === location.pathname && to.search === location.search && to.hash !== "");
	}
	if (tag === "BUTTON" || (tag === "INPUT" && (type === "submit" || type === "image"))) {
		return !!form && (type === "submit" || type === "image") && form.method !== "dialog" && valid;
	}
	return tag === "INPUT" && key === "Enter" && !!form && valid &&
		!["checkbox", "radio", "button", "reset", "file"].includes(type);
}`

// setChosen sets what is not typed letter by letter: lists by the text of an option, dates and times by their value.
const setChosen = `function(value) {
	const plain = s => s.replace(/[’]/g, "'").replace(/[\s\u00a0\u202f]+/g, " ").trim();
	const changed = () => {
		this.dispatchEvent(new Event("input", {bubbles: true}));
		this.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	};
	if (this.tagName === "SELECT") {
		const option = [...this.options].find(o => plain(o.text) === plain(value)) || [...this.options].find(o => o.value === value);
		if (!option) throw new Error("no option " + value + " among: " + [...this.options].map(o => o.text).join(", "));
		option.selected = true;
		return changed();
	}
	if (["date", "time", "datetime-local", "month", "week", "color", "range"].includes(this.type)) {
		this.value = value;
		return changed();
	}
	return false;
}`
