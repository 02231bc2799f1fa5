package browsertest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// key is what a keyboard sends for a key that does more than write a letter.
type key struct {
	key, code, text string
	number          int64
}

var keys = map[string]key{
	"Tab":       {"Tab", "Tab", "", 9},
	"Enter":     {"Enter", "Enter", "\r", 13},
	"Space":     {" ", "Space", " ", 32},
	"Escape":    {"Escape", "Escape", "", 27},
	"Up":        {"ArrowUp", "ArrowUp", "", 38},
	"Down":      {"ArrowDown", "ArrowDown", "", 40},
	"Left":      {"ArrowLeft", "ArrowLeft", "", 37},
	"Right":     {"ArrowRight", "ArrowRight", "", 39},
	"Home":      {"Home", "Home", "", 36},
	"End":       {"End", "End", "", 35},
	"Backspace": {"Backspace", "Backspace", "", 8},
}

const shift = 8 // the bit of the modifier in the protocol

// Press presses keys one after the other (Tab, Enter, Space, Escape, Up, Down, Left, Right, Home, End, Backspace, with
// "Shift+" before if need be), and waits for the page that one of them opens.
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		plainName, shifted := strings.CutPrefix(name, "Shift+")
		k, ok := keys[plainName]
		if !ok {
			p.t.Fatalf("no key %q", name)
		}
		opening := false
		if plainName == "Enter" || plainName == "Space" {
			opening = evaluate[bool](p, `document.activeElement ? (`+opens+`).call(document.activeElement, `+quoted(k.key)+`) : false`)
		}
		p.follow("press "+name, opening, press(k, shifted))
	}
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

func press(k key, shifted bool) chromedp.Action[chromedp.Void] {
	down := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: k.key, Code: k.code, Text: k.text, WindowsVirtualKeyCode: k.number, NativeVirtualKeyCode: k.number}
	if k.text == "" {
		down.Type = input.DispatchKeyEventTypeRawKeyDown
	}
	if shifted {
		down.Modifiers = shift
	}
	up := down
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, down); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, up)
		return err
	})
}

// edit sends an editing command to the focused field, as its key combination would.
func edit(name string) chromedp.Action[chromedp.Void] {
	return command(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Unidentified", Commands: []string{name}})
}

// Type writes into what has the focus, letter by letter as far as the page can tell.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.run("type", command(input.InsertText, input.InsertTextParams{Text: text}))
}

// Focused names what the keyboard acts on, "" if nothing in particular.
func (p *Page) Focused() string {
	p.t.Helper()
	return p.focused().name
}

// WaitFocus waits until a thing whose name holds that text has the focus: the browser gives it to what a page wants
// it on only once the page is drawn.
func (p *Page) WaitFocus(name string) {
	p.t.Helper()
	want, end := plain(name), time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		got := p.Focused()
		if strings.Contains(got, want) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			p.t.Fatalf("the focus on %s is on %q, not on %q", p.Path(), got, name)
		}
	}
}

func (p *Page) focused() thing {
	p.t.Helper()
	for _, x := range p.things() {
		if x.focused {
			return x
		}
	}
	return thing{}
}

// FocusHidden says why one does not see what the keyboard acts on, "" when one does.
func (p *Page) FocusHidden() string {
	p.t.Helper()
	return evaluate[string](p, focusHidden)
}

// focusHidden compares how the thing that has the focus, and what it stands in, are drawn with the focus and without;
// and looks for a part of it that nothing lies over: the window's edge, or a bar that sticks to it.
const focusHidden = `(() => {
	const el = document.activeElement;
	if (!el || el === document.body) return "nothing has the focus";
	const drawn = () => [el, el.parentElement, el.parentElement.parentElement].map(x => {
		const s = getComputedStyle(x), r = x.getBoundingClientRect();
		return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.clip, r.left, r.top, r.width, r.height];
	}).join();
	const r = el.getBoundingClientRect(), mine = [el, ...(el.labels || [])], points = [.5, .1, .9];
	const free = points.some(x => points.some(y => {
		const hit = document.elementFromPoint(r.left + r.width * x, r.top + r.height * y);
		return hit && mine.some(m => m.contains(hit));
	}));
	if (!free) return "it is out of the window, or something lies over it";
	const on = drawn();
	el.blur();
	const off = drawn();
	el.focus({preventScroll: true});
	return on === off ? "it looks the same without" : "";
})()`

// TabTo presses Tab until the thing of that name has the focus. What the keyboard cannot reach in one round of the
// page fails the test.
func (p *Page) TabTo(name string) {
	p.t.Helper()
	var way []string
	seen := map[cdp.BackendNodeID]bool{}
	for {
		p.Press("Tab")
		x := p.focused()
		if x.node != 0 && x.name == plain(name) {
			return
		}
		if seen[x.node] {
			p.t.Fatalf("Tab never reaches %q on %s; it goes: %s", name, p.Path(), strings.Join(way, " → "))
		}
		seen[x.node] = true
		way = append(way, x.name)
	}
}
