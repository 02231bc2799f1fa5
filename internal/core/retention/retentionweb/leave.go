package retentionweb

import (
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/account/closing"
	"preau/internal/core/frame"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/retentionweb/msg"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// leaving says what closing one's account means, and why it may not be.
func (h *Handler) leaving(w http.ResponseWriter, r *http.Request) error {
	return h.renderLeaving(w, r, refusal{Status: http.StatusOK})
}

// leave closes the account of who asks; nobody is signed in any more.
func (h *Handler) leave(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	err = h.o.Closing.Leave(r.Context(), who, closing.Leave{Current: f.Value(account.FieldCurrent), From: web.ClientNet(r)})
	if err == nil {
		return web.SeeOther(w, r, "/", i18n.M(msg.Left))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	return h.renderLeaving(w, r, x)
}

func (h *Handler) renderLeaving(w http.ResponseWriter, r *http.Request, x refusal) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	l, err := h.o.Closing.Leaving(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	if x.Reasons = l.Reasons; len(x.Reasons) == 0 && x.Status == http.StatusForbidden {
		x.Status = http.StatusConflict // what kept it from being closed is gone since
	}
	p := leavePage{T: t, Key: id.New(), refusal: x, Number: l.Number, HasPassword: l.HasPassword, Roles: h.roles(t, l.Grants)}
	head := &ui.Head{T: t, Title: t.S(msg.LeaveTitle), Crumbs: []ui.Link{{Label: t.S(msg.MyData), Href: keeper.DataPath}, {Label: t.S(msg.LeaveTitle)}}}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Place: placeData, Wrong: len(x.Faults) > 0, Reason: x.code()}, leave(p))
}

// roles are the roles that end, in words.
func (h *Handler) roles(t *i18n.T, grants []account.GrantLine) ui.Bullets {
	var out ui.Bullets
	for _, g := range grants {
		role, _ := h.o.Roles.At(g.Role, g.Place.Kind)
		if g.PlaceName == "" {
			out = append(out, ui.Text(t.S(role.Label)))
			continue
		}
		out = append(out, ui.Text(t.S(msg.RoleAt, "role", role.Label, "place", g.PlaceName)))
	}
	return out
}

// leavePage is « Fermer mon compte ».
type leavePage struct {
	T   *i18n.T
	Key string
	refusal
	Number      int64
	HasPassword bool
	Roles       ui.Bullets
}

// consequences are what will happen, in words.
func consequences(t *i18n.T, number int64) ui.Bullets {
	return ui.Bullets{
		ui.Text(t.S(msg.WillName, "n", number)), ui.Text(t.S(msg.WillSession)), ui.Text(t.S(msg.WillStay)), ui.Text(t.S(msg.WillFree)), ui.Text(t.S(msg.WillEnd)),
	}
}
