package letter

import (
	"preau/internal/core/account/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// AccessUpdated is « votre compte a été mis à jour »: somebody got roles, or lost some.
const AccessUpdated = "access.updated"

// Updated is what that mail is made of.
type Updated struct {
	Place string // empty: the platform itself
	By    string
	Own   bool // who reads did it
	Given []Role
	Kept  []Role // as they are now, changed
	Ended []Role
}

func updatedMail(t *i18n.T, d Updated, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailUpdatedSubject, "place", d.Place)}
	text := t.S(msg.MailUpdatedText, "by", d.By, "place", d.Place)
	switch {
	case d.Place == "":
		c.Subject, text = t.S(msg.MailUpdatedHere), t.S(msg.MailUpdatedHereText, "by", d.By)
	case d.Own:
		text = t.S(msg.MailUpdatedOwn, "place", d.Place)
	}
	c.Blocks = append(c.Blocks, notify.Paragraph(text))
	for _, part := range []struct {
		lead  i18n.Key
		roles []Role
	}{{msg.MailUpdatedGiven, d.Given}, {msg.MailUpdatedKept, d.Kept}, {msg.MailUpdatedEnded, d.Ended}} {
		if len(part.roles) > 0 {
			c.Blocks = append(c.Blocks, notify.Paragraph(t.S(part.lead)), Facts(t, part.roles))
		}
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailUpdatedButton), "/acces"), notify.Paragraph(t.S(msg.MailUpdatedWhy)))
	return c
}
