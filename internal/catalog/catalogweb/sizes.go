package catalogweb

import (
	"net/http"

	"preau/internal/catalog/catalogweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// sizeMark is one size of school furniture as EN 1729-1 marks it, in centimetres. Pupils' heights overlap: between two sizes the
// seat decides, whose height is that of the knee's hollow.
type sizeMark struct {
	mark        int
	colour      i18n.Key
	from, to    int // height of the pupil
	seat, table int
}

// sizeMarks are the marks of the standard (R164).
var sizeMarks = []sizeMark{
	{0, msg.White, 80, 95, 21, 40},
	{1, msg.Orange, 93, 116, 26, 46},
	{2, msg.Violet, 108, 121, 31, 53},
	{3, msg.Yellow, 119, 142, 35, 59},
	{4, msg.Red, 133, 159, 38, 64},
	{5, msg.GreenColour, 146, 176, 43, 71},
	{6, msg.Blue, 159, 188, 46, 76},
	{7, msg.Brown, 174, 207, 51, 82},
}

// sizes is the correspondence of sizes of furniture (R164).
func (h *Handler) sizes(w http.ResponseWriter, r *http.Request) error {
	if !frame.Actor(r).SignedIn() {
		return apperr.UnauthenticatedErr()
	}
	t := web.T(r)
	table := ui.Table{Caption: t.S(msg.SizesTitle), Cols: []ui.Col{
		{Label: t.S(msg.SizeMark)}, {Label: t.S(msg.SizeColour)}, {Label: t.S(msg.SizePupil)}, {Label: t.S(msg.SizeSeat), Num: true}, {Label: t.S(msg.SizeTable), Num: true},
	}}
	for _, x := range sizeMarks {
		table.Rows = append(table.Rows, ui.Row{Cells: ui.Parts{
			ui.Text(t.Number(int64(x.mark))), ui.Text(t.S(x.colour)), ui.NoWrap(t.S(msg.SizeFromTo, "from", x.from, "to", x.to)),
			ui.Text(t.S(msg.Centimetres, "n", x.seat)), ui.Text(t.S(msg.Centimetres, "n", x.table)),
		}})
	}
	head := &ui.Head{T: t, Title: t.S(msg.SizesTitle), Lead: t.S(msg.SizesLead), Crumbs: centralCrumbs(t, ui.Link{Label: t.S(msg.SizesTitle)})}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Service: instance.Ordering, Place: "central"}, sizesHTML(t, table))
}
