package retentionweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/retention"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/retentionweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// desk is « Conservation des données »: the rules in words, what the last nights did, what comes next.
func (h *Handler) desk(w http.ResponseWriter, r *http.Request) error {
	return h.renderDesk(w, r, refusal{Status: http.StatusOK}, nil)
}

// setTerms keeps the terms that the operator chose.
func (h *Handler) setTerms(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	d, err := h.o.Keeper.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	err = h.o.Keeper.SetTerms(r.Context(), frame.Actor(r), chosen(d, f))
	if err == nil {
		return web.SeeOther(w, r, keeper.DeskPath, i18n.M(msg.TermsSaved))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	return h.renderDesk(w, r, x, f)
}

// chosen are the numbers of the form. What is no number is outside of every bound.
func chosen(d keeper.Desk, f *web.Form) map[string]int {
	out := map[string]int{}
	for _, l := range d.Lines {
		if !l.Adjustable() || !f.Has(keeper.Field(l.Key)) {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(f.Value(keeper.Field(l.Key))))
		if err != nil {
			n = -1
		}
		out[l.Key] = n
	}
	return out
}

func (h *Handler) renderDesk(w http.ResponseWriter, r *http.Request, x refusal, typed *web.Form) error {
	d, err := h.o.Keeper.Desk(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := deskPage{T: t, Key: id.New(), refusal: x, Desk: d, Typed: typed, Now: web.At(r)}
	head := &ui.Head{T: t, Title: t.S(msg.Desk), Lead: t.S(msg.DeskLead)}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: placeDesk, Wrong: len(x.Faults) > 0}, desk(p))
}

type deskPage struct {
	T   *i18n.T
	Key string
	refusal
	keeper.Desk
	Typed *web.Form // nil: the terms as they are
	Now   time.Time
}

func (p deskPage) rules() ui.Table {
	t := p.T
	table := ui.Table{ID: "t-regles", Caption: t.S(msg.RulesCaption, "n", len(p.Lines)), Top: true, Cols: []ui.Col{
		{Label: t.S(msg.ColWhat)}, {Label: t.S(msg.ColKept)}, {Label: t.S(msg.ColLast)}, {Label: t.S(msg.ColNext)},
	}}
	for _, l := range p.Lines {
		table.Rows = append(table.Rows, ui.Row{Warn: l.Last.Fault != "", Cells: ui.Parts{
			ui.Text(t.S(l.Holding.What)), ui.Text(t.M(keeper.Said(t, l.Rule))), p.last(l), ui.Text(p.next(l)),
		}})
	}
	return table
}

// last is what the rule did in its last night.
func (p deskPage) last(l keeper.Line) ui.Parts {
	t := p.T
	switch {
	case l.Job != "":
		return ui.Parts{ui.Text(t.S(msg.ByJob))}
	case l.Last.Rule == "":
		return ui.Parts{ui.Text(t.S(msg.NotYet))}
	case l.Last.Fault != "":
		return ui.Parts{ui.Text(t.S(msg.Failed, "n", l.Last.Wiped)), ui.Sub(l.Last.Fault)}
	case l.Last.Ended.IsZero():
		return ui.Parts{ui.Text(t.S(msg.UnderWay, "n", l.Last.Wiped))}
	}
	return ui.Parts{ui.Text(t.S(msg.Wiped, "n", l.Last.Wiped)), ui.Sub(t.S(msg.WipedBefore, "at", t.DateTime(l.Last.Ended), "before", t.Date(l.Last.Before)))}
}

// next is when the oldest row is over.
func (p deskPage) next(l keeper.Line) string {
	switch {
	case l.Job != "" || l.Last.Ended.IsZero():
		return ""
	case l.Next.IsZero():
		return p.T.S(msg.NothingNext)
	case !l.Next.After(p.Now):
		return p.T.S(msg.Tonight)
	}
	return p.T.Date(l.Next)
}

func (p deskPage) nights() ui.Table {
	t := p.T
	table := ui.Table{ID: "t-nuits", Caption: t.S(msg.NightsCaption, "n", len(p.Nights)), Cols: []ui.Col{
		{Label: t.S(msg.ColNight)}, {Label: t.S(msg.ColRules)}, {Label: t.S(msg.ColRows), Num: true}, {Label: t.S(msg.ColTook)},
	}}
	for _, n := range p.Nights {
		rules := t.S(msg.AllRules, "n", n.Rules)
		if n.Faults > 0 || n.Done < n.Rules {
			rules = t.S(msg.SomeRules, "done", n.Done, "n", n.Rules, "faults", n.Faults)
		}
		table.Rows = append(table.Rows, ui.Row{Warn: n.Faults > 0, Cells: ui.Parts{
			ui.NoWrap(t.DateTime(n.Began)), ui.Text(rules), ui.Text(t.Number(n.Wiped)), ui.NoWrap(t.S(msg.Took, "ms", t.Number(n.Worked.Milliseconds()))),
		}})
	}
	return table
}

func (p deskPage) kept() ui.Table {
	t := p.T
	table := ui.Table{ID: "t-reste", Caption: t.S(msg.KeptTitle), Top: true, Cols: []ui.Col{{Label: t.S(msg.ColWhat)}, {Label: t.S(msg.ColKept)}}}
	for _, h := range p.Kept {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{ui.Text(t.S(h.What)), ui.Text(t.S(h.Stays))}})
	}
	return table
}

// field is a term to be chosen, named by what it is about.
func (p deskPage) field(l keeper.Line) ui.Field {
	value := strconv.Itoa(l.Term.N)
	if p.Typed != nil && p.Typed.Has(keeper.Field(l.Key)) {
		value = p.Typed.Value(keeper.Field(l.Key))
	}
	units := map[retention.Unit]i18n.Key{retention.Months: msg.InMonths, retention.Years: msg.InYears}
	return ui.Field{
		Name: keeper.Field(l.Key), Label: p.T.S(units[l.Term.Unit], "what", names[l.Key]), Value: value, Mode: "numeric", Max: 3, Required: true,
		Hint: p.T.S(msg.TermHint, "event", l.From, "min", l.Min, "max", l.Max, "usual", l.Default.N), Error: p.Faults.Of(keeper.Field(l.Key)),
	}
}

// names are what the form calls the rules that leave a choice.
var names = map[string]i18n.Key{
	"account.unused": msg.NameUnused, "account.sessions": msg.NameSessions,
	"notify.log": msg.NameMails, "contact.messages": msg.NameMessages, "request.asks": msg.NameAsks,
}
