// Package contactweb is « Nous contacter » for everybody, and the desk where its messages are answered.
package contactweb

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/contact"
	"preau/internal/core/contact/contactweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/kit/clock"
	"preau/internal/kit/web"
)

// Path is where one writes. Its query may carry the page, the reason shown (motif) and the words searched for (q).
const Path = "/contact"

const placeMessages = "messages"

// How many messages may come from one network, where a whole school may be, and from one session.
const (
	mostFromNet     = 30
	mostFromSession = 10
	mostIn          = 10 * time.Minute
)

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Contact  *contact.Service
	Settings func(context.Context) (instance.Settings, error)
	Roles    access.Roles // for the labels of senders' roles
	Said     contact.Said // what a reason's code says
	Clock    clock.Clock
}

// Handler answers for these pages.
type Handler struct {
	o         Options
	byNet     *web.Limiter
	bySession *web.Limiter
}

// New makes the handler.
func New(o Options) *Handler {
	return &Handler{
		o:         o,
		byNet:     web.NewLimiter(o.Clock, mostFromNet, mostIn),
		bySession: web.NewLimiter(o.Clock, mostFromSession, mostIn),
	}
}

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(Path, h.form)
	m.Post(Path, h.send)
	m.Get(sentPath, h.sent)
	m.Get(contact.DeskPath, h.list)
	m.Get(contact.DeskPath+"/{n}", h.show)
	m.Post(contact.DeskPath+"/{n}/reponse", h.answer)
	m.Post(contact.DeskPath+"/{n}/fermeture", h.close)
	m.Post(contact.DeskPath+"/{n}/reouverture", h.reopen)
}

// DeskHint says what is done there, for the administration's index.
const DeskHint = msg.MessagesLead

// DeskPlace is the desk's place in the administration, with what waits there.
func DeskPlace() frame.Place {
	return frame.Place{
		Key: placeMessages, Label: msg.Messages, Path: contact.DeskPath, Help: true,
		Waits: func(i inbox.Item) bool { return strings.HasPrefix(i.Path, contact.DeskPath) },
	}
}
