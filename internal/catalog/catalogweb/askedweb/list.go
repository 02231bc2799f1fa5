package askedweb

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"preau/internal/catalog/asked"
	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	ours   = "nous"
	opened = "ouvertes"
)

// slugs are the states as addresses name them.
var slugs = map[string]asked.State{"recues": asked.Received, "etude": asked.Studied, "ajoutees": asked.Added, "refusees": asked.Refused}

func slugOf(s asked.State) string {
	for name, x := range slugs {
		if x == s {
			return name
		}
	}
	return ""
}

type listPage struct {
	asked.Listing
	T      *i18n.T
	At     ui.Address
	Filter asked.Filter
	Votes  bool // the reader may need articles: not somebody of the purchasing body alone
}

// filterOf is what an address asks for; what means nothing in it narrows nothing.
func filterOf(r *http.Request) (asked.Filter, error) {
	q, err := web.ParseQuery(r)
	if err != nil {
		return asked.Filter{}, err
	}
	n, _ := strconv.Atoi(q.Value("page")) // what is none is the first
	size, _ := strconv.Atoi(q.Value(ui.SizeParam))
	if size != 50 && size != 100 {
		size = 20
	}
	return asked.Filter{
		Ours: q.Value(paramOf) == ours, Open: q.Value(paramState) == opened, State: slugs[q.Value(paramState)],
		Text: q.Line(paramWords, asked.MaxTitle), Page: n, Size: size,
	}, nil
}

func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	f, err := filterOf(r)
	if err != nil {
		return err
	}
	rows, err := h.asked.List(r.Context(), frame.Actor(r), f)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := listPage{Listing: rows, T: t, At: ui.Address{Path: path, Query: r.URL.Query()}, Filter: f}
	p.Votes = !p.Central || frame.Actor(r).Acting.ID != ""
	head := &ui.Head{T: t, Title: t.S(msg.Requests), Lead: t.S(msg.RequestsLead), Crumbs: crumbs(t)}
	head.Acts = append(p.files(), ui.Button{Label: t.S(msg.AskArticle), Icon: ui.IconPlus, Look: ui.Main, Href: path + "/nouveau"})
	return h.frame.Render(w, r, http.StatusOK, page(head, false), listHTML(p))
}

// files lead to the list as sheets, as it is filtered.
func (p listPage) files() ui.Parts {
	var out ui.Parts
	q := url.Values{}
	for _, name := range []string{paramWords, paramOf, paramState} {
		if v := p.At.Query.Get(name); v != "" {
			q.Set(name, v)
		}
	}
	tail := ""
	if len(q) > 0 {
		tail = "?" + q.Encode()
	}
	for _, x := range []struct {
		label  i18n.Key
		ending string
	}{{msg.ExportCsv, ".csv"}, {msg.ExportXlsx, ".xlsx"}} {
		out = append(out, ui.Button{Label: p.T.S(x.label), Icon: ui.IconDownload, Href: path + x.ending + tail, Extra: true})
	}
	return out
}

func (p listPage) views() []ui.Option {
	return []ui.Option{{Label: p.T.S(msg.RequestsAll)}, {Value: ours, Label: p.T.S(msg.RequestsOurs)}}
}

func (p listPage) view() string {
	if p.Filter.Ours {
		return ours
	}
	return ""
}

func (p listPage) states() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AnyState)}, {Value: opened, Label: p.T.S(msg.RequestsOpen)}}
	for _, s := range asked.States() {
		out = append(out, ui.Option{Value: slugOf(s), Label: p.T.S(s.Label())})
	}
	return out
}

func (p listPage) state() string {
	if p.Filter.Open {
		return opened
	}
	return slugOf(p.Filter.State)
}

func (p listPage) narrowed() bool {
	return p.Filter.Ours || p.Filter.Open || p.Filter.State != "" || p.Filter.Text != ""
}

func (p listPage) table() ui.Table {
	t := p.T
	return table(t, t.S(msg.RequestsCaption, "n", p.Total), p.Rows, p.Central, p.Votes, ui.Hidden{Name: fieldBack, Value: p.here()})
}

// here is the list's own address.
func (p listPage) here() string {
	if len(p.At.Query) == 0 {
		return path
	}
	return path + "?" + p.At.Query.Encode()
}

// table is requests, each with what the reader may say of it.
func table(t *i18n.T, caption string, rows []asked.Row, central, votes bool, more ...ui.Hidden) ui.Table {
	out := ui.Table{Caption: caption, Top: true, Cols: []ui.Col{{Label: t.S(msg.RequestWhat)}, {Label: t.S(msg.ColState)}, {Label: t.S(msg.RequestVotes), Num: true}}}
	if central {
		out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.RequestAYear), Num: true})
	}
	out.Cols = append(out.Cols, ui.Col{Label: t.S(msg.RequestAskedOn)}, ui.Col{Label: t.S(msg.ColAct), Hidden: true})
	for _, r := range rows {
		state := ui.Parts{stateTag(t, r.State)}
		if !r.State.Open() {
			state = append(state, ui.Sub(t.Date(r.MovedAt)))
		}
		cells := ui.Parts{ui.Parts{ui.Link{Label: r.Name(), Href: r.Path("")}, ui.Sub(facts(t, r.Request))}, state, ui.Text(t.Number(int64(r.Votes)))}
		if central {
			cells = append(cells, ui.Text(aYear(t, r.Quantity)))
		}
		var act ui.Parts
		if votes {
			act = supportAct(t, r, id.New(), more...)
		}
		out.Rows = append(out.Rows, ui.Row{Off: !r.State.Open(), Cells: append(cells, ui.NoWrap(t.Date(r.CreatedAt)), act)})
	}
	return out
}

// aYear is a quantity, as far as somebody said one.
func aYear(t *i18n.T, n int64) string {
	if n == 0 {
		return ""
	}
	return t.Number(n)
}

// file gives the list out as it is filtered; to the purchasing body with the establishments.
func (h *Handler) file(format sheet.Format) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := filterOf(r)
		if err != nil {
			return err
		}
		l, votes, err := h.asked.Sheet(r.Context(), frame.Actor(r), f)
		if err != nil {
			return err
		}
		t := web.T(r)
		var b bytes.Buffer
		if err := write(&b, t, format, l.Rows, votes); err != nil {
			return fmt.Errorf("sheet of requests for articles: %w", err)
		}
		return web.Download(w, t.S(msg.RequestsFile)+"."+string(format), format.MediaType(), &b)
	}
}

func write(b *bytes.Buffer, t *i18n.T, format sheet.Format, rows []asked.Row, votes map[int64][]asked.Vote) error {
	heads := []sheet.Head{
		{Title: t.S(msg.RequestNumberCol), Kind: sheet.Whole},
		{Title: t.S(msg.RequestWhat), Width: 40},
		{Title: t.S(msg.Reference)},
		{Title: t.S(msg.RequestBrand)},
		{Title: t.S(msg.ColState)},
		{Title: t.S(msg.RequestAskedOn), Kind: sheet.Moment},
		{Title: t.S(msg.RequestVotes), Kind: sheet.Whole},
		{Title: t.S(msg.RequestAnsweredOn), Kind: sheet.Moment},
		{Title: t.S(msg.RequestAnswer), Width: 40},
		{Title: t.S(msg.RequestArticle)},
	}
	if votes != nil {
		heads = append(heads, sheet.Head{Title: t.S(msg.RequestAYear), Kind: sheet.Whole}, sheet.Head{Title: t.S(msg.RequestWho), Width: 40})
	}
	w, err := sheet.New(format, b, t, t.S(msg.Requests), heads...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := w.Row(cells(t, r, votes)...); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return w.Close()
}

func cells(t *i18n.T, r asked.Row, votes map[int64][]asked.Vote) []sheet.Cell {
	var answered time.Time
	if !r.State.Open() {
		answered = r.MovedAt
	}
	named := ""
	if r.Shown != nil {
		named = r.Shown.Reference
	}
	out := []sheet.Cell{
		sheet.Count(r.Number), sheet.Text(r.Title), sheet.Text(r.Reference), sheet.Text(r.Brand), sheet.Text(t.S(r.State.Label())), sheet.Instant(r.CreatedAt),
		sheet.Count(int64(r.Votes)), sheet.Instant(answered), sheet.Text(r.Answer), sheet.Text(named),
	}
	if votes == nil {
		return out
	}
	var who []string
	for _, v := range votes[r.Number] {
		if name := v.Org.Name; name != "" && !slices.Contains(who, name) {
			who = append(who, name)
		} else if name == "" {
			who = append(who, v.Name)
		}
	}
	return append(out, sheet.Count(r.Quantity), sheet.Text(strings.Join(who, ", ")))
}
