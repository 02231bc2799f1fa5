package structure

import (
	"context"
	"slices"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/account/links"
	"preau/internal/core/account/temporary"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/option"
	"preau/internal/offers/role"
)

// The kinds of mail about structures and their accounts, by their numbers in the specification (1.5).
const (
	mailRequested  = "offers.requested"   // M1
	mailAccount    = "offers.account"     // M2, and M12 for who has not opened it
	mailToModerate = "offers.to_moderate" // M3
	mailToCorrect  = "offers.to_correct"  // M4
	mailRefused    = "offers.refused"     // M5
	mailFlagged    = "offers.flagged"     // what O56 tells the moderators
	mailMoved      = "offers.moved"       // suspended, opened again, closed
)

// structureMail is what the mails say of a structure. Token names a link, never its secret.
type structureMail struct {
	Name    string   `json:"name"`
	Number  int64    `json:"number"`
	Motive  string   `json:"motive"`
	Contact string   `json:"contact"`
	Token   string   `json:"token"`
	Address string   `json:"address"` // by which one signs in
	First   bool     `json:"first"`   // the mail carries a temporary password (O27)
	Again   bool     `json:"again"`   // M12: it was mailed before
	By      string   `json:"by"`
	State   i18n.Key `json:"state"`
	Silent  bool     `json:"silent,omitempty"` // the public reads none of its offers
}

// Kinds are the mails of this room.
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "offers", Security: true, Slash: true}
	}
	work := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "offers", Slash: true}
	}
	return []notify.Kind{
		notify.KindOf(mailRequested, o(msg.MailRequestedLabel), requestedMail),
		notify.KindOf(mailAccount, o(msg.MailAccountLabel), accountMail),
		notify.KindOf(mailToModerate, work(msg.MailModerateLabel), moderateMail),
		notify.KindOf(mailToCorrect, o(msg.MailCorrectLabel), correctMail),
		notify.KindOf(mailRefused, o(msg.MailRefusedLabel), refusedMail),
		notify.KindOf(mailFlagged, work(msg.MailFlaggedLabel), flaggedMail),
		notify.KindOf(mailMoved, o(msg.MailMovedLabel), movedMail),
	}
}

// occasion tells apart the mails of a kind about a structure.
func (s Structure) occasion() string { return strconv.FormatInt(s.Version, 10) }

func (s *Service) data(ctx context.Context, x Structure) structureMail {
	return structureMail{Name: x.Name, Number: x.Number, Contact: s.o.Contact(ctx), By: x.MovedBy, State: x.State.Label()}
}

// tellApplicant writes to who asked, who has no account yet, or is not told by it.
func (s *Service) tellApplicant(ctx context.Context, tx *db.Tx, x Structure, kind, why string) error {
	d := s.data(ctx, x)
	d.Motive = why
	if kind == mailToCorrect {
		d.Token = x.tokenOf()
	}
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{Address: x.Applicant.Email, Name: x.Applicant.Name(), Lang: x.Applicant.Lang}, Data: d,
		Object: notify.Object{Kind: objectKind, ID: x.ID}, Occasion: x.occasion(),
	})
}

// tellModerators writes to the moderators; where there is none, to the platform's administrators.
func (s *Service) tellModerators(ctx context.Context, tx *db.Tx, x Structure, kind string) error {
	to, err := access.Holders(ctx, tx, role.Moderator, access.Everywhere)
	if err == nil && len(to) == 0 {
		to, err = access.Holders(ctx, tx, access.Admin, access.Everywhere)
	}
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, x, kind, s.data(ctx, x), to)
}

// tellPeople tells what the moderator did those whom it keeps from their work: a structure's administrators, and who writes and validates its
// offers (O86, M9).
func (s *Service) tellPeople(ctx context.Context, tx *db.Tx, x Structure) error {
	var to []access.Holder
	for _, k := range []access.RoleKey{role.Admin, role.Manager, role.Approver} {
		more, err := access.Holders(ctx, tx, k, role.At(x.OrgID))
		if err != nil {
			return err
		}
		for _, h := range more {
			if !slices.ContainsFunc(to, func(t access.Holder) bool { return t.AccountID == h.AccountID }) {
				to = append(to, h)
			}
		}
	}
	d := s.data(ctx, x)
	d.Motive, d.Silent = x.Motive, x.State != Active
	return s.tell(ctx, tx, x, mailMoved, d, to)
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, x Structure, kind string, d structureMail, to []access.Holder) error {
	for _, h := range to {
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: kind, To: notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}, Data: d,
			Object: notify.Object{Kind: objectKind, ID: x.ID}, Occasion: x.occasion(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// TellAccount is the mail 2: somebody has an account of a structure (O25, O68).
func (s *Service) TellAccount(ctx context.Context, tx *db.Tx, x Structure, p Invited) error {
	return s.tellAccount(ctx, tx, x, p, false)
}

// RemindOfAccount is that mail once more, with a fresh link, to who has not opened their account (M12). When is the caller's rule.
func (s *Service) RemindOfAccount(ctx context.Context, tx *db.Tx, x Structure, p Invited) error {
	return s.tellAccount(ctx, tx, x, p, true)
}

func (s *Service) tellAccount(ctx context.Context, tx *db.Tx, x Structure, p Invited, again bool) error {
	d := s.data(ctx, x)
	d.Token, d.Address, d.Again = p.TokenID, p.Address, again
	choice, err := option.Read(ctx, tx)
	if err != nil {
		return err
	}
	if choice.Temporary && p.TokenID != "" {
		if d.First, err = s.o.Accounts.GiveMailed(ctx, tx, p.Address, p.TokenID, ""); err != nil {
			return err
		}
	}
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailAccount, To: notify.Recipient{AccountID: p.AccountID, Address: p.Address, Name: p.Name, Lang: p.Lang}, Data: d,
		Object: notify.Object{Kind: objectKind, ID: x.ID}, Occasion: p.AccountID + strconv.FormatInt(tx.Now().UnixMicro(), 10),
	})
}

func requestedMail(t *i18n.T, d structureMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailRequestedSubject), Blocks: append([]notify.Block{
		notify.Paragraph(t.S(msg.MailRequestedText, "name", d.Name)),
		notify.Paragraph(t.S(msg.MailRequestedNext)),
	}, d.trouble(t)...)}
}

// trouble says where to write in case of a problem.
func (d structureMail) trouble(t *i18n.T) []notify.Block {
	if d.Contact == "" {
		return []notify.Block{notify.Button(t.S(msg.MailContactUs), "/contact")}
	}
	return []notify.Block{notify.Paragraph(t.S(msg.MailTrouble, "contact", d.Contact))}
}

func accountMail(t *i18n.T, d structureMail, l notify.Links) notify.Content {
	facts := []notify.Fact{{Label: t.S(msg.MailAccountBy), Value: d.Address}}
	if d.First {
		facts = append(facts, notify.Fact{Label: t.S(msg.MailAccountPassword), Value: temporary.Word(l, d.Token)})
	}
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailAccountText, "name", d.Name)), notify.Facts(facts...)}
	choose := notify.Button(t.S(msg.MailAccountButton), links.ForInvitation.Path(l.Secret(d.Token)))
	switch {
	case d.First:
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailAccountFirst)), notify.Button(t.S(msg.MailAccountEnter), "/offreur"), notify.Paragraph(t.S(msg.MailAccountElse)), choose)
	case d.Token != "":
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailAccountLink)), choose)
	default:
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailAccountHas)), notify.Button(t.S(msg.MailAccountEnter), "/offreur"))
	}
	blocks = append(blocks, notify.Paragraph(t.S(msg.MailAccountDuty)), notify.Paragraph(t.S(msg.MailAccountBye)))
	subject := t.S(msg.MailAccountSubject)
	if d.Again {
		subject = t.S(msg.MailInvitedAgain)
	}
	return notify.Content{Subject: subject, Blocks: blocks}
}

func moderateMail(t *i18n.T, d structureMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailModerateSubject, "name", d.Name), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailModerateText, "name", d.Name)), notify.Button(t.S(msg.MailModerateButton), d.path()),
	}}
}

func (d structureMail) path() string { return Structure{Number: d.Number}.Path() }

func correctMail(t *i18n.T, d structureMail, l notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailCorrectSubject), Blocks: append([]notify.Block{
		notify.Paragraph(t.S(msg.MailCorrectText, "name", d.Name)), notify.Quote(d.Motive),
		notify.Button(t.S(msg.MailCorrectButton), correctPath+strconv.FormatInt(d.Number, 10)+"/"+l.Secret(d.Token)),
	}, d.trouble(t)...)}
}

func refusedMail(t *i18n.T, d structureMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailRefusedSubject), Blocks: append([]notify.Block{
		notify.Paragraph(t.S(msg.MailRefusedText, "name", d.Name)), notify.Quote(d.Motive),
		notify.Paragraph(t.S(msg.MailRefusedNext)), notify.Button(t.S(msg.MailRefusedButton), "/offreur/demande"),
	}, d.trouble(t)...)}
}

func flaggedMail(t *i18n.T, d structureMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailFlaggedSubject, "name", d.Name), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailFlaggedText, "name", d.Name)), notify.Button(t.S(msg.MailFlaggedButton), d.path()),
	}}
}

func movedMail(t *i18n.T, d structureMail, _ notify.Links) notify.Content {
	blocks := []notify.Block{notify.Paragraph(t.S(msg.MailMovedText, "name", d.Name, "state", d.State))}
	if d.Motive != "" {
		blocks = append(blocks, notify.Quote(d.Motive))
	}
	if d.Silent {
		blocks = append(blocks, notify.Paragraph(t.S(msg.MailMovedSilent)))
	}
	return notify.Content{Subject: t.S(msg.MailMovedSubject, "name", d.Name, "state", d.State), Blocks: append(blocks, d.trouble(t)...)}
}
