package catalogweb

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/catalog/search"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// Addresses of what was looked for in vain, and of the search.
const (
	missesPath = "/catalogue/recherches-sans-resultat"
	searchPath = "/catalogue"
)

const (
	paramDays    = "jours"
	paramSettled = "traitees"
	fieldWords   = "mots"
)

// Misses answers for the page of searches that found nothing.
type Misses struct {
	search *search.Service
	frame  *frame.Frame
}

// NewMisses makes the handler.
func NewMisses(s *search.Service, f *frame.Frame) *Misses { return &Misses{s, f} }

// Mount adds the routes.
func (h *Misses) Mount(m *web.Mux) {
	m.Get(missesPath, h.list)
	m.Get(missesPath+".csv", h.file(sheet.CSV))
	m.Get(missesPath+".xlsx", h.file(sheet.XLSX))
	m.Post(missesPath+"/traiter", h.settle)
	m.Post(missesPath+"/rouvrir", h.reopen)
}

type missesPage struct {
	search.MissedList
	T      *i18n.T
	At     ui.Address
	Filter search.MissedFilter
}

// list is what people looked for and did not find (R154).
func (h *Misses) list(w http.ResponseWriter, r *http.Request) error {
	f, err := missedFilter(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	rows, err := h.search.Missed(r.Context(), frame.Actor(r), f)
	if err != nil {
		return err
	}
	p := missesPage{MissedList: rows, T: t, At: ui.Address{Path: missesPath, Query: r.URL.Query()}, Filter: f}
	head := &ui.Head{T: t, Title: t.S(msg.Misses), Lead: t.S(msg.MissesLead), Crumbs: []ui.Link{{Label: t.S(msg.Home), Href: "/"}, {Label: t.S(msg.Misses)}}}
	if p.Total > 0 {
		head.Acts = p.files()
	}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: "misses"}, missesHTML(p))
}

// missedFilter is what an address asks for; what means nothing in it is the usual.
func missedFilter(r *http.Request) (search.MissedFilter, error) {
	q, err := web.ParseQuery(r)
	if err != nil {
		return search.MissedFilter{}, err
	}
	n, _ := strconv.Atoi(q.Value("page")) // what is none is the first
	size, _ := strconv.Atoi(q.Value(ui.SizeParam))
	if size != 50 && size != 100 {
		size = 20
	}
	f := search.MissedFilter{Days: 30, Settled: q.Value(paramSettled) == "oui", Page: n, Size: size}
	for _, p := range periods {
		if q.Value(paramDays) == strconv.Itoa(p.days) {
			f.Days = p.days
		}
	}
	return f, nil
}

// files lead to the list as sheets, as it is filtered.
func (p missesPage) files() ui.Parts {
	q := url.Values{paramDays: {strconv.Itoa(p.Filter.Days)}}
	if p.Filter.Settled {
		q.Set(paramSettled, p.settled())
	}
	return ui.Parts{
		ui.Button{Label: p.T.S(msg.ExportCsv), Icon: ui.IconDownload, Href: missesPath + ".csv?" + q.Encode()},
		ui.Button{Label: p.T.S(msg.ExportXlsx), Icon: ui.IconDownload, Href: missesPath + ".xlsx?" + q.Encode()},
	}
}

// file gives the list out as it is filtered.
func (h *Misses) file(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := missedFilter(r)
		if err != nil {
			return err
		}
		l, err := h.search.MissedSheet(r.Context(), frame.Actor(r), f)
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := writeMisses(&b, t, format, l.Rows); err != nil {
			return fmt.Errorf("sheet of searches without result: %w", err)
		}
		return web.Download(w, t.S(msg.MissesFile)+"."+string(format), format.MediaType(), &b)
	}
}

func writeMisses(b *bytes.Buffer, t *i18n.T, format sheet.Format, rows []search.Missed) error {
	w, err := sheet.New(format, b, t, t.S(msg.Misses), sheet.Head{Title: t.S(msg.MissesWords), Width: 40}, sheet.Head{Title: t.S(msg.MissesTimes), Kind: sheet.Whole},
		sheet.Head{Title: t.S(msg.MissesLast), Kind: sheet.Moment}, sheet.Head{Title: t.S(msg.MissesDealt), Kind: sheet.Moment})
	if err != nil {
		return err
	}
	for _, m := range rows {
		if err := w.Row(sheet.Text(m.Words), sheet.Count(m.N), sheet.Instant(m.LastAt), sheet.Instant(m.Settled)); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return w.Close()
}

// periods are the choices of the filter, in days.
var periods = []struct {
	days  int
	label i18n.Key
}{{7, msg.MissesWeek}, {30, msg.MissesMonth}, {90, msg.MissesQuarter}, {365, msg.MissesYear}}

func (p missesPage) periods() []ui.Option {
	out := make([]ui.Option, len(periods))
	for i, x := range periods {
		out[i] = ui.Option{Value: strconv.Itoa(x.days), Label: p.T.S(x.label)}
	}
	return out
}

func (p missesPage) states() []ui.Option {
	return []ui.Option{{Label: p.T.S(msg.MissesWaiting)}, {Value: "oui", Label: p.T.S(msg.MissesSettled)}}
}

// settled is the chosen state, as the filter sends it.
func (p missesPage) settled() string {
	if p.Filter.Settled {
		return "oui"
	}
	return ""
}

func (p missesPage) table() ui.Table {
	t := p.T
	table := ui.Table{Caption: t.S(msg.MissesCaption, "n", p.Total), Cols: []ui.Col{{Label: t.S(msg.MissesWords)}, {Label: t.S(msg.MissesTimes), Num: true}, {Label: t.S(msg.MissesLast)}}}
	if p.May {
		table.Cols = append(table.Cols, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	}
	act, to := msg.MissesSettle, "/traiter"
	if p.Filter.Settled {
		act, to = msg.MissesReopen, "/rouvrir"
	}
	for _, m := range p.Rows {
		cells := ui.Parts{
			ui.Parts{ui.Link{Label: m.Words, Href: searchPath + "?q=" + url.QueryEscape(m.Words)}, ui.Sub(p.since(m))},
			ui.Text(t.Number(m.N)), ui.Text(t.Date(m.LastAt)),
		}
		if p.May {
			cells = append(cells, ui.Act{
				T: t, Label: t.S(act), About: m.Words, Small: true, Post: missesPath + to, Key: id.New(), Hidden: []ui.Hidden{{Name: fieldWords, Value: m.Words}},
			})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: cells})
	}
	return table
}

// since says when words were dealt with.
func (p missesPage) since(m search.Missed) string {
	switch {
	case m.Settled.IsZero():
		return ""
	case p.Filter.Settled:
		return p.T.S(msg.MissesSettledOn, "on", p.T.Date(m.Settled))
	}
	return p.T.S(msg.MissesAgainSince, "on", p.T.Date(m.Settled))
}

func (h *Misses) settle(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.search.SettleMissed(r.Context(), frame.Actor(r), f.Value(fieldWords)); err != nil {
		return err
	}
	return web.SeeOther(w, r, missesPath, i18n.M(msg.MissesIsSettled))
}

func (h *Misses) reopen(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	if err := h.search.ReopenMissed(r.Context(), frame.Actor(r), f.Value(fieldWords)); err != nil {
		return err
	}
	return web.SeeOther(w, r, missesPath+"?"+paramSettled+"=oui", i18n.M(msg.MissesIsReopened))
}
