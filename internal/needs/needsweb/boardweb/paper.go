package boardweb

import (
	"bytes"
	"net/http"
	"slices"

	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/needs/group"
	"preau/internal/needs/needsweb/msg"
)

// mostRows is how many rows a PDF is made with while somebody waits: some hundred pages. More is for a spreadsheet.
const mostRows = 5_000

// paper is what a page shows, to be printed and kept.
type paper struct {
	title, name string // the file's without its ending
	facts       []pdf.Fact
	note        string
	counted     list
	others      list // what is in no total
}

// list is a table below its title; without rows it is not there.
type list struct {
	title, note string
	cols        []pdf.Col
	rows        []pdf.Row
}

// sendPDF answers with the document, made as a whole first, as send does.
func (h *Handler) sendPDF(w http.ResponseWriter, r *http.Request, p paper) error {
	o, err := h.frame.Paper(r, instance.Needs, p.title)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.document(o).Write(&b); err != nil {
		return err
	}
	return web.Download(w, p.name+".pdf", pdf.MediaType, &b)
}

func (p paper) document(o pdf.Options) *pdf.Document {
	d := pdf.New(o)
	d.Facts(p.facts...)
	if p.note != "" {
		d.Para(p.note)
	}
	p.counted.set(d)
	p.others.set(d)
	return d
}

func (l list) set(d *pdf.Document) {
	if len(l.rows) == 0 {
		return
	}
	if l.title != "" {
		d.Heading(l.title)
	}
	if l.note != "" {
		d.Para(l.note)
	}
	d.Table(l.cols, slices.Values(l.rows))
}

// tooLong says why there is no PDF of so many rows.
func tooLong(rows int) i18n.Msg { return i18n.M(msg.PdfTooLong, "n", rows, "max", mostRows) }

// bounded refuses a PDF of too many rows, with the words that the page has in the place of its button.
func bounded(rows int) error {
	if rows <= mostRows {
		return nil
	}
	return apperr.ConflictErr(tooLong(rows))
}

// groupFacts say which group it is, and whether its figures may still change.
func groupFacts(t *i18n.T, g group.Group, p group.Phase) []pdf.Fact {
	state := t.S(p.Label())
	if p != group.PhaseClosed && p != group.PhaseAbandoned {
		state = t.S(msg.PdfProvisional, "phase", state)
	}
	return []pdf.Fact{
		{Term: t.S(msg.GroupTerm), Value: t.S(msg.PdfGroup, "title", g.Title, "number", g.Number)},
		{Term: t.S(msg.SupportTerm), Value: place(g.Support.Name, g.Support.Commune)},
		{Term: t.S(msg.ColDeadline), Value: t.DateTimeZone(g.EntryUntil)},
		{Term: t.S(msg.ColState), Value: state},
	}
}

// place is a name with where it is.
func place(name, commune string) string {
	if commune == "" {
		return name
	}
	return name + ", " + commune
}

// wantedCols are those of a list of what is wanted.
func wantedCols(t *i18n.T) []pdf.Col {
	return []pdf.Col{
		{Title: t.S(msg.ColLine)},
		{Title: t.S(msg.ColArticle), Weight: 6},
		{Title: t.S(msg.ColUnit), Weight: 1.6},
		{Title: t.S(msg.ColQuantity), Weight: 1.4, Num: true},
	}
}

// wanted are the lines of a lot of which somebody wants something, below a title.
func wanted(t *i18n.T, lot group.Lot, title string, quantity func(group.Line) int64) []pdf.Row {
	out := []pdf.Row{{Group: title}}
	for _, l := range lot.Lines {
		if n := quantity(l); n > 0 {
			out = append(out, pdf.Row{Cells: []pdf.Cell{
				{Text: lineRef(t, lot, l)}, {Text: l.Title, Sub: l.Note}, {Text: l.Unit}, {Text: t.Quantity(n), Bold: true},
			}})
		}
	}
	return out
}
