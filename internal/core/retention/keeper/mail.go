package keeper

import (
	"time"

	"preau/internal/core/notify"
	"preau/internal/core/retention/msg"
	"preau/internal/kit/i18n"
)

// MailReady tells a person that the export they asked for is ready.
const MailReady = "retention.export_ready"

// DataPath is « Mes données ».
const DataPath = "/compte/donnees"

type readyMail struct{ Ends time.Time }

// Kinds are what notify.New needs.
func Kinds() []notify.Kind {
	return []notify.Kind{notify.KindOf(MailReady, notify.KindOptions{Label: msg.MailReadyLabel, Security: true}, ready)}
}

// ready leads to the page and not to the file: the link opens it to nobody who is not signed in as this person.
func ready(t *i18n.T, d readyMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailReadySubject), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailReadyText, "until", t.DateTimeZone(d.Ends))),
		notify.Button(t.S(msg.MailReadyButton), DataPath),
		notify.Paragraph(t.S(msg.MailReadyElse)),
	}}
}
