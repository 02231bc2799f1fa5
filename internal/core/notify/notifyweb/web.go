// Package notifyweb is the pages about mails: « Notifications mails », where a person chooses those that they get, the
// page behind a mail's unsubscribe link, the operator's view of the outbox, and the address at which a sending service
// announces what became of mails. No page shows what a mail says.
package notifyweb

import (
	"context"
	"strings"

	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/core/notify/notifyweb/msg"
	"preau/internal/kit/web"
)

// ChoicesPath is « Notifications mails ».
const ChoicesPath = "/compte/notifications"

// lastMailsPath is « Mes derniers mails », of the person's account.
const lastMailsPath = "/compte/mails"

// The names of places in the left column.
const (
	placeChoices = "notifications"
	placeMails   = "outbox"
)

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Notify   *notify.Service
	Settings func(context.Context) (instance.Settings, error)
	// HookSecret signs the events of the sending service, empty while none is taken.
	HookSecret func(context.Context) (string, error)
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(ChoicesPath, h.choices)
	m.Post(ChoicesPath, h.saveChoices)
	m.Get(notify.StopPath+"{secret}", h.stopForm)
	m.Handle("POST", notify.StopPath+"{secret}", h.stop) // RFC 8058 lets mail programs post it as multipart too
	m.Get(notify.DeskPath, h.outbox)
	m.Post(notify.DeskPath+"/{mail}/renvoi", h.retry)
	m.Post(notify.DeskPath+"/{mail}/classement", h.dismiss)
	m.Handle("POST", instance.HookPath, h.hook)
}

// MailsPlace is the outbox's place in the administration, with the failed mails counted.
func MailsPlace() frame.Place {
	return frame.Place{
		Key: placeMails, Label: msg.Mails, Path: notify.DeskPath,
		Waits: func(i inbox.Item) bool { return strings.HasPrefix(i.Path, notify.DeskPath) },
	}
}

// MailsHint says what is done there, for the administration's index.
const MailsHint = msg.MailsHint
