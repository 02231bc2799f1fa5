package demo

import (
	"context"
	"strings"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/contact"
	"preau/internal/core/instance"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
)

// doBounce is the one line that the post office has to know of later too.
const doBounce = "bounce"

// verbs are what people do in the story.
func verbs() map[string]func(*teller, context.Context, line) error {
	return map[string]func(*teller, context.Context, line) error{
		"settings":  (*teller).openHouse,
		"admin":     (*teller).admin,
		"name":      (*teller).name,
		"appoint":   (*teller).appoint,
		"supplier":  (*teller).supplier,
		"market":    (*teller).market,
		"miss":      (*teller).miss,
		"terms":     (*teller).marketTerms,
		"range":     (*teller).marketRange,
		"basket":    (*teller).fillBasket,
		"confirm":   (*teller).confirmBasket,
		"phone":     (*teller).phone,
		"wish":      (*teller).wish,
		"second":    (*teller).second,
		"study":     (*teller).study,
		"decline":   (*teller).decline,
		"order":     (*teller).orderBaskets,
		"send":      (*teller).send,
		"reply":     (*teller).reply,
		"receive":   (*teller).receive,
		"claim":     (*teller).claim,
		"offer":     (*teller).offer,
		"body":      (*teller).body,
		"adhere":    (*teller).adhere,
		"give":      (*teller).give,
		"publish":   (*teller).publish,
		"consent":   (*teller).consent,
		"take-up":   (*teller).takeUp,
		"share":     (*teller).share,
		"agency":    (*teller).agency,
		"territory": (*teller).territory,
		"theme":     (*teller).theme,
		"team":      (*teller).team,
		"recruit":   (*teller).recruit,
		"authorise": (*teller).authorise,
		"demand":    (*teller).demand,
		"say":       (*teller).say,
		"demand-do": (*teller).moveDemand,
		"canned":    (*teller).canned,
		"procedure": (*teller).pointOut,
		"survey":    (*teller).surveyed,
		"absent":    (*teller).absent,
		"inherit":   (*teller).inherit,
		"structure": (*teller).structure,
		"moderate":  (*teller).moderate,
		"lieu":      (*teller).lieu,
		"describe":  (*teller).describe,
		"offer-do":  (*teller).moveOffer,
		"sign-up":   (*teller).signUp,
		"prove":     (*teller).prove,
		"arrive":    (*teller).arrive,
		"suspend":   (*teller).suspend,
		"fumble":    (*teller).fumble,
		"write":     (*teller).write,
		"answer":    (*teller).answer,
		doBounce: func(t *teller, _ context.Context, l line) error {
			t.Post.Drop(t.story.person(l.who).address)
			return nil
		},

		"create":     (*teller).create,
		"open":       func(t *teller, ctx context.Context, l line) error { return t.move(ctx, l, t.Needs.OpenGroup) },
		"abandon":    func(t *teller, ctx context.Context, l line) error { return t.move(ctx, l, t.Needs.AbandonGroup) },
		"add":        (*teller).addCoordinator,
		"join":       func(t *teller, ctx context.Context, l line) error { return t.move(ctx, l, t.Needs.Join) },
		"accept":     (*teller).accept,
		"refuse":     (*teller).refuse,
		"sheets":     (*teller).sheets,
		"paper":      (*teller).paper,
		"neighbours": (*teller).neighbours,
		"welcome":    (*teller).welcome,
		"gather":     (*teller).gather,
		"take":       (*teller).take,
		"withdraw":   (*teller).withdraw,
	}
}

// quiet are the lines that lead to no mail.
var quiet = map[string]bool{"settings": true, "appoint": true, "supplier": true, "market": true, "miss": true, "basket": true, "phone": true, "second": true, "body": true, "adhere": true, "admin": true, "publish": true, "agency": true, "territory": true, "theme": true, "team": true, "canned": true, "survey": true, "inherit": true, "consent": true, "take-up": true, doBounce: true, "create": true, "open": true, "abandon": true, "sheets": true, "describe": true, "gather": true, "fumble": true, "paper": true, "take": true, "withdraw": true}

// openHouse is « Mise en route » but for its end.
func (t *teller) openHouse(ctx context.Context, _ line) error {
	return t.settings(ctx, func(set *instance.Settings) {
		set.OperatorLine, set.Contact = t.story.texts["operator"], t.story.texts["contact"]
		set.Services, set.SignIn = []instance.ServiceKey{instance.Needs, instance.Ordering, instance.Casework, instance.Offers}, t.Instance.Ways()
		set.OpenSignUp, set.Amounts = true, instance.HTVA // its Commandes is a federation's, which says HTVA and TVAC
	})
}

// name lets the administrator name somebody coordinator of an establishment.
func (t *teller) name(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	at, err := t.school(ctx, l.more)
	if err != nil {
		return err
	}
	return t.Needs.NameCoordinator(ctx, who, at.ID, invited(t.story.person(l.of)))
}

func invited(p person) group.Person {
	return group.Person{Address: p.address, FirstName: p.first, LastName: p.last}
}

// school finds an establishment of the register.
func (t *teller) school(ctx context.Context, uai string) (org.Organisation, error) {
	var o org.Organisation
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		var err error
		o, err = org.ByUAI(ctx, tx, uai)
		return err
	})
	return o, err
}

func (t *teller) suspend(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	found, err := t.Accounts.List(ctx, who, account.Filter{Text: t.story.person(l.of).address})
	if err != nil {
		return err
	}
	if len(found.Lines) != 1 {
		return errNobody
	}
	return t.Accounts.Suspend(ctx, who, found.Lines[0].Number, t.story.texts[l.more])
}

// write sends a text to the operator from a page; who has no password, or fails to sign in, writes as a visitor.
func (t *teller) write(ctx context.Context, l line) error {
	p := t.story.person(l.who)
	d := contact.Draft{Name: p.name(), Address: p.address, Text: t.story.texts[l.of], Page: t.page(l.more)}
	who := t.visitor("/contact")
	var err error
	if p.user != "" && l.more != signInPage {
		if who, err = t.as(ctx, l.who); err != nil {
			return err
		}
	}
	t.messages[l.who], err = t.contact.Receive(ctx, who, i18n.French, d)
	return err
}

// page puts a group's number in the place of its key.
func (t *teller) page(path string) string {
	for key, n := range t.numbers {
		path = strings.ReplaceAll(path, "{"+key+"}", itoa(n))
	}
	return path
}

func (t *teller) answer(ctx context.Context, l line) error {
	who, err := t.as(ctx, l.who)
	if err != nil {
		return err
	}
	f, err := t.contact.Show(ctx, who, t.messages[l.of])
	if err != nil {
		return err
	}
	return t.contact.Answer(ctx, who, f.Message.Number, t.story.texts[l.more], f.Message.Version)
}

// visitor is somebody not signed in who sends a form.
func (t *teller) visitor(path string) access.Actor {
	return access.Actor{Act: "POST " + path, At: t.Clock.Now()}
}
