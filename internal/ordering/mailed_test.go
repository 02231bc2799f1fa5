package ordering_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// office is the world of the walk with, in each role of the first school, somebody who never came, somebody who wants no mails, somebody
// who was suspended and somebody whose role has ended: none of them is mailed.
type office struct {
	*walk
	last string // id of the last mail that was looked at
}

func newOffice(t *testing.T, d *dbtest.DB) *office {
	t.Helper()
	o := &office{walk: newWalk(t, d, 1, newWalkCounts())}
	port := o.schools[0]
	for _, x := range []struct {
		role access.RoleKey
		at   string
	}{{ordering.Validator, port.ID}, {ordering.Buyer, port.ID}, {ordering.Superbuyer, port.head}, {ordering.Receiver, port.ID}, {ordering.Manager, port.ID}} {
		post := walkPost{role: x.role, at: x.at}
		never, off, away := o.person("Jamais "+string(x.role), "", post), o.person("Sans mails "+string(x.role), "", post), o.person("Suspendu "+string(x.role), "", post)
		o.exec(`UPDATE account_accounts SET first_signed_in_at = NULL WHERE id = $1`, never.ID)
		o.exec(`INSERT INTO notify_choices (account_id, kind, off, daily, chosen_at) VALUES ($1, '', TRUE, FALSE, 1)`, off.ID)
		o.exec(`UPDATE account_accounts SET state = 'suspended' WHERE id = $1`, away.ID)
		former := o.person("Ancien "+string(x.role), "", post)
		o.take(former, &former.posts[0])
	}
	o.mailed("")
	return o
}

func (o *office) who(name string) *walkPerson {
	o.t.Helper()
	i := slices.IndexFunc(o.people, func(p *walkPerson) bool { return strings.HasPrefix(p.Name, name) })
	if i < 0 {
		o.fail("nobody is called %s", name)
	}
	return o.people[i]
}

func (o *office) as(name string) access.Actor { return o.request(o.who(name)) }

// mailed holds that since the last look the mails of baskets and orders that arrived are these: kinds, each with whom, by their first
// names, or the supplier.
func (o *office) mailed(want ...string) {
	o.t.Helper()
	_, err := o.a.Queue.Drain(o.t.Context())
	o.ok(err)
	type row struct{ id, kind, account, name, state string }
	var got []string
	o.ok(o.d.View(o.t.Context(), func(tx *db.Tx) error {
		rows, err := db.All(o.t.Context(), tx, func(r *row) []any { return []any{&r.id, &r.kind, &r.account, &r.name, &r.state} },
			`SELECT id, kind, account_id, name, state FROM notify_mails WHERE kind LIKE 'ordering.%' AND id > $1 ORDER BY id`, o.last)
		for _, r := range rows {
			o.last = r.id
			if i := slices.IndexFunc(o.people, func(p *walkPerson) bool { return p.ID == r.account }); i >= 0 {
				r.name = o.people[i].Name
			}
			if r.state == "accepted" {
				got = append(got, strings.TrimPrefix(r.kind, "ordering.")+": "+strings.Fields(r.name)[0])
			}
		}
		return err
	}))
	slices.Sort(got)
	slices.Sort(want)
	if want = slices.DeleteFunc(want, func(s string) bool { return s == "" }); !slices.Equal(got, want) {
		o.t.Errorf("mailed\n  %s\nnot\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// fills is a basket of somebody's for a site of the first school: units of articles, by their places among all.
func (o *office) fills(name string, site int, of ...int) int64 {
	o.t.Helper()
	ctx := o.t.Context()
	port := o.schools[0]
	n, err := o.a.Baskets.Open(ctx, o.as(name), port.Ref, "")
	o.ok(err)
	for _, i := range of {
		_, err = o.a.Baskets.Add(ctx, o.as(name), basket.Adding{OrgRef: port.Ref, Basket: n, Article: o.articles[i].number, Quantity: 10})
		o.ok(err)
	}
	v, err := o.a.Baskets.Show(ctx, o.as(name), n)
	o.ok(err)
	o.ok(o.a.Baskets.Save(ctx, o.as(name), n, basket.Input{Version: v.Version, SiteRef: port.sites[site].Ref}))
	return n
}

func (o *office) confirms(name string, n int64) {
	o.t.Helper()
	v, err := o.a.Baskets.Show(o.t.Context(), o.as(name), n)
	o.ok(err)
	who := o.as(name)
	for range 2 { // a double click
		_, err = o.a.Baskets.Confirm(o.t.Context(), who, n, basket.Confirming{Version: v.Version})
		o.ok(err)
	}
}

// creates has somebody make one order of all that waits of some baskets.
func (o *office) creates(name string, baskets ...int64) string {
	o.t.Helper()
	var keys []order.Key
	for _, n := range baskets {
		keys = append(keys, order.Key{Basket: n, Supplier: o.markets[0].ref})
	}
	p, _, err := o.a.Orders.Plans(o.t.Context(), o.as(name), keys)
	o.ok(err)
	in := order.Creating{Keys: keys, Mode: order.Together, Seen: map[string]int64{}}
	for _, s := range p.Parcels[0].Shares {
		in.Seen[s.ID] = s.Granted
	}
	who := o.as(name)
	var made []string
	for range 2 {
		made, err = o.a.Orders.Create(o.t.Context(), who, in)
		o.ok(err)
	}
	return made[0]
}

// on does an act on an order as it is now.
func (o *office) on(number string, act func(ctx context.Context, who access.Actor, version int64) error, name string) {
	o.t.Helper()
	v, err := o.a.Orders.Show(o.t.Context(), o.as(name), number)
	o.ok(err)
	who := o.as(name)
	for range 2 {
		o.ok(act(o.t.Context(), who, v.Version))
	}
}

// Each row of 1.11 from basket to order: these are mailed, once, and nobody else.
func TestWhoIsMailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R291", "R271", "R235")
		o := newOffice(t, d)
		ctx := t.Context()
		cancel := func(number string) func(context.Context, access.Actor, int64) error {
			return func(ctx context.Context, who access.Actor, v int64) error {
				return o.a.Orders.Cancel(ctx, who, number, v, "budget")
			}
		}
		send := func(number string) func(context.Context, access.Actor, int64) error {
			return func(ctx context.Context, who access.Actor, v int64) error {
				return o.a.Orders.Send(ctx, who, number, v)
			}
		}

		// A basket is confirmed: the validateurs of its establishment; who is limited to another site is not one of them.
		south := o.fills("Ada", 1, 0, 1)
		o.mailed()
		o.confirms("Ada", south)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")
		north := o.fills("Ben", 0, 0)
		o.confirms("Ben", north)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom", "basket_confirmed: Vic")
		also := o.fills("Ben", 1, 0)
		o.confirms("Ben", also)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")

		// « Non autorisé »: nobody.
		barred := o.fills("Ben", 1, 0)
		ben := o.who("Ben")
		o.do(func(ctx context.Context, tx *db.Tx) error {
			_, err := access.TakeLimit(ctx, tx, access.ByProgram("Préau", tx.Now()), ben.ID, ordering.Requester, ben.posts[0].place(), access.Market, o.markets[0].id)
			return err
		})
		ben.fresh = access.Actor{}
		o.confirms("Ben", barred)
		o.mailed()

		// A line is lowered, or refused: its demandeur.
		v, err := o.a.Baskets.Show(ctx, o.as("Véra"), south)
		o.ok(err)
		o.ok(o.a.Baskets.Lower(ctx, o.as("Véra"), v.Lines[0].ID, 10, 9, "neuf"))
		o.mailed("line_lowered: Ada")
		o.ok(o.a.Baskets.Refuse(ctx, o.as("Véra"), []string{v.Lines[1].ID}, "en stock"))
		o.mailed("lines_refused: Ada")

		// An order is created: the acheteurs; cancelled: the demandeurs of its baskets and who made it; given back: those who validate.
		made := o.creates("Véra", south, also)
		o.mailed("order_created: Carl", "order_created: Tom")
		o.on(made, func(ctx context.Context, who access.Actor, v int64) error {
			return o.a.Orders.GiveBack(ctx, who, made, v, "erreur")
		}, "Carl")
		o.mailed("order_given_back: Véra", "order_given_back: Tom")
		o.read("Tom", "que Véra Molitor avait créée")
		o.read("Véra", "que vous aviez créée")
		made = o.creates("Véra", south, also)
		o.mailed("order_created: Carl", "order_created: Tom")
		o.on(made, cancel(made), "Carl")
		o.mailed("order_cancelled: Ada", "order_cancelled: Ben", "order_dropped: Véra")

		// Sent: the supplier and, once its server has it, the demandeurs and the réceptionnistes; sent again after it was refused, no otherwise.
		made = o.creates("Véra", north)
		o.mailed("order_created: Carl", "order_created: Tom")
		o.post.Answer(func(m mail.Message) (mail.Outcome, *mail.Fault) {
			if strings.HasSuffix(m.To, "@fournisseur.test") {
				return mail.Refuse(m)
			}
			return mail.Accepted, nil
		})
		o.on(made, send(made), "Carl")
		o.mailed("order_bounced: Carl") // who sent it (R291)
		if v, err := o.a.Orders.Show(ctx, o.as("Rita"), made); err != nil || v.State != order.ToResend {
			o.t.Errorf("who receives sees of what came back: %s %v", v.State, err)
		}
		o.post.Answer(nil)
		o.on(made, func(ctx context.Context, who access.Actor, v int64) error {
			return o.a.Orders.Resend(ctx, who, made, v)
		}, "Carl")
		o.mailed("order_supplier: Papeterie", "order_sent: Ben", "order_coming: Rita")

		// Above the maximum amount: the superacheteurs, and the acheteurs for their information.
		o.ok(o.a.Ordering.SetLimit(ctx, o.as("Pat"), o.schools[0].Ref, ordering.LimitInput{Limited: true, Amount: 100}))
		over := o.fills("Ada", 1, 0)
		o.confirms("Ada", over)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")
		made = o.creates("Tom", over)
		o.mailed("order_created: Carl", "order_created: Sarah") // Tom made it
		covers.Statement(t, "R198", "R205", "R222")
		if v, err := o.a.Baskets.Show(ctx, o.as("Ada"), over); err != nil || !slices.ContainsFunc(v.HeldBy(v.Lines[0].Line), func(name string) bool { return strings.HasPrefix(name, "Sarah") }) {
			o.t.Errorf("above the maximum amount: %v %v", v.Supers, err)
		}
		o.ok(o.a.Baskets.Remind(ctx, o.as("Ada"), over))
		o.mailed("basket_reminder: Sarah")
		o.on(made, send(made), "Sarah")
		o.mailed("order_supplier: Papeterie", "order_sent: Ada", "order_coming: Rita")

		left := o.fills("Ada", 1, 0)
		o.confirms("Ada", left)
		o.mailed("basket_confirmed: Véra", "basket_confirmed: Tom")
		waits := o.creates("Véra", left)
		o.mailed("order_created: Carl", "order_created: Tom", "order_created: Sarah")

		// Nobody is left whom a mail reaches: who names one is told instead (R272).
		for _, name := range []string{"Véra", "Vic", "Tom"} {
			p := o.who(name)
			for i := range p.posts {
				if p.posts[i].role == ordering.Validator {
					o.take(p, &p.posts[i])
				}
			}
		}
		last := o.fills("Ada", 0, 0)
		o.confirms("Ada", last)
		o.mailed("basket_confirmed: Marc")
		// Nor is an order given back to somebody who validates no more.
		covers.Statement(t, "R228")
		o.on(waits, func(ctx context.Context, who access.Actor, v int64) error {
			return o.a.Orders.GiveBack(ctx, who, waits, v, "erreur")
		}, "Sarah")
		o.mailed("order_given_back: Marc")
	})
}
