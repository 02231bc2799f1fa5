package crash_test

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"preau/internal/core/access"
	"preau/internal/core/account"
	"preau/internal/core/org"
	"preau/internal/kit/clock"
	"preau/internal/kit/db"
	"preau/internal/kit/i18n"
	"preau/internal/kit/mail"
	"preau/internal/kit/mail/mailtest"
	"preau/internal/needs/group"
	"preau/internal/needs/membership"
)

const pass = "trois petits tours et puis"

// The town: who has sheets to fill in, who asks to join, and the groups.
const (
	schools  = 20
	enterers = 8 // the first so many schools are members of the group in entry; the others ask to join the rest
	lots     = 6
	lines    = 5
	joining  = 8 // groups that may be joined
	freely   = 3 // of these, so many where who asked withdraws again; in the others coordinators decide
)

// town is what the preparation made.
type town struct {
	entry   int64   // number of the group in entry
	groups  []int64 // numbers of the groups to be joined
	schools []school
	leads   []string // user names of the coordinators
}

type school struct {
	org.Organisation
	user string // who works there
}

// prepare fills the database through the use cases, in this process.
func (s *site) prepare() *town {
	s.t.Helper()
	h := s.house(clock.System{})
	p := &preparation{site: s, house: h, town: &town{}}
	p.settings()
	support := p.school("Lycée Support")
	for i := range 2 {
		user := fmt.Sprintf("coordinatrice%d", i+1)
		who := p.person(user, support)
		p.tx(func(tx *db.Tx) error {
			_, err := access.Give(s.t.Context(), tx, program(), access.Gift{
				AccountID: who.ID, Role: group.Coordinator,
				Place: access.Place{Kind: access.Organisation, ID: support.ID},
			})
			return err
		})
		p.leads = append(p.leads, user)
	}
	for i := range schools {
		o := p.school(fmt.Sprintf("École %02d", i+1))
		user := fmt.Sprintf("gestion%02d", i+1)
		p.person(user, o)
		p.town.schools = append(p.town.schools, school{o, user})
	}
	p.open(support)
	p.drain()
	s.ok(h.d.Close())
	return p.town
}

type preparation struct {
	*site
	*house
	*town
}

func program() access.Actor { return access.ByProgram("crash test", clock.System{}.Now()) }

func (p *preparation) tx(fn func(tx *db.Tx) error) {
	p.t.Helper()
	p.ok(p.d.InTx(p.t.Context(), fn))
}

func (p *preparation) settings() {
	p.t.Helper()
	set, err := p.Instance.Get(p.t.Context())
	p.ok(err)
	set.OpenSignUp, set.SetUp, set.Contact = true, true, "operateur@preau.test"
	set.SMTP.Host, set.SMTP.Port, set.SMTP.TLS, set.SMTP.From = "127.0.0.1", p.box.port, mail.None, "ne-pas-repondre@preau.test"
	p.tx(func(tx *db.Tx) error { return p.Instance.SaveTx(p.t.Context(), tx, program(), set, set.Version) })
}

func (p *preparation) school(name string) org.Organisation {
	p.t.Helper()
	var o org.Organisation
	p.tx(func(tx *db.Tx) error {
		var err error
		o, err = org.Insert(p.t.Context(), tx, org.Organisation{Kind: org.School, Country: "FR", Name: name, Place: org.Place{Commune: "Rennes"}})
		return err
	})
	return o
}

func (p *preparation) drain() {
	p.t.Helper()
	_, err := p.Queue.Drain(p.t.Context())
	p.ok(err)
}

// person is invited, opens the account by the mail's link, and works in the school.
func (p *preparation) person(user string, o org.Organisation) access.Actor {
	p.t.Helper()
	ctx := p.t.Context()
	p.tx(func(tx *db.Tx) error {
		_, err := p.Accounts.Invite(ctx, tx, program(), account.Invitation{Email: user + "@preau.test", FirstName: "Camille", LastName: user, Lang: i18n.French})
		return err
	})
	p.drain()
	_, secret, _ := strings.Cut(linkTo(p.box.lastTo(user+"@preau.test")), "/invitation/")
	o1, err := p.Accounts.AcceptInvitation(ctx, access.Actor{At: clock.System{}.Now()}, secret, account.Acceptance{UserName: user, Password: pass, Again: pass})
	p.ok(err)
	who := access.Actor{ID: o1.AccountID, Name: "Camille " + user, At: clock.System{}.Now()}
	version := int64(0)
	p.tx(func(tx *db.Tx) error {
		version, err = db.Value[int64](ctx, tx, `SELECT version FROM account_accounts WHERE id = $1`, who.ID)
		return err
	})
	p.ok(p.Accounts.SaveProfile(ctx, who, account.Profile{
		OrgRef: o.Ref, Function: "Gestion", FirstName: "Camille", LastName: user, Phone: "02 99 00 00 00", Lang: i18n.French, Version: version,
	}))
	return who
}

// acting is the person as the database knows them now.
func (p *preparation) acting(user string) access.Actor {
	p.t.Helper()
	who := access.Actor{At: clock.System{}.Now()}
	p.tx(func(tx *db.Tx) error {
		var err error
		who, err = db.One(p.t.Context(), tx, func(a *access.Actor) []any { return []any{&a.ID, &a.Name, &a.OrgID} },
			`SELECT id, display_name, org_id FROM account_accounts WHERE user_name = $1`, user)
		if err != nil {
			return err
		}
		who.At = clock.System{}.Now()
		who.Grants, err = access.GrantsOf(p.t.Context(), tx, who.ID, who.At)
		return err
	})
	return who
}

// open makes the groups, and the members of the one in entry.
func (p *preparation) open(support org.Organisation) {
	p.t.Helper()
	ctx, lead := p.t.Context(), p.acting(p.leads[0])
	for i := range 1 + joining {
		n, err := p.Needs.CreateGroup(ctx, lead, group.Input{
			SupportID: support.ID, Title: fmt.Sprintf("Groupement %d", i+1), Description: "Achats",
			JoinUntil: lead.At.Add(24 * time.Hour), EntryFrom: lead.At.Add(-time.Hour), EntryUntil: lead.At.Add(240 * time.Hour),
		})
		p.ok(err)
		for l := range lots {
			in := group.LotInput{Title: fmt.Sprintf("Lot %d", l+1)}
			for k := range lines {
				in.Lines = append(in.Lines, group.Line{Title: fmt.Sprintf("Article %d", k+1), Unit: "pièces"})
			}
			_, err := p.Needs.AddLot(ctx, lead, n, in)
			p.ok(err)
		}
		p.ok(p.Needs.OpenGroup(ctx, lead, n))
		if i == 0 {
			p.entry = n
		} else {
			p.groups = append(p.groups, n)
		}
	}
	d := membership.Decision{Do: membership.Accept}
	for _, o := range p.town.schools[:enterers] {
		p.ok(p.Needs.Join(ctx, p.acting(o.user), p.entry))
		d.Refs = append(d.Refs, o.Ref)
	}
	_, err := p.Needs.Decide(ctx, lead, p.entry, d)
	p.ok(err)
}

var link = regexp.MustCompile(`http://127\.0\.0\.1:\d+(/[a-z]+/[A-Za-z0-9_-]{43})`)

// linkTo is the path of the one-time link in a mail, "" when there is none.
func linkTo(raw string) string {
	l, err := mailtest.Read(strings.NewReader(raw))
	if err != nil {
		return "" // there is no mail yet
	}
	if m := link.FindStringSubmatch(l.Text); m != nil {
		return m[1]
	}
	return ""
}
