package accountweb

import (
	"context"
	"net/http"
	"strings"

	"preau/internal/core/account"
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
	causes, err := h.causes(r.Context(), t, d)
	if err != nil {
		return err
	}
	p := mailsPage{T: t, Refused: d.Refused, Lines: h.mailLines(t, d.Mails), Causes: causes}
	page := frame.Page{Head: &ui.Head{T: t, Title: t.S(msg.MyMails), Lead: t.S(msg.MyMailsLead, "email", d.Email)}, Place: "mails"}
	return h.o.Frame.Render(w, r, http.StatusOK, page, mails(p))
}

// causes are why a mail may not have come, each as it stands for this very person (R273).
func (h *Handler) causes(ctx context.Context, t *i18n.T, d account.Detail) (ui.Summary, error) {
	c, err := h.o.Mails.CausesOf(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	off := t.S(msg.WhyOffNone)
	switch {
	case c.AllOff:
		off = t.S(msg.WhyOffAll)
	case len(c.Never) > 0:
		off = t.S(msg.WhyOffSome, "kinds", h.kinds(t, c.Never))
	}
	chosen := ui.Parts{ui.Text(off)}
	if len(c.Daily) > 0 && !c.AllOff {
		chosen = append(chosen, ui.Sub(t.S(msg.WhyDaily, "hour", notify.DigestHour(t), "kinds", h.kinds(t, c.Daily))))
	}
	came := t.S(msg.WhyNeverCame)
	if !d.FirstSignInAt.IsZero() {
		came = t.S(msg.WhyCame, "date", t.Date(d.FirstSignInAt))
	}
	junk := t.S(msg.WhyJunk)
	if c.Sender != "" {
		junk = t.S(msg.WhyJunkFrom, "sender", c.Sender)
	}
	address := t.S(msg.WhyAddressFine, "email", d.Email)
	if d.Refused {
		address = t.S(msg.WhyAddressRefused, "email", d.Email)
	}
	return ui.Summary{
		{Term: t.S(msg.CauseChoices), Value: chosen},
		{Term: t.S(msg.CauseNever), Value: ui.Text(came)},
		{Term: t.S(msg.CauseJunk), Value: ui.Text(junk)},
		{Term: t.S(msg.CauseAddress), Value: ui.Text(address)},
	}, nil
}

func (h *Handler) kinds(t *i18n.T, names []string) string {
	out := make([]string, len(names))
	for i, k := range names {
		out[i] = h.o.Mails.Label(t, k)
	}
	return strings.Join(out, ", ")
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
		case !e.DeliveredAt.IsZero():
			out[i].Why = t.S(msg.MailDelivered, "at", t.DateTime(e.DeliveredAt))
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
