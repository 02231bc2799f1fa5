package moveweb

import (
	"net/http"

	"preau/internal/core/account"
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/account/moving"
	"preau/internal/core/frame"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// move is the page of an account's changes of address.
func (h *Handler) move(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	return h.renderMove(w, r, f, answer.Refusal{Status: http.StatusOK})
}

// askMove begins a change.
func (h *Handler) askMove(w http.ResponseWriter, r *http.Request) error {
	return h.moving(w, r, msg.MoveAskedNow, func(n int64, f *web.Form) error {
		return h.moves.Ask(r.Context(), frame.Actor(r), n, moving.Request{
			Address: f.Value(moving.FieldAddress), Reason: f.Value(account.FieldReason), Proof: f.Value(moving.FieldProof), Message: f.Value(moving.FieldMessage),
		})
	})
}

// withdrawMove gives a change up.
func (h *Handler) withdrawMove(w http.ResponseWriter, r *http.Request) error {
	return h.moving(w, r, msg.MoveGivenUp, func(n int64, f *web.Form) error {
		return h.moves.Withdraw(r.Context(), frame.Actor(r), n, f.Value(account.FieldReason))
	})
}

// settleMove lifts the guard that an objection put on the account.
func (h *Handler) settleMove(w http.ResponseWriter, r *http.Request) error {
	return h.moving(w, r, msg.MoveSettled, func(n int64, f *web.Form) error {
		return h.moves.Settle(r.Context(), frame.Actor(r), n, f.Value(account.FieldReason))
	})
}

// moving is an act on the page of the changes.
func (h *Handler) moving(w http.ResponseWriter, r *http.Request, done i18n.Key, do func(n int64, f *web.Form) error) error {
	f, err := web.ParseForm(r)
	if err != nil {
		return err
	}
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	if err := do(n, f); err != nil {
		x, ok := answer.Of(w, web.T(r), err)
		if !ok {
			return err
		}
		return h.renderMove(w, r, f, x)
	}
	return web.SeeOther(w, r, moving.Path(n), i18n.M(done))
}

func (h *Handler) renderMove(w http.ResponseWriter, r *http.Request, f *web.Form, x answer.Refusal) error {
	n, err := answer.Number(r)
	if err != nil {
		return err
	}
	v, err := h.moves.Show(r.Context(), frame.Actor(r), n)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := movePage{
		T: t, Key: id.New(), Refusal: x, View: v, Path: moving.Path(n), Address: f.Value(moving.FieldAddress), Why: f.Value(account.FieldReason),
		Proof: f.Value(moving.FieldProof), Message: f.Line(moving.FieldMessage, maxNumber),
	}
	name := v.Account.DisplayName()
	head := &ui.Head{
		T: t, Title: t.S(msg.MoveTitle, "name", name), Lead: t.S(msg.MoveLead),
		Crumbs: []ui.Link{{Label: t.S(msg.Accounts), Href: answer.AccountsPath}, {Label: name, Href: answer.AccountPath(n)}, {Label: t.S(msg.MovePlace)}},
	}
	page := frame.Page{Head: head, Admin: true, Place: answer.PlaceAccounts, Wrong: x.Wrong(), Reason: x.Code()}
	return h.frame.Render(w, r, x.Status, page, move(p))
}

// maxNumber is more than any message's number.
const maxNumber = 40

// moveLink is the page of one of the two links. Like all pages of links it changes nothing.
func (h *Handler) moveLink(side moving.Side) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		return h.renderMoveLink(w, r, side, answer.Refusal{Status: http.StatusOK})
	}
}

// answerMove is its button.
func (h *Handler) answerMove(side moving.Side) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := h.moves.Answer(r.Context(), frame.Actor(r), side, r.PathValue(answer.FieldToken))
		if err == nil {
			done := msg.MoveConfirmedNow
			if side == moving.OldSide {
				done = msg.MoveObjected
			}
			return web.SeeOther(w, r, "/", i18n.M(done))
		}
		x, ok := answer.Of(w, web.T(r), err)
		if !ok && !apperr.Is(err, apperr.NotFound) {
			return err
		}
		return h.renderMoveLink(w, r, side, x)
	}
}

func (h *Handler) renderMoveLink(w http.ResponseWriter, r *http.Request, side moving.Side, x answer.Refusal) error {
	web.HideAddress(w)
	l, err := h.moves.Link(r.Context(), web.At(r), side, r.PathValue(answer.FieldToken))
	if err != nil {
		return err
	}
	t := web.T(r)
	p := moveLinkPage{T: t, Key: id.New(), Refusal: answer.Refusal{Reasons: l.Reasons}, Side: side, Link: l}
	page := answer.Bare(t, t.S(p.title()), p.Refusal)
	switch {
	case !l.Known:
		x.Status = http.StatusNotFound
	case !l.Live && p.said() == "":
		x.Status = http.StatusGone
	default:
		x.Status = http.StatusOK
	}
	return h.frame.Render(w, r, x.Status, page, moveLink(p))
}
