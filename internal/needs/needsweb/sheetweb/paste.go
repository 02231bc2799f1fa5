package sheetweb

import (
	"net/http"

	"preau/internal/kit/i18n"
	"preau/internal/kit/quantity"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/needs/needsweb/msg"
	"preau/internal/needs/sheet"
)

const (
	fieldPaste = "coller"
	actPaste   = "coller"
	// mostLeft is how many rows that were not placed are told one by one.
	mostLeft = 30
)

// fill puts pasted quantities into the form and shows it again: nothing is kept before the person keeps it (R049).
func (h *Handler) fill(w http.ResponseWriter, r *http.Request, p sheetPage, f *web.Form) error {
	if why := p.late(f); len(why) > 0 {
		p.Refused = why
		return h.drawSheet(w, r, http.StatusForbidden, p)
	}
	in := sheet.Paste(f.Value(fieldPaste), p.Lot, quantity.Parser(p.T.GroupsByComma()))
	p.Pasted = &in
	for line, n := range in.Quantities {
		p.Typed[line] = p.T.QuantityField(n)
	}
	return h.drawSheet(w, r, http.StatusOK, p)
}

// pastedText says how many quantities were placed.
func (p sheetPage) pastedText() string { return p.T.S(msg.PastedText, "n", len(p.Pasted.Quantities)) }

// left tells of the rows that were not placed, each with its reason.
func (p sheetPage) left() ui.Bullets {
	t := p.T
	var out ui.Bullets
	for _, u := range p.Pasted.Left[:min(len(p.Pasted.Left), mostLeft)] {
		out = append(out, ui.Text(t.S(msg.PastedRow, "n", u.Row, "why", t.M(misfit(u)))))
	}
	if more := len(p.Pasted.Left) - mostLeft; more > 0 {
		out = append(out, ui.Text(t.S(msg.PastedMore, "n", more)))
	}
	return out
}

func misfit(u sheet.Unplaced) i18n.Msg {
	switch u.Why {
	case sheet.SeveralLines:
		return i18n.M(msg.PastedSeveral, "text", u.Text)
	case sheet.TwiceSaid:
		return i18n.M(msg.PastedTwice, "article", u.Line.Title)
	case sheet.BeyondLines:
		return i18n.M(msg.PastedBeyond, "text", u.Text)
	case sheet.BadQuantity:
		return quantityFault(u.Line, u.Fault)
	case sheet.NoSuchLine:
	}
	return i18n.M(msg.PastedUnknown, "text", u.Text)
}

// doubted is the unlikely quantity of a line that the person is asked about: as it was saved, or as it was just pasted.
func (p sheetPage) doubted(line, saved int64) int64 {
	if p.Pasted != nil {
		if n, pasted := p.Pasted.Quantities[line]; pasted {
			return n
		}
	}
	if p.Typed != nil {
		return 0
	}
	return saved
}
