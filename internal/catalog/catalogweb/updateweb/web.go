// Package updateweb is the pages of the markets' catalogues for the purchasing body: what a market sells, its updates by sheet,
// what each would change before it goes live, and one article by hand.
package updateweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"preau/internal/catalog"
	"preau/internal/catalog/article"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/update"
	"preau/internal/core/access"
	"preau/internal/core/document"
	"preau/internal/core/frame"
	"preau/internal/core/frame/upload"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// place is the list's in the column of the service.
const place = "catalogue-updates"

// The routes of a market's catalogue, and of one of its updates.
const (
	shelfPath   = "/marches/{n}/catalogue"
	updatesPath = shelfPath + "/mises-a-jour"
	onePath     = updatesPath + "/{maj}"
	articlePath = shelfPath + "/articles/{article}"
	newArticle  = shelfPath + "/articles/nouveau"
)

// Handler answers for the pages.
type Handler struct {
	updates *update.Service
	files   *document.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *update.Service, files *document.Service, f *frame.Frame) *Handler {
	return &Handler{s, files, f}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(update.Path, h.list)
	m.Get(shelfPath, h.shelf)
	m.Get(newArticle, h.newArticle)
	m.Post(newArticle, h.putNew)
	m.Get(articlePath, h.article)
	m.Post(articlePath, h.put)
	m.Get(updatesPath+"/nouvelle", h.newForm)
	m.Upload(updatesPath+"/nouvelle", h.sheet().Limit(), h.begin)
	m.Get(updatesPath+"/nouvelle/modele/{format}", h.model)
	m.Get(onePath, h.show)
	m.Get(onePath+"/avancement", h.progress)
	m.Get(onePath+"/erreurs", h.giveBack)
	m.Get(onePath+"/differences/{format}", h.export)
	m.Post(onePath+"/mise-en-ligne", h.golive)
	m.Post(onePath+"/programmation", h.schedule)
	m.Post(onePath+"/deprogrammation", h.unschedule)
	m.Post(onePath+"/abandon", h.drop)
	m.Get(onePath+"/annulation", h.confirmUndo)
	m.Post(onePath+"/annulation", h.undo)
}

// Places are the module's places in the column of the service « Commandes ».
func Places(who access.Actor) []frame.Place {
	if !who.Holds(catalog.Central, access.Everywhere) && !who.IsAdmin() {
		return nil
	}
	return []frame.Place{{Key: place, Label: msg.UpTitle, Path: update.Path, Read: "/aide/centrale"}}
}

// sheet is the field of the file.
func (h *Handler) sheet() upload.Field {
	return upload.Field{Files: h.files, Use: update.Sheets, Name: update.FieldFile}
}

// both are the market and the update that an address names.
func both(r *http.Request) (market, n int64, err error) {
	if market, err = web.Number(r, "n"); err == nil {
		n, err = web.Number(r, "maj")
	}
	return market, n, err
}

func marketPath(market int64, tail string) string { return catalog.Market{Number: market}.Path(tail) }

// crumbs lead from the home page over the market to its catalogue.
func crumbs(t *i18n.T, market int64, title string, more ...ui.Link) []ui.Link {
	out := []ui.Link{
		{Label: t.S(msg.Home), Href: "/"},
		{Label: t.S(msg.Markets), Href: "/marches"},
		{Label: title, Href: marketPath(market, "")},
		{Label: t.S(msg.UpCatalogue), Href: marketPath(market, "/catalogue")},
	}
	if len(more) == 0 {
		out[3].Href = ""
	}
	return append(out, more...)
}

// page is what all pages of a market's catalogue say to their frame.
func page(head *ui.Head, wrong bool) frame.Page {
	return frame.Page{Head: head, Service: instance.Ordering, Place: "markets", Wrong: wrong}
}

// paged is which page of how many lines an address asks for; what is none is the first.
func paged(f *web.Form) (page, size int) {
	page, _ = strconv.Atoi(f.Value("page"))
	size, _ = strconv.Atoi(f.Value(ui.SizeParam))
	return page, size
}

func sizes() []int { return []int{20, 50, 100} }

// stateTag is an update's state as a tag; what is live no more because another one followed says so.
func stateTag(t *i18n.T, u update.Update) ui.Tag {
	color := map[update.State]ui.Color{
		update.Ready: ui.Warning, update.Scheduled: ui.Info, update.Live: ui.Success, update.Undone: ui.Neutral, update.Dropped: ui.Neutral, update.Void: ui.Neutral, update.Refused: ui.Danger,
	}[u.State]
	if color == "" {
		color = ui.Info
	}
	tag := ui.Tag{Label: t.S(u.State.Label()), Color: color}
	if u.State == update.Live && !u.Current() {
		tag.Label, tag.Color, tag.Outline = t.S(msg.UpFollowed), ui.Neutral, true
	}
	return tag
}

// day is a stored day as people read it.
func day(t *i18n.T, s string) string {
	at, err := time.ParseInLocation(time.DateOnly, s, t.Zone())
	if err != nil {
		return s
	}
	return t.Date(at)
}

// price is a unit price as people read it, with four decimals where it has them.
func price(t *i18n.T, n int64) string {
	if n == article.NoPrice {
		return t.S(msg.UpNoPrice)
	}
	text := t.Cents(n / 100)
	if n%100 == 0 {
		return text
	}
	cents, more := strconv.FormatInt(n/100%100+100, 10)[1:], strings.TrimRight(strconv.FormatInt(n%100+100, 10)[1:], "0")
	at := strings.LastIndex(text, cents)
	return text[:at+2] + more + text[at+2:]
}

// amount is a price as it is typed.
func amount(n int64) string {
	if n == article.NoPrice {
		return ""
	}
	return strconv.FormatInt(n/10_000, 10) + "," + strconv.FormatInt(n%10_000+10_000, 10)[1:]
}
