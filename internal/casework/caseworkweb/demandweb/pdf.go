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
	d.Facts(facts...)
	for _, m := range p.thread() {
		if m.Who == "" {
			continue
		}
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
