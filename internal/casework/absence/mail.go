package absence

import (
	"context"

	"preau/internal/casework/absence/msg"
	"preau/internal/casework/team"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const mailDeputy = "casework.deputy"

// deputyData is what a deputy is told.
type deputyData struct {
	Name string `json:"name"`
	Team string `json:"team"`
	From string `json:"from"`
	To   string `json:"to"`
	Path string `json:"path"`
	// Ended says that it is over earlier than they were told.
	Ended bool `json:"ended,omitempty"`
}

// Kinds are the mails about absences. That one may read what another may is about rights: it cannot be switched off.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailDeputy, notify.KindOptions{Label: msg.MailLabel, Service: "casework", Security: true}, func(t *i18n.T, d deputyData, _ notify.Links) notify.Content {
		if d.Ended {
			return notify.Content{
				Subject: t.S(msg.MailEndedSubject, "name", d.Name),
				Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailEndedText, "name", d.Name, "team", d.Team)), notify.Button(t.S(msg.MailButton), d.Path)},
			}
		}
		return notify.Content{
			Subject: t.S(msg.MailSubject, "name", d.Name),
			Blocks: []notify.Block{
				notify.Paragraph(t.S(msg.MailText, "name", d.Name, "team", d.Team, "from", Day(t, d.From), "to", Day(t, d.To))),
				notify.Button(t.S(msg.MailButton), d.Path),
			},
		}
	})}
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, h access.Holder, t team.Team, a Absence) error {
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailDeputy, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
		Data: deputyData{Name: a.Name, Team: t.Title(), From: a.From, To: a.To, Path: t.Path() + "/passages"}, Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: a.ID,
	})
}

// tellEnded tells the deputy that an absence is over earlier than they were told, as long as their account is open.
func (s *Service) tellEnded(ctx context.Context, tx *db.Tx, t team.Team, a Absence) error {
	h, open, err := deputyOf(ctx, tx, a.DeputyID)
	if err != nil || !open {
		return err
	}
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailDeputy, To: h, Data: deputyData{Name: a.Name, Team: t.Title(), Path: t.Path() + "/passages", Ended: true},
		Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: a.ID + "/ended",
	})
}
