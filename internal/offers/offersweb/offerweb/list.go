package offerweb

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/sheet"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb/msg"
	"preau/internal/offers/portfolio"
	"preau/internal/offers/vocabulary"
)

type listPage struct {
	T        *i18n.T
	At       ui.Address
	Key      string
	Filter   portfolio.Filter
	Faults   ui.Faults
	L        portfolio.Listing
	Narrowed bool
}

// readFilter is the filter of an address (O47).
func readFilter(q *web.Form) portfolio.Filter {
	f := portfolio.Filter{
		Text: q.Line(portfolio.FilterText, 200), Setting: q.Value(portfolio.FilterSetting), Status: offer.Status(q.Value(portfolio.FilterStatus)),
		After: q.Value(portfolio.FilterAfter), Before: q.Value(portfolio.FilterBefore), Site: q.Value(portfolio.FilterSite), Structure: int64(positive(q.Value(offer.OfStructure), 0)), Page: positive(q.Value("page"), 1), Size: size(q.Value(ui.SizeParam)),
	}
	order, back := strings.CutPrefix(q.Value(ui.SortParam), "-")
	f.Order, f.Back = portfolio.Order(order), back
	return f
}

// positive reads a number from an address; what is none, or below 1, is the other.
func positive(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		return otherwise
	}
	return n
}

func size(s string) int {
	if n := positive(s, 20); n == 50 || n == 100 {
		return n
	}
	return 20
}

// list is « Offres » (O42–O50).
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	t, f := web.T(r), readFilter(q)
	p := listPage{T: t, At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Key: id.New(), Filter: f}
	p.Narrowed = f.Text != "" || f.Setting != "" || f.Status != "" || f.After != "" || f.Before != "" || f.Site != ""
	p.L, err = h.o.Portfolio.List(r.Context(), who, f)
	status := http.StatusOK
	if apperr.Is(err, apperr.Invalid) { // told in place: the list is what it is without these days
		p.Faults, status = ui.FaultsOf(t, err), http.StatusUnprocessableEntity
		wide := f
		wide.After, wide.Before = "", ""
		p.L, err = h.o.Portfolio.List(r.Context(), who, wide)
	}
	if err != nil {
		return err
	}
	head := &ui.Head{T: t, Title: t.S(msg.List), Lead: t.S(msg.ListLead), Crumbs: crumbs(t)}
	if p.L.MayCreate || len(p.L.CreateWhy) > 0 {
		head.Acts = ui.Parts{ui.Act{T: t, Label: t.S(msg.Create), Icon: ui.IconPlus, Look: ui.Main, Href: offer.ListPath + "/nouvelle", Reasons: p.L.CreateWhy}}
	}
	fp := page(head)
	fp.Wrong = len(p.Faults) > 0
	return h.o.Frame.Render(w, r, status, fp, listHTML(p))
}

func (p listPage) pages(id string) ui.Pages {
	return ui.Pages{T: p.T, ID: id, Slash: true, At: p.At, Page: p.L.Page, Size: p.L.Size, Total: p.L.Total, Sizes: []int{20, 50, 100}}
}

func (p listPage) table() ui.Table {
	t := p.T
	table := ui.Table{
		Caption: t.S(msg.ListCaption, "n", p.L.Total), Top: true, Head: 1, At: p.At, SortBy: p.At.Query.Get(ui.SortParam),
		Cols: []ui.Col{
			{Label: t.S(msg.ColNumber), Sort: string(portfolio.ByNumber)},
			{Label: t.S(msg.ColName), Sort: string(portfolio.ByName)},
			{Label: t.S(msg.ColSetting), Sort: string(portfolio.BySet)},
			{Label: t.S(msg.ColState), Sort: string(portfolio.ByState)},
			{Label: t.S(msg.ColDates), Sort: string(portfolio.ByDates)},
			{Label: t.S(msg.ColActs)},
		},
	}
	if p.schools() {
		table.Cols = slices.Insert(table.Cols, 2, ui.Col{Label: t.S(msg.Site), Sort: string(portfolio.BySite)})
	}
	for _, o := range p.L.Rows {
		table.Rows = append(table.Rows, p.row(o))
	}
	return table
}

// schools says whether offers are told apart by their lieu, which then has a column.
func (p listPage) schools() bool { return len(p.L.Sites) > 1 }

// from is the list as it is now, for the pages that its lines lead to.
func (p listPage) from() from { return from(p.At.Query.Encode()) }

func (p listPage) row(o portfolio.Row) ui.Row {
	t := p.T
	name := ui.Parts{ui.Link{Label: o.Content.Name, Href: p.from().on(o.Number.Path())}}
	where := o.Offer.Site
	if p.L.All {
		where = strings.Trim(o.OrgName+", "+where, ", ")
	}
	if where != "" && !p.schools() {
		name = append(name, ui.Sub(where))
	}
	state := ui.Parts{tag(t, o.Status)}
	if o.Waits {
		state = append(state, ui.Sub(t.S(msg.CopyWaits)))
	}
	cells := ui.Parts{ui.Link{Label: o.Number.String(), Href: p.from().on(o.Number.Path()), Ref: true}, name, ui.Text(o.Setting), state, ui.Text(dates(t, o.Window)), p.acts(o)}
	if p.schools() {
		cells = slices.Insert(cells, 2, templ.Component(ui.Text(where)))
	}
	return ui.Row{Off: o.State == offer.Archived, Cells: cells}
}

// acts are what the rules let one do from the list (O49): the first is seen, the others are behind it. What one may not is explained on the
// offer's page.
func (p listPage) acts(o portfolio.Row) ui.Parts {
	all := p.allActs(o)
	out := ui.Parts{all[0]}
	if len(all) > 1 {
		out = append(out, moreActs(p.T, o.Content.Name, all[1:]))
	}
	return out
}

func (p listPage) allActs(o portfolio.Row) ui.Acts {
	t := p.T
	if o.Acts.May(offer.ApproveCopy) || o.Acts.May(offer.Approve) {
		return ui.Acts{ui.Button{Label: t.S(msg.Examine), About: o.Content.Name, Small: true, Look: ui.Main, Href: p.from().on(o.Number.Path())}}
	}
	var out ui.Acts
	if w, there := o.Acts.Of(offer.WriteAct(o.Offer)); there && len(asked(w.Reasons)) == 0 {
		out = append(out, ui.Button{Label: t.S(msg.Edit), About: o.Content.Name, Small: true, Href: p.from().on(o.Number.Path() + "/modifier")})
	}
	for _, do := range []offer.Act{offer.Publish, offer.Unpublish} {
		if o.Acts.May(do) {
			out = append(out, ui.Button{Label: t.S(stepOf(do).button), About: o.Content.Name, Small: true, Href: p.from().on(actPath(o.Number, do))})
		}
	}
	if o.Acts.May(offer.Duplicate) {
		out = append(out, ui.Act{T: t, Label: t.S(msg.Duplicate), About: o.Content.Name, Small: true, Key: p.Key + o.Number.String(), Post: o.Number.Path() + "/dupliquer"})
	}
	if len(out) == 0 {
		out = append(out, ui.Button{Label: t.S(msg.Open), About: o.Content.Name, Small: true, Href: p.from().on(o.Number.Path())})
	}
	return out
}

// settings are the choices of « Type de terrain d'action ».
func (p listPage) settings() []ui.Option {
	return append([]ui.Option{{Label: p.T.S(msg.AllSettings)}}, options(p.L.Words.Of(vocabulary.Settings, p.Filter.Setting))...)
}

func options(terms []vocabulary.Term) []ui.Option {
	var out []ui.Option
	for _, x := range terms {
		out = append(out, ui.Option{Value: x.ID, Label: x.Label})
	}
	return out
}

func (p listPage) statuses() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllStates)}}
	for _, s := range offer.Statuses() {
		out = append(out, ui.Option{Value: string(s), Label: p.T.S(s.Label())})
	}
	for of, label := range map[offer.State]i18n.Key{offer.Submitted: msg.WaitSubmitted, offer.ToCorrect: msg.WaitToCorrect, offer.Draft: msg.WaitDraft, offer.Refused: msg.WaitRefused} {
		if s := offer.WaitsFilter(of); s == string(p.Filter.Status) { // where « Ce qui vous attend » leads
			out = append(out, ui.Option{Value: s, Label: p.T.S(label)})
		}
	}
	if p.Filter.Status == portfolio.EndingSoon {
		out = append(out, ui.Option{Value: string(portfolio.EndingSoon), Label: p.T.S(msg.WaitEnding)})
	}
	return out
}

func (p listPage) sites() []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.AllSites)}, {Value: "-", Label: p.T.S(msg.NoSite)}}
	for _, s := range p.L.Sites {
		out = append(out, ui.Option{Value: s.ID, Label: s.Name})
	}
	return out
}

// files lead to the list as a file, narrowed and sorted as it is (O51).
func (p listPage) files() ui.Files {
	var out ui.Files
	for _, x := range []struct {
		label i18n.Key
		tail  string
	}{{msg.ExportXlsx, ".xlsx"}, {msg.ExportCsv, ".csv"}} {
		at := ui.Address{Path: p.At.Path + x.tail, Query: p.At.Query}
		out = append(out, ui.File{Label: p.T.S(x.label), Href: at.With("page", "")})
	}
	return out
}

// export is the list as a file: the same filter and order, all pages (O51).
func (h *Handler) export(format sheet.Format, ending string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := signedIn(r)
		if err != nil {
			return err
		}
		q, err := web.ParseQuery(r)
		if err != nil {
			return err
		}
		f, t := readFilter(q), web.T(r)
		f.Size = 0
		l, err := h.o.Portfolio.List(r.Context(), who, f)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := writeList(&b, t, format, l); err != nil {
			return fmt.Errorf("offers as a file: %w", err)
		}
		return web.Download(w, t.S(msg.ListFile)+ending, format.MediaType(), &b)
	}
}

func writeList(b *bytes.Buffer, t *i18n.T, format sheet.Format, l portfolio.Listing) error {
	out, err := sheet.New(format, b, t, t.S(msg.List),
		sheet.Head{Title: t.S(msg.ColNumber)}, sheet.Head{Title: t.S(msg.ColName), Width: 40}, sheet.Head{Title: t.S(msg.ColSetting), Width: 30}, sheet.Head{Title: t.S(msg.ColState)},
		sheet.Head{Title: t.S(msg.From), Kind: sheet.Date}, sheet.Head{Title: t.S(msg.Until), Kind: sheet.Date}, sheet.Head{Title: t.S(msg.Structure), Width: 30}, sheet.Head{Title: t.S(msg.Site), Width: 30})
	if err != nil {
		return err
	}
	for _, o := range l.Rows {
		if err := out.Row(sheet.Text(o.Number.String()), sheet.Text(o.Content.Name), sheet.Text(o.Setting), sheet.Text(t.S(o.Status.Label())),
			sheet.Day(o.PublishFrom), sheet.Day(o.PublishUntil), sheet.Text(o.OrgName), sheet.Text(o.Offer.Site)); err != nil {
			return err
		}
	}
	return out.Close()
}
