// Package basketweb is the pages of a demandeur's baskets: « mes paniers », a basket, its confirmation and its duplicate.
//
// No page, file or message of this room has an amount with VAT, nor an amount of VAT (R182).
package basketweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/sending"
)

const (
	home = "/commandes"
	list = "/paniers"

	fieldVersion = "version"
	fieldAct     = "acte"

	paramState = "etat"
)

// Handler answers for the pages.
type Handler struct {
	baskets *basket.Service
	sending *sending.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(b *basket.Service, s *sending.Service, f *frame.Frame) *Handler { return &Handler{b, s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(list, h.list)
	m.Get(list+".csv", h.listFile(sheet.CSV))
	m.Get(list+".xlsx", h.listFile(sheet.XLSX))
	m.Post(list, h.open)
	m.Post(list+"/ajouter", h.add)
	m.Get(list+"/{n}", h.show)
	m.Post(list+"/{n}", h.save)
	m.Get(list+"/{n}/confirmer", h.confirmForm)
	m.Post(list+"/{n}/confirmer", h.confirm)
	m.Get(list+"/{n}/dupliquer", h.copyForm)
	m.Post(list+"/{n}/dupliquer", h.copy)
	m.Get(list+"/{n}/coller", h.pasteForm)
	m.Post(list+"/{n}/coller", h.paste)
	m.Get(list+"/{n}/retirer", h.endForm)
	m.Post(list+"/{n}/retirer", h.end)
	m.Post(list+"/{n}/relancer", h.remind)
	m.Get(ordering.LeftPath("{ref}"), h.left)
	m.Post(ordering.LeftPath("{ref}"), h.reassign)
}

// Places are the room's places in the left column, for who is a demandeur somewhere.
func Places(who access.Actor) []frame.Place {
	if len(who.Places(ordering.Requester, access.Organisation)) == 0 {
		return nil
	}
	return []frame.Place{{Key: "baskets", Label: msg.MyBaskets, Path: list}}
}

func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: "baskets", Wrong: wrong}
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: home}, {Label: t.S(msg.MyBaskets), Href: list}}, more...)
}

// version is the one that a form was made from; a forged one is a stale one.
func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	return n
}

func hiddenVersion(n int64) []ui.Hidden {
	return []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(n, 10)}}
}

// named is a basket as people call it.
func named(t *i18n.T, b basket.Basket) string {
	if b.Title != "" {
		return b.Title
	}
	return t.S(msg.BasketOf, "number", b.Number)
}

// copies says that a basket was duplicated already, and where its duplicates stand.
func copies(t *i18n.T, of basket.Basket, bs []basket.Basket) string {
	var out []string
	for _, b := range bs {
		text := msg.CopyIs
		if b.OwnerID != of.OwnerID {
			text = msg.CopyOf
		}
		out = append(out, t.S(text, "number", b.Number, "name", b.Owner, "state", b.State.Label()))
	}
	return t.S(msg.CopiedAlready, "copies", t.And(out))
}

// tag is a basket's state.
func tag(t *i18n.T, s basket.State) ui.Tag {
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Neutral}
	switch s {
	case basket.Confirmed:
		out.Color = ui.Warning
	case basket.Partly:
		out.Color = ui.Info
	case basket.Ordered, basket.Closed:
		out.Color = ui.Success
	case basket.NotAllowed:
		out.Color = ui.Danger
	case basket.Refused, basket.Cancelled:
		out.Color, out.Outline = ui.Danger, true
	case basket.Withdrawn, basket.Abandoned:
		out.Outline = true
	case basket.Open:
	}
	return out
}

// lineTag is a line's state.
func lineTag(t *i18n.T, s basket.LineState) ui.Tag {
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Neutral, Outline: true}
	switch s {
	case basket.LineConfirmed:
		out.Color, out.Outline = ui.Warning, false
	case basket.LineInOrder:
		out.Color, out.Outline = ui.Info, false
	case basket.LineOrdered, basket.LinePartReceived, basket.LineReceived:
		out.Color, out.Outline = ui.Success, false
	case basket.LineNotAllowed:
		out.Color, out.Outline = ui.Danger, false
	case basket.LineRefused:
		out.Color = ui.Danger
	case basket.LineOpen, basket.LineCancelled, basket.LineWithdrawn, basket.LineAbandoned:
	}
	return out
}

// orgs are the establishments where who is a demandeur.
func orgs(who access.Actor) []access.Work {
	var out []access.Work
	for _, w := range who.Works {
		if who.Holds(ordering.Requester, access.Place{Kind: access.Organisation, ID: w.ID}) {
			out = append(out, w)
		}
	}
	return out
}

// acting is the one of them for which who acts, or the first.
func acting(who access.Actor) (access.Work, bool) {
	all := orgs(who)
	if i := slices.IndexFunc(all, func(w access.Work) bool { return w.ID == who.Acting.ID }); i >= 0 {
		return all[i], true
	}
	if len(all) == 0 {
		return access.Work{}, false
	}
	return all[0], true
}

type listPage struct {
	T     *i18n.T
	At    ui.Address
	Key   string
	Rows  []basket.Row
	Total int
	Page  int
	State string
	Orgs  []access.Work
	Org   string
	Fault ui.Faults
}

const perPage = 20

// list is « mes paniers » (R184).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	return h.drawList(w, r, http.StatusOK, nil)
}

func (h *Handler) drawList(w http.ResponseWriter, r *http.Request, status int, faults ui.Faults) error {
	who, t := frame.Actor(r), web.T(r)
	p := listPage{T: t, At: ui.Address{Path: list, Query: r.URL.Query()}, Key: newKey(), Page: pageOf(r), State: r.URL.Query().Get(paramState), Orgs: orgs(who), Fault: faults}
	if at, ok := acting(who); ok {
		p.Org = at.Ref
	}
	var err error
	if p.Rows, p.Total, err = h.baskets.Mine(r.Context(), who, filterOf(r)); err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.MyBaskets), Crumbs: crumbs(t)[:3], Acts: append(ui.Parts{ui.Button{Label: t.S(msg.ToCatalogue), Href: "/catalogue"}}, p.files()...)}
	return h.frame.Render(w, r, status, page(head, len(faults) > 0), listHTML(p))
}

// filterOf is what an address asks for of who's baskets; what means nothing in it narrows nothing.
func filterOf(r *http.Request) basket.Filter {
	f := basket.Filter{Page: pageOf(r), Size: perPage}
	if s := basket.State(r.URL.Query().Get(paramState)); slices.Contains(basket.States(), s) {
		f.State = s
	}
	return f
}

func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 10_000 {
		return 1
	}
	return n
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllStates)}}
	for _, s := range basket.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) options() []ui.Option {
	out := make([]ui.Option, len(p.Orgs))
	for i, o := range p.Orgs {
		out[i] = ui.Option{Value: o.Ref, Label: o.Name}
	}
	return out
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.BasketsCaption), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColBasketName)}, {Label: t.S(msg.ColStatus)}, {Label: t.S(msg.ColOpened)}, {Label: t.S(msg.ColArticles), Num: true}, {Label: t.S(msg.TotalNet), Num: true}, {Label: t.S(msg.ColActs), Hidden: true},
	}}
	for _, b := range p.Rows {
		name, copies := named(t, b.Basket), ui.Parts(nil)
		if slices.ContainsFunc(p.Orgs, func(w access.Work) bool { return w.ID == b.Org.ID }) { // elsewhere they order no more
			copies = ui.Parts{ui.Button{Label: t.S(msg.Duplicate), About: name, Small: true, Look: ui.Quiet, Href: b.Path("/dupliquer")}}
		}
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: name, Href: b.Path("")}, ui.Sub(joined(t.S(msg.BasketNumber, "number", b.Number), b.Org.Name))},
			tag(t, b.State), ui.NoWrap(t.Date(b.OpenedAt)), ui.Text(t.Number(int64(b.Lines))), ui.NoWrap(t.Cents(int64(b.Total))),
			copies,
		}})
	}
	return out
}

func joined(texts ...string) string {
	texts = slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
	return strings.Join(texts, " · ")
}

// open begins a basket.
func (h *Handler) open(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	title, n := f.Line(basket.FieldTitle, basket.MaxTitle), int64(0)
	if err = f.Err(); err == nil {
		n, err = h.baskets.Open(r.Context(), frame.Actor(r), f.Value("etablissement"), title)
	}
	if apperr.Is(err, apperr.Invalid) {
		return h.drawList(w, r, http.StatusUnprocessableEntity, ui.FaultsOf(web.T(r), err))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, basket.Basket{Number: n}.Path(""), i18n.M(msg.BasketOpened))
}
