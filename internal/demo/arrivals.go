package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/kit/apperr"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
)

var (
	errNobody = errors.New("nobody has this address")
	errNoLink = errors.New("the mailbox has no such link")
)

// signInPage is where one is who is not signed in.
const signInPage = "/connexion"

// The pages of one-time links, as mails name them.
const (
	activationPage = "activation"
	invitationPage = "invitation"
)

// admin is `preau admin create`, and what its link leads to.
func (t *teller) admin(ctx context.Context, l line) error {
	path, err := t.Accounts.AdminCreate(ctx, t.program(), t.story.person(l.who).address)
	if err != nil {
		return err
	}
	return t.chooses(ctx, l.who, path[strings.LastIndexByte(path, '/')+1:])
}

// takeUp follows an invitation's link, and fills the profile.
func (t *teller) takeUp(ctx context.Context, l line) error {
	secret, err := t.link(ctx, t.story.person(l.who).address, invitationPage)
	if err != nil {
		return err
	}
	return t.chooses(ctx, l.who, secret)
}

// chooses chooses the password of an account that was made for somebody.
func (t *teller) chooses(ctx context.Context, key, secret string) error {
	o, err := t.Accounts.AcceptInvitation(ctx, t.visitor("/invitation/{jeton}"), secret, account.Acceptance{
		UserName: t.story.person(key).user, Password: Password, Again: Password, Browser: account.Browser{Agent: browser},
	})
	if err != nil {
		return err
	}
	t.sessions[key] = session{secret: o.Secret, since: t.Clock.Now()}
	return t.profile(ctx, key)
}

// signUp asks for an account; its mail goes out.
func (t *teller) signUp(ctx context.Context, l line) error {
	p := t.story.person(l.who)
	err := t.Accounts.SignUp(ctx, t.visitor("/inscription"), account.Registration{
		UserName: p.user, Email: p.address, Password: Password, Again: Password, Lang: i18n.French,
	})
	if err != nil {
		return err
	}
	t.waiting = true
	return nil
}

// prove signs up, and follows the link with the password.
func (t *teller) prove(ctx context.Context, l line) error {
	if err := t.signUp(ctx, l); err != nil {
		return err
	}
	if err := t.mails(ctx); err != nil {
		return err
	}
	t.Clock.Advance(3 * time.Minute)
	return t.activate(ctx, l.who)
}

// activate follows the link that was mailed.
func (t *teller) activate(ctx context.Context, key string) error {
	secret, err := t.link(ctx, t.story.person(key).address, activationPage)
	if err != nil {
		return err
	}
	o, err := t.Accounts.Activate(ctx, t.visitor("/activation/{jeton}"), secret, account.Proof{Password: Password, Browser: account.Browser{Agent: browser}})
	if err == nil {
		t.sessions[key] = session{secret: o.Secret, since: t.Clock.Now()}
	}
	return err
}

// arrive signs up, follows the link and fills the profile.
func (t *teller) arrive(ctx context.Context, l line) error {
	if err := t.prove(ctx, l); err != nil {
		return err
	}
	t.Clock.Advance(time.Minute)
	return t.profile(ctx, l.who)
}

// profile fills « Mon profil ».
func (t *teller) profile(ctx context.Context, key string) error {
	p := t.story.person(key)
	who, err := t.as(ctx, key)
	if err != nil {
		return err
	}
	me, err := t.Accounts.Overview(ctx, who)
	if err != nil {
		return err
	}
	in := account.Profile{FirstName: p.first, LastName: p.last, Function: p.function, Phone: p.phone, Lang: i18n.French, Version: me.Version}
	if p.school != "" {
		o, err := t.school(ctx, p.school)
		if err != nil {
			return err
		}
		in.OrgRef = o.Ref
	}
	t.Clock.Advance(2 * time.Minute)
	if who, err = t.as(ctx, key); err != nil {
		return err
	}
	return t.Accounts.SaveProfile(ctx, who, in)
}

const (
	browser = "Firefox"
	// seated is how long somebody stays before they sign in again: less than a session's idle life.
	seated = 4 * time.Hour
)

// as is somebody at their desk, signed in, about to send a form.
func (t *teller) as(ctx context.Context, key string) (access.Actor, error) {
	now := t.Clock.Now()
	o := t.sessions[key]
	if o.secret == "" || now.Sub(o.since) > seated {
		opened, err := t.Accounts.SignIn(ctx, t.visitor(signInPage), account.Login{Name: t.story.person(key).user, Password: Password, Agent: browser})
		if err != nil {
			return access.Actor{}, fmt.Errorf("%s signs in: %w", key, err)
		}
		o = session{secret: opened.Secret, since: now}
		t.sessions[key] = o
	}
	who, err := t.identified(ctx, o)
	if err != nil || !t.Terms.Owes(who) {
		return who, err
	}
	if err := t.accepts(ctx, key, who); err != nil {
		return who, fmt.Errorf("%s accepts: %w", key, err)
	}
	return t.identified(ctx, o)
}

func (t *teller) identified(ctx context.Context, o session) (access.Actor, error) {
	who, ok, err := t.Accounts.Identify(ctx, o.secret)
	if err == nil && !ok {
		err = errNobody
	}
	who.At = t.Clock.Now()
	return who, err
}

// link is the secret of the newest link of a kind that was mailed to an address.
func (t *teller) link(ctx context.Context, address, page string) (string, error) {
	link := regexp.MustCompile(`/` + page + `/([A-Za-z0-9_-]+)`)
	var found []string
	err := t.DB.View(ctx, func(tx *db.Tx) error {
		mails, err := t.Mailbox.List(ctx, tx, address, 5)
		if err != nil {
			return err
		}
		for _, m := range mails {
			var whole mail.Boxed
			if whole, err = t.Mailbox.Show(ctx, tx, m.ID); err != nil {
				return err
			}
			if found = link.FindStringSubmatch(whole.Text); found != nil {
				return nil
			}
		}
		return errNoLink
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", address, err)
	}
	return found[1], nil
}

// fumble tries wrong passwords until the account is shut for a quarter of an hour.
func (t *teller) fumble(ctx context.Context, l line) error {
	for wait := time.Duration(0); wait < 10*time.Minute; {
		_, err := t.Accounts.SignIn(ctx, t.visitor(signInPage), account.Login{Name: t.story.person(l.who).user, Password: "mot de passe de l'an dernier", Agent: browser}) //nolint:gosec // a wrong one
		e, known := apperr.As(err)
		if !known {
			return fmt.Errorf("a wrong password is answered by %w", err)
		}
		if wait = e.RetryAfter; wait < 10*time.Minute {
			t.Clock.Advance(wait + 3*time.Second)
		}
	}
	return nil
}
