package team

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/casework/msg"
	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

const (
	mailNamed = "casework.named"
	mailSelf  = "casework.named_self"
)

// selfData is what the others are told of who gave themselves a role.
type selfData struct {
	Name string   `json:"name"`
	Team string   `json:"team"`
	Role i18n.Key `json:"role"`
	Path string   `json:"path"`
}

// namedData is what the mail to somebody new in a team says.
type namedData struct {
	Team string   `json:"team"`
	Role i18n.Key `json:"role"`
	Path string   `json:"path"`
}

// Kinds are the mails about teams.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(mailNamed, notify.KindOptions{Label: msg.MailNamedLabel, Service: "casework", Security: true}, namedMail), notify.KindOf(mailSelf, notify.KindOptions{Label: msg.MailSelfLabel, Service: "casework", Security: true}, selfMail)}
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

// tellSelfGiven tells the others that a responsable or an administrator gave themselves a role by which demands are read, which their own does not (C010).
// It is not refused: in a small structure the responsable, or the only administrator, is the aidant or the référent as well, and nobody else could give
// it; but it is done under the eyes of the team's responsables and référents, and of administrators where there is no other of them.
func (s *Service) tellSelfGiven(ctx context.Context, tx *db.Tx, self access.Holder, role access.RoleKey, t Team) error {
	var to []access.Holder
	for _, x := range []struct {
		role  access.RoleKey
		place access.Place
	}{{Lead, t.Place()}, {Officer, t.Place()}, {access.Admin, access.Everywhere}} {
		if x.role == access.Admin && len(to) > 0 {
			break
		}
		hs, err := access.Holders(ctx, tx, x.role, x.place)
		if err != nil {
			return err
		}
		for _, h := range hs {
			if h.AccountID != self.AccountID && !slices.ContainsFunc(to, func(o access.Holder) bool { return o.AccountID == h.AccountID }) {
				to = append(to, h)
			}
		}
	}
	declared, _ := Roles.ByKey(role)
	for _, h := range to {
		if err := s.notify.Send(ctx, tx, notify.Mail{
			Kind: mailSelf, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang},
			Data:   selfData{Name: self.Name, Team: t.Title(), Role: declared.Label, Path: t.Path()},
			Object: notify.Object{Kind: "casework.team", ID: t.ID}, Occasion: self.AccountID + string(role) + strconv.FormatInt(tx.Now().UnixMicro(), 10),
		}); err != nil {
			return err
		}
	}
	return nil
}

func selfMail(t *i18n.T, d selfData, _ notify.Links) notify.Content {
	return notify.Content{
		Subject: t.S(msg.MailSelfSubject, "name", d.Name),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailSelfText, "name", d.Name, "team", d.Team)),
			notify.Facts(notify.Fact{Label: t.S(msg.MailSelfRole), Value: t.S(d.Role)}),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
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
