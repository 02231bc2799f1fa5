package directoryweb

import (
	"cmp"
	"net/http"
	"strconv"

	"preau/internal/core/directory"
	"preau/internal/core/directory/directoryweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// alone is the choice of no authority.
const alone = "aucun"

func (h *Handler) attachForm(w http.ResponseWriter, r *http.Request) error {
	q, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.drawAttach(w, r, http.StatusOK, q.Line(filterText, 200), "", nil)
}

func (h *Handler) drawAttach(w http.ResponseWriter, r *http.Request, status int, text, chosen string, fault error) error {
	a, err := h.directory.Attachable(r.Context(), frame.Actor(r), r.PathValue("ref"), text)
	if err != nil {
		return err
	}
	t := web.T(r)
	at := directory.Path + "/" + a.Ref
	p := attachPage{
		T: t, Key: id.New(), Attachment: a, Text: text, Chosen: chosen, Faults: ui.FaultsOf(t, fault), Clash: clash(t, fault),
		At: ui.Address{Path: at + "/rattachement", Query: r.URL.Query()},
	}
	head := &ui.Head{T: t, Title: t.S(msg.AttachTitle, "name", a.Name), Lead: t.S(msg.AttachLead), Crumbs: []ui.Link{
		{Label: t.S(msg.Title), Href: directory.Path}, {Label: a.Name, Href: at}, {Label: t.S(msg.AttachCrumb)},
	}}
	return h.frame.Render(w, r, status, frame.Page{Head: head, Admin: true, Place: place, Wrong: len(p.Faults) > 0}, attachHTML(p))
}

func (h *Handler) attach(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	ref, chosen := r.PathValue("ref"), f.Line(directory.FieldAuthority, 40)
	authority := cmp.Or(chosen, "?") // nothing chosen is refused as what is not offered
	if chosen == alone {
		authority = ""
	}
	version, _ := strconv.ParseInt(f.Value(fieldVersion), 10, 64) // a forged one is a stale one
	if err = f.Err(); err == nil {
		err = h.directory.Attach(r.Context(), frame.Actor(r), ref, version, authority)
	}
	if status := redrawn(err); status != 0 {
		return h.drawAttach(w, r, status, f.Line(filterText, 200), chosen, err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, directory.Path+"/"+ref, i18n.M(msg.Attached))
}
