package membership

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/msg"
)

// mailData is what the mails of this service say.
type mailData struct {
	Group    int64  `json:"group"`
	Title    string `json:"title"`
	Org      string `json:"org"`
	Name     string `json:"name"`
	Reason   string `json:"reason"`
	Deadline int64  `json:"deadline"` // instant in microseconds
	Path     string `json:"path"`
}

// kindAsked tells coordinators of a demand of membership: what becomes of it decides whether the operator is alerted.
const kindAsked = "needs.asked"

// wasAsked is the occasion of the mails about a demand, before its round.
const wasAsked = "asked"

// Kinds are the mails about memberships.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(kindAsked, notify.KindOptions{Label: msg.MailAskedLabel, Service: "needs"}, askedMail),
		notify.KindOf("needs.nobody", notify.KindOptions{Label: msg.MailNobodyLabel, Service: "needs", Security: true, Operator: true}, nobodyMail),
		notify.KindOf("needs.accepted", notify.KindOptions{Label: msg.MailAcceptedLabel, Service: "needs"}, acceptedMail),
		notify.KindOf("needs.refused", notify.KindOptions{Label: msg.MailRefusedLabel, Service: "needs"}, refusedMail),
		notify.KindOf("needs.allowed", notify.KindOptions{Label: msg.MailAllowedLabel, Service: "needs"}, allowedMail),
		notify.KindOf("needs.removed", notify.KindOptions{Label: msg.MailRemovedLabel, Service: "needs"}, removedMail),
	}
}

// tellCoordinators mails every coordinator of the group; when that reaches none, the operator (R023, R029, R030). Each is
// mailed once in a telling, those too who coordinate the group since.
func (s *Service) tellCoordinators(ctx context.Context, tx *db.Tx, g group.Group, m Membership) error {
	hs, err := group.CoordinatorsOf(ctx, tx, g)
	if err != nil {
		return err
	}
	for _, h := range hs {
		if err := s.tell(ctx, tx, kindAsked, h, demandData(g, m), m, wasAsked); err != nil {
			return err
		}
	}
	return s.alertUnlessReached(ctx, tx, g, m, hs)
}

func demandData(g group.Group, m Membership) mailData {
	return mailData{Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: m.AskedName, Path: g.Path("/adhesions")}
}

// tellMember mails who asked that the demand was accepted or refused (R026, R027).
func (s *Service) tellMember(ctx context.Context, tx *db.Tx, g group.Group, m Membership) error {
	h, err := askerOf(ctx, tx, m)
	if err != nil {
		return err
	}
	data := mailData{
		Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: m.DecidedName, Reason: m.Reason,
		Deadline: g.EntryUntil.UnixMicro(), Path: g.Path(""),
	}
	if m.State == Accepted {
		data.Path = g.Path("/besoins")
		return s.send(ctx, tx, "needs.accepted", h, data, m, "accepted")
	}
	return s.send(ctx, tx, "needs.refused", h, data, m, "refused")
}

// tellAllowed mails who had asked that the establishment may ask once more.
func (s *Service) tellAllowed(ctx context.Context, tx *db.Tx, who access.Actor, g group.Group, m Membership) error {
	h, err := askerOf(ctx, tx, m)
	if err != nil {
		return err
	}
	data := mailData{Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: who.Name, Path: g.Path("")}
	return s.send(ctx, tx, "needs.allowed", h, data, m, "allowed")
}

// tellRemoved mails who had asked that the establishment is no member any more, and why (R058).
func (s *Service) tellRemoved(ctx context.Context, tx *db.Tx, g group.Group, m Membership) error {
	h, err := askerOf(ctx, tx, m)
	if err != nil {
		return err
	}
	data := mailData{Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: m.DecidedName, Reason: m.Reason, Path: g.Path("")}
	return s.send(ctx, tx, "needs.removed", h, data, m, "removed")
}

// send mails about a membership as it stands: its version tells one decision from the next.
func (s *Service) send(ctx context.Context, tx *db.Tx, kind string, to access.Holder, data mailData, m Membership, what string) error {
	return s.sendOnce(ctx, tx, kind, to, data, m, occasion(what, m.Version))
}

// tell mails about a demand, once in each telling.
func (s *Service) tell(ctx context.Context, tx *db.Tx, kind string, to access.Holder, data mailData, m Membership, what string) error {
	return s.sendOnce(ctx, tx, kind, to, data, m, occasion(what, m.ToldRound))
}

func (s *Service) sendOnce(ctx context.Context, tx *db.Tx, kind string, to access.Holder, data mailData, m Membership, occasion string) error {
	return s.notify.Send(ctx, tx, notify.Mail{Kind: kind, To: group.Recipient(to), Data: data, Object: mailObject(m), Occasion: occasion})
}

func mailObject(m Membership) notify.Object {
	return notify.Object{Kind: "needs.membership", ID: m.ID}
}

// occasion tells the mails of one kind about a membership apart.
func occasion(what string, round int64) string { return what + " " + strconv.FormatInt(round, 10) }

func askedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailAskedSubject, "org", d.Org, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailAskedText, "name", d.Name, "org", d.Org, "title", d.Title)),
			notify.Button(t.S(msg.MailAskedButton), d.Path),
			notify.Paragraph(t.S(msg.MailAskedFirst)),
		},
	}
}

func nobodyMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailNobodySubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNobodyText, "name", d.Name, "org", d.Org, "title", d.Title)),
			notify.Button(t.S(msg.MailNobodyButton), d.Path),
		},
	}
}

func acceptedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailAcceptedSubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailAcceptedText, "org", d.Org, "title", d.Title, "name", d.Name)),
			notify.Paragraph(t.S(msg.MailAcceptedDeadline, "date", i18n.When(time.UnixMicro(d.Deadline)))),
			notify.Button(t.S(msg.MailAcceptedButton), d.Path),
			notify.Paragraph(t.S(msg.MailAcceptedEmpty)),
		},
	}
}

func refusedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailRefusedSubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailRefusedText, "org", d.Org, "title", d.Title, "name", d.Name)),
			notify.Quote(d.Reason),
			notify.Button(t.S(msg.MailRefusedButton), d.Path),
		},
	}
}

func allowedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailAllowedSubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailAllowedText, "org", d.Org, "title", d.Title, "name", d.Name)),
			notify.Button(t.S(msg.MailAllowedButton), d.Path),
		},
	}
}

func removedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailRemovedSubject, "title", d.Title),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailRemovedText, "org", d.Org, "title", d.Title, "name", d.Name)),
			notify.Quote(d.Reason),
			notify.Paragraph(t.S(msg.MailRemovedSheets)),
			notify.Button(t.S(msg.MailRemovedButton), d.Path),
		},
	}
}
