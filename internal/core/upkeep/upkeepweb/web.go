// Package upkeepweb is the administrators' page of the jobs that run by themselves.
package upkeepweb

import (
	"net/http"

	"preau/internal/core/frame"
	"preau/internal/core/inbox"
	"preau/internal/core/upkeep"
	"preau/internal/core/upkeep/upkeepweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

const placeJobs = "jobs"

// JobsHint says what the page is for, on the index of the administration.
const JobsHint = msg.Hint

// JobsPlace is the page in the operator's space.
func JobsPlace() frame.Place {
	return frame.Place{Key: placeJobs, Label: msg.Title, Path: upkeep.DeskPath, Waits: func(i inbox.Item) bool { return i.Path == upkeep.DeskPath }}
}

// Labels name the kinds of jobs to people.
var Labels = map[string]i18n.Key{
	"notify.send":                msg.KindMail,
	"account.wanted":             msg.KindWanted,
	"retention.erase":            msg.KindErase,
	"retention.export":           msg.KindExport,
	"retention.expire":           msg.KindExpire,
	"every.retention.night":      msg.KindNight,
	"document.delete":            msg.KindDeleteFile,
	"needs.matrix":               msg.KindMakeMatrix,
	"needs.matrix_expire":        msg.KindEndMatrix,
	"every.needs.matrix_sweep":   msg.KindSweepMatrices,
	"every.document.sweep":       msg.KindSweepFiles,
	"every.account.remind":       msg.KindRemind,
	"every.delegation.remind":    msg.KindRemindRoles,
	"every.delegation.silences":  msg.KindSilences,
	"every.account.sweep":        msg.KindSweepAccounts,
	"every.db.forget":            msg.KindForget,
	"every.db.optimize":          msg.KindOptimize,
	"every.jobs.sweep":           msg.KindSweepJobs,
	"every.notify.sweep":         msg.KindSweepMails,
	"every.notify.digest":        msg.KindDigests,
	"every.token.sweep":          msg.KindSweepTokens,
	"account.registered":         msg.KindRegistered,
	"account.move_due":           msg.KindMoveDue,
	"imports.run":                msg.KindImport,
	"every.imports.sweep":        msg.KindSweepImports,
	"catalog.update":             msg.KindUpdate,
	"catalog.update_day":         msg.KindUpdateDay,
	"every.catalog.update_sweep": msg.KindSweepUpdates,
	"casework.keys.destroy":      msg.KindDestroyKey,
	"every.casework.keys.sweep":  msg.KindSweepKeys,
	"every.casework.closing":     msg.KindCloseDemands,
	"every.casework.files":       msg.KindDropPapers,
	"every.casework.drafts":      msg.KindIndexDrafts,
	"every.casework.years":       msg.KindFillYears,
	"every.casework.tickets":     msg.KindDropTickets,
	"every.casework.figures":     msg.KindCountDemands,
	"every.casework.weekly":      msg.KindWeeklyDemands,
	"every.casework.late":        msg.KindLateDemands,
	"casework.texts.send":        msg.KindSendText,
	"every.casework.texts.sweep": msg.KindSweepTexts,
	"casework.mandates.wait":     msg.KindMandateWaits,
	"casework.newcomers":         msg.KindNewcomers,
	"every.offers.days":          msg.KindOfferDays,
	"every.offers.files":         msg.KindOfferFiles,
	"every.offers.ending":        msg.KindOffersEnding,
	"every.offers.weekly":        msg.KindOffersWeekly,
	"every.offers.logos":         msg.KindOfferLogos,
	"every.offers.invitations":   msg.KindOffersInvitations,
	"offers.waiting":             msg.KindOffersWaiting,
	"webhook.deliver":            msg.KindWebhook,
	"every.webhook.sweep":        msg.KindSweepWebhooks,
}

// Handler answers for these pages.
type Handler struct {
	upkeep *upkeep.Service
	frame  *frame.Frame
}

// New makes the handler.
func New(s *upkeep.Service, f *frame.Frame) *Handler { return &Handler{upkeep: s, frame: f} }

// Mount adds the routes.
func (h *Handler) Mount(m *web.Mux) {
	m.Get(upkeep.DeskPath, h.show)
	m.Post(upkeep.DeskPath+"/{tache}/relance", h.retry)
	m.Get(upkeep.DeskPath+"/{tache}/abandon", h.confirm)
	m.Post(upkeep.DeskPath+"/{tache}/abandon", h.discard)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) error {
	d, err := h.upkeep.Show(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	head := &ui.Head{T: t, Title: t.S(msg.Title), Lead: t.S(msg.Lead)}
	return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: placeJobs}, desk(deskPage{T: t, Desk: d, key: id.New}))
}

func (h *Handler) retry(w http.ResponseWriter, r *http.Request) error {
	if err := h.upkeep.Retry(r.Context(), frame.Actor(r), r.PathValue("tache")); err != nil {
		return err
	}
	return web.SeeOther(w, r, upkeep.DeskPath, i18n.M(msg.Retried))
}

// confirm asks once, since nothing brings a dropped job back.
func (h *Handler) confirm(w http.ResponseWriter, r *http.Request) error {
	d, err := h.upkeep.Show(r.Context(), frame.Actor(r))
	if err != nil {
		return err
	}
	t := web.T(r)
	for _, j := range d.Dead {
		if j.ID == r.PathValue("tache") {
			title := t.S(msg.ConfirmTitle)
			head := &ui.Head{T: t, Title: title, Crumbs: []ui.Link{{Label: t.S(msg.Title), Href: upkeep.DeskPath}, {Label: label(t, j.Kind)}}}
			return h.frame.Render(w, r, http.StatusOK, frame.Page{Head: head, Admin: true, Place: placeJobs}, dropHTML(dropPage{T: t, Job: j, Key: id.New()}))
		}
	}
	return apperr.NotFoundErr()
}

func (h *Handler) discard(w http.ResponseWriter, r *http.Request) error {
	if err := h.upkeep.Discard(r.Context(), frame.Actor(r), r.PathValue("tache")); err != nil {
		return err
	}
	return web.SeeOther(w, r, upkeep.DeskPath, i18n.M(msg.Discarded))
}

// label is a kind in words; one that an older or newer version added is named by its code.
func label(t *i18n.T, kind string) string {
	if key, ok := Labels[kind]; ok {
		return t.S(key)
	}
	return t.S(msg.KindOther, "kind", kind)
}

type dropPage struct {
	T   *i18n.T
	Job upkeep.Job
	Key string
}
