// Package moveweb is the pages of changes of address: the administrator's, and those of the links in both mailboxes.
package moveweb

import (
	"preau/internal/core/account/accountweb/answer"
	"preau/internal/core/account/moving"
	"preau/internal/core/frame"
	"preau/internal/kit/web"
)

// Handler answers for these pages.
type Handler struct {
	frame *frame.Frame
	moves *moving.Service
}

// New makes the handler.
func New(f *frame.Frame, moves *moving.Service) *Handler { return &Handler{frame: f, moves: moves} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(answer.AccountsPath+"/{n}/adresse", h.move)
	m.Post(answer.AccountsPath+"/{n}/adresse", h.askMove)
	m.Post(answer.AccountsPath+"/{n}/adresse/abandon", h.withdrawMove)
	m.Post(answer.AccountsPath+"/{n}/adresse/garde", h.settleMove)

	m.Get(LostPath, h.lostForm)
	m.Post(LostPath, h.lost)

	m.Get(moving.NewPath+"/{jeton}", h.moveLink(moving.NewSide))
	m.Post(moving.NewPath+"/{jeton}", h.answerMove(moving.NewSide))
	m.Get(moving.OldPath+"/{jeton}", h.moveLink(moving.OldSide))
	m.Post(moving.OldPath+"/{jeton}", h.answerMove(moving.OldSide))
}
