// Package claimweb is the pages of claims (réclamations): of who receives, who follows and the purchasing body, and those that a supplier
// opens by a link.
package claimweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/catalog"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/claim"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/orderingweb/supplyweb"
	"preau/internal/ordering/supply"
)

const (
	path    = claim.Path
	link    = order.SupplierPath + "/{jeton}"
	fieldDo = "acte"

	perPage   = 50
	mostPages = 10_000
)

// Handler answers for the pages.
type Handler struct {
	claims    *claim.Service
	suppliers *supplyweb.Handler
	files     *document.Service
	frame     *frame.Frame
}

// New makes the handler.
func New(c *claim.Service, s *supplyweb.Handler, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{c, s, files, f}
}

func (h *Handler) photos() upload.Several {
	return upload.Several{Field: upload.Field{Files: h.files, Use: claim.Photos, Name: claim.FieldPhotos}, Most: claim.MostPhotos}
}

// Mount adds the routes. What is of a claim ends with its number, since what begins with it would also be read as other pages.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.list)
	m.Get(path+"/{n}", h.show)
	m.Post(path+"/{n}", h.say)
	m.Get(path+"/photo/{n}/{photo}", h.photo)
	m.Get(path+"/nouvelle/{order}/{line}", h.form)
	m.Upload(path+"/nouvelle/{order}/{line}", h.photos().Limit(), h.make)

	m.Get(link+"/reclamations/{n}", h.showSupplier)
	m.Post(link+"/reclamations/{n}", h.answer)
	m.Get(link+"/photo/{n}/{photo}", h.supplierPhoto)
}

// Places are the places of claims in the left column.
func Places(who access.Actor) []frame.Place {
	mine := who.Holds(catalog.Central, access.Everywhere)
	for _, r := range []access.RoleKey{ordering.Receiver, ordering.Buyer, ordering.Superbuyer, ordering.Validator} {
		mine = mine || len(who.Places(r, access.Organisation)) > 0
	}
	if !mine {
		return nil
	}
	return []frame.Place{{Key: "claims", Label: msg.ClaimsTitle, Path: path}}
}

func page(t *i18n.T, head ui.Head, wrong bool, more ...ui.Link) frame.Page {
	head.T = t
	head.Crumbs = append([]ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: "/commandes"}}, more...)
	return frame.Page{Head: &head, Service: instance.Ordering, Place: "claims", Wrong: wrong}
}

func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value(claim.FieldVersion), 10, 64)
	return n
}

// listPage is « Réclamations ».
type listPage struct {
	T     *i18n.T
	At    ui.Address
	Rows  []claim.Row
	Page  int
	Total int
	State string
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	t, p := web.T(r), listPage{Page: 1, State: r.URL.Query().Get("etat")}
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 && n <= mostPages {
		p.Page = n
	}
	if p.State != claim.AllStates && claim.State(p.State).Label() == "" {
		p.State = ""
	}
	var err error
	if p.Rows, p.Total, err = h.claims.List(r.Context(), frame.Actor(r), claim.Filter{State: p.State, Page: p.Page, Size: perPage}); err != nil {
		return err
	}
	p.T, p.At = t, ui.Address{Path: path, Query: r.URL.Query()}
	head := ui.Head{Title: t.S(msg.ClaimsTitle), Lead: t.S(msg.ClaimsLead)}
	return h.frame.Render(w, r, http.StatusOK, page(t, head, false, ui.Link{Label: t.S(msg.ClaimsTitle)}), listHTML(p))
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.ClaimsLive)}, {Value: claim.AllStates, Label: p.T.S(msg.AllStates)}}
	for _, s := range claim.States() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) table() ui.Table {
	t := p.T
	out := ui.Table{Caption: t.S(msg.ClaimsTitle), Head: 0, Cols: []ui.Col{
		{Label: t.S(msg.ColClaim)},
		{Label: t.S(msg.ColArticle)},
		{Label: t.S(msg.ColOrder)},
		{Label: t.S(msg.ColSupplier)},
		{Label: t.S(msg.ColStatus)},
	}}
	for _, c := range p.Rows {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: t.S(msg.ClaimNo, "number", c.Number), Href: c.Path()}, ui.Sub(t.S(c.Fault.Label()))},
			ui.Parts{ui.Text(c.Title), ui.Sub(t.S(msg.ClaimUnits, "n", c.Quantity))},
			ui.Parts{ui.Link{Label: c.OrderNumber, Href: order.Order{Number: c.OrderNumber}.Path(), Ref: true}, ui.Sub(c.Org)},
			ui.Text(c.Supplier),
			append(tags(t, c.State, c.Late), ui.Sub(t.Date(c.MovedAt))),
		}})
	}
	return out
}

// tags are a claim's state and, where its supplier has had their time to answer, that it is late (R236).
func tags(t *i18n.T, s claim.State, late bool) ui.Parts {
	out := ui.Parts{tag(t, s)}
	if late {
		out = append(out, ui.Tag{Label: t.S(msg.ClaimLate), Color: ui.Warning})
	}
	return out
}

// tag is a claim's state.
func tag(t *i18n.T, s claim.State) ui.Tag {
	out := ui.Tag{Label: t.S(s.Label()), Color: ui.Info}
	switch s {
	case claim.Proposed, claim.Escalated:
		out.Color = ui.Warning
	case claim.Contested:
		out.Color = ui.Danger
	case claim.Accepted:
		out.Color = ui.Success
	case claim.Resolved, claim.Closed, claim.Withdrawn:
		out.Color, out.Outline = ui.Neutral, true
	case claim.Open, claim.Seen:
	}
	return out
}

// partPage is the claims of an order, on its page.
type partPage struct {
	T      *i18n.T
	View   order.View
	Claims []claim.Claim
	May    bool // make one
}

// Part is what stands of claims on an order's page: those that there are and, for who receives, a link at each line (R242).
func (h *Handler) Part(r *http.Request, v order.View) (templ.Component, error) {
	if v.SentAt.IsZero() {
		return nil, nil
	}
	all, err := h.claims.OfOrder(r.Context(), v.ID)
	if err != nil {
		return nil, err
	}
	may := frame.Actor(r).Holds(ordering.Receiver, v.Org.Place()) && v.State != order.Cancelled && v.State != order.Refused
	if len(all) == 0 && !may {
		return nil, nil
	}
	return partHTML(partPage{web.T(r), v, all, may}), nil
}

// SupplierPart is the claims of an order, on the page that its supplier opens.
func (h *Handler) SupplierPart(r *http.Request, v supply.View, at string) (templ.Component, error) {
	all, err := h.claims.OfOrder(r.Context(), v.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return claimsHTML(claimsOf(web.T(r), all, func(c claim.Claim) string { return claim.SupplierPath(at, c.Number) })), nil
}

// claimsOf are claims in a table.
func claimsOf(t *i18n.T, all []claim.Claim, to func(claim.Claim) string) ui.Table {
	out := ui.Table{Caption: t.S(msg.ClaimsTitle), Head: 0, Cols: []ui.Col{{Label: t.S(msg.ColClaim)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColStatus)}}}
	for _, c := range all {
		out.Rows = append(out.Rows, ui.Row{Cells: ui.Parts{
			ui.Parts{ui.Link{Label: t.S(msg.ClaimNo, "number", c.Number), Href: to(c)}, ui.Sub(t.S(c.Fault.Label()))},
			ui.Parts{ui.Text(c.Title), ui.Sub(t.S(msg.ClaimUnits, "n", c.Quantity))},
			tag(t, c.State),
		}})
	}
	return out
}

func (p partPage) table() ui.Table {
	return claimsOf(p.T, p.Claims, func(c claim.Claim) string { return c.Path() })
}

// lines are the links to a claim on each line.
func (p partPage) lines() ui.Acts {
	var out ui.Acts
	for _, l := range p.View.Lines {
		out = append(out, ui.Button{Label: p.T.S(msg.ClaimOn, "title", l.Article.Title), Icon: ui.IconSpeech, Small: true, Href: claim.NewPath(p.View.Number, l.Position)})
	}
	return out
}

// newPage is the form of a claim.
type newPage struct {
	claim.Made
	T      *i18n.T
	Key    string
	In     upload.ReceivedAll
	Typed  *web.Form
	Faults ui.Faults
	Field  upload.Several
}

func (h *Handler) form(w http.ResponseWriter, r *http.Request) error {
	return h.drawNew(w, r, http.StatusOK, upload.ReceivedAll{Form: web.NewForm(map[string]string{})}, nil)
}

func (h *Handler) drawNew(w http.ResponseWriter, r *http.Request, status int, in upload.ReceivedAll, fault error) error {
	position, err := web.Number(r, "line")
	if err != nil {
		return err
	}
	m, err := h.claims.For(r.Context(), frame.Actor(r), r.PathValue("order"), int(position))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := newPage{Made: m, T: t, Key: id.New(), In: in, Typed: in.Form, Faults: ui.FaultsOf(t, fault), Field: h.photos()}
	head := ui.Head{Title: t.S(msg.ClaimNew), Lead: t.S(msg.ClaimNewLead, "title", m.Line.Article.Title, "number", m.Order.Number)}
	return h.frame.Render(w, r, status, page(t, head, fault != nil, ui.Link{Label: m.Order.Number, Href: m.Order.Path()}, ui.Link{Label: t.S(msg.ClaimNew)}), newHTML(p))
}

func (p newPage) faults() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.ClaimChoose)}}
	for _, f := range claim.Faults() {
		out = append(out, ui.Option{Value: string(f), Label: p.T.S(f.Label())})
	}
	return out
}

// before are the claims on the same line, so that none is made twice.
func (p newPage) before() ui.Table {
	return claimsOf(p.T, p.Before, func(c claim.Claim) string { return c.Path() })
}

// make makes a claim with its pictures.
func (h *Handler) make(w http.ResponseWriter, r *http.Request) error {
	position, err := web.Number(r, "line")
	if err != nil {
		return err
	}
	if _, err := h.claims.For(r.Context(), frame.Actor(r), r.PathValue("order"), int(position)); err != nil {
		if fault := upload.Typed(r); fault != nil {
			return fault
		}
		return err
	}
	field := h.photos()
	in, err := field.Receive(r)
	if in.Form == nil {
		return err
	}
	f := in.Form
	typed := claim.Input{
		Fault: claim.Fault(f.Value(claim.FieldFault)), Quantity: int64(f.Int(claim.FieldQuantity, 0, mostUnits)), Text: f.Text(claim.FieldText, claim.MaxText), Photos: in.IDs(),
	}
	if err == nil {
		err = f.Err()
	}
	var made int64
	if err == nil {
		made, err = h.claims.Make(r.Context(), frame.Actor(r), r.PathValue("order"), int(position), typed)
	}
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawNew(w, r, http.StatusUnprocessableEntity, in, err)
	case apperr.Unavailable:
		return h.drawNew(w, r, http.StatusServiceUnavailable, in, err)
	default:
	}
	if err != nil {
		return err
	}
	if err := field.Done(r, in); err != nil {
		return err
	}
	return web.SeeOther(w, r, claim.Claim{Number: made}.Path(), i18n.M(msg.ClaimMade))
}

const mostUnits = 99_999
