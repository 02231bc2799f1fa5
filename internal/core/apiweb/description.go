package apiweb

import (
	"maps"
	"slices"
	"strings"

	"preau/internal/core/rest"
)

// description is what the guide reads of an OpenAPI document.
type description struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	Summary     string      `json:"summary"`
	Description string      `json:"description"`
	Tags        []string    `json:"tags"`
	Scope       string      `json:"x-scope"`
	Parameters  []parameter `json:"parameters"`
	RequestBody body        `json:"requestBody"`
	Responses   map[string]struct {
		Description string `json:"description"`
		body
	} `json:"responses"`
}

type body struct {
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

type parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Required    bool   `json:"required"`
	Description string `json:"description"`
}

type schema struct {
	Ref         string            `json:"$ref"`
	Description string            `json:"description"`
	Required    []string          `json:"required"`
	Properties  map[string]schema `json:"properties"`
	Items       *schema           `json:"items"`
}

// chapter is what the guide says of the operations of one group. Slug is its place in the guide's addresses: its French title, in both languages.
type chapter struct {
	Slug, Title string
	Acts        []act
}

// act is one operation, as the guide tells it. ID is its name in the description, and its anchor.
type act struct {
	ID, Method, Path, Title, Text, Scope string
	Takes, Gives                         []field
	Refusals                             []string // "412 — Outdated version"
}

// field is a parameter or a property, named from the body's root: "quantities[].line".
type field struct {
	Name, Where, Text string
	Required          bool
}

// chapters puts the operations into their chapters, in the order in which they were declared.
func chapters(ops []rest.Op, d description) []chapter {
	var out []chapter
	for _, op := range ops {
		o := d.Paths[op.Path][strings.ToLower(op.Method)]
		title := strings.Join(o.Tags, ", ")
		i := slices.IndexFunc(out, func(c chapter) bool { return c.Title == title })
		if i < 0 {
			out, i = append(out, chapter{Title: title}), len(out)
		}
		out[i].Acts = append(out[i].Acts, d.act(op, o))
	}
	return out
}

func (d description) act(op rest.Op, o operation) act {
	a := act{ID: op.ID, Method: op.Method, Path: rest.Prefix + op.Path, Title: o.Summary, Text: o.Description, Scope: o.Scope}
	for _, p := range o.Parameters {
		a.Takes = append(a.Takes, field{Name: p.Name, Where: p.In, Text: p.Description, Required: p.Required})
	}
	for _, c := range o.RequestBody.Content {
		a.Takes = append(a.Takes, d.fields(c.Schema, "", "body")...)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		r := o.Responses[status]
		if status >= "3" {
			a.Refusals = append(a.Refusals, status+" — "+r.Description)
			continue
		}
		for _, c := range r.Content {
			a.Gives = append(a.Gives, d.fields(c.Schema, "", "body")...)
		}
	}
	return a
}

// deepest is how far the guide goes into a body: no resource is deeper, and a schema that held itself would have no end.
const deepest = 6

func (d description) fields(s schema, at, where string) []field {
	if strings.Count(at, ".") > deepest {
		return nil
	}
	s = d.resolve(s)
	if s.Items != nil {
		return d.fields(*s.Items, at+"[]", where)
	}
	var out []field
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		path := strings.TrimPrefix(at+"."+name, ".")
		out = append(out, field{Name: path, Where: where, Text: p.Description, Required: slices.Contains(s.Required, name)})
		out = append(out, d.fields(p, path, where)...)
	}
	return out
}

func (d description) resolve(s schema) schema {
	name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/")
	if !ok {
		return s
	}
	return d.Components.Schemas[name]
}
