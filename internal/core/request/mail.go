package request

import (
	"strconv"

	"preau/internal/core/notify"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

// Path is the page of a request.
func Path(number int64) string { return "/acces/demandes/" + strconv.FormatInt(number, 10) }

// mailData is what the mails of this room say.
type mailData struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Place   string `json:"place"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
}

// Kinds are the mails that this room sends; they are about rights, and cannot be switched off (R274).
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions { return notify.KindOptions{Label: label, Security: true} }
	return []notify.Kind{
		notify.KindOf("request.asked", o(msg.MailAskedLabel), askedMail),
		notify.KindOf("request.given", o(msg.MailGivenLabel), givenMail),
		notify.KindOf("request.refused", o(msg.MailRefusedLabel), refusedMail),
	}
}

func askedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailAskedSubject, "name", d.Name, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailAskedText, "name", d.Name, "address", d.Address, "place", d.Place)),
		notify.Button(t.S(msg.MailAskedButton), "/acces/demandes"),
		notify.Paragraph(t.S(msg.MailAskedWhy)),
	}}
}

func givenMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailGivenSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailGivenText, "by", d.By, "place", d.Place)), notify.Button(t.S(msg.MailGivenButton), "/"),
	}}
}

func refusedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailRefusedSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailRefusedText, "by", d.By, "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRefusedButton), "/compte/profil"),
	}}
}
