package request

import (
	"strconv"

	"preau/internal/core/notify"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

// Path is the page of a request.
func Path(number int64) string { return "/acces/demandes/" + strconv.FormatInt(number, 10) }

// The kinds of mail by which a request arrives: at who decides it, and at who names somebody who can.
const (
	mailAsked = "request.asked"
	mailNamer = "request.asked_above"
)

// mailData is what the mails of this room say.
type mailData struct {
	Name    string   `json:"name"`
	Role    i18n.Key `json:"role"` // empty: a membership
	Ref     string   `json:"ref"`
	Number  int64    `json:"number"`
	Address string   `json:"address"`
	Place   string   `json:"place"`
	Reason  string   `json:"reason"`
	By      string   `json:"by"`
}

// Kinds are the mails that this room sends; they are about rights, and cannot be switched off (R274).
func Kinds() []notify.Kind {
	o := func(label i18n.Key) notify.KindOptions { return notify.KindOptions{Label: label, Security: true} }
	return []notify.Kind{
		notify.KindOf(mailAsked, o(msg.MailAskedLabel), askedMail),
		notify.KindOf(mailNamer, o(msg.MailNamerLabel), namerMail),
		notify.KindOf("request.given", o(msg.MailGivenLabel), givenMail),
		notify.KindOf("request.refused", o(msg.MailRefusedLabel), refusedMail),
	}
}

func askedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	if d.Role != "" {
		return notify.Content{Subject: t.S(msg.MailRoleSubject, "name", d.Name, "role", d.Role, "place", d.Place), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailRoleText, "name", d.Name, "address", d.Address, "role", d.Role, "place", d.Place)),
			notify.Button(t.S(msg.MailAskedButton), Path(d.Number)),
			notify.Paragraph(t.S(msg.MailAskedWhy)),
		}}
	}
	return notify.Content{Subject: t.S(msg.MailAskedSubject, "name", d.Name, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailAskedText, "name", d.Name, "address", d.Address, "place", d.Place)),
		notify.Button(t.S(msg.MailAskedButton), "/acces/demandes"),
		notify.Paragraph(t.S(msg.MailAskedWhy)),
	}}
}

// namerMail goes to who names those who may decide, since there is nobody.
func namerMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailRoleSubject, "name", d.Name, "role", d.Role, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailNamerText, "name", d.Name, "address", d.Address, "role", d.Role, "place", d.Place)),
		notify.Button(t.S(msg.MailNamerButton), "/acces/"+d.Ref),
	}}
}

func givenMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailGivenSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailGivenText, "by", d.By, "place", d.Place)), notify.Button(t.S(msg.MailGivenButton), "/"),
	}}
}

func refusedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	if d.Role != "" {
		return notify.Content{Subject: t.S(msg.MailRoleRefused, "role", d.Role, "place", d.Place), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailRoleRefusedText, "by", d.By, "role", d.Role, "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRoleRefusedButton), Path(d.Number)),
		}}
	}
	return notify.Content{Subject: t.S(msg.MailRefusedSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailRefusedText, "by", d.By, "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRefusedButton), "/compte/profil"),
	}}
}
