package contact

import (
	"context"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/contact/msg"
	"preau/internal/core/instance"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

// The kinds of mail.
const (
	kindReceived     = "contact.received"
	kindAcknowledged = "contact.acknowledged"
	kindAnswered     = "contact.answered"
)

// receivedMail tells the operator of a message. It holds the text: whoever reads it there must not have to sign in first.
type receivedMail struct {
	Number, Name, Address, Org string
	Page, Reason, Query, Text  string
	Roles                      []access.RoleKey
	At                         time.Time
}

// acknowledgedMail tells the sender the number. It holds nothing that was typed: a visitor may have given somebody else's
// address, who must not be written to in a stranger's words.
type acknowledgedMail struct {
	Number string
	At     time.Time
}

// answeredMail brings the answer, with what was asked.
type answeredMail struct {
	Number, Answer, Text string
	At                   time.Time // of the message
}

// Kinds are the mails of this room. roles gives the labels of the sender's roles, said the sentence of the reason shown.
func Kinds(roles access.Roles, said Said) []notify.Kind {
	return []notify.Kind{
		notify.KindOf(kindReceived, notify.KindOptions{Label: msg.KindReceived, Operator: true},
			func(t *i18n.T, d receivedMail, _ notify.Links) notify.Content { return d.content(t, roles, said) }),
		notify.KindOf(kindAcknowledged, notify.KindOptions{Label: msg.KindAcknowledged},
			func(t *i18n.T, d acknowledgedMail, _ notify.Links) notify.Content { return d.content(t) }),
		// Somebody asked and waits for it: it goes even to whoever wants no mail.
		notify.KindOf(kindAnswered, notify.KindOptions{Label: msg.KindAnswered, Security: true},
			func(t *i18n.T, d answeredMail, _ notify.Links) notify.Content { return d.content(t) }),
	}
}

func (d receivedMail) content(t *i18n.T, roles access.Roles, said Said) notify.Content {
	facts := []notify.Fact{{Label: t.S(msg.FactFrom), Value: sender(t, d.Name, d.Address)}}
	for _, f := range []notify.Fact{
		{Label: t.S(msg.FactOrg), Value: d.Org},
		{Label: t.S(msg.FactRoles), Value: RoleNames(t, roles, d.Roles)},
		{Label: t.S(msg.FactPage), Value: d.Page},
		{Label: t.S(msg.FactReason), Value: said.Sentence(t, d.Reason)},
		{Label: t.S(msg.FactQuery), Value: d.Query},
		{Label: t.S(msg.FactAt), Value: t.DateTimeZone(d.At)},
	} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return notify.Content{
		Subject:  t.S(msg.MailReceivedSubject, "number", d.Number, "name", d.Name),
		Greeting: t.S(msg.MailReceivedGreeting),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailReceivedText, "number", d.Number)),
			notify.Facts(facts...),
			notify.Quote(d.Text),
			notify.Button(t.S(msg.MailReceivedButton), DeskPath+"/"+d.Number),
		},
		Reason: t.S(msg.MailReceivedReason),
	}
}

func (d acknowledgedMail) content(t *i18n.T) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailAcknowledgedSubject, "number", d.Number),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailAcknowledgedText, "number", d.Number, "at", t.DateTime(d.At))),
			notify.Paragraph(t.S(msg.MailAcknowledgedNotYou)),
		},
		Reason: t.S(msg.MailAcknowledgedReason),
	}
}

func (d answeredMail) content(t *i18n.T) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailAnsweredSubject, "number", d.Number),
		Blocks: []notify.Block{
			notify.Paragraph(d.Answer),
			notify.Paragraph(t.S(msg.MailAnsweredAsked, "at", t.DateTime(d.At))),
			notify.Quote(d.Text),
			notify.Button(t.S(msg.MailAnsweredButton), "/contact"),
		},
		Reason: t.S(msg.MailAnsweredReason, "number", d.Number),
	}
}

func sender(t *i18n.T, name, address string) string {
	if address == "" {
		return name
	}
	return t.S(msg.FactSender, "name", name, "address", address)
}

// RoleNames are the labels of roles, one after the other; a role that is no longer declared goes by its key.
func RoleNames(t *i18n.T, roles access.Roles, keys []access.RoleKey) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = string(k)
		if r, ok := roles.ByKey(k); ok {
			out[i] = t.S(r.Label)
		}
	}
	return strings.Join(out, ", ")
}

// tellReceived mails the message to the operator and its number to the sender, each if there is an address. A message is
// never refused because a mail about it cannot go.
func (s *Service) tellReceived(ctx context.Context, tx *db.Tx, set instance.Settings, m Message) error {
	if to := set.ServiceContact(m.Service); mailable(to) {
		err := s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: kindReceived, Object: notifyObject(m),
			To: notify.Recipient{Address: to, Name: set.Title, Lang: i18n.French},
			Data: receivedMail{
				Number: m.Number, Name: m.Name, Address: m.Address, Org: m.OrgName, Page: m.Page, Reason: m.Reason,
				Query: m.Query, Text: m.Text, Roles: m.Roles, At: m.ReceivedAt,
			},
		})
		if err != nil {
			return err
		}
	}
	if !mailable(m.Address) {
		return nil
	}
	to := recipient(m)
	if m.AccountID == "" {
		to.Name = "" // typed by a stranger: see acknowledgedMail
	}
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kindAcknowledged, Object: notifyObject(m), To: to, Data: acknowledgedMail{Number: m.Number, At: m.ReceivedAt},
	})
}

// tellAnswered mails an answer; each answer is its own occasion.
func (s *Service) tellAnswered(ctx context.Context, tx *db.Tx, m Message, answerID, text string) error {
	return s.o.Mail.Send(ctx, tx, notify.Mail{
		Kind: kindAnswered, Object: notifyObject(m), To: recipient(m), Occasion: answerID,
		Data: answeredMail{Number: m.Number, Answer: text, Text: m.Text, At: m.ReceivedAt},
	})
}

func recipient(m Message) notify.Recipient {
	return notify.Recipient{AccountID: m.AccountID, Address: m.Address, Name: oneLine(m.Name), Lang: m.Lang}
}

func notifyObject(m Message) notify.Object { return notify.Object{Kind: "contact.message", ID: m.ID} }

func mailable(address string) bool {
	_, err := mail.Address(address)
	return err == nil
}
