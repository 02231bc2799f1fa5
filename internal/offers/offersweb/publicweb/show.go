package publicweb

import (
	"errors"
	"fmt"
	"net/http"

	"preau/internal/core/frame/upload"
	"preau/internal/core/registers"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/showcase"
	"preau/internal/offers/offer"
	"preau/internal/offers/offersweb/offerweb"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

type showPage struct {
	public.View
	T      *i18n.T
	fields []offerweb.Field
	home   registers.Country
}

// numbered is the offer that the address names.
func numbered(r *http.Request) (offer.Number, error) {
	n, ok := offer.ParseNumber(r.PathValue("n"))
	if !ok {
		return n, apperr.NotFoundErr()
	}
	return n, nil
}

// show is an offer for everybody; one that is public no longer is said to be so.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	n, err := numbered(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	v, err := h.o.Public.Show(r.Context(), n)
	switch {
	case errors.Is(err, public.ErrGone):
		return h.absent(w, r, http.StatusGone, t.S(msg.GoneTitle), t.S(msg.GoneText, "n", n.String()))
	case apperr.Is(err, apperr.NotFound):
		return h.absent(w, r, http.StatusNotFound, t.S(msg.AbsentTitle), t.S(msg.AbsentText, "n", n.String()))
	case err != nil:
		return err
	}
	p := showPage{v, t, offerweb.PublicFields(t, v.Words, h.o.Country(), version(v)), h.o.Country()}
	head := &ui.Head{T: t, Title: v.Content.Name, Lead: v.Content.Summary, Crumbs: of(t, ui.Link{Label: n.String()}), Tags: room(t, v.Content.Places, v.Contact.PlacesClosed, v.Over() != "")}
	head.Meta = ui.Parts{ui.Ref(t.S(msg.Number, "n", n.String()))}
	if v.Window.PublishUntil != "" {
		head.Meta = append(head.Meta, ui.Text(t.S(msg.PublishedUntil, "date", day(t, v.Window.PublishUntil))))
	}
	head.Meta = append(head.Meta, ui.Text(t.S(msg.Updated, "date", t.Date(v.Changed))))
	head.Acts = ui.Parts{ui.Button{Label: t.S(msg.AsPdf), Icon: ui.IconPrint, Href: public.Path(n) + "/offre.pdf"}}
	fp := page(head)
	fp.Machines = ui.Parts{showcase.Machines{Description: v.Content.Summary, Canonical: h.o.BaseURL + public.Path(n)}, showcase.Linked(p.linked(h.o.BaseURL))}
	return h.o.Frame.Render(w, r, http.StatusOK, fp, showHTML(p))
}

// absent says why an offer is not there, and where there are others.
func (h *Handler) absent(w http.ResponseWriter, r *http.Request, status int, title, text string) error {
	t := web.T(r)
	head := &ui.Head{T: t, Title: title, Crumbs: of(t, ui.Link{Label: title})}
	return h.o.Frame.Render(w, r, status, page(head), absentHTML(t, text))
}

// of are the crumbs below the list.
func of(t *i18n.T, more ...ui.Link) []ui.Link {
	return crumbs(t, append([]ui.Link{{Label: t.S(msg.List), Href: public.ListPath}}, more...)...)
}

// version is what is shown, as the offer that it is of. It has no référent: the public never reads who that is.
func version(v public.View) offer.Offer {
	return offer.Offer{Number: v.Number, OrgName: v.Structure.Name, Site: v.Site, Content: v.Content, Contact: v.Contact, Window: v.Window}
}

// elsewhere are the fields that stand in a place of their own on the page.
var elsewhere = map[string]bool{offer.FieldSummary: true, offer.FieldDescription: true, offer.FieldGoals: true, offer.FieldPhone: true, offer.FieldFrom: true, offer.FieldPlaces: true, offer.FieldPeriods: true, offer.FieldFiles: true}

// facts are the other fields.
func (p showPage) facts() ui.Summary {
	var out ui.Summary
	for _, f := range p.fields {
		if !elsewhere[f.Name] {
			out = append(out, ui.Fact{Term: f.Label, Value: ui.Lines(f.Text)})
		}
	}
	return out
}

// field is one of the fields, its label and its text.
func (p showPage) field(name string) offerweb.Field {
	for _, f := range p.fields {
		if f.Name == name {
			return f
		}
	}
	return offerweb.Field{}
}

// logo is the structure's, described by its name (O13).
func (p showPage) logo() ui.Parts {
	at := p.Structure
	if at.Logo == "" {
		return nil
	}
	return ui.Parts{ui.Picture{Large: true, Src: fmt.Sprintf("/offreur/logos/%d?v=%s", at.Number, at.Logo[:min(12, len(at.Logo))]), Alt: at.Name}}
}

// offersPath leads to all that the structure offers.
func (p showPage) offersPath() string {
	return fmt.Sprintf("%s?%s=%d", public.ListPath, paramStructure, p.Structure.Number)
}

// reach are the ways to the structure that it made public.
func (p showPage) reach() ui.Summary {
	var out ui.Summary
	if c := p.Contact; c.Email != "" {
		out = append(out, ui.Fact{Term: p.T.S(msg.Email), Value: ui.MailTo(c.Email)})
	}
	if c := p.Contact; c.Phone != "" {
		out = append(out, ui.Fact{Term: p.T.S(msg.Phone), Value: offerweb.Tel(c.Phone, p.home)})
	}
	return out
}

// asks says how one asks for a place: until when it was, or how to reach the structure, or that it made nothing public (O91).
func (p showPage) asks() string {
	switch over := p.Over(); {
	case over != "":
		return p.T.S(msg.AskOver, "date", day(p.T, over))
	case len(p.reach()) == 0:
		return p.T.S(msg.AskNobody)
	}
	return p.T.S(msg.AskText)
}

// attachment gives a file of an offer to everybody, while the offer is shown with it.
func (h *Handler) attachment(w http.ResponseWriter, r *http.Request) error {
	n, err := numbered(r)
	if err != nil {
		return err
	}
	k, err := web.Number(r, "k")
	if err != nil {
		return err
	}
	c, err := h.o.Public.Open(r.Context(), n, k)
	if err != nil {
		return err
	}
	return upload.Send(w, r, c, false)
}

// absentErr says of an offer that is not there, where no page can say more, that it is not there.
func absentErr(err error) error {
	if errors.Is(err, public.ErrGone) {
		return apperr.NotFoundErr()
	}
	return err
}
