package report

import (
	"context"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/report/msg"
	"preau/internal/offers/role"
)

const mailReported = "offers.reported"

// told is what the mail says: never the report's own words, which are read on its page.
type told struct {
	Number int64  `json:"number"`
	Offer  string `json:"offer"`
	Name   string `json:"name"`
	Kind   Kind   `json:"kind"`
}

// MailKinds are the mails of this room.
func MailKinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailReported, notify.KindOptions{Label: msg.MailLabel, Service: "offers", Slash: true}, reportedMail)}
}

// tellModerators writes to the moderators; where there is none, to the platform's administrators.
func (s *Service) tellModerators(ctx context.Context, tx *db.Tx, r Report) error {
	to, err := access.Holders(ctx, tx, role.Moderator, access.Everywhere)
	if err == nil && len(to) == 0 {
		to, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
	}
	if err != nil {
		return err
	}
	for _, h := range to {
		err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: mailReported, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
			Data: told{r.Number, r.Offer.String(), r.Name, r.Kind}, Object: notify.Object{Kind: "offers.report", ID: r.ID}, Occasion: "sent",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func reportedMail(t *i18n.T, d told, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSubject, "n", d.Offer), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailText, "name", d.Name, "n", d.Offer)),
		notify.Facts(notify.Fact{Label: t.S(msg.MailKind), Value: t.S(d.Kind.Label())}),
		notify.Button(t.S(msg.MailButton), Report{Number: d.Number}.Path()),
	}}
}
