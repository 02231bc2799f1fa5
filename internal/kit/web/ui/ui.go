// Package ui holds the components that every page is made of: Designsystemet's markup with typed parameters.
//
// A component is a struct that renders itself, so a page keeps what it shows as plain values: @ui.Tag{…} in a template,
// ui.Parts{ui.Button{…}} in a field. One that wraps other markup is written in parentheses: @(ui.Panel{…}) { … }.
// Pages hold no class of the kit and none of ours: what is missing here is drawn here first. README.md lists them all.
//
// Texts arrive translated. Components with words of their own have a field T, the reader's translator, which must be set.
package ui

import (
	"context"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
)

// Parts are components shown one after the other: acts, cells, facts under a title. A nil part shows nothing.
type Parts []templ.Component

// Render writes the parts in order.
func (p Parts) Render(ctx context.Context, w io.Writer) error {
	for _, c := range p {
		if c == nil {
			continue
		}
		if err := c.Render(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// With gives a component its children from Go, where no template is written.
func With(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, Parts(children)), w)
	})
}

// Color is one of the theme's colours; the instance's theme decides what each looks like. Colour never tells alone.
type Color string

// The theme's colours.
const (
	Accent  Color = "accent"
	Brand1  Color = "brand1"
	Brand2  Color = "brand2"
	Neutral Color = "neutral"
	Info    Color = "info"
	Success Color = "success"
	Warning Color = "warning"
	Danger  Color = "danger"
)

// Fault is one thing to correct in a form. Name is the field's, empty when the form as a whole is wrong. At is the field's id where it was
// given one of its own.
type Fault struct {
	Name string
	Text string
	At   string
}

// Faults are what is wrong with a form, in the order of its fields.
type Faults []Fault

// FaultsOf says what a refused form (apperr.Invalid, or Conflict with a message) has to be told. No error gives none.
func FaultsOf(t *i18n.T, err error) Faults {
	e, ok := apperr.As(err)
	if !ok {
		return nil
	}
	var out Faults
	if e.Msg.Key != "" {
		out = append(out, Fault{Text: t.M(e.Msg)})
	}
	for _, f := range e.Fields {
		out = append(out, Fault{Name: f.Name, Text: t.M(f.Msg)})
	}
	return out
}

// Of is what is wrong with a field, empty when nothing is.
func (f Faults) Of(name string) string {
	for _, one := range f {
		if one.Name == name {
			return one.Text
		}
	}
	return ""
}

// Address is a list's address with its filters, order and page, from which the links of the list are made.
type Address struct {
	Path  string
	Query url.Values
}

// pageParam is left out of every link that changes what is listed: one starts again at the first page.
const pageParam = "page"

// With is the address with a parameter set; an empty value takes it away.
func (a Address) With(name, value string) string {
	q := a.copy(name)
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	return a.link(q)
}

// Without is the address with one value of a parameter taken away, for filters that may have several.
func (a Address) Without(name, value string) string {
	q := a.copy(name)
	kept := q[name][:0]
	for _, v := range q[name] {
		if v != value {
			kept = append(kept, v)
		}
	}
	q[name] = kept
	return a.link(q)
}

func (a Address) copy(changed string) url.Values {
	q := url.Values{}
	for k, vs := range a.Query {
		if k != pageParam || changed == pageParam {
			q[k] = append([]string(nil), vs...)
		}
	}
	return q
}

func (a Address) link(q url.Values) string {
	if e := q.Encode(); e != "" {
		return a.Path + "?" + e
	}
	return a.Path
}

// hidden are the address's parameters but some, to be kept by a form.
func (a Address) hidden(but ...string) []Hidden {
	q := a.copy("")
	for _, k := range but {
		q.Del(k)
	}
	var out []Hidden
	for _, k := range sortedKeys(q) {
		for _, v := range q[k] {
			out = append(out, Hidden{Name: k, Value: v})
		}
	}
	return out
}

// FieldID is the id that a field of this name has; anchors point at it. A choice of several adds its value.
func FieldID(name string, value ...string) string {
	return "f-" + Slug(strings.Join(append([]string{name}, value...), "-"))
}

// Slug makes an id of any text: lower case letters and digits with hyphens between.
func Slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return unicode.ToLower(r)
		}
		return '-'
	}, s), "-")
}

// or is the first of two texts that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// list joins the ids that are not empty, for attributes that take several.
func list(ids ...string) string {
	var kept []string
	for _, id := range ids {
		if id != "" {
			kept = append(kept, id)
		}
	}
	return strings.Join(kept, " ")
}

// when is the text if the condition holds.
func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

func sortedKeys(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }

func itoa(n int) string { return strconv.Itoa(n) }
