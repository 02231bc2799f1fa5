package demandweb

import (
	"bytes"
	"net/http"

	"preau/internal/casework/caseworkweb/demandweb/msg"
	"preau/internal/casework/demand"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// pdf is the demand for the file, as its reader sees it: what is between operators only for those (C049).
func (h *Handler) pdf(w http.ResponseWriter, r *http.Request) error {
	who, err := signedIn(r)
	if err != nil {
		return err
	}
	n, err := number(r)
	if err != nil {
		return err
	}
	p := showPage{T: web.T(r), Who: who, Now: web.At(r)}
	if p.View, err = h.demands.Show(r.Context(), who, n); err != nil {
		return err
	}
	if p.Masked || p.State == demand.Draft {
		return apperr.NotFoundErr()
	}
	if p.Given, _, err = h.mandate(r.Context(), p.T, who, p.Demand); err != nil {
		return err
	}
	o, err := h.frame.Paper(r, instance.Casework, p.T.S(msg.PaperTitle, "number", n))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.paper(o).Write(&b); err != nil {
		return err
	}
	return web.Download(w, p.T.S(msg.PaperName, "number", n)+".pdf", pdf.MediaType, &b)
}

func (p showPage) paper(o pdf.Options) *pdf.Document {
	t, d := p.T, pdf.New(o)
	facts := []pdf.Fact{
		{Term: t.S(msg.Title), Value: p.Title},
		{Term: t.S(msg.ColState), Value: t.S(p.State.Label())},
		{Term: t.S(msg.PaperSent), Value: t.DateTimeZone(p.SentAt)},
		{Term: t.S(msg.ColCreator), Value: p.Sender().Name + ", " + p.Team.Name},
		{Term: t.S(msg.FullName), Value: p.Identity.Name()},
	}
	if p.Identity.Born != "" {
		facts = append(facts, pdf.Fact{Term: t.S(msg.Born), Value: p.Identity.Born})
	}
	for _, m := range p.Identity.More {
		facts = append(facts, pdf.Fact{Term: t.S(m.Kind.Label()), Value: m.Value})
	}
	for _, a := range p.Teams {
		facts = append(facts, pdf.Fact{Term: t.S(msg.Recipients), Value: a.Title()})
	}
	if due, ok := p.due(); ok {
		facts = append(facts, pdf.Fact{Term: due.Label, Value: t.Date(due.At)})
	}
	d.Facts(facts...)
	if given := p.given(); len(given) > 0 {
		d.Heading(t.S(msg.Mandate))
		d.Facts(given...)
	}
	for _, x := range p.moments() {
		if x.event != "" {
			d.Para(t.S(msg.EventAt, "day", t.DateTime(x.at)) + " " + x.event)
			continue
		}
		m := x.said
		head := t.S(msg.PaperMessage, "name", m.Who, "at", m.When)
		if m.Inner != "" {
			head = t.S(msg.PaperInner, "head", head)
		}
		d.Heading(head)
		d.Para(m.Text)
		for _, f := range m.Files {
			d.Para("– " + f.Label)
		}
	}
	return d
}

// given is what the page says of the mandate, as far as its reader may know (1.2): links lead nowhere from paper.
func (p showPage) given() []pdf.Fact {
	var out []pdf.Fact
	for _, part := range p.Given {
		all, _ := part.(ui.Summary)
		for _, f := range all {
			switch v := f.Value.(type) {
			case ui.Text:
				out = append(out, pdf.Fact{Term: f.Term, Value: string(v)})
			case ui.Tag:
				out = append(out, pdf.Fact{Term: f.Term, Value: v.Label})
			}
		}
	}
	return out
}
