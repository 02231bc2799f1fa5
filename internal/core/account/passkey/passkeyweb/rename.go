package passkeyweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/passkey"
	"preau/internal/core/account/passkey/passkeyweb/msg"
	"preau/internal/core/frame"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// rename calls a key otherwise. Which key it is stands in the form, not in an address, so the button of the list posts, too: without a name
// the form is shown.
func (h *Handler) rename(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	k, err := h.o.Service.ByID(r.Context(), frame.Actor(r), f.Value(fieldKey))
	if err != nil {
		return err
	}
	if !f.Has(passkey.FieldName) {
		return h.renderRename(w, r, k, k.Name, answer.Refusal{Status: http.StatusOK})
	}
	err = h.o.Service.Rename(r.Context(), frame.Actor(r), k.ID, f.Value(fieldWas), f.Value(passkey.FieldName))
	if err == nil {
		return web.SeeOther(w, r, securityPath, i18n.M(msg.Renamed))
	}
	x, ok := answer.Of(w, web.T(r), err)
	if !ok {
		return err
	}
	return h.renderRename(w, r, k, f.Line(passkey.FieldName, passkey.MaxName), x)
}

func (h *Handler) renderRename(w http.ResponseWriter, r *http.Request, k passkey.Key, typed string, x answer.Refusal) error {
	t := web.T(r)
	p := renamePage{T: t, Key: id.New(), Refusal: x, Of: k, Name: typed}
	head := &ui.Head{T: t, Title: t.S(msg.RenameTitle), Crumbs: []ui.Link{{Label: t.S(msg.Security), Href: securityPath}, {Label: t.S(msg.RenameTitle)}}}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Place: "security", Wrong: x.Wrong(), Reason: x.Code()}, renameHTML(p))
}
