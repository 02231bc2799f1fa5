package group

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/msg"
)

// namedData is what the mail to a new coordinator says.
type namedData struct {
	Title string `json:"title"` // of the place
	Path  string `json:"path"`
}

// Kinds are the mails about groups.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf("needs.named", notify.KindOptions{Label: msg.MailNamedLabel, Service: "needs", Security: true}, namedMail),
	}
}

// tellNamed mails somebody who had an account already that they coordinate now.
func (s *Service) tellNamed(ctx context.Context, tx *db.Tx, h access.Holder, p access.Place, placeName string) error {
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: "needs.named", To: Recipient(h), Data: namedData{Title: placeName, Path: "/groupements"},
		Object: notify.Object{Kind: string(p.Kind), ID: p.ID}, Occasion: strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}

// Recipient is who a mail goes to.
func Recipient(h access.Holder) notify.Recipient {
	return notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}
}

func namedMail(t *i18n.T, d namedData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailNamedSubject),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNamedText, "place", d.Title)),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
}
