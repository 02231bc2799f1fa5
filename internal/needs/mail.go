package needs

import (
	"context"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
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

// Kinds are the mails that this service sends.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf("needs.asked", notify.KindOptions{Label: msg.MailAskedLabel, Service: "needs"}, askedMail),
		notify.KindOf("needs.nobody", notify.KindOptions{Label: msg.MailNobodyLabel, Service: "needs", Security: true, Operator: true}, nobodyMail),
		notify.KindOf("needs.accepted", notify.KindOptions{Label: msg.MailAcceptedLabel, Service: "needs"}, acceptedMail),
		notify.KindOf("needs.refused", notify.KindOptions{Label: msg.MailRefusedLabel, Service: "needs"}, refusedMail),
		notify.KindOf("needs.named", notify.KindOptions{Label: msg.MailNamedLabel, Service: "needs", Security: true}, namedMail),
	}
}

// tellCoordinators mails every coordinator of the group; when none can be reached, the operator (R023, R029, R030).
func (s *Service) tellCoordinators(ctx context.Context, tx *db.Tx, g Group, m Membership) error {
	hs, err := coordinatorsOf(ctx, tx, g)
	if err != nil {
		return err
	}
	data := mailData{Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: m.AskedName, Path: g.path("/adhesions")}
	reached := false
	for _, h := range hs {
		refused, err := notify.AddressRefused(ctx, tx, h.Address)
		if err != nil {
			return err
		}
		reached = reached || !refused
		if err := s.send(ctx, tx, "needs.asked", h, data, m, "asked"); err != nil {
			return err
		}
	}
	if reached {
		return nil
	}
	operator := access.Holder{Address: s.operator.Contact(ctx), Lang: i18n.French}
	if operator.Address == "" {
		return nil // the demand waits in the list of the administrators all the same
	}
	return s.send(ctx, tx, "needs.nobody", operator, data, m, "nobody")
}

// tellMember mails who asked that the demand was accepted or refused (R026, R027).
func (s *Service) tellMember(ctx context.Context, tx *db.Tx, g Group, m Membership) error {
	h, err := db.One(ctx, tx, func(h *access.Holder) []any { return []any{&h.AccountID, &h.Name, &h.Address, &h.Lang} },
		`SELECT id, display_name, email, lang FROM account_accounts WHERE id = $1`, m.AskedBy)
	if err != nil {
		return err
	}
	data := mailData{
		Group: g.Number, Title: g.Title, Org: m.Org.Name, Name: m.DecidedName, Reason: m.Reason,
		Deadline: g.EntryUntil.UnixMicro(), Path: g.path(""),
	}
	if m.State == Accepted {
		data.Path = g.path("/besoins")
		return s.send(ctx, tx, "needs.accepted", h, data, m, "accepted")
	}
	return s.send(ctx, tx, "needs.refused", h, data, m, "refused")
}

// tellNamed mails somebody who had an account already that they coordinate now.
func (s *Service) tellNamed(ctx context.Context, tx *db.Tx, h access.Holder, p access.Place, placeName string) error {
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: "needs.named", To: recipient(h), Data: mailData{Title: placeName, Path: "/groupements"},
		Object: notify.Object{Kind: string(p.Kind), ID: p.ID}, Occasion: strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}

// send mails about a membership, once for each round of demand: its version tells the rounds apart.
func (s *Service) send(ctx context.Context, tx *db.Tx, kind string, to access.Holder, data mailData, m Membership, what string) error {
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: kind, To: recipient(to), Data: data, Object: notify.Object{Kind: "needs.membership", ID: m.ID},
		Occasion: what + " " + strconv.FormatInt(m.Version, 10),
	})
}

func recipient(h access.Holder) notify.Recipient {
	return notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}
}

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
			notify.Button(t.S(msg.MailNobodyButton), "/administration/coordonnateurs"),
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

func namedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailNamedSubject),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNamedText, "place", d.Title)),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
}
