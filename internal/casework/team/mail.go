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
	mailNew   = "casework.newcomer"
)

// selfData is what the others are told of who gave themselves a role, or somebody else one.
type selfData struct {
	Name string   `json:"name"` // who has the role
	By   string   `json:"by,omitempty"`
	Team string   `json:"team,omitempty"` // empty: it is held on the whole platform
	Role i18n.Key `json:"role"`
	Path string   `json:"path"`
	// Some are those whom one sheet brought into the team, of whom one mail tells; More is how many there are beyond them.
	Some []newcomer `json:"some,omitempty"`
	More int        `json:"more,omitempty"`
}

// newcomer is somebody with a role that they have now.
type newcomer struct {
	Name string   `json:"name"`
	Role i18n.Key `json:"role"`
}

// namedData is what the mail to somebody new in a team says.
type namedData struct {
	Team string   `json:"team"`
	Role i18n.Key `json:"role"`
	Path string   `json:"path"`
	// By ended the role; Stays says that others in the team stay.
	By    string `json:"by,omitempty"`
	Stays bool   `json:"stays,omitempty"`
	// Deputy left, who was to stand for the reader (C071).
	Deputy string `json:"deputy,omitempty"`
}

// Kinds are the mails about teams.
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(mailNamed, notify.KindOptions{Label: msg.MailNamedLabel, Service: "casework", Security: true}, namedMail),
		notify.KindOf(mailSelf, notify.KindOptions{Label: msg.MailSelfLabel, Service: "casework", Security: true}, selfMail),
		notify.KindOf(mailNew, notify.KindOptions{Label: msg.MailNewcomerLabel, Service: "casework", Security: true}, newMail),
	}
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
	to, err := Witnesses(ctx, tx, t, self.AccountID)
	if err != nil {
		return err
	}
	declared, _ := Roles.ByKey(role)
	return s.tellAll(ctx, tx, to, mailSelf, self.AccountID, selfData{Name: self.Name, Team: t.Title(), Role: declared.Label, Path: t.Path()}, notify.Object{Kind: "casework.team", ID: t.ID})
}

// TellAppointed tells the other administrators that one of them gave themselves a role of the whole platform: a modérateur reads the demands into which
// they are called, which administrators do not (C010).
func (s *Service) TellAppointed(ctx context.Context, tx *db.Tx, who access.Actor, role access.RoleKey) error {
	declared, ok := Roles.At(role, access.Platform)
	if !ok {
		return nil
	}
	admins, err := access.Holders(ctx, tx, access.Admin, access.Everywhere)
	if err != nil {
		return err
	}
	to := others(nil, admins, who.ID)
	d := selfData{Name: who.Name, Role: declared.Label, Path: "/administration/comptes/" + strconv.FormatInt(who.Number, 10)}
	return s.tellAll(ctx, tx, to, mailSelf, who.ID, d, notify.Object{Kind: "account", ID: who.ID})
}

// others adds holders to some, each once and but for some accounts.
func others(to, hs []access.Holder, but ...string) []access.Holder {
	for _, h := range hs {
		if !slices.Contains(but, h.AccountID) && !slices.ContainsFunc(to, func(o access.Holder) bool { return o.AccountID == h.AccountID }) {
			to = append(to, h)
		}
	}
	return to
}

func (s *Service) tellAll(ctx context.Context, tx *db.Tx, to []access.Holder, kind, of string, d selfData, about notify.Object) error {
	for _, h := range to {
		if err := s.notify.Send(ctx, tx, notify.Mail{
			Kind: kind, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: about, Occasion: of + string(d.Role) + strconv.FormatInt(tx.Now().UnixMicro(), 10),
		}); err != nil {
			return err
		}
	}
	return nil
}

func selfMail(t *i18n.T, d selfData, _ notify.Links) notify.Content {
	if d.Team == "" {
		return notify.Content{
			Subject: t.S(msg.MailAppointedSubject, "name", d.Name),
			Blocks: []notify.Block{
				notify.Paragraph(t.S(msg.MailAppointedText, "name", d.Name)),
				notify.Facts(notify.Fact{Label: t.S(msg.MailSelfRole), Value: t.S(d.Role)}),
				notify.Button(t.S(msg.MailAppointedButton), d.Path),
			},
		}
	}
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
	if d.Deputy != "" || d.By != "" {
		return leftMail(t, d)
	}
	return notify.Content{
		Subject: t.S(msg.MailNamedSubject),
		Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailNamedText, "team", d.Team)),
			notify.Facts(notify.Fact{Label: t.S(msg.MailNamedRole), Value: t.S(d.Role)}),
			notify.Button(t.S(msg.MailNamedButton), d.Path),
		},
	}
}
