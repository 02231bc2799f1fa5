package notifyweb

import (
	"net/http"
	"net/url"

	"preau/internal/core/frame"
	"preau/internal/core/notify"
	"preau/internal/core/notify/notifyweb/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/id"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// The filters of the list.
const (
	filterState   = "etat"
	filterKind    = "genre"
	filterAddress = "adresse"
	filterBefore  = "avant"
)

// maxAddress is as long as an address may be.
const maxAddress = 254

// slugs name the states in addresses.
var slugs = map[notify.State]string{
	notify.Queued: "en-attente", notify.Sending: "en-cours", notify.Accepted: "remis", notify.Refused: "refuse",
	notify.Uncertain: "incertain", notify.Deferred: "differe", notify.Failed: "echec", notify.Withheld: "non-envoye",
	notify.Bounced: "revenu", notify.Dismissed: "classe",
	notify.ForDigest: "attend-resume", notify.InDigest: "dans-resume",
}

// outbox is the operator's view of the mails.
func (h *Handler) outbox(w http.ResponseWriter, r *http.Request) error {
	return h.renderOutbox(w, r, http.StatusOK, refusal{})
}

// retry sends a mail again, and leads back to the list as it was filtered.
func (h *Handler) retry(w http.ResponseWriter, r *http.Request) error {
	err := h.o.Notify.Retry(r.Context(), frame.Actor(r), r.PathValue("mail"))
	return h.acted(w, r, err, msg.NotRetried, msg.Retried)
}

// dismiss lets a mail be.
func (h *Handler) dismiss(w http.ResponseWriter, r *http.Request) error {
	err := h.o.Notify.Dismiss(r.Context(), frame.Actor(r), r.PathValue("mail"))
	return h.acted(w, r, err, msg.NotDismissed, msg.Dismissed)
}

func (h *Handler) acted(w http.ResponseWriter, r *http.Request, err error, not, done i18n.Key) error {
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Forbidden {
		return h.renderOutbox(w, r, http.StatusForbidden, refusal{not, e.Reasons})
	}
	if err != nil {
		return err
	}
	at := url.URL{Path: notify.DeskPath, RawQuery: r.URL.Query().Encode()}
	return web.SeeOther(w, r, at.String(), i18n.M(done))
}

// refusal is an act that was not done, and why.
type refusal struct {
	lead    i18n.Key
	reasons []apperr.Reason
}

func (h *Handler) renderOutbox(w http.ResponseWriter, r *http.Request, status int, refused refusal) error {
	f, err := web.ParseQuery(r)
	if err != nil {
		return err
	}
	filter := notify.Filter{Kind: f.Value(filterKind), Address: f.Line(filterAddress, maxAddress), Before: notify.MarkOf(f.Value(filterBefore))}
	if s := stateOf(f.Value(filterState)); s != "" {
		filter.States = []notify.State{s}
	}
	box, err := h.o.Notify.Outbox(r.Context(), frame.Actor(r), filter)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := outboxPage{
		T: t, Outbox: box, At: ui.Address{Path: notify.DeskPath, Query: r.URL.Query()}, Filter: filter, State: f.Value(filterState),
		Kinds: h.kinds(t), Refused: refused, label: func(kind string) string { return h.o.Notify.Label(t, kind) },
		key: id.New,
	}
	head := &ui.Head{T: t, Title: t.S(msg.Mails), Lead: t.S(msg.MailsLead)}
	page := frame.Page{Head: head, Admin: true, Place: placeMails}
	if len(refused.reasons) > 0 {
		page.Reason = refused.reasons[0].Code
	}
	return h.o.Frame.Render(w, r, status, page, outbox(p))
}

func stateOf(slug string) notify.State {
	for s, name := range slugs {
		if name == slug {
			return s
		}
	}
	return ""
}

// kinds are all kinds of mail, as the filter offers them.
func (h *Handler) kinds(t *i18n.T) []ui.Option {
	out := []ui.Option{{Label: t.S(msg.AllKinds)}}
	for _, name := range h.o.Notify.KindNames() {
		out = append(out, ui.Option{Value: name, Label: h.o.Notify.Label(t, name)})
	}
	return out
}
