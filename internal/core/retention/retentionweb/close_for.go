package retentionweb

import (
	"net/http"
	"strconv"

	"preau/internal/core/account"
	"preau/internal/core/frame"
	"preau/internal/core/retention/retentionweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// closing says to an administrator what closing somebody's account means.
func (h *Handler) closing(w http.ResponseWriter, r *http.Request) error {
	return h.renderClosing(w, r, refusal{Status: http.StatusOK})
}

// closeFor closes it.
func (h *Handler) closeFor(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := accountNumber(r)
	if err != nil {
		return err
	}
	err = h.o.Closing.CloseFor(r.Context(), frame.Actor(r), n, f.Value(account.FieldReason))
	if err == nil {
		return web.SeeOther(w, r, pathOf(n), i18n.M(msg.ClosedNow))
	}
	x, ok := refusalOf(web.T(r), err)
	if !ok {
		return err
	}
	return h.renderClosing(w, r, x)
}

func (h *Handler) renderClosing(w http.ResponseWriter, r *http.Request, x refusal) error {
	n, err := accountNumber(r)
	if err != nil {
		return err
	}
	d, err := h.o.Accounts.ByNumber(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	if x.Reasons = d.Closing.Reasons; len(x.Reasons) > 0 && x.Reasons[0].Code == "" { // it is closed already
		return web.SeeOther(w, r, pathOf(n))
	}
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	t := web.T(r)
	last, err := h.o.Closing.LastFor(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	p := closePage{T: t, Last: lastRoles(t, last), Key: id.New(), refusal: x, Number: n, Path: pathOf(n), Typed: f.Value(account.FieldReason)}
	title := t.S(msg.CloseTitle, "name", d.DisplayName())
	head := &ui.Head{T: t, Title: title, Crumbs: []ui.Link{{Label: t.S(msg.Accounts), Href: "/administration/comptes"}, {Label: d.DisplayName(), Href: pathOf(n)}, {Label: t.S(msg.CloseNow)}}}
	return h.o.Frame.Render(w, r, x.Status, frame.Page{Head: head, Admin: true, Place: "accounts", Wrong: len(x.Faults) > 0, Reason: x.code()}, closeFor(p))
}

func pathOf(n int64) string { return "/administration/comptes/" + strconv.FormatInt(n, 10) }

func accountNumber(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != r.PathValue("n") {
		return 0, apperr.NotFoundErr()
	}
	return n, nil
}

type closePage struct {
	T   *i18n.T
	Key string
	refusal
	Number int64
	Path   string // of the account
	Typed  string
	Last   ui.Bullets // the roles that nobody else would go on with
}

func lastRoles(t *i18n.T, last []account.LastRole) ui.Bullets {
	var out ui.Bullets
	for _, l := range last {
		out = append(out, ui.Text(t.M(l.Alone(ui.Lifters(t, l.Lifters)))))
	}
	return out
}
