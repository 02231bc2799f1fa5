// Package receptionweb is the pages on which what comes in is counted: « Commandes à réceptionner », an order's receptions, their
// corrections, and how a shortage is shared.
package receptionweb

import (
	"net/http"
	"strconv"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/orderingweb/receptionweb/msg"
	"preau/internal/ordering/reception"
)

const (
	home = "/commandes"
	desk = reception.DeskPath

	fieldAct  = "acte"
	fieldCode = "code"
	fieldSeen = "vu"
	fieldAll  = "tout"
	fieldOnly = "sans" // the lines that have a number and no tick

	actFind = "trouver"
)

// Handler answers for the pages.
type Handler struct {
	receptions *reception.Service
	frame      *frame.Frame
}

// New makes the handler.
func New(s *reception.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes. Files end with the order's number, as those of orders do.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(desk, h.desk)
	m.Get(desk+"/{n}", h.show)
	m.Post(desk+"/{n}", h.receive)
	m.Get(home+"/receptions/{n}/{k}", h.correctForm)
	m.Post(home+"/receptions/{n}/{k}", h.correct)
	m.Get(home+"/partage/{ref}", h.sharing)
	m.Post(home+"/partage/{ref}", h.setSharing)
	m.Get(home+"/tri/{n}", h.give((*reception.Service).Sorting))
	m.Get(home+"/etiquettes/{n}", h.give((*reception.Service).Labels))
}

// Places are the desk in the left column, for who receives.
func Places(who access.Actor) []frame.Place {
	if len(who.Places(ordering.Receiver, access.Organisation)) == 0 {
		return nil
	}
	return []frame.Place{{Key: "to-receive", Label: msg.DeskTitle, Path: desk, Waits: func(i inbox.Item) bool { return i.Path == desk }}}
}

// page is what all pages of the room say to their frame.
func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: "to-receive", Wrong: wrong}
}

func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: home}}, more...)
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

// joined puts what there is of some texts behind each other.
func joined(texts ...string) string {
	var out []string
	for _, s := range texts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// said is the sentence of a conflict.
func said(t *i18n.T, err error) string {
	if e, ok := apperr.As(err); ok && e.Msg.Key != "" {
		return t.M(e.Msg)
	}
	return ""
}

// seenField names the version of a line that the form was made from.
func seenField(lineID string) string { return fieldSeen + "." + lineID }

// whole reads a number that the page wrote itself; a forged one is a stale one.
func whole(f *web.Form, name string) int64 {
	n, err := strconv.ParseInt(f.Value(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
