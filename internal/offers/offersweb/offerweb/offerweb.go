// Package offerweb is the pages of a structure's offers: the list, the form, an offer with what may be done to it, and its preview.
package offerweb

import (
	"context"
	"net/http"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/shared"
)

// Place is the key of these pages in the left column.
const Place = "offers"

// Options are what the pages stand on.
type Options struct {
	Offers    *offer.Service
	Files     *document.Service
	Portfolio *portfolio.Service
	Shared    *shared.Service
	Frame     *frame.Frame
	Country   func() registers.Country
	// Logo is that of a structure's organisation; empty where it has none.
	Logo func(ctx context.Context, orgID string) (content []byte, mediaType string, err error)
	// LogoPath is where it is read.
	LogoPath func(ctx context.Context, orgID string) (string, error)
}

// Handler answers for the pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	const list, one = offer.ListPath, offer.ListPath + "/{n}"
	m.Get(list, h.list)
	m.Get(shared.Path, h.whoWrites)
	m.Post(shared.Path, h.saidWho)
	m.Get(list+".csv", h.export(sheet.CSV, ".csv"))
	m.Get(list+".xlsx", h.export(sheet.XLSX, ".xlsx"))
	m.Get(list+"/nouvelle", h.begin)
	m.Upload(list+"/nouvelle", h.files().Limit(), h.create)
	m.Get(one, h.show)
	m.Get(one+"/modifier", h.edit)
	m.Upload(one+"/modifier", h.files().Limit(), h.save)
	m.Get(one+"/pieces/{k}", h.attachment)
	m.Get(one+"/dates", h.dates)
	m.Post(one+"/dates", h.setDates)
	m.Get(one+"/contact", h.contact)
	m.Post(one+"/contact", h.setContact)
	m.Get(one+"/apercu", h.preview)
	m.Get(one+"/apercu.pdf", h.paper)
	m.Get(one+"/historique.csv", h.historyFile)
	m.Post(one+"/dupliquer", h.again(h.o.Offers.Duplicate, msg.Duplicated))
	m.Post(one+"/reconduire", h.again(h.o.Offers.Renew, msg.Renewed))
	m.Get(one+"/acte/{acte}", h.confirm)
	m.Post(one+"/acte/{acte}", h.act)
}

// signedIn is who asks; a visitor is led to sign in.
func signedIn(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}

// numbered is who asks, and the offer that the address names.
func numbered(r *http.Request) (access.Actor, offer.Number, error) {
	who, err := signedIn(r)
	if err != nil {
		return who, offer.Number{}, err
	}
	n, ok := offer.ParseNumber(r.PathValue("n"))
	if !ok {
		return who, n, apperr.NotFoundErr()
	}
	return who, n, nil
}

// crumbs begin with the home page and the list.
func crumbs(t *i18n.T, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.List), Href: offer.ListPath}}, more...)
}

// of are the crumbs of an offer: the list as one left it.
func of(t *i18n.T, f from, o offer.Offer, more ...ui.Link) []ui.Link {
	out := crumbs(t, append([]ui.Link{{Label: o.Number.String(), Href: f.on(o.Number.Path())}}, more...)...)
	out[1].Href = f.list()
	return out
}

func page(head *ui.Head) frame.Page {
	return frame.Page{Head: head, Service: instance.Offers, Place: Place}
}

// day is a day as people read it; empty stays empty.
func day(t *i18n.T, s string) string {
	at, err := time.ParseInLocation(time.DateOnly, s, t.Zone())
	if err != nil {
		return ""
	}
	return t.Date(at)
}

// dates are the days of publication.
func dates(t *i18n.T, w offer.Window) string {
	switch {
	case w.PublishFrom == "" && w.PublishUntil == "":
		return ""
	case w.PublishUntil == "":
		return t.S(msg.DatesFrom, "from", day(t, w.PublishFrom))
	case w.PublishFrom == "":
		return t.S(msg.DatesUntil, "until", day(t, w.PublishUntil))
	}
	return t.S(msg.DatesBoth, "from", day(t, w.PublishFrom), "until", day(t, w.PublishUntil))
}

// tags are the colours of each status, as the design has them.
var tags = map[offer.Status]ui.Tag{
	offer.Status(offer.Draft): {Color: ui.Neutral}, offer.Status(offer.Submitted): {Color: ui.Warning}, offer.Status(offer.ToCorrect): {Color: ui.Warning, Outline: true},
	offer.Status(offer.Approved): {Color: ui.Info}, offer.Scheduled: {Color: ui.Info, Outline: true}, offer.Status(offer.Published): {Color: ui.Success}, offer.Full: {Color: ui.Brand2},
	offer.Lapsed:                    {Color: ui.Warning, Outline: true},
	offer.Hidden:                    {Color: ui.Warning, Outline: true},
	offer.Status(offer.Unpublished): {Color: ui.Neutral, Outline: true}, offer.Expired: {Color: ui.Neutral, Outline: true}, offer.Status(offer.Refused): {Color: ui.Danger},
	offer.Status(offer.Withdrawn): {Color: ui.Danger}, offer.Status(offer.Archived): {Color: ui.Neutral},
}

func tag(t *i18n.T, s offer.Status) ui.Tag {
	out := tags[s]
	out.Label = t.S(s.Label())
	return out
}
