package browsertest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// errNoAxe is the reason for skipping.
var errNoAxe = errors.New("no axe-core (scripts/axe fetches it)")

// Violation is a fault that axe-core found: its rule, what it asks, how grave it is, and the elements at fault.
type Violation struct {
	Rule     string   `json:"id"`
	Help     string   `json:"help"`
	Impact   string   `json:"impact"`
	Elements []string `json:"elements"`
}

// String writes a violation on one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s: %s", v.Rule, v.Impact, v.Help, strings.Join(v.Elements, " | "))
}

// audit runs the rules of WCAG 2.2 A and AA and axe-core's best practices on the whole page.
// It does so at the page's end, where a bar that sticks to the window lies over nothing: what it hides before, one
// scrolls to.
const audit = `scrollTo(0, document.documentElement.scrollHeight); axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"]
}).then(r => r.violations.map(v => ({
	id: v.id, help: v.help, impact: v.impact || "",
	elements: v.nodes.slice(0, 5).map(n => n.html.slice(0, 200))
})))`

// Axe gives the accessibility faults of the page as it stands. A page without scripts is judged as it was drawn
// without them: they are let in afterwards, for axe-core alone.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	code, err := axeCode()
	if err != nil {
		lacking(p.t, err)
	}
	p.run("let axe-core in", p.scripts(true))
	if !p.options.JavaScript {
		defer p.run("shut scripts out", p.scripts(false))
	}
	evaluate[chromedp.Void](p, code+"\n;0")
	return evaluate[[]Violation](p, audit, chromedp.EvalAwaitPromise)
}

// CheckAccessible makes each accessibility fault of the page, and scrolling sideways, an error of the test.
func (p *Page) CheckAccessible() {
	p.t.Helper()
	for _, v := range p.Axe() {
		p.t.Errorf("%s: %s", p.Path(), v)
	}
	if over := p.Overflow(); over > 0 {
		p.t.Errorf("%s is %d px wider than the window of %d", p.Path(), over, p.options.Width)
	}
}

// axeCode reads axe-core from where scripts/axe put it: the newest, if an older one is still there.
func axeCode() (string, error) {
	name := os.Getenv("PREAU_TEST_AXE")
	if name == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return "", errNoAxe
		}
		found, err := filepath.Glob(filepath.Join(dir, "preau", "axe-core-*", "axe.min.js"))
		if err != nil || len(found) == 0 {
			return "", errNoAxe
		}
		name = found[len(found)-1]
	}
	code, err := os.ReadFile(name)
	if err != nil {
		return "", errNoAxe
	}
	return string(code), nil
}
