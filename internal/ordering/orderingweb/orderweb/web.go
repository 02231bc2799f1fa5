// Package orderweb is the desks between confirmed baskets and their suppliers: « Commandes à créer », « Commandes à passer », and an
// order's page.
package orderweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"preau/internal/catalog"
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
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
	"preau/internal/ordering/phone"
	"preau/internal/ordering/sending"
)

const (
	home     = "/commandes"
	toCreate = basket.DeskPath
	toSend   = order.ToSendPath
	follow   = "/commandes/suivi"

	fieldChosen  = "ligne"
	fieldMode    = "mode"
	fieldVersion = "version"

	modeRefuse = "refuser"
	modeRemark = "remarques"
	modeHave   = "recue"

	modeGiveBack = "renvoyer"
	modeCancel   = "annuler"
)

// Handler answers for the pages.
type Handler struct {
	orders  *order.Service
	phones  *phone.Service
	baskets *basket.Service
	sending *sending.Service
	frame   *frame.Frame
	parts   []Part
}

// Part is what another room shows on an order's page; nil: nothing.
type Part func(r *http.Request, v order.View) (templ.Component, error)

// New makes the handler.
func New(o *order.Service, p *phone.Service, b *basket.Service, s *sending.Service, f *frame.Frame, parts ...Part) *Handler {
	return &Handler{o, p, b, s, f, parts}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(toCreate, h.desk)
	m.Post(toCreate+"/choix", h.choose)
	m.Get(toCreate+"/apercu", h.plan)
	m.Post(toCreate+"/apercu", h.create)
	m.Get(toCreate+"/refuser", h.refuseForm)
	m.Post(toCreate+"/refuser", h.refuse)
	m.Get(toCreate+"/diminuer/{line}", h.lowerForm)
	m.Post(toCreate+"/diminuer/{line}", h.lower)
	m.Get(toCreate+"/{n}", h.review)
	m.Get(toCreate+".csv", h.deskFile(sheet.CSV))
	m.Get(toCreate+".xlsx", h.deskFile(sheet.XLSX))
	m.Get(toSend+".csv", h.sendFile(sheet.CSV))
	m.Get(toSend+".xlsx", h.sendFile(sheet.XLSX))
	m.Get(toSend, h.toSend)
	m.Get(toSend+"/{n}", h.show)
	m.Post(toSend+"/{n}/envoyer", h.send)
	m.Get(toSend+"/{n}/annuler", h.cancelForm)
	m.Post(toSend+"/{n}/annuler", h.cancel)
	m.Get(follow, h.follow)
	m.Get(follow+".csv", h.followFile(sheet.CSV))
	m.Get(follow+".xlsx", h.followFile(sheet.XLSX))
	m.Get(home+"/telephone/{ref}/{site}", h.phoneForm)
	m.Post(home+"/telephone/{ref}/{site}", h.setPhone)
	m.Get(home+"/{n}", h.show)
}

// Places are the places of the desks in the left column, those that are the person's.
func Places(who access.Actor) []frame.Place {
	var out []frame.Place
	has := func(roles ...access.RoleKey) bool {
		for _, r := range roles {
			if len(who.Places(r, access.Organisation)) > 0 {
				return true
			}
		}
		return false
	}
	if has(ordering.Validator) {
		out = append(out, frame.Place{Key: "to-create", Label: msg.DeskTitle, Path: toCreate})
	}
	if has(ordering.Buyer, ordering.Superbuyer) {
		out = append(out, frame.Place{Key: "to-send", Label: msg.SendTitle, Path: toSend})
	}
	if has(ordering.Validator, ordering.Buyer, ordering.Superbuyer, ordering.President, ordering.Reference) || who.Holds(catalog.Central, access.Everywhere) {
		out = append(out, frame.Place{Key: "follow", Label: msg.FollowTitle, Path: follow})
	}
	return out
}

// page is what all pages of the room say to their frame.
func page(head *ui.Head, place string, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: place, Wrong: wrong}
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: home}}, more...)
}

// keysOf are the lines of « Commandes à créer » that a form or an address names.
func keysOf(values []string) []order.Key {
	var out []order.Key
	for _, v := range values {
		if k, ok := order.ParseKey(v); ok && len(out) < mostChosen {
			out = append(out, k)
		}
	}
	return out
}

// mostChosen is how many lines are taken at once.
const mostChosen = 200

// query are keys in an address.
func query(keys []order.Key) string {
	q := url.Values{}
	for _, k := range keys {
		q.Add(fieldChosen, k.String())
	}
	return q.Encode()
}

// version is the one that a form was made from; a forged one is a stale one.
func version(f *web.Form) int64 {
	n, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64)
	return n
}

// pageOf is the page of a list that an address asks for.
func pageOf(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 || n > mostPages {
		return 1
	}
	return n
}

const (
	perPage   = 50
	mostPages = 10_000
)

// said is the sentence of a conflict.
func said(t *i18n.T, err error) string {
	if e, ok := apperr.As(err); ok && e.Msg.Key != "" {
		return t.M(e.Msg)
	}
	return t.S(msg.DeskFaster)
}
