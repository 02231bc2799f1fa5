package teamweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/msg"
	"preau/internal/casework/team"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

type overviewPage struct {
	T *i18n.T
	team.Overview
}

// overview is all that administrators keep of the service, closed things last (C011).
func (h *Handler) overview(w http.ResponseWriter, r *http.Request) error {
	who, err := admin(r)
	if err != nil {
		return err
	}
	all, err := h.casework.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.AdminTitle), Lead: t.S(msg.AdminLead), Acts: sheetActs(t)}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: PlaceKey}, overviewHTML(overviewPage{t, all}))
}

// acts lead to the form of a new thing. A team needs an organisme and a territory first.
func (p overviewPage) acts(s team.Sort) ui.Parts {
	if s == team.Teams && (len(p.Agencies) == 0 || len(p.Territories) == 0) {
		return nil
	}
	return append(p.exports(s), ui.Button{Label: p.T.S(wordsOf(s).make), Icon: ui.IconPlus, Small: true, Href: AdminPath + "/" + string(s) + "/nouveau"})
}

// rows are the things of a sort: name, what more is said of it, state, act.
func (p overviewPage) rows(s team.Sort) []ui.Row {
	t := p.T
	var out []ui.Row
	add := func(x team.Thing, more string) {
		out = append(out, ui.Row{Off: x.State == team.Closed, Cells: ui.Parts{
			ui.Link{Label: x.Name, Href: thingPath(s, x.Number)},
			ui.Text(more), stateTag(t, x.State),
			ui.Button{Label: t.S(msg.Edit), About: x.Name, Small: true, Href: thingPath(s, x.Number)},
		}})
	}
	switch s {
	case team.Agencies:
		for _, a := range p.Agencies {
			add(a.Thing, t.S(msg.TeamsOpen, "n", a.Teams))
		}
	case team.Themes:
		for _, x := range p.Themes {
			add(x.Thing, names(t, x.Agencies))
		}
	case team.Territories:
		for _, y := range p.Territories {
			add(y.Thing, t.S(msg.KindCode, "kind", y.Kind.Label(), "code", y.Code))
		}
	case team.Teams:
		for _, x := range p.Teams {
			add(x.Thing, x.Agency.Name+" · "+places(t, x.Territories))
		}
	}
	return out
}

func (p overviewPage) table(s team.Sort) ui.Table {
	t := p.T
	return ui.Table{Caption: t.S(wordsOf(s).all), Rows: p.rows(s), Cols: []ui.Col{
		{Label: t.S(msg.ColName)}, {Label: t.S(moreOf(s))}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.ColAct), Hidden: true},
	}}
}

func moreOf(s team.Sort) i18n.Key {
	switch s {
	case team.Themes:
		return msg.UsualAgencies
	case team.Territories:
		return msg.ColRegister
	case team.Teams:
		return msg.ColWhere
	case team.Agencies:
	}
	return msg.Teams
}

func names(t *i18n.T, all []team.Thing) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.Name
	}
	return t.And(out)
}

func places(t *i18n.T, all []team.Territory) string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.Name
	}
	return t.And(out)
}
