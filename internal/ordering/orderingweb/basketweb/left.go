package basketweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

const fieldNumber = "numero"

type leftPage struct {
	basket.LeftView
	T      *i18n.T
	Keys   []string
	Faults ui.Faults
	Clash  string
}

// left are the baskets of people who order no more, for the manager: whose, what they are, and no amount (R132, 1.12).
func (h *Handler) left(w http.ResponseWriter, r *http.Request) error {
	return h.drawLeft(w, r, http.StatusOK, leftPage{})
}

func (h *Handler) drawLeft(w http.ResponseWriter, r *http.Request, status int, p leftPage) error {
	v, err := h.baskets.LeftAt(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p.LeftView, p.T = v, t
	for range v.All {
		p.Keys = append(p.Keys, newKey())
	}
	head := &ui.Head{
		T: t, Title: t.S(msg.LeftTitle), Meta: ui.Parts{ui.Text(v.Org.Name)}, Lead: t.S(msg.LeftLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Crumb), Href: "/"}, {Label: t.S(msg.Home), Href: home}, {Label: t.S(msg.LeftTitle)}},
		Acts:   ui.Parts{ui.Button{Label: t.S(msg.Accesses), Href: "/acces/" + v.Org.Ref}},
	}
	f := page(head, len(p.Faults) > 0)
	f.Place = "home"
	return h.frame.Render(w, r, status, f, leftHTML(p))
}

func (p leftPage) name(b basket.Left) string { return named(p.T, b.Basket) }

func (p leftPage) facts(b basket.Left) ui.Summary {
	t := p.T
	return ui.Summary{
		{Term: t.S(msg.LeftOwner), Value: ui.Text(b.Owner)},
		{Term: t.S(msg.ColStatus), Value: tag(t, b.State)},
		{Term: t.S(msg.ColOpened), Value: ui.Text(t.Date(b.OpenedAt))},
		{Term: t.S(msg.ColArticles), Value: ui.Text(t.Number(int64(b.Lines)))},
	}
}

func (p leftPage) heirs(b basket.Left) []ui.Option {
	out := []ui.Option{{Label: p.T.S(msg.LeftChoose)}}
	for _, x := range b.Heirs {
		out = append(out, ui.Option{Value: x.AccountID, Label: x.Name})
	}
	return out
}

func (p leftPage) hidden(b basket.Left) []ui.Hidden {
	return append(hiddenVersion(b.Version), ui.Hidden{Name: fieldNumber, Value: strconv.FormatInt(b.Number, 10)})
}

// faults are those of the form of one basket.
func (p leftPage) faults(b basket.Left) ui.Faults {
	var out ui.Faults
	for _, f := range p.Faults {
		if f.Name == basket.HeirField(b.Number) {
			out = append(out, f)
		}
	}
	return out
}

// reassign hands one of them to another demandeur.
func (h *Handler) reassign(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	in := basket.Reassigning{Version: version(f)}
	in.Number, _ = strconv.ParseInt(f.Value(fieldNumber), 10, 64) // a forged one is not found
	in.Heir = f.Value(basket.HeirField(in.Number))
	err = h.baskets.Reassign(r.Context(), frame.Actor(r), r.PathValue("ref"), in)
	switch apperr.KindOf(err) {
	case apperr.Invalid:
		return h.drawLeft(w, r, http.StatusUnprocessableEntity, leftPage{Faults: ui.FaultsOf(web.T(r), err)})
	case apperr.Conflict:
		return h.drawLeft(w, r, http.StatusConflict, leftPage{Clash: said(web.T(r), err)})
	default:
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, ordering.LeftPath(r.PathValue("ref")), i18n.M(msg.LeftDone, "number", in.Number))
}
