package member

import (
	"context"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/role"
	"preau/internal/offers/structure"
)

// M11: a request to join a structure, and its refusal. An acceptance is the invitation itself.
const (
	mailJoinAsked   = "offers.join_asked"
	mailJoinRefused = "offers.join_refused"
)

// JoinsPath is where the administrators of a structure find the requests to join it.
const JoinsPath = "/offreur/rattachements"

type joinMail struct {
	Name   string `json:"name"` // the structure's
	Person string `json:"person"`
	Words  string `json:"words"`
	Motive string `json:"motive"`
	Path   string `json:"path"`
}

func joinKinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(mailJoinAsked, notify.KindOptions{Label: msg.MailJoinAskedLabel, Service: "offers", Slash: true}, func(t *i18n.T, d joinMail, _ notify.Links) notify.Content {
			blocks := []notify.Block{notify.Paragraph(t.S(msg.MailJoinAskedText, "person", d.Person, "name", d.Name))}
			if d.Words != "" {
				blocks = append(blocks, notify.Quote(d.Words))
			}
			return notify.Content{Subject: t.S(msg.MailJoinAskedSubject, "name", d.Name), Blocks: append(blocks, notify.Button(t.S(msg.MailJoinAskedButton), d.Path))}
		}),
		notify.KindOf(mailJoinRefused, notify.KindOptions{Label: msg.MailJoinRefusedLabel, Service: "offers", Security: true, Slash: true}, func(t *i18n.T, d joinMail, _ notify.Links) notify.Content {
			return notify.Content{Subject: t.S(msg.MailJoinRefusedSubject), Blocks: []notify.Block{notify.Paragraph(t.S(msg.MailJoinRefusedText, "name", d.Name)), notify.Quote(d.Motive)}}
		}),
	}
}

// tellJoinAsked writes to the structure's administrators; where none is active, to the moderators, and where there is none of these, to the
// platform's administrators.
func (s *Service) tellJoinAsked(ctx context.Context, tx *db.Tx, x structure.Structure, j Join) error {
	d := joinMail{Name: x.Name, Person: j.Name(), Words: j.Words, Path: JoinsPath}
	to, err := access.Holders(ctx, tx, role.Admin, role.At(x.OrgID))
	for _, k := range []access.RoleKey{role.Moderator, access.Admin} {
		if err == nil && len(to) == 0 {
			to, err = access.Holders(ctx, tx, k, access.Everywhere)
			d.Path = x.Path() + "/rattachements"
		}
	}
	if err != nil {
		return err
	}
	for _, h := range to {
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: mailJoinAsked, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: notify.Object{Kind: JoinKind, ID: j.ID}, Occasion: strconv.FormatInt(j.Number, 10),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellJoinRefused(ctx context.Context, tx *db.Tx, x structure.Structure, j Join) error {
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailJoinRefused, To: notify.Recipient{Address: j.Email, Name: j.Name(), Lang: j.Lang}, Data: joinMail{Name: x.Name, Motive: j.Motive},
		Object: notify.Object{Kind: JoinKind, ID: j.ID}, Occasion: strconv.FormatInt(j.Number, 10),
	})
}
