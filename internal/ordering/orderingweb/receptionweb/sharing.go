package receptionweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/ordering/orderingweb/receptionweb/msg"
	"preau/internal/ordering/reception"
)

// sharingPage is how an establishment shares what came while some is missing (R254).
type sharingPage struct {
	reception.SharingView
	T     *i18n.T
	Key   string
	Clash string
}

const fieldVersion = "version"

func (h *Handler) sharing(w http.ResponseWriter, r *http.Request) error {
	return h.drawSharing(w, r, http.StatusOK, sharingPage{})
}

func (h *Handler) drawSharing(w http.ResponseWriter, r *http.Request, status int, p sharingPage) error {
	v, err := h.receptions.SharingAt(r.Context(), frame.Actor(r), r.PathValue("ref"))
	if err != nil {
		return err
	}
	t := web.T(r)
	p.SharingView, p.T, p.Key = v, t, id.New()
	head := &ui.Head{T: t, Title: t.S(msg.SharingTitle, "org", v.Org.Name), Lead: t.S(msg.SharingLead), Crumbs: crumbs(t, ui.Link{Label: t.S(msg.SharingSee)})}
	f := page(head, false)
	f.Place = "home"
	return h.frame.Render(w, r, status, f, sharingHTML(p))
}

func (h *Handler) setSharing(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, to := r.PathValue("ref"), reception.Rule(f.Value(reception.FieldRule))
	if to != reception.FirstServed && to != reception.ProRata {
		return apperr.NotFoundErr()
	}
	err = h.receptions.SetSharing(r.Context(), frame.Actor(r), ref, to, whole(f, fieldVersion))
	if apperr.Is(err, apperr.Conflict) {
		return h.drawSharing(w, r, http.StatusConflict, sharingPage{Clash: said(web.T(r), err)})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, reception.SharingPath(ref), i18n.M(msg.SharingSaved))
}

func (p sharingPage) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: fieldVersion, Value: strconv.FormatInt(p.Version, 10)}}
}

// ways are both rules: the one that counts, and the one that may be chosen.
func (p sharingPage) ways() ui.Choice {
	t := p.T
	way := func(r reception.Rule, do reception.SharingAct, title, text i18n.Key) ui.Way {
		out := ui.Way{Title: t.S(title), Text: t.S(text), Best: p.Rule == r}
		switch {
		case p.Rule == r:
			out.Note = t.S(msg.SharingNow)
		case p.Acts.May(do):
			out.Act = ui.Parts{ui.Button{Label: t.S(msg.SharingChoose), About: t.S(title), Name: reception.FieldRule, Value: string(r)}}
		}
		return out
	}
	return ui.Choice{
		way(reception.FirstServed, reception.ServeFirst, msg.SharingFirst, msg.SharingFirstText),
		way(reception.ProRata, reception.ShareInPart, msg.SharingProRata, msg.SharingProRataText),
	}
}

func (p sharingPage) decided() string {
	if p.SetAt.IsZero() {
		return p.T.S(msg.SharingNever)
	}
	return p.T.S(msg.SharingBy, "name", p.SetName, "date", i18n.When(p.SetAt))
}

func (p sharingPage) history() ui.Timeline {
	var out ui.Timeline
	for _, l := range p.History {
		what := p.T.S(msg.SharingDidFirst)
		if reception.Rule(l.To) == reception.ProRata {
			what = p.T.S(msg.SharingDidProRata)
		}
		out = append(out, ui.Moment{What: what, When: p.T.S(msg.WhenBy, "at", p.T.DateTime(l.Done), "by", l.Name), Done: true})
	}
	return out
}
