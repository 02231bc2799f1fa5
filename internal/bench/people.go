package bench

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/account/session"
	"preau/internal/core/org"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

const (
	secret      = "marelle et billes" //nolint:gosec // of invented people
	coordinator = "coordination"
	// mostClients is how many members keep sheets to enter, for the clients.
	mostClients = 64
)

// member is the user name of the n-th member, from 0.
func member(n int) string { return number("membre", n+1) }

// person is somebody with an account, and where they work.
type person struct {
	access.Actor
	org org.Organisation
}

// now is the person about to send a form.
func (p person) now() access.Actor {
	who := p.Actor
	who.At = now()
	return who
}

func program() access.Actor { return access.ByProgram("preau bench", clock.System{}.Now()) }

// people makes an establishment and an account for each member, and the coordinator's.
func (b *builder) people(ctx context.Context) error {
	names := []string{coordinator}
	for i := range max(b.world.Members, b.world.Total, b.world.AtOnce) {
		names = append(names, member(i))
	}
	orgs := make([]org.Organisation, len(names))
	for i, name := range names {
		err := b.tx(ctx, func(tx *db.Tx) (err error) {
			if orgs[i], err = school(ctx, tx, name); err == nil {
				_, err = b.Accounts.Invite(ctx, tx, program(), account.Invitation{Email: name + "@preau.test", FirstName: "Camille", LastName: name, Lang: i18n.French})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := b.drain(ctx); err != nil {
		return err
	}
	links := b.invitations()
	b.crew = make([]person, len(names))
	for i, name := range names {
		p, err := b.arrives(ctx, name, links[name+"@preau.test"], orgs[i])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		b.crew[i] = p
	}
	b.coco, b.crew = b.crew[0], b.crew[1:]
	return nil
}

func school(ctx context.Context, tx *db.Tx, name string) (org.Organisation, error) {
	return org.Insert(ctx, tx, org.Organisation{Kind: org.School, Country: "FR", Name: "Collège " + name, Place: org.Place{Commune: "Rennes", Phone: "+33299000000"}})
}

var invitation = regexp.MustCompile(`/invitation/([A-Za-z0-9_-]+)`)

// invitations are the secrets of the links that were mailed, by address.
func (b *builder) invitations() map[string]string {
	out := map[string]string{}
	for _, m := range b.mails.Sent() {
		if found := invitation.FindStringSubmatch(m.Text); found != nil {
			out[m.To] = found[1]
		}
	}
	b.mails.Reset()
	return out
}

// arrives opens the account by its invitation, and fills the profile.
func (b *builder) arrives(ctx context.Context, name, link string, o org.Organisation) (person, error) {
	s, err := b.Accounts.AcceptInvitation(ctx, access.Actor{At: now()}, link, account.Acceptance{UserName: name, Password: secret, Again: secret})
	if err != nil {
		return person{}, err
	}
	who, err := b.identified(ctx, s)
	if err != nil {
		return person{}, err
	}
	me, err := b.Accounts.Overview(ctx, who)
	if err != nil {
		return person{}, err
	}
	err = b.Accounts.SaveProfile(ctx, who, account.Profile{
		OrgRef: o.Ref, Function: "Gestion", FirstName: "Camille", LastName: name, Phone: "02 99 00 00 00", Lang: i18n.French, Version: me.Version,
	})
	if err != nil {
		return person{}, err
	}
	if name == coordinator {
		if err := b.tx(ctx, func(tx *db.Tx) error { return coordinates(ctx, tx, who, o) }); err != nil {
			return person{}, err
		}
	}
	who, err = b.identified(ctx, s)
	return person{who, o}, err
}

func coordinates(ctx context.Context, tx *db.Tx, who access.Actor, o org.Organisation) error {
	_, err := access.Give(ctx, tx, program(), access.Gift{
		AccountID: who.ID, Role: group.Coordinator, Place: access.Place{Kind: access.Organisation, ID: o.ID},
	})
	return err
}

var errNobody = errors.New("the session opens nothing")

func (b *builder) identified(ctx context.Context, s session.Session) (access.Actor, error) {
	who, ok, err := b.Accounts.Identify(ctx, s.Secret)
	if err == nil && !ok {
		err = errNobody
	}
	who.At = now()
	return who, err
}

// groups makes the three groups, with their members.
func (b *builder) groups(ctx context.Context) error {
	w := b.world
	for _, g := range []struct {
		to            *int64
		title         string
		lots, members int
	}{
		{&w.Group, "Fournitures", w.Lots, w.Members},
		{&w.Whole, "Manuels", w.Lots, w.Total},
		{&w.Rush, "Papier", 1, w.AtOnce},
	} {
		n, err := b.group(ctx, g.title, g.lots)
		if err != nil {
			return err
		}
		if *g.to = n; g.members > 0 {
			err = b.join(ctx, n, g.members)
		}
		if err != nil {
			return err
		}
	}
	return b.drain(ctx)
}

func (b *builder) group(ctx context.Context, title string, lots int) (int64, error) {
	const day = 24 * time.Hour
	who := b.coco.now()
	n, err := b.Needs.CreateGroup(ctx, who, group.Input{
		SupportID: b.coco.org.ID, Title: title, Description: words(5),
		JoinUntil: who.At.Add(30 * day), EntryFrom: who.At.Add(-time.Minute), EntryUntil: who.At.Add(60 * day),
	})
	if err != nil {
		return 0, err
	}
	for i := range lots {
		in := group.LotInput{Title: number("Lot ", i+1), Description: words(2)}
		for j := range b.world.Lines {
			in.Lines = append(in.Lines, group.Line{
				Section: number("Rubrique ", j/20+1), Title: number("Article courant numéro ", j+1), Note: words(1), Unit: "pièces",
			})
		}
		if _, err := b.Needs.AddLot(ctx, b.coco.now(), n, in); err != nil {
			return 0, err
		}
	}
	return n, b.Needs.OpenGroup(ctx, b.coco.now(), n)
}

// join lets the first so many ask, and accepts them, some at a time.
func (b *builder) join(ctx context.Context, group int64, members int) error {
	const handful = 50
	d := membership.Decision{Do: membership.Accept}
	for i, p := range b.crew[:members] {
		if err := b.Needs.Join(ctx, p.now(), group); err != nil {
			return err
		}
		d.Refs = append(d.Refs, p.org.Ref)
		if len(d.Refs) < handful && i < members-1 {
			continue
		}
		if _, err := b.Needs.Decide(ctx, b.coco.now(), group, d); err != nil {
			return err
		}
		d.Refs = nil
	}
	return nil
}
