package boardweb

import (
	"net/http"
	"net/url"
	"strconv"

	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/board"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/groupweb"
	"preau/internal/needs/needsweb/msg"
)

// The ways to look at a lot's consolidation, by the end of their address.
const (
	byTotal  = ""
	byMember = "/membres"
	byPlace  = "/lieux"
)

const (
	fieldText   = "q"
	fieldWanted = "demandees"
)

// consolidationPage is one lot's consolidation, as one of its ways shows it, and its filters.
type consolidationPage struct {
	groupweb.GroupPage
	board.Consolidation
	Way    string
	Text   string // of lines in the total, of members and places elsewhere
	Wanted bool   // lines that somebody wants alone
	At     ui.Address
	Page   int
	Size   int
}

// consolidation sums one lot for the coordinator: validated sheets only (R054).
func (h *Handler) consolidation(way string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := h.consolidationPage(r, way)
		if err != nil {
			return err
		}
		return h.frame.Render(w, r, http.StatusOK, p.Frame(), consolidationHTML(p))
	}
}

func (h *Handler) consolidationPage(r *http.Request, way string) (consolidationPage, error) {
	g, err := h.groups.OwnHeaded(r, groupweb.TabConsolidation)
	if err != nil {
		return consolidationPage{}, err
	}
	q, err := web.ParseQuery(r)
	if err != nil {
		return consolidationPage{}, err
	}
	p := consolidationPage{
		GroupPage: g, Way: way, Text: q.Line(fieldText, 100), Wanted: q.Bool(fieldWanted),
		At: ui.Address{Path: r.URL.Path, Query: r.URL.Query()}, Size: groupweb.PageSize(q.Value("parpage")), Page: groupweb.Positive(q.Value("page"), 1),
	}
	if p.Consolidation, err = h.consolidate(r, g, q); err != nil {
		return p, err
	}
	if way != byTotal {
		p.Consolidation = p.Consolidation.Of(p.Text)
	}
	return p, nil
}

func (h *Handler) consolidate(r *http.Request, g groupweb.GroupPage, q *web.Form) (board.Consolidation, error) {
	who, err := groupweb.SignedIn(r)
	if err != nil {
		return board.Consolidation{}, err
	}
	if g.GroupView.Group.LotCount == 0 && g.Is(group.AsCoordinator) {
		return board.Consolidation{Group: g.GroupView.Group}, nil
	}
	lot := int64(1)
	if q.Has("lot") {
		if lot, err = strconv.ParseInt(q.Value("lot"), 10, 64); err != nil {
			return board.Consolidation{}, apperr.NotFoundErr()
		}
	}
	return h.needs.Consolidate(r.Context(), who, g.GroupView.Group.Number, lot)
}

// lines are those that the page shows.
func (p consolidationPage) lines() []group.Line {
	if p.Way != byTotal {
		return p.Lot.Lines
	}
	return p.Lines(p.Text, p.Wanted)
}

func (p consolidationPage) table() ui.Table {
	t, lines := p.T, p.lines()
	table := ui.Table{Caption: t.S(msg.LinesCaption, "lot", p.Lot.Title, "n", len(lines)), Head: 1, Cols: []ui.Col{
		{Label: t.S(msg.ColLine)}, {Label: t.S(msg.ColArticle)}, {Label: t.S(msg.ColTotal), Num: true}, {Label: t.S(msg.ColUnit)}, {Label: t.S(msg.ColBuyers), Num: true},
	}}
	for _, l := range lines {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Ref(lineRef(t, p.Lot, l)),
			ui.Parts{ui.Text(l.Title), ui.Sub(l.Note)},
			ui.Strong(t.Quantity(p.Totals[l.Number])), ui.Text(l.Unit), ui.Text(t.Number(int64(p.Buyers(l.Number)))),
		}})
	}
	return table
}

func lineRef(t *i18n.T, lot group.Lot, l group.Line) string {
	return t.S(msg.LineRef, "lot", lot.Position, "line", l.Number)
}

func (p consolidationPage) lotOptions() []ui.Option {
	var out []ui.Option
	for _, l := range p.Consolidation.Lots {
		out = append(out, ui.Option{Value: strconv.FormatInt(l.Position, 10), Label: p.T.S(msg.LotIndex, "n", l.Position, "title", l.Title)})
	}
	return out
}

func (p consolidationPage) tiles() ui.Tiles {
	t, s := p.T, p.Sheets
	return ui.Tiles{
		{Figure: t.Number(int64(s.Validated)), Label: t.S(msg.TileWith, "n", s.Validated)},
		{Figure: t.Number(int64(s.Empty)), Label: t.S(msg.TileEmpty, "n", s.Empty)},
		{Figure: t.Number(int64(p.Excluded)), Label: t.S(msg.TileExcluded, "n", p.Excluded)},
	}
}

// sub says what is counted; while nobody is a member, nothing is.
func (p consolidationPage) sub() string {
	t := p.T
	if p.Sheets.Done()+p.Excluded == 0 {
		return t.S(msg.NoSheetYet)
	}
	return t.S(msg.ConsolidationSub, "n", p.Excluded)
}

// path is where the same lot is shown another way, or taken as a file.
func (p consolidationPage) path(tail string) string {
	return groupweb.Path(p.GroupView.Group.Number, groupweb.TabConsolidation+tail)
}

// ways lead to the other ways to look at the lot; a filter is of one way.
func (p consolidationPage) ways() ui.Chips {
	return ways(p.T, p.path, p.Way, "?lot="+strconv.FormatInt(p.Lot.Position, 10))
}

func ways(t *i18n.T, path func(string) string, now, lot string) ui.Chips {
	out := ui.Chips{T: t, Label: t.S(msg.WaysLabel)}
	for _, x := range []struct {
		way   string
		label i18n.Key
	}{{byTotal, msg.WayTotal}, {byMember, msg.WayMembers}, {byPlace, msg.WayPlaces}, {byAll, msg.WayAll}} {
		out.Items = append(out.Items, ui.Chip{
			Label: t.S(x.label), Current: now == x.way, Href: path(x.way) + lot,
		})
	}
	return out
}

// fileActs take what is shown away, with its filters.
func (p consolidationPage) fileActs() ui.Parts {
	q := url.Values{"lot": {strconv.FormatInt(p.Lot.Position, 10)}}
	if p.Text != "" {
		q.Set(fieldText, p.Text)
	}
	if p.Wanted && p.Way == byTotal {
		q.Set(fieldWanted, "1")
	}
	return fileActs(p.T, p.path(p.Way), "?"+q.Encode(), p.paperRows())
}

// fileActs lead to the files of a path; a PDF of too many rows is not offered.
func fileActs(t *i18n.T, path, query string, rows int) ui.Parts {
	out := ui.Parts{
		ui.Button{Label: t.S(msg.ExportCsv), Icon: ui.IconDownload, Small: true, Href: path + ".csv" + query},
		ui.Button{Label: t.S(msg.ExportXlsx), Icon: ui.IconDownload, Small: true, Href: path + ".xlsx" + query},
	}
	if rows <= mostRows {
		out = append(out, ui.Button{Label: t.S(msg.ExportPdf), Icon: ui.IconDownload, Small: true, Href: path + ".pdf" + query})
	}
	return out
}

func (p consolidationPage) textLabel() string {
	return p.T.S(map[string]i18n.Key{byTotal: msg.FilterLines, byMember: msg.FilterMembers, byPlace: msg.FilterPlaces}[p.Way])
}

// from and to bound the page of so many things.
func (p consolidationPage) from(n int) int {
	return min((p.Page-1)*p.Size, max(0, (n-1)/p.Size*p.Size))
}

func (p consolidationPage) to(n int) int { return min(p.from(n)+p.Size, n) }

func (p consolidationPage) pages(n int) ui.Pages {
	return ui.Pages{T: p.T, At: p.At, Page: p.from(n)/p.Size + 1, Size: p.Size, Total: n, Sizes: []int{20, 50, 100}}
}

// leavers are who withdrew and had a sheet of the lot, each leading to it (R058).
func (p consolidationPage) leavers() ui.Bullets {
	out := make(ui.Bullets, len(p.Leavers))
	for i, l := range p.Leavers {
		out[i] = ui.Parts{
			ui.Link{Label: l.Org.Name, Href: memberPath(p.Consolidation.Group, l.Org.Ref, p.Lot.Position) + "#quantites"},
			ui.Text(" "), ui.Sub(p.T.S(msg.LeftOn, "date", p.T.Date(l.At), "name", l.Name)),
		}
	}
	return out
}
