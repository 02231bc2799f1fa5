package publicweb

import (
	"bytes"
	"net/http"

	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/pdf"
	"preau/internal/kit/web"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb"
	"preau/internal/offers/offersweb/publicweb/msg"
)

// paper is an offer to be printed: what the page says, and nothing else (O91).
func (h *Handler) paper(w http.ResponseWriter, r *http.Request) error {
	n, err := numbered(r)
	if err != nil {
		return err
	}
	v, err := h.o.Public.Show(r.Context(), n)
	if err != nil {
		return absentErr(err)
	}
	t := web.T(r)
	o, err := h.o.Frame.Paper(r, instance.Offers, v.Content.Name)
	if err != nil {
		return err
	}
	o.Issuer = joined(", ", v.Structure.Name, v.Site)
	d := pdf.New(o)
	if v.Structure.Logo != "" { // it appears on the structure's offers (O13)
		content, mediaType, err := h.o.Logo(r.Context(), v.Structure.Number)
		if err != nil && !apperr.Is(err, apperr.NotFound) {
			return err
		}
		d.Picture(content, mediaType)
	}
	facts := []pdf.Fact{{Term: t.S(msg.NumberLabel), Value: n.String()}}
	for _, f := range offerweb.PublicFields(t, v.Words, h.o.Country(), version(v)) {
		if f.Name != offer.FieldSummary {
			facts = append(facts, pdf.Fact{Term: f.Label, Value: f.Text})
		}
	}
	d.Para(v.Content.Summary)
	d.Facts(facts...)
	d.Para(t.S(msg.Duty))
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return err
	}
	return web.Download(w, t.S(msg.PaperFile, "n", n.String())+".pdf", pdf.MediaType, &b)
}
