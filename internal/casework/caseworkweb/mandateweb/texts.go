package mandateweb

import (
	"net/http"

	"preau/internal/casework/caseworkweb/mandateweb/msg"
	"preau/internal/casework/mandate"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	placeTexts   = "texts"
	settingsPath = "/administration/reglages"
)

// TextsHint says what the page of the texts is for, on the index of the administration.
const TextsHint = msg.TextsHint

// TextsPlace is the page of the texts that did not go, in the operator's space.
func TextsPlace() frame.Place {
	return frame.Place{Key: placeTexts, Label: msg.TextsTitle, Path: mandate.TextsPath, Of: instance.Casework, Waits: func(i inbox.Item) bool { return i.Path == mandate.TextsPath }}
}

// textsPage are the texts that did not go.
type textsPage struct {
	mandate.Stock
	T       *i18n.T
	Refused []apperr.Reason
	key     func() string
}

func (h *Handler) texts(w http.ResponseWriter, r *http.Request) error {
	return h.drawTexts(w, r, http.StatusOK, nil)
}

// retry sends a text again; where it cannot be, the list says why.
func (h *Handler) retry(w http.ResponseWriter, r *http.Request) error {
	err := h.mandates.Retry(r.Context(), frame.Actor(r), r.PathValue("sms"))
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		return h.drawTexts(w, r, http.StatusForbidden, e.Reasons)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, r, mandate.TextsPath, i18n.M(msg.TextsRetried))
}

func (h *Handler) drawTexts(w http.ResponseWriter, r *http.Request, status int, refused []apperr.Reason) error {
	all, err := h.mandates.Stuck(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.TextsTitle), Lead: t.S(msg.TextsLead)}, Admin: true, Place: placeTexts}
	if len(refused) > 0 {
		page.Reason = refused[0].Code
	}
	return h.frame.Render(w, r, status, page, textsHTML(textsPage{Stock: all, T: t, Refused: refused, key: id.New}))
}

func (p textsPage) table(id string, all []mandate.Stuck) ui.Table {
	t := p.T
	out := ui.Table{ID: id, Caption: t.S(msg.TextsCaption, "n", len(all)), Cols: []ui.Col{
		{Label: t.S(msg.TextsColDemand)}, {Label: t.S(msg.TextsColState)}, {Label: t.S(msg.TextsColWhen)}, {Label: t.S(msg.TextsColAct), Hidden: true},
	}}
	for _, x := range all {
		why := x.Detail
		if why == "" {
			why = t.S(msg.TextsNoReason)
		}
		tries := ui.Parts{ui.NoWrap(t.DateTime(x.QueuedAt)), ui.Sub(t.S(msg.TextsTries, "n", x.Tries))}
		if !x.DueAt.IsZero() {
			tries = append(tries, ui.Sub(t.S(msg.TextsNext, "at", t.DateTime(x.DueAt))))
		}
		out.Rows = append(out.Rows, ui.Row{Warn: x.CanResend(), Cells: ui.Parts{
			ui.Parts{ui.Ref(x.Number), ui.Sub(t.S(x.Occasion.Label()))},
			ui.Parts{ui.Text(page{T: t}.arrived(x.Text)), ui.Sub(why)},
			tries,
			ui.Act{T: t, Label: t.S(msg.TextsRetry), About: t.S(msg.TextsAbout, "number", x.Number), Small: true, Post: mandate.TextsPath + "/" + x.ID + "/renvoi", Key: p.key(), Absent: !x.CanResend()},
		}})
	}
	return out
}
