package silence

import (
	"preau/internal/core/account/letter"
	"preau/internal/core/delegation"
	"preau/internal/core/delegation/silence/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// The kinds of mail of this room.
const (
	reminder   = "access.reminder"
	silentMail = "access.silent"
	lost       = "access.invitation_lost"
)

// reminderMail reminds somebody who has a password and never came of what they got.
type reminderMail struct {
	By    string
	Given []letter.Given
}

// silenceMail tells who gives a role that no mail reaches those who hold it.
type silenceMail struct {
	Role       i18n.Key
	Place, Ref string
}

// lostMail tells who gave an access that its mail did not arrive.
type lostMail struct {
	Name, Address, Place, Ref string
	Number                    int64
}

// Kinds are the mails that this room sends; they are about rights, and cannot be switched off (R274).
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(reminder, notify.KindOptions{Label: msg.MailReminderLabel, Security: true}, mailReminder),
		notify.KindOf(silentMail, notify.KindOptions{Label: msg.MailSilentLabel, Security: true}, mailSilent),
		notify.KindOf(lost, notify.KindOptions{Label: msg.MailLostLabel, Security: true}, mailLost),
	}
}

func mailReminder(t *i18n.T, d reminderMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailReminderSubject)}
	for i, g := range d.Given {
		text := t.S(msg.MailReminderText, "by", d.By, "place", g.Place)
		if i > 0 {
			text = t.S(msg.MailReminderMore, "place", g.Place)
		}
		c.Blocks = append(c.Blocks, notify.Paragraph(text), letter.Facts(t, g.Roles))
	}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailReminderWhy)), notify.Button(t.S(msg.MailReminderButton), "/connexion"))
	return c
}

func mailSilent(t *i18n.T, d silenceMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailSilentSubject, "role", d.Role, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailSilentText, "role", d.Role, "place", d.Place)), notify.Paragraph(t.S(msg.MailSilentThen)),
		notify.Button(t.S(msg.MailSilentButton), delegation.Path(d.Ref)),
	}}
}

func mailLost(t *i18n.T, d lostMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailLostSubject, "name", d.Name), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailLostText, "name", d.Name, "place", d.Place, "address", d.Address)),
		notify.Button(t.S(msg.MailLostButton), delegation.PersonPath(d.Ref, d.Number)),
	}}
}
