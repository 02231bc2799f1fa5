package apiweb

import (
	"maps"
	"slices"

	"preau/internal/core/apiweb/msg"
	"preau/internal/core/rest"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web/ui"
)

// curl is the first request, ready to be copied.
func (p guidePage) curl() string {
	return `curl -H "Authorization: Bearer preau_…" ` + p.Base + rest.Prefix + "/me"
}

func (p chapterPage) scope(a act) string {
	if a.Scope == "" {
		return p.T.S(msg.AnyToken)
	}
	return p.T.S(msg.NeedsScope, "scope", a.Scope)
}

func (p guidePage) scopeCols() []ui.Col {
	return []ui.Col{{Label: p.T.S(msg.ColScope)}, {Label: p.T.S(msg.ColMeaning)}}
}

func (p guidePage) scopeRows() []ui.Row {
	var out []ui.Row
	for _, s := range p.Scopes {
		out = append(out, ui.Row{Cells: ui.Parts{ui.Text(s.Key), ui.Text(p.T.S(s.Label) + ". " + p.T.S(s.Hint))}})
	}
	return out
}

func (p chapterPage) fieldCols(title i18n.Key) []ui.Col {
	return []ui.Col{{Label: p.T.S(title)}, {Label: p.T.S(msg.ColWhere)}, {Label: p.T.S(msg.ColMeaning)}}
}

// wheres are the places of parameters and properties, in words.
var wheres = map[string]i18n.Key{"path": msg.WherePath, "query": msg.WhereQuery, "header": msg.WhereHeader, "body": msg.WhereBody}

func (p chapterPage) fieldRows(fs []field) []ui.Row {
	out := make([]ui.Row, len(fs))
	for i, f := range fs {
		where := p.T.S(wheres[f.Where])
		if f.Required {
			where = p.T.S(msg.Required, "where", where)
		}
		out[i] = ui.Row{Cells: ui.Parts{ui.Text(f.Name), ui.Text(where), ui.Text(f.Text)}}
	}
	return out
}

func (p guidePage) actCols() []ui.Col {
	return []ui.Col{{Label: p.T.S(msg.ColAct)}, {Label: p.T.S(msg.ColAddress)}}
}

// actRows are all acts by chapter, each leading to where it is told.
func (p guidePage) actRows() []ui.Row {
	var out []ui.Row
	for _, c := range p.Chapters {
		out = append(out, ui.Row{Group: c.Title})
		for _, a := range c.Acts {
			out = append(out, ui.Row{Cells: ui.Parts{ui.Link{Label: a.Title, Href: c.path() + "#" + a.ID}, ui.Text(a.Method + " " + a.Path)}})
		}
	}
	return out
}

func reasonCols(t *i18n.T) []ui.Col {
	return []ui.Col{{Label: t.S(msg.ColCode)}, {Label: t.S(msg.ColMeaning)}}
}

func reasonRows(t *i18n.T, reasons map[string]i18n.Key) []ui.Row {
	var out []ui.Row
	for _, code := range slices.Sorted(maps.Keys(reasons)) {
		out = append(out, ui.Row{Cells: ui.Parts{ui.Text(code), ui.Text(t.S(reasons[code]))}})
	}
	return out
}

func texts(lines []string) ui.Parts {
	out := make(ui.Parts, len(lines))
	for i, l := range lines {
		out[i] = ui.Text(l)
	}
	return out
}
