// Package told is what mails about demands say: the title and a link, never who the usager is nor what was said (C029). In the queue the title stays
// sealed; it is opened when the mail is written, and is the number alone where the demand was wiped meanwhile.
package told

import (
	"context"

	"preau/internal/casework/msg"
	"preau/internal/casework/seal"
	"preau/internal/core/notify"
	"preau/internal/kit/i18n"
)

// The kinds of mail of demands themselves (C070).
const (
	New      = "casework.new"
	Message  = "casework.message"
	Invited  = "casework.invited"
	Taken    = "casework.taken"
	Handed   = "casework.handed_over"
	Treated  = "casework.treated"
	Left     = "casework.left"
	Closed   = "casework.closed"
	Reopened = "casework.reopened"
	Lapsed   = "casework.lapsed"
	Orphaned = "casework.orphaned"
	Unheard  = "casework.unheard"
	Disowned = "casework.disowned" // a no that was a stranger's, as somebody says
	Called   = "casework.called"   // a modérateur, by somebody or for want of an answer
)

// Demand is what a mail says of one: the title, which stays sealed until the mail is written, and a link. Never who the usager is, nor
// what was said (C029).
type Demand struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Number string `json:"number"`
	Title  []byte `json:"title"`
	By     string `json:"by"`
}

// Orphan is what a responsable is told of a demand that nobody of their team follows, or answers for, any more: never what it says, its title included (1.2).
type Orphan struct {
	Number string `json:"number"`
	Team   string `json:"team"`
	Path   string `json:"path"` // where somebody is found for it

	Untaken bool `json:"untaken"` // there are référents, who have not taken it over
}

// orphaned is the kind of mail about one.
func orphaned() notify.Kind {
	return notify.KindOf(Orphaned, notify.KindOptions{Label: msg.MailOrphanedLabel, Service: "casework"}, func(t *i18n.T, d Orphan, _ notify.Links) notify.Content {
		return notify.Content{
			Subject: t.S(msg.MailOrphanedSubject, "number", d.Number),
			Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailOrphanedText, "team", d.Team, "number", d.Number)), notify.Button(t.S(msg.MailOrphanedButton), d.Path)},
		}
	})
}

// unheard is the kind of mail about one that no référent answers for.
func unheard() notify.Kind {
	return notify.KindOf(Unheard, notify.KindOptions{Label: msg.MailUnheardLabel, Service: "casework"}, func(t *i18n.T, d Orphan, _ notify.Links) notify.Content {
		if d.Untaken {
			return notify.Content{
				Subject: t.S(msg.MailUntakenSubject, "number", d.Number),
				Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailUntakenText, "team", d.Team, "number", d.Number)), notify.Button(t.S(msg.MailUntakenButton), d.Path)},
			}
		}
		return notify.Content{
			Subject: t.S(msg.MailUnheardSubject, "number", d.Number),
			Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailUnheardText, "team", d.Team, "number", d.Number)), notify.Button(t.S(msg.MailUnheardButton), d.Path)},
		}
	})
}

// Stranger is what a responsable, or for want of one a modérateur, is told when somebody says that a no by text was not the person's: never what the demand
// says (1.2).
type Stranger struct {
	Number string `json:"number"`
	Team   string `json:"team"`
	By     string `json:"by"`
}

// disowned is the kind of mail about one. It is about a mandate, so nobody switches it off (C070).
func disowned() notify.Kind {
	return notify.KindOf(Disowned, notify.KindOptions{Label: msg.MailDisownedLabel, Service: "casework", Security: true}, func(t *i18n.T, d Stranger, _ notify.Links) notify.Content {
		return notify.Content{
			Subject: t.S(msg.MailDisownedSubject, "number", d.Number),
			Blocks:  []notify.Block{notify.Paragraph(t.S(msg.MailDisownedText, "name", d.By, "team", d.Team, "number", d.Number)), notify.Paragraph(t.S(msg.MailDisownedNext))},
		}
	})
}

// Opener opens the key of a demand; the zero key when it is gone.
type Opener func(ctx context.Context, keyID string) (seal.Key, error)

// Kinds are the mails about demands. What opens their titles is given.
func Kinds(open Opener) []notify.Kind {
	kind := func(name string, label, subject, text i18n.Key) notify.Kind {
		return KindOf(open, name, label, subject, text)
	}
	return []notify.Kind{
		kind(New, msg.MailNewLabel, msg.MailNewSubject, msg.MailNewText),
		kind(Message, msg.MailMessageLabel, msg.MailMessageSubject, msg.MailMessageText),
		kind(Invited, msg.MailInvitedLabel, msg.MailInvitedSubject, msg.MailInvitedText),
		kind(Taken, msg.MailTakenLabel, msg.MailTakenSubject, msg.MailTakenText),
		kind(Handed, msg.MailHandedLabel, msg.MailHandedSubject, msg.MailHandedText),
		kind(Treated, msg.MailTreatedLabel, msg.MailTreatedSubject, msg.MailTreatedText),
		kind(Left, msg.MailLeftLabel, msg.MailLeftSubject, msg.MailLeftText),
		kind(Closed, msg.MailClosedLabel, msg.MailClosedSubject, msg.MailClosedText),
		kind(Reopened, msg.MailReopenedLabel, msg.MailReopenedSubject, msg.MailReopenedText),
		kind(Lapsed, msg.MailLapsedLabel, msg.MailLapsedSubject, msg.MailLapsedText),
		orphaned(),
		unheard(),
		disowned(),
	}
}

// KindOf is a kind of mail about one demand, with its title and a link. What opens titles is given.
func KindOf(open Opener, name string, label, subject, text i18n.Key) notify.Kind {
	return KindBy(open, name, label, subject, text, text)
}

// KindBy is KindOf of what somebody does, whom byText names, or the program, which text tells.
func KindBy(open Opener, name string, label, subject, text, byText i18n.Key) notify.Kind {
	return notify.KindOf(name, notify.KindOptions{Label: label, Service: "casework"}, func(t *i18n.T, d Demand, _ notify.Links) notify.Content {
		text := text
		if d.By != "" {
			text = byText
		}
		return notify.Content{
			Subject: t.S(subject, "number", d.Number),
			Blocks: []notify.Block{
				notify.Paragraph(t.S(text, "name", d.By)),
				notify.Facts(notify.Fact{Label: t.S(msg.MailTitle), Value: d.Words(open)}),
				notify.Button(t.S(msg.MailOpen), "/demandes/"+d.Number),
			},
		}
	})
}

// Words are the demand's title; its number alone where it cannot be opened, as after a wipe.
func (d Demand) Words(open Opener) string {
	k, err := open(context.Background(), d.Key)
	if err != nil {
		return d.Number
	}
	title, err := OpenTitle(k, d.ID, d.Title)
	if err != nil {
		return d.Number
	}
	return title
}

// OpenTitle reads the sealed title of a demand; of one without a title it is empty.
func OpenTitle(k seal.Key, demandID string, sealed []byte) (string, error) {
	return k.Open(seal.Place{Table: "casework_demands", Column: "title", Row: demandID}, sealed)
}
