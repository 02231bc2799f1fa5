package delegation

import (
	"strconv"

	"preau/internal/core/account/letter"
	"preau/internal/core/delegation/msg"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// The kinds of mail of this room.
const (
	// MailUpdated is « votre compte a été mis à jour ».
	MailUpdated = "access.updated"
)

// Path is the page of a place.
func Path(ref string) string { return "/acces/" + ref }

// PersonPath is the page of somebody at a place.
func PersonPath(ref string, number int64) string {
	return Path(ref) + "/personnes/" + strconv.FormatInt(number, 10)
}

// updateMail is what « votre compte a été mis à jour » is made of.
type updateMail struct {
	Place string
	By    string
	Own   bool // who reads did it
	Given []letter.Role
	Kept  []letter.Role // as they are now, changed
	Ended []letter.Role
}

// Kinds are the mails that this room sends; they are about rights, and cannot be switched off (R274).
func Kinds() []notify.Kind {
	return []notify.Kind{
		notify.KindOf(MailUpdated, notify.KindOptions{Label: msg.MailUpdatedLabel, Security: true}, mailUpdated),
	}
}

func mailUpdated(t *i18n.T, d updateMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailUpdatedSubject, "place", d.Place)}
	text := t.S(msg.MailUpdatedText, "by", d.By, "place", d.Place)
	if d.Own {
		text = t.S(msg.MailUpdatedOwn, "place", d.Place)
	}
	c.Blocks = append(c.Blocks, notify.Paragraph(text))
	for _, part := range []struct {
		lead  i18n.Key
		roles []letter.Role
	}{{msg.MailGiven, d.Given}, {msg.MailKept, d.Kept}, {msg.MailEnded, d.Ended}} {
		if len(part.roles) > 0 {
			c.Blocks = append(c.Blocks, notify.Paragraph(t.S(part.lead)), letter.Facts(t, part.roles))
		}
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailUpdatedButton), "/acces"), notify.Paragraph(t.S(msg.MailUpdatedWhy)))
	return c
}
