package catalogweb

import (
	"net/http"
	"strings"

	"preau/internal/catalog"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	paramFind     = "chercher" // what was typed to find an adherent
	fieldAdhesion = "adhesion" // the one that is ended, or gets other dates; in the address, the one whose dates are asked for
)

type marketPage struct {
	catalog.View
	T      *i18n.T
	Key    string
	At     ui.Address
	Find   string
	Found  []catalog.Body
	Form   *web.Form
	Faults ui.Faults
	Below  []catalog.Market // its sub-markets that are live
	Dated  catalog.Adherent // whose dates are asked for, instead of another adherent
}

// below are the sub-markets, each a link.
func (p marketPage) below() ui.Bullets {
	out := make(ui.Bullets, len(p.Below))
	for i, m := range p.Below {
		out[i] = ui.Link{Label: m.Title, Href: m.Path("")}
	}
	return out
}

func (h *Handler) view(r *http.Request) (catalog.View, error) {
	n, err := web.Number(r, "n")
	if err != nil {
		return catalog.View{}, err
	}
	return h.catalog.Show(r.Context(), frame.Actor(r), n)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	if a, ok := v.Adhesion(q.Line(fieldAdhesion, 200)); ok {
		return h.drawMarket(w, r, http.StatusOK, v, a, "", web.NewForm(map[string]string{catalog.FieldStartsOn: a.StartsOn, catalog.FieldEndsOn: a.EndsOn}), nil)
	}
	first := map[string]string{catalog.FieldStartsOn: max(v.Today, v.StartsOn)}
	return h.drawMarket(w, r, http.StatusOK, v, catalog.Adherent{}, q.Line(paramFind, 200), web.NewForm(first), nil)
}

// drawMarket draws a market with the form for the dates of an adhesion, where there is one, or to add an adherent.
func (h *Handler) drawMarket(w http.ResponseWriter, r *http.Request, status int, v catalog.View, dated catalog.Adherent, find string, f *web.Form, fault error) error {
	t := web.T(r)
	p := marketPage{View: v, T: t, Key: id.New(), At: ui.Address{Path: v.Path(""), Query: r.URL.Query()}, Dated: dated, Find: find, Form: f, Faults: ui.FaultsOf(t, fault)}
	if find != "" && v.Acts.May(catalog.SetAdherent) {
		var err error
		if p.Found, err = h.orgs.Find(r.Context(), find, 12); err != nil {
			return err
		}
	}
	head := &ui.Head{T: t, Title: v.Title, Crumbs: crumbs(t, ui.Link{Label: v.Title}), Tags: ui.Parts{phaseTag(t, v.Phase)}, Acts: p.acts()}
	if v.Reference != "" {
		head.Meta = ui.Parts{ui.Text(v.Reference)}
	}
	return h.frame.Render(w, r, status, page(head, len(p.Faults) > 0), marketHTML(p))
}

// acts are those of the market itself, the one that ends it last.
func (p marketPage) acts() ui.Parts {
	act := func(do catalog.Act, label i18n.Key) ui.Act {
		o, concerns := p.Acts.Of(do)
		return ui.Act{T: p.T, Label: p.T.S(label), Reasons: o.Reasons, Absent: !concerns || !o.OK()}
	}
	edit, back, out := act(catalog.Edit, msg.EditMarket), act(catalog.Reinstate, msg.Reinstate), act(catalog.Withdraw, msg.Withdraw)
	edit.Href, back.Post, back.Key, out.Href, out.Look = p.Path("/modifier"), p.Path("/remettre"), p.Key, p.Path("/retirer"), ui.QuietStop
	return ui.Parts{ui.Button{Label: p.T.S(msg.UpSeeCatalogue), Href: p.Path("/catalogue")}, edit, back, out}
}

func (p marketPage) facts() ui.Summary {
	t := p.T
	out := ui.Summary{
		{Term: t.S(msg.Supplier), Value: ui.Text(named(p.Supplier))},
		{Term: t.S(msg.StartsOn), Value: ui.Text(day(t, p.StartsOn))},
		{Term: t.S(msg.EndsOn), Value: ui.Text(day(t, p.EndsOn))},
	}
	return append(out, termFacts(t, p.Market)...)
}

// changedFields are those that a line of the history says were changed, in words.
func (p marketPage) changedFields(names string) string {
	var out []string
	for _, name := range strings.Fields(names) {
		if label := fields[name]; label != "" {
			out = append(out, p.T.S(label))
		}
	}
	return strings.Join(out, ", ")
}

func (p marketPage) adherents() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.AdherentsCaption, "n", p.Adhering()), Cols: []ui.Col{{Label: t.S(msg.ColOrg)}, {Label: t.S(msg.ColKind)}, {Label: t.S(msg.ColDates)}}}
	may := p.Acts.May(catalog.SetAdherent)
	if may {
		table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	}
	for _, a := range p.Members {
		cells := ui.Parts{ui.Parts{ui.Text(a.Org.Name), ui.Sub(a.Org.Commune)}, ui.Text(t.M(a.Org.Kind.Label())), ui.Text(p.dates(a.StartsOn, a.EndsOn))}
		if may {
			cells = append(cells, ui.Acts{ui.Button{
				Label: t.S(msg.ChangeDates), About: a.Org.Name, Small: true, Look: ui.Quiet, Href: p.Path("?" + fieldAdhesion + "=" + a.ID + "#" + datesForm),
			}, ui.Act{
				T: t, Label: t.S(msg.EndAdherent), About: a.Org.Name, Small: true, Look: ui.QuietStop, Post: p.Path("/adherents/fin"), Key: id.New(),
				Hidden: []ui.Hidden{{Name: fieldAdhesion, Value: a.ID}},
			}})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// datesForm is the form of an adhesion's dates on the page.
const datesForm = "dates"

func (p marketPage) dates(from, to string) string {
	if to == "" {
		return p.T.S(msg.Since, "from", day(p.T, from))
	}
	return p.T.S(msg.FromTo, "from", day(p.T, from), "to", day(p.T, to))
}

// adhesionDays are the days of an adhesion that a line of the history tells; lines of former versions may have none.
func (p marketPage) adhesionDays(data map[string]string) string {
	if data["from"] == "" {
		return ""
	}
	now := p.dates(data["from"], data["to"])
	if data["was_from"] == "" {
		return now
	}
	return p.T.S(msg.DatesInstead, "now", now, "before", p.dates(data["was_from"], data["was_to"]))
}

// options are the organisations that were found.
func (p marketPage) options() []ui.Option {
	var out []ui.Option
	for _, b := range p.Found {
		out = append(out, ui.Option{Value: b.Ref, Label: named(b), Hint: p.T.M(b.Kind.Label())})
	}
	return out
}

// chosen is the organisation that is chosen: the only one that was found, or what was chosen before.
func (p marketPage) chosen() string {
	if v := p.Form.Value(catalog.FieldOrg); v != "" || len(p.Found) != 1 {
		return v
	}
	return p.Found[0].Ref
}

// acts name the lines of a market's history.
var acts = map[string]i18n.Key{
	"catalog.market.create": msg.DidCreate, "catalog.market.edit": msg.DidEdit, "catalog.market.withdraw": msg.DidWithdraw,
	"catalog.market.reinstate": msg.DidReinstate, "catalog.market.adherent.add": msg.DidAdd, "catalog.market.adherent.end": msg.DidEnd, "catalog.market.adherent.dates": msg.DidDates,
	"catalog.market.adherents.import": msg.DidImport, "catalog.market.update.live": msg.DidUpdateLive, "catalog.market.update.undone": msg.DidUpdateUndone,
}

func (p marketPage) history() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.History {
		m := ui.Moment{What: p.T.S(acts[l.Act], "org", l.Data["org"], "import", l.Data["import"], "update", l.Data["update"]), Text: p.T.S(msg.By, "name", l.Name), When: p.T.DateTime(l.Done), Done: true}
		if with := l.Data["with"]; with != "" {
			m.What = p.T.S(msg.DidWithdrawWith, "title", with)
		}
		if what := p.changedFields(l.Data["fields"]); what != "" {
			m.Text = p.T.S(msg.ByWhat, "name", l.Name, "what", what)
		}
		if days := p.adhesionDays(l.Data); days != "" {
			if l.Act == "catalog.market.adherent.end" {
				days = p.T.S(msg.DidEndWas, "when", days)
			}
			m.Text = p.T.S(msg.ByWhat, "name", l.Name, "what", days)
		}
		out = append(out, m)
	}
	return out
}

func (h *Handler) addAdherent(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := catalog.AdherentInput{OrgRef: f.Value(catalog.FieldOrg), StartsOn: f.Day(catalog.FieldStartsOn), EndsOn: f.Day(catalog.FieldEndsOn)}
	if err = f.Err(); err == nil {
		err = h.catalog.AddAdherent(r.Context(), frame.Actor(r), v.Number, in)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawMarket(w, r, http.StatusUnprocessableEntity, v, catalog.Adherent{}, f.Line(paramFind, 200), f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, v.Path(""), i18n.M(msg.AdherentAdded))
}

func (h *Handler) changeAdherent(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	which := f.Value(fieldAdhesion)
	in := catalog.AdherentInput{StartsOn: f.Day(catalog.FieldStartsOn), EndsOn: f.Day(catalog.FieldEndsOn)}
	if err = f.Err(); err == nil {
		err = h.catalog.ChangeAdherent(r.Context(), frame.Actor(r), v.Number, which, in)
	}
	if a, ok := v.Adhesion(which); ok && apperr.Is(err, apperr.Invalid) {
		return h.drawMarket(w, r, http.StatusUnprocessableEntity, v, a, "", f, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, v.Path(""), i18n.M(msg.DatesSaved))
}

func (h *Handler) endAdherent(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.catalog.EndAdherent(r.Context(), frame.Actor(r), n, f.Value(fieldAdhesion)); err != nil {
		return err
	}
	return web.SeeOther(w, r, catalog.Market{Number: n}.Path(""), i18n.M(msg.AdherentEnded))
}

// confirmWithdraw says what withdrawing does before it is done.
func (h *Handler) confirmWithdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	if err := h.catalog.May(r.Context(), frame.Actor(r), v.Number, catalog.Withdraw); apperr.Is(err, apperr.Conflict) {
		return web.SeeOther(w, r, v.Path("")) // it is done already, as the market's page shows
	} else if err != nil {
		return err
	}
	below, err := h.catalog.Below(r.Context(), frame.Actor(r), v.Number, catalog.Live)
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.WithdrawTitle, "title", v.Title), Crumbs: crumbs(t, ui.Link{Label: v.Title, Href: v.Path("")}, ui.Link{Label: t.S(msg.CrumbWithdraw)})}
	return h.frame.Render(w, r, http.StatusOK, page(head, false), withdrawHTML(marketPage{View: v, T: t, Key: id.New(), Below: below}))
}

func (h *Handler) withdraw(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.catalog.Withdraw(r.Context(), frame.Actor(r), n, f.Bool(catalog.FieldBelow)); err != nil {
		return err
	}
	return web.SeeOther(w, r, catalog.Market{Number: n}.Path(""), i18n.M(msg.WithdrawnNow))
}

func (h *Handler) reinstate(w http.ResponseWriter, r *http.Request) error {
	n, err := web.Number(r, "n")
	if err != nil {
		return err
	}
	if err := h.catalog.Move(r.Context(), frame.Actor(r), n, catalog.Reinstate); err != nil {
		return err
	}
	below, err := h.catalog.Below(r.Context(), frame.Actor(r), n, catalog.Withdrawn)
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, catalog.Market{Number: n}.Path(""), i18n.M(msg.ReinstatedNow, "n", len(below)))
}
