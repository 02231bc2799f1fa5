package offerweb

import (
	"bytes"
	"net/http"

	"preau/internal/core/instance"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/offers/offersweb/offerweb/msg"
)

// paper is the preview as a PDF: what the public reads, and nothing else (O91).
func (h *Handler) paper(w http.ResponseWriter, r *http.Request) error {
	p, err := h.previewed(r)
	if err != nil {
		return err
	}
	n := p.Number.String()
	o, err := h.o.Frame.Paper(r, instance.Offers, p.Content.Name)
	if err != nil {
		return err
	}
	o.Issuer = joined(", ", p.OrgName, p.Site)
	d := pdf.New(o)
	content, mediaType, err := h.o.Logo(r.Context(), p.OrgID)
	if err != nil {
		return err
	}
	if len(content) > 0 { // it stands on what the public will read, too (O13)
		d.Picture(content, mediaType)
	}
	d.Facts(pdf.Fact{Term: p.T.S(msg.ColNumber), Value: n})
	d.Para(p.Summary)
	facts := make([]pdf.Fact, 0, len(labels))
	for _, name := range p.seenNames() {
		facts = append(facts, pdf.Fact{Term: p.T.S(labels[name]), Value: valueText(p.T, p.Words, p.Home, p.Offer, name)})
	}
	d.Facts(facts...)
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return err
	}
	return web.Download(w, p.T.S(msg.PaperFile, "n", n)+".pdf", pdf.MediaType, &b)
}
