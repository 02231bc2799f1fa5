package rig

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/core/org"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
)

// Secret is everybody's password.
const Secret = "marelle et billes" //nolint:gosec // of invented people

// Person is somebody with an account, and where they work.
type Person struct {
	access.Actor
	Org org.Organisation
}

// Now is the person about to send a form.
func (p Person) Now() access.Actor {
	who := p.Actor
	who.At = Now()
	return who
}

// Program is who makes the world.
func Program() access.Actor { return access.ByProgram("preau bench", Now()) }

// People makes an establishment and an account for each user name, in their order. settle, where there is one, is called for each of
// them before they come in a last time, with what they were given by it.
func (b *Builder) People(ctx context.Context, names []string, settle func(ctx context.Context, tx *db.Tx, n int, p Person) error) ([]Person, error) {
	orgs := make([]org.Organisation, len(names))
	for i, name := range names {
		err := b.Tx(ctx, func(tx *db.Tx) (err error) {
			if orgs[i], err = school(ctx, tx, name); err == nil {
				_, err = b.Accounts.Invite(ctx, tx, Program(), account.Invitation{Email: name + "@preau.test", FirstName: "Camille", LastName: name, Lang: i18n.French})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if err := b.Drain(ctx); err != nil {
		return nil, err
	}
	links, out := b.invitations(), make([]Person, len(names))
	for i, name := range names {
		s, p, err := b.arrives(ctx, name, links[name+"@preau.test"], orgs[i])
		if err == nil && settle != nil {
			err = b.Tx(ctx, func(tx *db.Tx) error { return settle(ctx, tx, i, p) })
		}
		if err == nil {
			p.Actor, err = b.identified(ctx, s)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[i] = p
	}
	return out, nil
}

func school(ctx context.Context, tx *db.Tx, name string) (org.Organisation, error) {
	return org.Insert(ctx, tx, org.Organisation{Kind: org.School, Country: "FR", Name: "Collège " + name, Place: org.Place{Commune: "Rennes", Phone: "+33299000000"}})
}

var invitation = regexp.MustCompile(`/invitation/([A-Za-z0-9_-]+)`)

// invitations are the secrets of the links that were mailed, by address.
func (b *Builder) invitations() map[string]string {
	out := map[string]string{}
	for _, m := range b.Mails.Sent() {
		if found := invitation.FindStringSubmatch(m.Text); found != nil {
			out[m.To] = found[1]
		}
	}
	b.Mails.Reset()
	return out
}

// arrives opens the account by its invitation, and fills the profile.
func (b *Builder) arrives(ctx context.Context, name, link string, o org.Organisation) (session.Session, Person, error) {
	s, err := b.Accounts.AcceptInvitation(ctx, access.Actor{At: Now()}, link, account.Acceptance{UserName: name, Password: Secret, Again: Secret})
	if err != nil {
		return s, Person{}, err
	}
	who, err := b.identified(ctx, s)
	if err != nil {
		return s, Person{}, err
	}
	me, err := b.Accounts.Overview(ctx, who)
	if err != nil {
		return s, Person{}, err
	}
	return s, Person{who, o}, b.Accounts.SaveProfile(ctx, who, account.Profile{
		OrgRef: o.Ref, Function: "Gestion", FirstName: "Camille", LastName: name, Phone: "02 99 00 00 00", Lang: i18n.French, Version: me.Version,
	})
}

var errNobody = errors.New("the session opens nothing")

func (b *Builder) identified(ctx context.Context, s session.Session) (access.Actor, error) {
	who, ok, err := b.Accounts.Identify(ctx, s.Secret)
	if err == nil && !ok {
		err = errNobody
	}
	who.At = Now()
	return who, err
}
