package team

import (
	"context"
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const mailNamed = "casework.named"

// namedData is what the mail to somebody new in a team says.
type namedData struct {
	Team string   `json:"team"`
	Role i18n.Key `json:"role"`
	Path string   `json:"path"`
}

// Kinds are the mails about teams.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailNamed, notify.KindOptions{Label: msg.MailNamedLabel, Service: "casework", Security: true}, namedMail)}
}

// tellNamed mails somebody who had an account already that they work in a team now.
func (s *Service) tellNamed(ctx context.Context, tx *db.Tx, h access.Holder, role access.RoleKey, t Team) error {
	declared, _ := Roles.ByKey(role)
	return s.notify.Send(ctx, tx, notify.Mail{
		Kind: mailNamed, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
		Data:   namedData{Team: t.Title(), Role: declared.Label, Path: t.Path()},
		Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: string(role) + strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}

func namedMail(t *i18n.T, d namedData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailNamedSubject),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNamedText, "team", d.Team)),
			notify.Facts(notify.Fact{Label: t.S(msg.MailNamedRole), Value: t.S(d.Role)}),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
}
