package basket

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/notify"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/msg"
)

// The kinds of mail of this room.
const (
	mailConfirmed = "ordering.basket_confirmed"
	mailRefused   = "ordering.lines_refused"
	mailLowered   = "ordering.line_lowered"
	mailHanded    = "ordering.basket_handed"
	mailReminder  = "ordering.basket_reminder"
)

// Mailer tells people about baskets (1.11).
type Mailer struct {
	Mail *notify.Service
	// Reached are those whom mails of a kind reach who hold a role in an establishment, for its site where one is said, or instead those who
	// give it (R272).
	Reached func(ctx context.Context, tx *db.Tx, kind string, role access.RoleKey, orgID, siteID string) (to []access.Holder, instead bool, err error)
	Zone    func() *time.Location // the operator's, in which « once a day » is meant
}

// Today is the day of an instant, of which a mail that goes out once a day is one.
func (m Mailer) Today(at time.Time) string { return at.In(m.Zone()).Format(time.DateOnly) }

// confirmedMail says to who validates that a basket waits.
type confirmedMail struct {
	Owner, Org, Title, Remark string
	Instead                   bool     // no validateur can be reached: this goes to who names one
	Own                       bool     // duties are kept apart, and who made it is the only one whom mails reach
	Others                    []string // names of those who could validate it then
	OrgRef                    string
	Super                     bool // Instead of superacheteurs: OrgRef is where one is named
}

// goneMail says to a demandeur what a validateur refused.
type goneMail struct {
	By, Reason, Path string
	Articles         []string
	Rest             bool // something else of the basket goes on
}

// loweredMail says to a demandeur what a validateur lowered.
type loweredMail struct {
	By, Reason, Article, Path string
	Was, Is                   int64
}

// handedMail says to a demandeur whose baskets they have now.
type handedMail struct {
	By, Org string
	Baskets []handedBasket
}

type handedBasket struct{ Title, Path string }

// Kinds are the mails that this room sends: only to people who signed in at least once (R271).
func Kinds() []notify.Kind {
	to := func(label i18n.Key) notify.KindOptions {
		return notify.KindOptions{Label: label, Service: "ordering", AfterFirstSignIn: true}
	}
	return []notify.Kind{
		notify.KindOf(mailConfirmed, to(msg.MailConfirmedLabel), confirmedText),
		notify.KindOf(mailRefused, to(msg.MailRefusedLabel), refusedText),
		notify.KindOf(mailLowered, to(msg.MailLoweredLabel), loweredText),
		notify.KindOf(mailHanded, to(msg.MailHandedLabel), handedText),
		notify.KindOf(mailReminder, to(msg.MailReminderLabel), reminderText),
	}
}

// DeskPath is « Commandes à créer ».
const DeskPath = "/commandes/a-creer"

// nobody says why a mail goes to who names somebody; text where mails reach nobody at all.
func (d confirmedMail) nobody(t *i18n.T, text i18n.Key) string {
	switch {
	case d.Own && len(d.Others) > 0:
		return t.S(msg.MailConfirmedUnreached, "name", d.Owner, "org", d.Org, "others", t.And(d.Others), "n", len(d.Others))
	case d.Own:
		text = msg.MailConfirmedOwn
	}
	return t.S(text, "name", d.Owner, "org", d.Org)
}

func confirmedText(t *i18n.T, d confirmedMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailConfirmedSubject, "name", d.Owner, "org", d.Org)}
	if d.Instead {
		c.Blocks = append(c.Blocks, notify.Paragraph(d.nobody(t, msg.MailConfirmedInstead)), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef))
		return c
	}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailConfirmedText, "name", d.Owner, "org", d.Org)))
	if d.Remark != "" {
		c.Blocks = append(c.Blocks, notify.Quote(d.Remark))
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailConfirmedButton), DeskPath))
	return c
}

func refusedText(t *i18n.T, d goneMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailRefusedSubject, "n", len(d.Articles))}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailRefusedText, "name", d.By, "n", len(d.Articles))))
	var items []notify.Item
	for _, a := range d.Articles {
		items = append(items, notify.Item{Text: a})
	}
	c.Blocks = append(c.Blocks, notify.List(items...), notify.Quote(d.Reason))
	if d.Rest {
		c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailRefusedThen)))
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailBasketButton), d.Path))
	return c
}

func loweredText(t *i18n.T, d loweredMail, _ notify.Links) notify.Content {
	return notify.Content{Subject: t.S(msg.MailLoweredSubject, "article", d.Article), Blocks: []notify.Block{
		notify.Paragraph(t.S(msg.MailLoweredText, "name", d.By, "article", d.Article, "was", d.Was, "is", d.Is)), notify.Quote(d.Reason),
		notify.Button(t.S(msg.MailBasketButton), d.Path),
	}}
}

func handedText(t *i18n.T, d handedMail, _ notify.Links) notify.Content {
	c := notify.Content{Subject: t.S(msg.MailHandedSubject, "n", len(d.Baskets), "org", d.Org)}
	c.Blocks = append(c.Blocks, notify.Paragraph(t.S(msg.MailHandedText, "name", d.By, "n", len(d.Baskets), "org", d.Org)))
	var items []notify.Item
	for _, b := range d.Baskets {
		items = append(items, notify.Item{Text: b.Title})
	}
	path := "/paniers"
	if len(d.Baskets) == 1 {
		path = d.Baskets[0].Path
	}
	c.Blocks = append(c.Blocks, notify.List(items...), notify.Button(t.S(msg.MailHandedButton, "n", len(d.Baskets)), path))
	return c
}

func reminderText(t *i18n.T, d confirmedMail, _ notify.Links) notify.Content {
	if d.Instead {
		text := msg.MailReminderInstead
		if d.Super {
			text = msg.MailReminderNoSuper
		}
		return notify.Content{Subject: t.S(msg.MailReminderSubject, "name", d.Owner), Blocks: []notify.Block{
			notify.Paragraph(d.nobody(t, text)), notify.Button(t.S(msg.MailConfirmedInsteadButton), "/acces/"+d.OrgRef),
		}}
	}
	c := notify.Content{Subject: t.S(msg.MailReminderSubject, "name", d.Owner), Blocks: []notify.Block{notify.Paragraph(t.S(msg.MailReminderText, "name", d.Owner, "org", d.Org))}}
	if d.Title == sending {
		c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailReminderSend), "/commandes/a-passer"))
		return c
	}
	c.Blocks = append(c.Blocks, notify.Button(t.S(msg.MailConfirmedButton), DeskPath))
	return c
}

// sending says, in the place of a title, that an acheteur is reminded.
const sending = "to send"

// Reminded mails who has a basket's lines now, each once a day.
func (m Mailer) Reminded(ctx context.Context, tx *db.Tx, c Case) error {
	d := confirmedMail{Owner: c.Owner, Org: c.Org.Name}
	done := map[access.RoleKey]bool{}
	for _, l := range c.Lines {
		role := c.holder(l)
		if role == "" || done[role] {
			continue
		}
		done[role] = true
		if d.Title = ""; role == ordering.Buyer || role == ordering.Superbuyer {
			d.Title = sending
		}
		to, err := m.hands(ctx, tx, mailReminder, role, c.Basket, &d)
		if d.OrgRef = c.Org.Ref; err != nil {
			return err
		}
		if d.Super = d.Instead && role == ordering.Superbuyer; d.Super {
			if d.OrgRef, err = ordering.NamerRef(ctx, tx, c.Org.ID); err != nil {
				return err
			}
		}
		for _, h := range to {
			occasion := string(role) + " " + m.Today(tx.Now())
			if err := m.Mail.Send(ctx, tx, notify.Mail{Kind: mailReminder, To: recipient(h), Data: d, Object: notify.Object{Kind: object, ID: c.ID}, Occasion: occasion}); err != nil {
				return err
			}
		}
	}
	return nil
}

// hands are whom a mail about a basket reaches of a role, or who gives it: where duties are kept apart, nobody has their own basket to validate.
func (m Mailer) hands(ctx context.Context, tx *db.Tx, kind string, role access.RoleKey, b Basket, d *confirmedMail) ([]access.Holder, error) {
	to, instead, err := m.Reached(ctx, tx, kind, role, b.Org.ID, b.Site.ID)
	if d.Instead, d.Own, d.Others = instead, false, nil; err != nil || instead || role != ordering.Validator {
		return to, err
	}
	others, err := apart(ctx, tx, b, to)
	if err != nil || len(others) > 0 {
		return others, err
	}
	d.Instead, d.Own = true, true
	if d.Others, err = unreached(ctx, tx, b); err != nil {
		return nil, err
	}
	to, _, err = m.Reached(ctx, tx, kind, ordering.Manager, b.Org.ID, "")
	return to, err
}

// unreached are those but its demandeur who could validate a basket, whether they ever signed in or not.
func unreached(ctx context.Context, tx *db.Tx, b Basket) ([]string, error) {
	var w db.Where
	w.And("g.place_kind = 'organisation' AND g.place_id = ? AND g.role = ? AND g.taken_at IS NULL", b.Org.ID, ordering.Validator)
	w.And("g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", tx.Now(), tx.Now())
	w.And("a.state IN ('active', 'invited') AND a.id <> ?", b.OwnerID)
	if b.Site.ID != "" {
		w.And("NOT ("+access.Elsewhere("g", "'site'", "?", "?")+")", b.Site.ID, tx.Now(), tx.Now())
	}
	where, args := w.SQL(1)
	out, err := db.All(ctx, tx, func(name *string) []any { return []any{name} },
		`SELECT DISTINCT a.display_name FROM access_grants g JOIN account_accounts a ON a.id = g.account_id WHERE `+where+` ORDER BY a.display_name`, args...)
	if err != nil {
		return nil, fmt.Errorf("who else validates basket %d: %w", b.Number, err)
	}
	return out, nil
}

// Confirmed mails those who validate a basket; where no mail reaches any of them, who names one.
func (m Mailer) Confirmed(ctx context.Context, tx *db.Tx, who access.Actor, b Basket) error {
	d := confirmedMail{Owner: b.Owner, Org: b.Org.Name, Title: b.Title, Remark: b.Remark, OrgRef: b.Org.Ref}
	to, err := m.hands(ctx, tx, mailConfirmed, ordering.Validator, b, &d)
	if err != nil {
		return err
	}
	for _, h := range to {
		if h.AccountID == who.ID && !d.Instead {
			continue // they just did it themselves
		}
		if err := m.Mail.Send(ctx, tx, notify.Mail{Kind: mailConfirmed, To: recipient(h), Data: d, Object: notify.Object{Kind: object, ID: b.ID}, Occasion: strconv.FormatInt(b.Version, 10)}); err != nil {
			return err
		}
	}
	return nil
}

func recipient(h access.Holder) notify.Recipient {
	return notify.Recipient{AccountID: h.AccountID, Address: h.Address, Name: h.Name, Lang: h.Lang}
}

// Refused mails each demandeur whose lines a validateur refused, one mail for all of a basket.
func (m Mailer) Refused(ctx context.Context, tx *db.Tx, who access.Actor, cases map[string]Case, lineIDs []string, reason string) error {
	for _, c := range cases {
		d := goneMail{By: who.Name, Reason: reason, Path: c.Path("")}
		for _, l := range c.Lines {
			d.Rest = d.Rest || l.State.Goes() // what was refused has moved already
			for _, id := range lineIDs {
				if l.ID == id {
					d.Articles = append(d.Articles, fmt.Sprintf("%s (%s)", l.Article.Title, l.Article.Reference))
				}
			}
		}
		if err := m.owner(ctx, tx, c, mailRefused, d, lineIDs[0]); err != nil {
			return err
		}
	}
	return nil
}

// Lowered mails the demandeur whose line a validateur lowered.
func (m Mailer) Lowered(ctx context.Context, tx *db.Tx, who access.Actor, c Case, l Line, was int64) error {
	d := loweredMail{By: who.Name, Reason: l.Reason, Article: l.Article.Title, Path: c.Path(""), Was: was, Is: l.Granted}
	return m.owner(ctx, tx, c, mailLowered, d, l.ID+" "+strconv.FormatInt(l.Granted, 10))
}

// owner mails the demandeur of a basket, unless their account is no more.
func (m Mailer) owner(ctx context.Context, tx *db.Tx, c Case, kind string, data any, occasion string) error {
	a, err := account.ByID(ctx, tx, c.OwnerID)
	if apperr.Is(err, apperr.NotFound) || err == nil && a.State != account.Active {
		return nil
	}
	if err != nil {
		return err
	}
	to := notify.Recipient{AccountID: a.ID, Address: a.Email, Name: a.DisplayName(), Lang: a.Lang}
	return m.Mail.Send(ctx, tx, notify.Mail{Kind: kind, To: to, Data: data, Object: notify.Object{Kind: object, ID: c.ID}, Occasion: occasion})
}

// Owner mails the demandeur of a basket about it, in a kind of another room.
func (m Mailer) Owner(ctx context.Context, tx *db.Tx, c Case, kind string, data any, occasion string) error {
	return m.owner(ctx, tx, c, kind, data, occasion)
}

// Handed mails the demandeur who has some baskets now that were another's.
func (m Mailer) Handed(ctx context.Context, tx *db.Tx, who access.Actor, bs []Basket) error {
	if len(bs) == 0 || bs[0].OwnerID == who.ID { // they did it themselves
		return nil
	}
	d := handedMail{By: who.Name, Org: bs[0].Org.Name}
	for _, b := range bs {
		title := fmt.Sprintf("n°\u00a0%d", b.Number)
		if b.Title != "" {
			title = b.Title
		}
		d.Baskets = append(d.Baskets, handedBasket{title, b.Path("")})
	}
	return m.owner(ctx, tx, Case{Basket: bs[0]}, mailHanded, d, strconv.FormatInt(bs[0].Version, 10))
}
