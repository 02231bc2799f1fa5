package browsertest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take before it is given up: long, as other tests may keep the machine busy.
const patience = 90 * time.Second

// Options say how the page is looked at. The zero value is a laptop, light, without scripts, in French.
type Options struct {
	JavaScript bool
	Width      int    // CSS pixels, 1280 if 0; under 600 it is a telephone
	Dark       bool   // prefers-color-scheme
	Language   string // Accept-Language, "fr" if empty
	Keyboard   bool   // Click, Fill and Check do without the mouse: Tab, Enter, a space, arrows
}

// Page is a window with cookies of its own. Its methods end the test when what they are asked cannot be done.
type Page struct {
	t        testing.TB
	ctx      context.Context
	base     string
	options  Options
	problems *problems
}

// New opens an empty window for a site: http://127.0.0.1:4321, without a slash at the end.
// When the test ends the window is closed, and what its console told of (a refused script, a missing file) are errors.
func New(t testing.TB, base string, o Options) *Page {
	t.Helper()
	parent, err := browser()
	if errors.Is(err, errNone) {
		lacking(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Language == "" {
		o.Language = "fr"
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	return window(ctx, t, strings.TrimSuffix(base, "/"), o)
}

// Tab opens an empty tab beside the page: with its cookies and options, and a console of its own.
func (p *Page) Tab() *Page {
	p.t.Helper()
	ctx, cancel := chromedp.NewContext(p.ctx)
	p.t.Cleanup(cancel)
	return window(ctx, p.t, p.base, p.options)
}

func window(ctx context.Context, t testing.TB, base string, o Options) *Page {
	t.Helper()
	p := &Page{t: t, ctx: ctx, base: base, options: o, problems: &problems{}}
	if err := p.prepare(); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	t.Cleanup(func() {
		for _, text := range p.problems.list() {
			t.Errorf("the page's console: %s", text)
		}
	})
	return p
}

// In is the same window, used by a subtest: what goes wrong there ends the subtest. The window lives as long as the test
// that opened it.
func (p *Page) In(t testing.TB) *Page {
	out := *p
	out.t = t
	return &out
}

// prepare sets up what the options ask for and listens to the console.
func (p *Page) prepare() error {
	scheme := "light"
	if p.options.Dark {
		scheme = "dark"
	}
	height, mobile := int64(900), false
	if p.options.Width < 600 {
		height, mobile = 844, true
	}
	if err := chromedp.Listen(p.ctx, p.problems.event); err != nil {
		return err
	}
	return chromedp.Do(p.ctx,
		command(network.Enable, network.EnableParams{}),
		command(log.Enable, cdp.Empty{}),
		command(runtime.Enable, cdp.Empty{}),
		command(network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": p.options.Language}}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(p.options.Width), Height: height, DeviceScaleFactor: 1, Mobile: mobile}),
		p.scripts(p.options.JavaScript),
	)
}

// command makes an action of a command of the DevTools protocol whose answer does not matter.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// scripts switches the page's own scripts on or off. What the test itself evaluates runs in both cases.
func (p *Page) scripts(on bool) chromedp.Action[chromedp.Void] {
	return command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// run does steps within the time allowed, and fails the test with what was tried.
func (p *Page) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// evaluate gives the value of an expression in the page.
func evaluate[T any](p *Page, expression string, options ...chromedp.EvaluateOption) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		p.t.Fatalf("evaluate %.80s: %v", expression, err)
	}
	return v
}

// Open goes to an address of the site and waits for the page.
func (p *Page) Open(path string) {
	p.t.Helper()
	p.run("open "+path, chromedp.Navigate(p.base+path))
}

// Path is the address of the page within the site, with its query.
func (p *Page) Path() string {
	p.t.Helper()
	return evaluate[string](p, `location.pathname + location.search`)
}

// Title is the page's title.
func (p *Page) Title() string {
	p.t.Helper()
	return plain(evaluate[string](p, `document.title`))
}

// Text is what can be read on the page now, spaces and apostrophes made plain.
func (p *Page) Text() string {
	p.t.Helper()
	return plain(evaluate[string](p, `document.body ? document.body.innerText : ""`))
}

// WaitText waits until the page shows a text.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	want, end := plain(text), time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		got := p.Text()
		if strings.Contains(got, want) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			p.t.Fatalf("no %q on %s, which reads:\n%s", text, p.Path(), got)
		}
	}
}

// Overflow is by how many pixels the page is wider than the window: it should never be scrolled sideways.
func (p *Page) Overflow() int {
	p.t.Helper()
	return evaluate[int](p, `Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`)
}

// Screenshot keeps a picture of the whole page as PNG, making the folder if need be.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(filepath.Dir(name), 0o755)
	}
	if err == nil {
		err = os.WriteFile(name, png, 0o644)
	}
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}

// plainly makes typographic apostrophes and spaces what a test types.
var plainly = strings.NewReplacer("’", "'", "\u00a0", " ", "\u202f", " ", "\u00ad", "")

// plain makes a text comparable: plain apostrophes, each run of spaces and line ends one space.
func plain(s string) string { return strings.Join(strings.Fields(plainly.Replace(s)), " ") }
