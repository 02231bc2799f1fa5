package request

import (
	"net/url"
	"strconv"

	"preau/internal/core/access"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"

	"preau/internal/core/request/msg"
)

// Path is the page of a request.
func Path(number int64) string { return "/acces/demandes/" + strconv.FormatInt(number, 10) }

// AskPath is « Demander un accès » for an organisation and, perhaps, a role.
func AskPath(ref string, role access.RoleKey) string {
	q := url.Values{FieldPlace: {ref}}
	if role != "" {
		q.Set(FieldRole, string(role))
	}
	return "/acces/demandes/nouvelle?" + q.Encode()
}

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
	// More is the thing that is asked for in addition; Wanted are what a role should be limited to.
	More   string           `json:"more,omitempty"`
	Limit  access.LimitKind `json:"limit,omitempty"`
	Wanted []string         `json:"wanted,omitempty"`
	Said   string           `json:"said,omitempty"`
}

// Thing is one thing that a role may be limited to, in words: the market « Fournitures ».
func Thing(kind access.LimitKind, name string) i18n.Msg {
	switch kind {
	case access.Market:
		return i18n.M(msg.ThingMarket, "name", name)
	case access.Site:
		return i18n.M(msg.ThingSite, "name", name)
	case access.Lot, access.Theme:
	}
	return i18n.M(msg.ThingOther, "name", name)
}

// asks says what is asked for, with what the asker wrote.
func (d mailData) asks(t *i18n.T, role, more i18n.Key) []notify.Block {
	var out []notify.Block
	if d.More != "" {
		out = append(out, notify.Paragraph(t.S(more, "name", d.Name, "address", d.Address, "role", d.Role, "place", d.Place, "thing", Thing(d.Limit, d.More))))
	} else {
		out = append(out, notify.Paragraph(t.S(role, "name", d.Name, "address", d.Address, "role", d.Role, "place", d.Place)))
	}
	if len(d.Wanted) > 0 {
		out = append(out, notify.Paragraph(t.S(msg.MailWanted, "things", t.And(d.Wanted))))
	}
	if d.Said != "" {
		out = append(out, notify.Paragraph(t.S(msg.MailSaid, "name", d.Name)), notify.Quote(d.Said))
	}
	return out
}

func (d mailData) subject(t *i18n.T) string {
	if d.More != "" {
		return t.S(msg.MailMoreSubject, "name", d.Name, "thing", Thing(d.Limit, d.More), "place", d.Place)
	}
	return t.S(msg.MailRoleSubject, "name", d.Name, "role", d.Role, "place", d.Place)
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
		return notify.Content{Subject: d.subject(t), Blocks: append(d.asks(t, msg.MailRoleText, msg.MailMoreText),
			notify.Button(t.S(msg.MailAskedButton), Path(d.Number)), notify.Paragraph(t.S(msg.MailAskedWhy)))}
	}
	return notify.Content{Subject: t.S(msg.MailAskedSubject, "name", d.Name, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailAskedText, "name", d.Name, "address", d.Address, "place", d.Place)),
		notify.Button(t.S(msg.MailAskedButton), "/acces/demandes"),
		notify.Paragraph(t.S(msg.MailAskedWhy)),
	}}
}

// namerMail goes to who names those who may decide, since there is nobody.
func namerMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: d.subject(t), Blocks: append(d.asks(t, msg.MailNamerText, msg.MailNamerMore), notify.Button(t.S(msg.MailNamerButton), "/acces/"+d.Ref))}
}

func givenMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailGivenSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailGivenText, "by", d.By, "place", d.Place)), notify.Button(t.S(msg.MailGivenButton), "/"),
	}}
}

func refusedMail(t *i18n.T, d mailData, _ notify.Links) notify.Content {
	if d.More != "" {
		return notify.Content{Subject: t.S(msg.MailMoreRefused, "thing", Thing(d.Limit, d.More), "place", d.Place), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailMoreRefusedText, "by", d.By, "thing", Thing(d.Limit, d.More), "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRoleRefusedButton), Path(d.Number)),
		}}
	}
	if d.Role != "" {
		return notify.Content{Subject: t.S(msg.MailRoleRefused, "role", d.Role, "place", d.Place), Blocks: []notify.Block{
			notify.Paragraph(t.S(msg.MailRoleRefusedText, "by", d.By, "role", d.Role, "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRoleRefusedButton), Path(d.Number)),
		}}
	}
	return notify.Content{Subject: t.S(msg.MailRefusedSubject, "place", d.Place), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailRefusedText, "by", d.By, "place", d.Place)), notify.Quote(d.Reason), notify.Button(t.S(msg.MailRefusedButton), "/compte/profil"),
	}}
}
