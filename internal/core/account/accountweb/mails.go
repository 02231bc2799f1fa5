package accountweb

import (
	"net/http"

	"preau/internal/core/account/accountweb/msg"
	"preau/internal/core/frame"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
)

// mails is « Mes derniers mails », with the three causes for which one does not come (R273).
func (h *Handler) mails(w http.ResponseWriter, r *http.Request) error {
	who, err := own(r)
	if err != nil {
		return err
	}
	d, err := h.o.Accounts.Overview(r.Context(), who)
	if err != nil {
		return err
	}
	t := web.T(r)
	p := mailsPage{T: t, Address: d.Email, Refused: d.Refused, Lines: h.mailLines(t, d.Mails)}
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.MyMails), Lead: t.S(msg.MyMailsLead, "email", d.Email)}, Place: "mails"}
	return h.o.Frame.Render(w, r, http.StatusOK, page, mails(p))
}

// mailLine is a mail as tables show it: what it was about, and what became of it, never its text.
type mailLine struct {
	When, What, To, Why string
	Outcome             ui.Tag
}

func (h *Handler) mailLines(t *i18n.T, entries []notify.Entry) []mailLine {
	out := make([]mailLine, len(entries))
	for i, e := range entries {
		out[i] = mailLine{When: t.DateTime(e.QueuedAt), What: h.o.Mails.Label(t, e.Kind), To: e.To.Address, Outcome: outcome(t, e)}
		switch {
		case e.Withheld != notify.Sent:
			out[i].Why = t.S(e.Withheld.Label())
		case e.State == notify.ForDigest:
			out[i].Why = t.S(msg.MailForDigest, "hour", notify.DigestHour(t))
		case e.State == notify.InDigest:
			out[i].Why = t.S(msg.MailInDigest, "date", t.Date(e.SettledAt))
		case e.AddressRefused:
			out[i].Why = t.S(msg.AddressRefused)
		case e.State == notify.Bounced:
			out[i].Why = t.S(msg.MailBounced)
		case !e.ComplainedAt.IsZero():
			out[i].Why = t.S(msg.MailComplained)
		case e.Repeated:
			out[i].Why = t.S(msg.MailRepeated)
		}
	}
	return out
}

func outcome(t *i18n.T, e notify.Entry) ui.Tag {
	tag := ui.Tag{Label: t.S(e.State.Label()), Color: ui.Neutral}
	switch e.State {
	case notify.Accepted:
		tag.Color = ui.Success
	case notify.Refused, notify.Failed, notify.Bounced:
		tag.Color = ui.Danger
	case notify.Uncertain, notify.Deferred:
		tag.Color = ui.Warning
	case notify.Queued, notify.Sending:
		tag.Color = ui.Info
	case notify.ForDigest, notify.InDigest:
		tag.Color, tag.Outline = ui.Info, true
	case notify.Withheld, notify.Dismissed:
		tag.Outline = true
	}
	return tag
}
