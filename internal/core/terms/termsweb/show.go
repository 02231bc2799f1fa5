package termsweb

import (
	"net/http"
	"time"

	"preau/internal/core/frame"
	"preau/internal/core/terms"
	"preau/internal/core/terms/termsweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// showPage is a version as everybody may read it.
type showPage struct {
	T *i18n.T
	terms.Shown
	At       time.Time
	Accepted bool // by who reads it
}

// inForce is the version in force; while there is none, the program's own page.
func (h *Handler) inForce(w http.ResponseWriter, r *http.Request) error {
	x, err := h.o.Terms.Show(r.Context(), 0)
	if apperr.Is(err, apperr.NotFound) {
		return h.o.Usual(w, r)
	}
	if err != nil {
		return err
	}
	return h.show(w, r, x)
}

// version is any version that was published: what people accepted stays readable.
func (h *Handler) version(w http.ResponseWriter, r *http.Request) error {
	n := number(r.PathValue("version"))
	if n <= 0 {
		return apperr.NotFoundErr()
	}
	x, err := h.o.Terms.Show(r.Context(), n)
	if err != nil {
		return err
	}
	return h.show(w, r, x)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request, x terms.Shown) error {
	t, b := web.T(r), frame.Actor(r).Bound
	p := showPage{T: t, Shown: x, At: web.At(r), Accepted: b.InForce == x.Version.Number && b.Accepted == x.Version.Number}
	head := &ui.Head{T: t, Crumbs: crumbs(t, t.S(msg.Conditions)), Title: t.S(msg.Conditions), Tags: ui.Parts{p.tag(x.Version)}}
	return h.o.Frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Bare: true}, show(p))
}

// tag says what a version is worth now.
func (p showPage) tag(v terms.Version) ui.Tag { return tagOf(p.T, v, p.InForce.Number, p.At) }

func tagOf(t *i18n.T, v terms.Version, inForce int64, at time.Time) ui.Tag {
	switch {
	case v.Number == inForce:
		return ui.Tag{Label: t.S(msg.TagInForce), Color: ui.Success}
	case v.Number > inForce && !v.InForceAt(at):
		return ui.Tag{Label: t.S(msg.TagComing), Color: ui.Info}
	}
	return ui.Tag{Label: t.S(msg.TagFormer), Color: ui.Neutral, Outline: true}
}

// pathOf is a version's page.
func pathOf(t *i18n.T, v terms.Version) ui.Link {
	return ui.Link{Label: v.Named(t), Href: versionPath(v.Number)}
}
