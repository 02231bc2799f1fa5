package member

import (
	"context"
	"strconv"

	"preau/internal/core/account/temporary"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/offers/msg"
	"preau/internal/offers/structure"
)

// The kinds of mail about people of a structure, by their numbers in the specification (1.5).
const (
	mailInvited = "offers.member_invited" // M2 for who comes to a structure that is there, and M12
	mailAdmin   = "offers.member_admin"   // M15
	mailOff     = "offers.member_off"     // M16
)

// InvitationPath is where an invitation is accepted.
const InvitationPath = "/offreur/invitation/"

// memberMail is what the mails say. Token names a link, never its secret.
type memberMail struct {
	Name    string    `json:"name"` // the structure's
	By      string    `json:"by"`
	Address string    `json:"address"` // by which one signs in
	Roles   i18n.Keys `json:"roles"`
	Sites   string    `json:"sites,omitempty"` // the lieux to which « Gestionnaire d'offres » is limited; empty: none
	Number  int64     `json:"number"`
	Token   string    `json:"token"`
	Again   bool      `json:"again"`
	First   First     `json:"first"`
	Asked   bool      `json:"asked,omitempty"` // M11: it is the answer to a request to join
	Now     bool      `json:"now"`             // M15: administrator from now on; else no more
}

// Kinds are the mails of this room.
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "offers", Security: true, Slash: true}
	}
	return append(joinKinds(),
		notify.KindOf(mailInvited, o(msg.MailInvitedLabel), invitedMail),
		notify.KindOf(mailAdmin, o(msg.MailAdminLabel), adminMail),
		notify.KindOf(mailOff, o(msg.MailOffLabel), offMail),
	)
}

func (s *Service) tellInvited(ctx context.Context, tx *db.Tx, x structure.Structure, i Invitation, d memberMail) error {
	first, err := s.firstOf(ctx, tx, i)
	if err != nil {
		return err
	}
	if d.Sites, err = siteNames(ctx, tx, x.OrgID, i.Sites); err != nil {
		return err
	}
	d.Name, d.By, d.Address, d.Roles, d.Number, d.Token, d.First = x.Name, i.SentName, i.Email, labels(i.Roles), i.Number, i.token(), first
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: mailInvited, To: notify.Recipient{Address: i.Email, Name: i.Name(), Lang: i.Lang}, Data: d,
		Object: notify.Object{Kind: InvitationKind, ID: i.ID}, Occasion: strconv.Itoa(i.Sends),
	})
}

// tellPerson writes to somebody of the structure what changed for them.
func (s *Service) tellPerson(ctx context.Context, tx *db.Tx, x structure.Structure, p Person, kind string, d memberMail) error {
	d.Name = x.Name
	return s.o.Notify.Send(ctx, tx, notify.Mail{
		Kind: kind, To: notify.Recipient{AccountID: p.AccountID, Address: p.Email, Name: p.Name(), Lang: p.Lang}, Data: d,
		Object: notify.Object{Kind: "account", ID: p.AccountID}, Occasion: strconv.FormatInt(tx.Now().UnixMicro(), 10) + " " + strconv.FormatBool(d.Now) + " " + strconv.FormatInt(d.Number, 10),
	})
}

func invitedMail(t *i18n.T, d memberMail, l notify.Links) notify.Content {
	subject := t.S(msg.MailAccountSubject)
	if d.Again {
		subject = t.S(msg.MailInvitedAgain)
	}
	text := msg.MailInvitedText
	if d.Asked {
		subject, text = t.S(msg.MailJoinAcceptedSubject), msg.MailJoinAcceptedText
	}
	facts := []notify.Fact{{Label: t.S(msg.MailAccountBy), Value: d.Address}}
	var first []notify.Block
	switch d.First {
	case FirstMailed:
		facts = append(facts, notify.Fact{Label: t.S(msg.MailAccountPassword), Value: temporary.Word(l, d.Token)})
		first = []notify.Block{notify.Paragraph(t.S(msg.MailAccountFirst)), notify.Button(t.S(msg.MailAccountEnter), "/offreur"), notify.Paragraph(t.S(msg.MailInvitedElse))}
	case FirstTyped:
		first = []notify.Block{notify.Paragraph(t.S(msg.MailInvitedTyped, "by", d.By)), notify.Button(t.S(msg.MailAccountEnter), "/offreur"), notify.Paragraph(t.S(msg.MailInvitedElse))}
	case FirstLink:
		first = []notify.Block{notify.Paragraph(t.S(msg.MailInvitedNext))}
	}
	facts = append(facts, notify.Fact{Label: t.S(msg.MailInvitedRoles), Value: t.S(msg.MailInvitedList, "roles", d.Roles)})
	if d.Sites != "" {
		facts = append(facts, notify.Fact{Label: t.S(msg.MailInvitedSites), Value: d.Sites})
	}
	blocks := append([]notify.Block{notify.Paragraph(t.S(text, "name", d.Name, "by", d.By)), notify.Facts(facts...)}, first...)
	return notify.Content{Subject: subject, Blocks: append(
		blocks,
		notify.Button(t.S(msg.MailInvitedButton), InvitationPath+strconv.FormatInt(d.Number, 10)+"/"+l.Secret(d.Token)),
		notify.Paragraph(t.S(msg.MailInvitedOther)),
		notify.Paragraph(t.S(msg.MailAccountDuty)), notify.Paragraph(t.S(msg.MailAccountBye)),
	)}
}

func adminMail(t *i18n.T, d memberMail, _ notify.Links) notify.Content {
	subject, text := t.S(msg.MailAdminGiven), t.S(msg.MailAdminGivenText, "name", d.Name, "by", d.By)
	if !d.Now {
		subject, text = t.S(msg.MailAdminTaken), t.S(msg.MailAdminTakenText, "name", d.Name, "by", d.By)
	}
	blocks := []notify.Block{notify.Paragraph(text)}
	if !d.Now && len(d.Roles) > 0 { // what is left, since others may have gone with it
		blocks = append(blocks, notify.Facts(notify.Fact{Label: t.S(msg.MailAdminLeft), Value: t.S(msg.MailInvitedList, "roles", d.Roles)}))
	}
	return notify.Content{Subject: subject, Blocks: append(blocks, notify.Button(t.S(msg.MailAccountEnter), "/offreur"))}
}

func offMail(t *i18n.T, d memberMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailOffSubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailOffText, "name", d.Name, "by", d.By)), notify.Paragraph(t.S(msg.MailOffOther)),
	}}
}
