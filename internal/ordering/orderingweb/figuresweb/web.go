// Package figuresweb is the page of what orders tell together, as pictures with their tables, and its files.
package figuresweb

import (
	"net/http"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/figures"
	"preau/internal/ordering/orderingweb/figuresweb/msg"
)

const (
	home = "/commandes"
	path = figures.Path

	paramMarket = "marche"
	paramOrg    = "etablissement"
	paramYear   = "annee"
	paramTable  = "tableau"
)

// Handler answers for the page.
type Handler struct {
	figures *figures.Service
	frame   *frame.Frame
}

// New makes the handler.
func New(s *figures.Service, f *frame.Frame) *Handler { return &Handler{s, f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(path, h.show)
	m.Get(path+".csv", h.file(sheet.CSV))
	m.Get(path+".xlsx", h.file(sheet.XLSX))
}

// Places are the page in the left column, for who looks at figures.
func Places(who access.Actor) []frame.Place {
	if !figures.Reads(who) {
		return nil
	}
	return []frame.Place{{Key: "figures", Label: msg.Title, Path: path}}
}

// page is what the page shows.
type page struct {
	figures.View
	T  *i18n.T
	At ui.Address
}

// show is « Chiffres des commandes ».
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	t := web.T(r)
	v, err := h.figures.Show(r.Context(), frame.Actor(r), filterOf(r))
	if err != nil {
		return err
	}
	p := page{v, t, ui.Address{Path: path, Query: r.URL.Query()}}
	head := &ui.Head{
		T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead),
		Crumbs: []ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: home}, {Label: t.S(msg.Title)}},
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: "figures"}, figuresHTML(p))
}

// filterOf is what an address asks for; what means nothing in it narrows nothing.
func filterOf(r *http.Request) figures.Filter {
	q := r.URL.Query()
	f := figures.Filter{Org: web.CleanLine(q.Get(paramOrg))}
	if n, err := strconv.ParseInt(q.Get(paramMarket), 10, 64); err == nil && n > 0 {
		f.Market = n
	}
	if n, err := strconv.Atoi(q.Get(paramYear)); err == nil && n >= firstYear && n <= lastYear {
		f.Year = n
	}
	if len(f.Org) > longestRef {
		f.Org = ""
	}
	return f
}

const (
	firstYear  = 2000
	lastYear   = 2100
	longestRef = 200
	yearsBack  = 5 // that are offered
)

func (p page) markets() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllMarkets)}}
	for _, m := range p.Markets {
		out = append(out, ui.Option{Value: strconv.FormatInt(m.Number, 10), Label: m.Title})
	}
	return out
}

func (p page) market() string {
	if p.Market == 0 {
		return ""
	}
	return strconv.FormatInt(p.Market, 10)
}

func (p page) years() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.LastMonths)}}
	now := p.Now.In(p.T.Zone()).Year()
	for y := now; y > now-yearsBack; y-- {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return out
}

func (p page) year() string {
	if p.Year == 0 {
		return ""
	}
	return strconv.Itoa(p.Year)
}

// filtered says whether the figures are narrowed.
func (p page) filtered() bool { return p.Market != 0 || p.Filter.Org != "" || p.Year != 0 }

// chips are what takes the establishment off again.
func (p page) chips() []ui.Chip {
	name := p.Org
	if name == "" {
		name = p.T.S(msg.ThisOrg)
	}
	return []ui.Chip{{Label: name, Href: p.At.With(paramOrg, ""), Remove: true}}
}

// orders is how many were sent in the period.
func (p page) orders() (n int64) {
	for _, m := range p.Months {
		n += m.Orders
	}
	return n
}

// net is what they cost where all of it is seen.
func (p page) net() (n int64, seen bool) {
	seen = true
	for _, m := range p.Months {
		n, seen = n+int64(m.Net), seen && m.Priced
	}
	return n, seen
}

// amountOf is an amount without VAT; nothing where it is not seen.
func (p page) amountOf(u figures.Use) string {
	if !u.Priced {
		return ""
	}
	return p.T.Cents(int64(u.Net))
}

// files lead to a table as a sheet.
func (p page) files(table string) ui.Parts {
	return ui.Parts{
		ui.Button{Label: p.T.S(msg.Csv), About: p.T.S(tables[table].title), Icon: ui.IconDownload, Small: true, Href: p.fileAt(sheet.CSV, table)},
		ui.Button{Label: p.T.S(msg.Xlsx), About: p.T.S(tables[table].title), Icon: ui.IconDownload, Small: true, Href: p.fileAt(sheet.XLSX, table)},
	}
}

func (p page) fileAt(f sheet.Format, table string) string {
	return ui.Address{Path: path + "." + string(f), Query: p.At.Query}.With(paramTable, table)
}

// why are the reasons for which an act is not who looks'.
func (p page) missing(do figures.Act) ui.Reason {
	o, _ := p.Acts.Of(do)
	return ui.Reason{T: p.T, Act: p.T.S(acts[do]), Reasons: o.Reasons}
}

var acts = map[figures.Act]i18n.Key{figures.SeeAmounts: msg.ActAmounts, figures.SeeWaits: msg.ActWaits}

// days is a span in words: « 3 jours », « le jour même ».
func (p page) days(n int64) string { return p.T.S(msg.Days, "n", n) }

func (p page) spread(s figures.Spread) (median, most string) {
	if s.Times == 0 {
		return "", ""
	}
	return p.days(s.Median), p.days(s.Most)
}

func (p page) monthOf(at time.Time) string { return p.T.Month(at) }
