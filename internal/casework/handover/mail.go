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

const (
	mailGiven = "casework.handed"
	mailSeen  = "casework.handed_seen"
)

// givenData is what the colleague is told.
type givenData struct {
	Name string `json:"name"`
	Team string `json:"team"`
	N    int    `json:"n"`
	By   string `json:"by,omitempty"` // who handed them over, and to whom: for those who are to see it
	To   string `json:"to,omitempty"`
	Path string `json:"path,omitempty"`
}

// Kinds are the mails about handing over. That one may read them now is about rights: it cannot be switched off.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(mailGiven, notify.KindOptions{Label: msg.MailLabel, Service: "casework", Security: true}, func(t *i18n.T, d givenData, _ notify.Links) notify.Content {
			return notify.Content{
				Subject: t.S(msg.MailSubject, "n", d.N),
				Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailText, "name", d.Name, "team", d.Team, "n", d.N)), notify.Button(t.S(msg.MailButton), "/demandes")},
			}
		}),
		notify.KindOf(mailSeen, notify.KindOptions{Label: msg.MailSeenLabel, Service: "casework", Security: true}, func(t *i18n.T, d givenData, _ notify.Links) notify.Content {
			return notify.Content{
				Subject: t.S(msg.MailSeenSubject, "n", d.N, "to", d.To),
				Blocks: []notify.Block{
					notify.Paragraph(t.S(msg.MailSeenText, "name", d.Name, "team", d.Team, "n", d.N, "by", d.By, "to", d.To)), notify.Button(t.S(msg.MailSeenButton), d.Path),
				},
			}
		}),
	}
}

// tellOthers tells those who are to see what is done with a team's rights: the colleague reads all of it from now on, and may be a second mailbox of
// who handed it over (C010).
func (s *Service) tellOthers(ctx context.Context, tx *db.Tx, who access.Actor, h access.Holder, t team.Team, l Leaver, n int) error {
	to, err := team.Witnesses(ctx, tx, t, who.ID, h.AccountID)
	if err != nil {
		return err
	}
	d := givenData{Name: l.Name, Team: t.Title(), N: n, By: who.Name, To: h.Name, Path: t.Path()}
	for _, w := range to {
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: mailSeen, To: notify.Recipient{AccountID: w.AccountID, Address: w.Address, Name: w.Name, Lang: w.Lang}, Data: d,
			Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: l.AccountID + strconv.FormatInt(tx.Now().UnixMicro(), 10),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, h access.Holder, t team.Team, l Leaver, n int) error {
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailGiven, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
		Data: givenData{Name: l.Name, Team: t.Title(), N: n}, Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: l.AccountID + strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}
