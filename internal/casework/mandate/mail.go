package mandate

import (
	"context"
	"strconv"

	"preau/internal/casework/demand"
	"preau/internal/casework/mandate/msg"
	"preau/internal/casework/told"
	"preau/internal/core/notify"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// mailKind is the one kind of mail of this room. It cannot be switched off (C070).
const mailKind = "casework.mandate"

// news is what happened to a mandate.
type news string

const (
	newsGiven    news = "given"
	newsRefused  news = "refused"
	newsDenied   news = "denied" // so they did, of a demand that had gone
	newsRevoked  news = "revoked"
	newsTaken    news = "withdrawn" // by the aidant's side
	newsError    news = "error"     // it never was the person's
	newsStranger news = "stranger"  // nor was the no
	newsExpired  news = "expired"   // nobody answered
	newsSaid     news = "said"      // something else than an answer
	newsLost     news = "lost"      // the text did not reach the usager
)

// newsOf is what a mail says: the demand's title, which stays sealed until the mail is written, and a link. Never a number, nor
// what was written.
type newsOf struct {
	demand.Ref
	News news `json:"news"`
}

// Kinds are the mails about mandates. What opens their demands' titles is given.
func Kinds(open told.Opener) []notify.Kind {
	return []notify.Kind{
		notify.KindOf(mailKind, notify.KindOptions{Label: msg.MailLabel, Service: "casework", Security: true}, func(t *i18n.T, d newsOf, _ notify.Links) notify.Content {
			w := d.News.words()
			return notify.Content{
				Subject: t.S(w.subject, "number", d.Number),
				Blocks: []notify.Block{
					notify.Paragraph(t.S(w.text, "name", d.By)),
					notify.Facts(notify.Fact{Label: t.S(msg.MailTitle), Value: d.Heading(open)}),
					notify.Button(t.S(msg.MailOpen), Path(d.Number)),
				},
			}
		}),
	}
}

// Path is the page of a demand's mandate, in its address without ids.
func Path(number string) string { return "/mandats/" + number }

type mailWords struct{ subject, text i18n.Key }

func (n news) words() mailWords {
	switch n {
	case newsGiven:
		return mailWords{msg.MailGivenSubject, msg.MailGivenText}
	case newsRefused:
		return mailWords{msg.MailRefusedSubject, msg.MailRefusedText}
	case newsDenied:
		return mailWords{msg.MailRefusedSubject, msg.MailDeniedText}
	case newsRevoked:
		return mailWords{msg.MailRevokedSubject, msg.MailRevokedText}
	case newsTaken:
		return mailWords{msg.MailRevokedSubject, msg.MailWithdrawnText}
	case newsError:
		return mailWords{msg.MailRevokedSubject, msg.MailErrorText}
	case newsStranger:
		return mailWords{msg.MailStrangerSubject, msg.MailStrangerText}
	case newsExpired:
		return mailWords{msg.MailExpiredSubject, msg.MailExpiredText}
	case newsLost:
		return mailWords{msg.MailLostSubject, msg.MailLostText}
	case newsSaid:
	}
	return mailWords{msg.MailSaidSubject, msg.MailSaidText}
}

// tell mails the aidants of a demand; where what happened concerns those who work under the mandate, its référents too. by is
// who did it, empty for the usager.
func (s *Service) tell(ctx context.Context, tx *db.Tx, d demand.Demand, what news, by string, m Mandate, both bool) error {
	to, err := demand.Following(ctx, tx, d, both)
	if err != nil {
		return err
	}
	for _, r := range to {
		if err := s.o.Notify.Send(ctx, tx, notify.Mail{
			Kind: mailKind, To: r, Data: newsOf{d.Ref(by), what}, Object: notify.Object{Kind: "casework.demand", ID: d.ID},
			Occasion: m.ID + "/" + string(what) + "/" + strconv.FormatInt(m.version, 10),
		}); err != nil {
			return err
		}
	}
	return s.tellLeads(ctx, tx, d, what, m)
}

// tellLeads tells the responsables what is news of the mandate of a demand that has nobody of their team any more (C046): that something happened, in which
// one. A draft that was left is nobody's.
func (s *Service) tellLeads(ctx context.Context, tx *db.Tx, d demand.Demand, what news, m Mandate) error {
	if d.State == demand.Draft {
		return nil
	}
	alone, err := demand.Orphaned(ctx, tx, d)
	if err != nil || !alone {
		return err
	}
	return demand.TellLeads(ctx, tx, s.o.Notify, d, "", "mandate "+m.ID+"/"+string(what)+"/"+strconv.FormatInt(m.version, 10))
}
