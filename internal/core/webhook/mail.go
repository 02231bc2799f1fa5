package webhook

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/core/webhook/msg"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// MailTired says that an address is told nothing any more.
const MailTired = "webhook.tired"

type tiredMail struct {
	Number int64
	URL    string
}

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(MailTired, notify.KindOptions{Label: msg.MailTiredLabel}, func(t *i18n.T, d tiredMail, _ notify.Links) notify.Content {
		return notify.Content{Subject: t.S(msg.MailTiredSubject), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailTiredText)), notify.Facts(notify.Fact{Label: t.S(msg.LabelUrl), Value: d.URL}),
			notify.Paragraph(t.S(msg.MailTiredThen)), notify.Button(t.S(msg.MailTiredOpen), Path+"/"+strconv.FormatInt(d.Number, 10)),
		}}
	})}
}

// tellTired mails the administrators.
func (s *Service) tellTired(ctx context.Context, tx *db.Tx, e Endpoint) error {
	all, err := access.Holders(ctx, tx, access.Admin, access.Everywhere)
	if err != nil {
		return err
	}
	for _, h := range all {
		err := s.o.Mail.Send(ctx, tx, notify.Mail{
			Kind: MailTired, Data: tiredMail{Number: e.Number, URL: e.URL}, Occasion: strconv.FormatInt(e.Version, 10),
			To:     notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
			Object: notify.Object{Kind: "webhook", ID: e.ID},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
