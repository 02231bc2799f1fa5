// Package retentionweb is the pages about personal data: « Mes données » (export, closing of one's account), the
// administrators' closing of somebody's account, and « Conservation des données », the rules with their report.
package retentionweb

import (
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/closing"
	"preau/internal/core/frame"
	"preau/internal/core/retention/keeper"
	"preau/internal/core/retention/retentionweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const (
	exportPath = keeper.DataPath + "/export"
	// accountPath is an account in the administration; closing it is a page below.
	accountPath = "/administration/comptes/{n}"
	closePath   = accountPath + "/fermeture"

	placeDesk = "retention"
	placeData = "data"
)

// Options are what the pages need.
type Options struct {
	Frame    *frame.Frame
	Keeper   *keeper.Service
	Accounts *account.Service
	Closing  *closing.Service
	Roles    access.Roles // for their labels
}

// Handler answers for these pages.
type Handler struct{ o Options }

// New makes the handler.
func New(o Options) *Handler { return &Handler{o: o} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(keeper.DataPath, h.data)
	m.Post(exportPath, h.askExport)
	m.Get(exportPath, h.download)
	m.Get(account.PathClose, h.leaving)
	m.Post(account.PathClose, h.leave)
	m.Get(closePath, h.closing)
	m.Post(closePath, h.closeFor)
	m.Get(keeper.DeskPath, h.desk)
	m.Post(keeper.DeskPath, h.setTerms)
}

// DeskPlace is the rules' place in the administration.
func DeskPlace() frame.Place {
	return frame.Place{Key: placeDesk, Label: msg.Desk, Path: keeper.DeskPath}
}

// DeskHint says what is done there, for the administration's index.
const DeskHint = msg.DeskHint

// refusal is why a form comes back, as its page shows it.
type refusal struct {
	Faults  ui.Faults
	Reasons []apperr.Reason
	Status  int
}

// refusalOf says how a form comes back with what was typed. Other errors get a page of their own: false.
func refusalOf(t *i18n.T, err error) (refusal, bool) {
	e, ok := apperr.As(err)
	if !ok {
		return refusal{}, false
	}
	x := refusal{Faults: ui.FaultsOf(t, err), Reasons: e.Reasons}
	switch e.Kind {
	case apperr.Invalid:
		x.Status = http.StatusUnprocessableEntity
	case apperr.Forbidden:
		x.Status = http.StatusForbidden
	case apperr.Internal, apperr.Unauthenticated, apperr.NotFound, apperr.Conflict, apperr.TooMany, apperr.Unavailable:
		return x, false
	}
	return x, true
}

func (x refusal) code() string {
	if len(x.Reasons) == 0 {
		return ""
	}
	return x.Reasons[0].Code
}

// own lets only the signed-in in.
func own(r *http.Request) (access.Actor, error) {
	who := frame.Actor(r)
	if !who.SignedIn() {
		return who, apperr.UnauthenticatedErr()
	}
	return who, nil
}
