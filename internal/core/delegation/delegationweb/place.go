package delegationweb

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"preau/internal/core/access"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/delegationweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/org"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const paramRole = "role"

type placePage struct {
	delegation.View
	T      *i18n.T
	H      *Handler
	At     ui.Address
	Now    time.Time
	Beside templ.Component // nil: nothing
}

// show is one place: who has which access, and who can do what.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	t, who, ref := web.T(r), frame.Actor(r), r.PathValue("ref")
	f := delegation.PeopleFilter{Text: q.Line(paramText, 200), Role: access.RoleKey(q.Value(paramRole)), Page: positive(q.Value("page")), Size: sizeOf(q)}
	v, err := h.accesses.Show(r.Context(), who, ref, f)
	if err != nil {
		return err
	}
	p := placePage{View: v, T: t, H: h, At: ui.Address{Path: delegation.Path(ref), Query: r.URL.Query()}, Now: who.At}
	if p.Beside, err = h.beside(r, ref); err != nil {
		return err
	}
	head := &ui.Head{
		T: t, Title: v.Org.Name, Crumbs: crumbs(t, ui.Link{Label: v.Org.Name}), Meta: ui.Parts{ui.Text(t.M(v.Org.Kind.Label()))},
	}
	if !v.Org.Closed() {
		head.Acts = ui.Parts{p.giveButton(ui.Main)}
	}
	for _, o := range append(v.Above, v.Org) {
		if o.ID != v.Org.ID {
			head.Meta = append(head.Meta, ui.Text(o.Name))
		} else if o.Commune != "" {
			head.Meta = append(head.Meta, ui.Text(o.Commune))
		}
	}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), placeHTML(p))
}

func (p placePage) giveButton(look ui.Look) ui.Button {
	return ui.Button{Label: p.T.S(msg.Give), Icon: ui.IconPlus, Look: look, Href: delegation.Path(p.Org.Ref) + "/personnes/nouvelle"}
}

// closed marks an organisation that has ceased.
func closed(t *i18n.T, o org.Organisation) ui.Parts {
	if !o.Closed() {
		return nil
	}
	return ui.Parts{ui.Text(" "), ui.Tag{Label: t.S(msg.Ceased), Color: ui.Neutral, Outline: true}}
}

// missing are what is to be named, in words.
func (p placePage) missing() string {
	var names []string
	for _, r := range p.Missing {
		names = append(names, p.T.S(r.Label))
	}
	return p.T.And(names)
}

// limitKinds are what the people's roles may be limited to, each once.
func (p placePage) limitKinds() []access.LimitKind {
	var out []access.LimitKind
	seen := map[access.LimitKind]bool{"": true}
	for _, r := range p.Seen {
		if !seen[r.Limit] && len(p.Names[r.Limit]) > 0 {
			out = append(out, r.Limit)
		}
		seen[r.Limit] = true
	}
	return out
}

func (p placePage) people() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.PeopleCaption, "n", p.Total), Top: true, Cols: []ui.Col{{Label: t.S(msg.ColPerson)}, {Label: t.S(msg.ColRoles)}}}
	kinds := p.limitKinds()
	for _, k := range kinds {
		table.Cols = append(table.Cols, ui.Col{Label: t.S(k.Label())})
	}
	table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColDates)}, ui.Col{Label: t.S(msg.ColAccount)}, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	for _, x := range p.View.People {
		href := delegation.PersonPath(p.Org.Ref, x.Number)
		cells := ui.Parts{ui.Parts{ui.Link{Label: x.Name, Href: href}, known(x)}, p.H.roleTags(t, x.Held, p.Now)}
		for _, k := range kinds {
			cells = append(cells, p.limits(x, k))
		}
		cells = append(cells, p.dates(x), accountTag(t, x), ui.Button{Label: t.S(msg.Change), About: x.Name, Small: true, Href: href})
		table.Rows = append(table.Rows, ui.Row{Warn: x.Refused, Cells: cells})
	}
	return table
}

// limits are what somebody's roles are limited to, of one kind; nothing where that means nothing.
func (p placePage) limits(x delegation.Person, kind access.LimitKind) ui.Parts {
	var out ui.Parts
	for _, held := range x.Held {
		r, _ := p.Seen.ByKey(held.Role)
		if r.Limit != kind {
			continue
		}
		names, gone := p.Names.Of(held)
		for _, n := range names {
			out = append(out, ui.Tag{Label: n, Color: ui.Neutral})
		}
		if with := comeWith(p.Names[kind], refs(held)); len(with) > 0 {
			out = append(out, ui.Sub(p.T.S(msg.Within, "names", p.T.And(labels(with)))))
		}
		switch {
		case gone > 0:
			out = append(out, ui.Sub(p.T.S(msg.Gone, "n", gone)))
		case len(names) == 0 && !held.Limited && r.Unlimited == access.ReachAll:
			out = append(out, ui.Sub(p.T.S(msg.All)))
		case len(names) == 0:
			out = append(out, ui.Tag{Label: p.T.S(msg.None), Color: ui.Warning})
		}
	}
	return out
}

// dates are from when and until when; each role's where they differ.
func (p placePage) dates(x delegation.Person) ui.Parts {
	var out ui.Parts
	once := map[string]bool{}
	for _, held := range x.Held {
		said := dates(p.T, held.From, held.To, p.Now)
		if !once[said] {
			out = append(out, ui.Sub(said))
		}
		once[said] = true
	}
	return out
}

// roleOptions are the choices of the filter.
func (p placePage) roleOptions() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AnyRole)}}
	for _, r := range p.Seen {
		out = append(out, ui.Option{Value: string(r.Key), Label: p.T.S(r.Label)})
	}
	return out
}

// standings say who can do what here (« Qui peut faire ceci ? »).
func (p placePage) standings() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.WhoCan), Cols: []ui.Col{{Label: t.S(msg.ColRole)}, {Label: t.S(msg.ColHolders)}}}
	for _, st := range p.View.Roles {
		what := ui.Parts{ui.Text(t.S(st.Role.Label))}
		if st.Role.Hint != "" {
			what = append(what, ui.Sub(t.S(st.Role.Hint)))
		}
		who := ui.Parts{ui.Text(ui.Lifters(t, few(st.Holders)))}
		switch {
		case len(st.Holders) == 0 && st.Given:
			who = ui.Parts{ui.Tag{Label: t.S(msg.Nobody), Color: ui.Warning}, ui.Sub(t.S(msg.YouName))}
		case len(st.Holders) == 0:
			who = ui.Parts{ui.Tag{Label: t.S(msg.Nobody), Color: ui.Neutral}, ui.Sub(t.S(msg.CanName, "names", ui.Lifters(t, few(st.Lifters))))}
		}
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{what, who}})
	}
	return table
}
