package handover

import (
	"context"
	"strconv"

	"preau/internal/casework/handover/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const mailGiven = "casework.handed"

// givenData is what the colleague is told.
type givenData struct {
	Name string `json:"name"`
	Team string `json:"team"`
	N    int    `json:"n"`
}

// Kinds are the mails about handing over. That one may read them now is about rights: it cannot be switched off.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailGiven, notify.KindOptions{Label: msg.MailLabel, Service: "casework", Security: true}, func(t *i18n.T, d givenData, _ notify.Links) notify.Content {
		return notify.Content{
			Subject: t.S(msg.MailSubject, "n", d.N),
			Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailText, "name", d.Name, "team", d.Team, "n", d.N)), notify.Button(t.S(msg.MailButton), "/demandes")},
		}
	})}
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, h access.Holder, t team.Team, l Leaver, n int) error {
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailGiven, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
		Data: givenData{Name: l.Name, Team: t.Title(), N: n}, Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: l.AccountID + strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}
