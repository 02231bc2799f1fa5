package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Form is a form being filled in, to be sent by one of its buttons.
type Form struct {
	p        *Page
	form     *html.Node
	button   *html.Node // nil: sent by the Enter key, without a button's value
	controls []*control
	extra    url.Values // fields that the page does not have
}

// control is a field of the form as it stands.
type control struct {
	n       *html.Node
	name    string
	kind    string   // the input's type, "select" or "textarea"
	values  []string // what it would send
	checked bool
	files   [][]byte // of a file field, as many as it has values
}

// Form is the form that the button of this text sends.
func (p *Page) Form(button string) *Form {
	p.c.t.Helper()
	var buttons []*html.Node
	for n := range p.part.Descendants() {
		if submits(n) {
			buttons = append(buttons, n)
		}
	}
	b := p.pick("button", button, buttons, func(n *html.Node) string { return nameOf(p.root, n) }, nil)
	if disabled(b) {
		p.fatalf("the button %q is disabled", button)
	}
	form := p.formOf(b)
	if form == nil {
		p.fatalf("the button %q belongs to no form", button)
	}
	return p.newForm(form, b)
}

// FormAt is the form that a CSS selector finds, sent without a button's value.
func (p *Page) FormAt(css string) *Form {
	p.c.t.Helper()
	q := p.In(css)
	if q.part.DataAtom != atom.Form {
		p.fatalf("%q is not a form", css)
	}
	return p.newForm(q.part, nil)
}

// Press sends the form of the button of this text as it stands.
func (p *Page) Press(button string) *Page {
	p.c.t.Helper()
	return p.Form(button).Submit()
}

func submits(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Button:
		t := strings.ToLower(attr(n, "type"))
		return t != "button" && t != "reset"
	case atom.Input:
		t := strings.ToLower(attr(n, "type"))
		return t == "submit" || t == "image"
	}
	return false
}

// formOf is the form a control belongs to: the one it names, else the one around it.
func (p *Page) formOf(n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		if f := byID(p.root, id); f != nil && f.DataAtom == atom.Form {
			return f
		}
		return nil
	}
	return within(n.Parent, is(atom.Form))
}

func (p *Page) newForm(form, button *html.Node) *Form {
	f := &Form{p: p, form: form, button: button, extra: url.Values{}}
	for n := range p.root.Descendants() {
		if is(atom.Input, atom.Select, atom.Textarea)(n) && p.formOf(n) == form {
			if c := controlOf(n); c != nil {
				f.controls = append(f.controls, c)
			}
		}
	}
	return f
}

// controlOf is the control as the page shows it, nil for buttons.
func controlOf(n *html.Node) *control {
	c := &control{n: n, name: attr(n, "name")}
	switch n.DataAtom {
	case atom.Select:
		c.kind, c.values = "select", selected(n)
	case atom.Textarea:
		c.kind = "textarea"
		if n.FirstChild != nil {
			c.values = []string{n.FirstChild.Data}
		} else {
			c.values = []string{""}
		}
	default:
		c.kind = strings.ToLower(attr(n, "type"))
		switch c.kind {
		case "submit", "image", "button", "reset":
			return nil
		case "checkbox", "radio":
			c.checked = has(n, "checked")
			c.values = []string{"on"}
			if has(n, "value") {
				c.values = []string{attr(n, "value")}
			}
		default:
			c.values = []string{attr(n, "value")}
		}
	}
	return c
}

func options(sel *html.Node) []*html.Node {
	var out []*html.Node
	for n := range sel.Descendants() {
		if n.DataAtom == atom.Option {
			out = append(out, n)
		}
	}
	return out
}

// selected is what a list would send: those marked; else, in a list of one line, the first that can be chosen.
func selected(sel *html.Node) []string {
	var out []string
	for _, o := range options(sel) {
		if has(o, "selected") && !has(o, "disabled") {
			out = append(out, optionValue(o))
		}
	}
	if has(sel, "multiple") {
		return out
	}
	if len(out) > 0 {
		return out[len(out)-1:]
	}
	for _, o := range options(sel) {
		if !has(o, "disabled") {
			return []string{optionValue(o)}
		}
	}
	return nil
}

func optionValue(o *html.Node) string {
	if has(o, "value") {
		return attr(o, "value")
	}
	return textOf(o)
}

// disabled controls, and those in a disabled fieldset, are not sent.
func disabled(n *html.Node) bool {
	return has(n, "disabled") || within(n.Parent, func(a *html.Node) bool { return a.DataAtom == atom.Fieldset && has(a, "disabled") }) != nil
}

// Fill types into the field of this label.
func (f *Form) Fill(label, value string) *Form {
	f.p.c.t.Helper()
	c := f.labelled("field", label, func(c *control) bool {
		return c.kind != "checkbox" && c.kind != "radio" && c.kind != "select" && c.kind != "hidden" && c.kind != "file"
	})
	if has(c.n, "readonly") {
		f.p.fatalf("the field %q cannot be changed", label)
	}
	c.values = []string{value}
	return f
}

// Check ticks the box, or takes the radio button, of this label.
func (f *Form) Check(label string) *Form {
	f.p.c.t.Helper()
	f.take(f.labelled("box", label, func(c *control) bool { return c.kind == "checkbox" || c.kind == "radio" }))
	return f
}

// Uncheck unticks the box of this label.
func (f *Form) Uncheck(label string) *Form {
	f.p.c.t.Helper()
	f.labelled("box", label, func(c *control) bool { return c.kind == "checkbox" }).checked = false
	return f
}

// take ticks a control; of radio buttons of one name only one is taken.
func (f *Form) take(c *control) {
	if c.kind == "radio" {
		for _, other := range f.controls {
			if other.kind == "radio" && other.name == c.name {
				other.checked = false
			}
		}
	}
	c.checked = true
}

// Choose takes an option of the list of this label, or a radio button of the group of this legend.
func (f *Form) Choose(label, option string) *Form {
	f.p.c.t.Helper()
	var named []*html.Node
	for _, c := range f.controls {
		if c.kind == "select" && !disabled(c.n) {
			named = append(named, c.n)
		}
		if c.kind == "radio" && !disabled(c.n) {
			if set := groupOf(c.n); set != nil && (len(named) == 0 || named[len(named)-1] != set) {
				named = append(named, set)
			}
		}
	}
	at := f.p.pick("list or group", label, named, f.name, nil)
	if at.DataAtom != atom.Select {
		f.take(f.labelled("choice", option, func(c *control) bool { return c.kind == "radio" && groupOf(c.n) == at }))
		return f
	}
	o := f.p.pick("option", option, options(at), textOf, nil)
	if has(o, "disabled") {
		f.p.fatalf("the option %q cannot be chosen", option)
	}
	for _, c := range f.controls {
		if c.n == at && has(at, "multiple") {
			c.values = append(c.values, optionValue(o))
		} else if c.n == at {
			c.values = []string{optionValue(o)}
		}
	}
	return f
}

// groupOf is the fieldset or labelled group around a radio button.
func groupOf(n *html.Node) *html.Node {
	return within(n.Parent, func(a *html.Node) bool {
		return a.DataAtom == atom.Fieldset || attr(a, "role") == "radiogroup" || attr(a, "role") == "group"
	})
}

// Attach puts a file in the file field of this label, one more where it takes several.
func (f *Form) Attach(label, name string, content []byte) *Form {
	f.p.c.t.Helper()
	c := f.labelled("file field", label, func(c *control) bool { return c.kind == "file" })
	if len(c.files) == 0 || !has(c.n, "multiple") {
		c.values, c.files = nil, nil
	}
	c.values, c.files = append(c.values, name), append(c.files, content)
	return f
}

// Value is what the field of this label holds: "" for a box that is not ticked.
func (f *Form) Value(label string) string {
	f.p.c.t.Helper()
	c := f.labelled("field", label, func(c *control) bool { return c.kind != "hidden" })
	if len(c.values) == 0 || ((c.kind == "checkbox" || c.kind == "radio") && !c.checked) {
		return ""
	}
	return c.values[0]
}

// Set gives a field by its name, hidden or not on the page at all, as a tampered page would.
func (f *Form) Set(name, value string) *Form {
	found := false
	for _, c := range f.controls {
		if c.name == name {
			c.values, c.checked, found = []string{value}, true, true
		}
	}
	if !found {
		f.extra.Add(name, value)
	}
	return f
}

func (f *Form) name(n *html.Node) string { return nameOf(f.p.root, n) }

func (f *Form) labelled(what, label string, ok func(*control) bool) *control {
	f.p.c.t.Helper()
	var nodes []*html.Node
	by := map[*html.Node]*control{}
	for _, c := range f.controls {
		if ok(c) {
			nodes, by[c.n] = append(nodes, c.n), c
		}
	}
	n := f.p.pick(what, label, nodes, f.name, nil)
	if disabled(n) {
		f.p.fatalf("the %s %q is disabled", what, label)
	}
	return by[n]
}

// Submit presses the button.
func (f *Form) Submit() *Page {
	f.p.c.t.Helper()
	action, method := attr(f.form, "action"), attr(f.form, "method")
	if f.button != nil {
		if has(f.button, "formaction") {
			action = attr(f.button, "formaction")
		}
		if has(f.button, "formmethod") {
			method = attr(f.button, "formmethod")
		}
	}
	u := f.p.resolve(action)
	if u.Host != f.p.url.Host {
		f.p.fatalf("the form is sent to another site: %s", u)
	}
	if !strings.EqualFold(method, http.MethodPost) {
		u.RawQuery = encode(f.pairs())
		return f.p.c.walk(f.p.c.follow(http.MethodGet, u, f.p), nil)
	}
	r := f.p.c.follow(http.MethodPost, u, f.p)
	r.Header.Set("Origin", Base)
	contentType, body := f.body()
	r.Header.Set("Content-Type", contentType)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return f.p.c.walk(r, nil)
}

// pair is one field sent.
type pair struct {
	name, value string
	isFile      bool
	file        []byte
}

// pairs are what is sent, in the order of the page, then the button.
func (f *Form) pairs() []pair {
	var out []pair
	for _, c := range f.sent() {
		for i, v := range c.values {
			x := pair{name: c.name, value: crlf(v), isFile: c.kind == "file"}
			if x.isFile && i < len(c.files) {
				x.file = c.files[i]
			}
			out = append(out, x)
		}
	}
	for name, all := range f.extra {
		for _, v := range all {
			out = append(out, pair{name: name, value: v})
		}
	}
	if f.button != nil && attr(f.button, "name") != "" {
		out = append(out, pair{name: attr(f.button, "name"), value: attr(f.button, "value")})
	}
	return out
}

// encode writes pairs as a query; files go by their names alone.
func encode(pairs []pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value)
	}
	return strings.Join(parts, "&")
}

// sent are the controls that a browser would send.
func (f *Form) sent() []*control {
	var out []*control
	for _, c := range f.controls {
		if c.name == "" || disabled(c.n) || ((c.kind == "checkbox" || c.kind == "radio") && !c.checked) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// crlf writes newlines as browsers send them.
func crlf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

func (f *Form) body() (contentType string, body []byte) {
	f.p.c.t.Helper()
	if !strings.EqualFold(attr(f.form, "enctype"), "multipart/form-data") {
		return "application/x-www-form-urlencoded", []byte(encode(f.pairs()))
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range f.pairs() {
		if err := writePart(w, p); err != nil {
			f.p.c.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.p.c.t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func writePart(w *multipart.Writer, p pair) error {
	if !p.isFile {
		return w.WriteField(p.name, p.value)
	}
	part, err := w.CreateFormFile(p.name, p.value)
	if err != nil {
		return err
	}
	_, err = part.Write(p.file)
	return err
}
