package updateweb

import (
	"net/http"
	"strconv"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// filterState is the state that the list shows alone.
const filterState = "etat"

type listPage struct {
	update.Listing
	T     *i18n.T
	State update.State
	At    ui.Address
}

// list is the updates of all markets.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	page, size := paged(f)
	p := listPage{T: web.T(r), State: update.StateOf(f.Value(filterState)), At: ui.Address{Path: update.Path, Query: r.URL.Query()}}
	if p.Listing, err = h.updates.List(r.Context(), frame.Actor(r), update.Filter{State: p.State, Page: page, Size: size}); err != nil {
		return err
	}
	t := p.T
	head := &ui.Head{T: t, Title: t.S(msg.UpTitle), Lead: t.S(msg.UpLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.UpTitle)}}}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: place}, listHTML(p))
}

func (p listPage) slug() string {
	if p.State == "" {
		return ""
	}
	return p.State.Slug()
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AnyState)}}
	for _, s := range update.Moves().States {
		out = append(out, ui.Option{Value: s.Slug(), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) table() ui.Table {
	return updatesTable(p.T, p.Rows, p.T.S(msg.UpCaption, "n", p.Total), true)
}

// updatesTable lists updates; of several markets, each with its own.
func updatesTable(t *i18n.T, all []update.Update, caption string, markets bool) ui.Table {
	table := ui.Table{Caption: caption, Top: true, Cols: []ui.Col{{Label: t.S(msg.UpColUpdate)}}}
	if markets {
		table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColMarket)})
	}
	table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColState)}, ui.Col{Label: t.S(msg.UpColWho)}, ui.Col{Label: t.S(msg.UpColWhat)}, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	for _, u := range all {
		n := t.S(msg.UpOne, "n", strconv.FormatInt(u.Number, 10))
		cells := ui.Parts{ui.Parts{ui.Text(n), ui.Sub(t.S(u.Mode.Label())), ui.Sub(u.FileName)}}
		if markets {
			cells = append(cells, ui.Link{Label: u.Market.Title, Href: marketPath(u.Market.Number, "/catalogue")})
		}
		state := ui.Parts{stateTag(t, u)}
		if u.LiveOn != "" {
			state = append(state, ui.Sub(t.S(msg.UpOn, "day", day(t, u.LiveOn))))
		}
		if u.State == update.Reading {
			state = append(state, ui.Progress{Value: u.Percent(), Max: 100, Label: t.S(msg.UpProgressOf, "n", strconv.FormatInt(u.Number, 10))})
		}
		cells = append(cells, state, ui.Parts{ui.NoWrap(t.DateTime(u.StartedAt)), ui.Sub(u.StartedName)}, ui.Text(counts(t, u)), ui.Button{Label: t.S(msg.Show), About: n, Small: true, Href: u.Path("")})
		table.Rows = append(table.Rows, ui.Row{Off: u.State == update.Dropped || u.State == update.Undone || u.State == update.Refused, Cells: cells})
	}
	return table
}

// counts is what came of the lines, what is none left out.
func counts(t *i18n.T, u update.Update) string {
	out := ""
	for _, x := range []struct {
		key i18n.Key
		n   int64
	}{
		{msg.UpCountNew, u.New}, {msg.UpCountChanged, u.Changed}, {msg.UpCountWithdrawn, u.Withdrawn}, {msg.UpCountRefused, u.Counts.Refused},
	} {
		if x.n == 0 {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += t.S(x.key, "n", x.n)
	}
	if out == "" {
		return t.S(msg.UpCountNothing)
	}
	return out
}
