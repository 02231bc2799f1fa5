package ordering_test

import (
	"strings"
	"testing"

	"preau/internal/core/access"
	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/kit/mail"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/reception"
)

// reads is the last mail that somebody got, once all have gone.
func (o *office) reads(name string) mail.Message {
	o.t.Helper()
	_, err := o.a.Queue.Drain(o.t.Context())
	o.ok(err)
	var to string
	o.ok(o.d.View(o.t.Context(), func(tx *db.Tx) (err error) {
		to, err = db.Value[string](o.t.Context(), tx, `SELECT email FROM account_accounts WHERE id = $1`, o.who(name).ID)
		return err
	}))
	sent := o.post.Sent()
	for i := len(sent) - 1; i >= 0; i-- {
		if sent[i].To == to {
			return sent[i]
		}
	}
	o.fail("%s got no mail", name)
	return mail.Message{}
}

// says holds that the last mail to somebody says some words, and others not: those that begin with « ! ».
func (o *office) read(name string, words ...string) {
	o.t.Helper()
	m := o.reads(name)
	all := strings.ReplaceAll(strings.Join(strings.Fields(m.Subject+"\n"+m.Text), " "), "’", "'")
	for _, w := range words {
		if no, not := strings.CutPrefix(w, "!"); not == strings.Contains(all, no) {
			o.t.Errorf("the mail to %s: %q\n%s", name, w, all)
		}
	}
}

// Each mail on a quantity that was lowered gives the reason of that time.
func TestLoweredMailGivesItsReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R212")
		o := newOffice(t, d)
		n := o.fills("Ada", 1, 0)
		o.confirms("Ada", n)
		v, err := o.a.Baskets.Show(t.Context(), o.as("Véra"), n)
		o.ok(err)
		o.ok(o.a.Baskets.Lower(t.Context(), o.as("Véra"), v.Lines[0].ID, 10, 9, "motif premier"))
		o.read("Ada", "motif premier")
		o.ok(o.a.Baskets.Lower(t.Context(), o.as("Véra"), v.Lines[0].ID, 9, 8, "motif second"))
		o.read("Ada", "motif second", "!motif premier")
	})
}

// Why the acheteur asked for a cancellation is what the demandeurs and the validateur read of it, on the basket as well, whether the supplier adds a
// word or not.
func TestAskedCancellationGivesItsReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R228", "R229", "R291")
		o := newOffice(t, d)
		for _, said := range []string{"", "rien n'était préparé"} {
			number := o.sent()
			o.buys(number, func(who access.Actor, v int64) error {
				return o.a.Supply.AskCancel(t.Context(), who, number, v, "commandée deux fois")
			})
			o.answers(order.LetGo, said)
			o.read("Ada", "commandée deux fois", said)
			o.read("Véra", "commandée deux fois", said, "le fournisseur l'avait reçue", "!: Papeterie")
			o.read("Carl", said)
			o.read("Rita", "ne livrera pas", "commandée deux fois")
			v, err := o.a.Orders.Show(t.Context(), o.as("Carl"), number)
			o.ok(err)
			if !strings.Contains(v.Reason, "commandée deux fois") || !strings.Contains(v.Reason, said) {
				t.Errorf("the order says %q", v.Reason)
			}
			if got := v.History[0].Data["reason"]; v.History[0].Act != "ordering.order.agree to cancel" || got != said {
				t.Errorf("the history has the supplier say %q, of %q", got, said)
			}
			for _, part := range v.Lines[0].Parts {
				if !strings.Contains(part.Line.Reason, "commandée deux fois") {
					t.Errorf("the basket's line says %q", part.Line.Reason)
				}
			}
		}
	})
}

// Who made an order that its supplier refuses reads that it was refused, not that somebody cancelled it.
func TestRefusedOrderIsCalledRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R291")
		o := newOffice(t, d)
		number := o.sent()
		o.answers(order.Decline, "plus de stock")
		o.read("Rita", "a refusé la commande", "plus de stock", "ne l'attendez plus")
		o.read("Véra", "Le fournisseur ne livrera pas la commande "+number, "a refusé la commande que vous aviez créée", "plus de stock", "!est annulée")
	})
}

// That the rest goes its way is said where there is a rest.
func TestRefusedMailSpeaksOfTheRest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R212")
		o := newOffice(t, d)
		n := o.fills("Ada", 1, 0, 1)
		o.confirms("Ada", n)
		v, err := o.a.Baskets.Show(t.Context(), o.as("Véra"), n)
		o.ok(err)
		o.ok(o.a.Baskets.Refuse(t.Context(), o.as("Véra"), []string{v.Lines[0].ID}, "en stock"))
		o.read("Ada", "suivent leur chemin")
		o.ok(o.a.Baskets.Refuse(t.Context(), o.as("Véra"), []string{v.Lines[1].ID}, "aussi"))
		o.read("Ada", "aussi", "!suivent leur chemin")
	})
}

// Of what was counted and given up, the demandeurs read that nothing more comes, and why; a duplicate takes what is missing alone.
func TestRestThatIsGivenUp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R246", "R253", "R237")
		o := newOffice(t, d)
		number := o.sent()
		v, err := o.a.Orders.Show(t.Context(), o.as("Carl"), number)
		o.ok(err)
		in := reception.Noted{GivenUp: true, Reason: "rupture chez eux"}
		for _, l := range v.Lines {
			came := int64(0)
			if strings.HasPrefix(l.Parts[0].Basket.Owner, "Ada") {
				came = 8
			}
			in.Counts = append(in.Counts, reception.Count{Line: l.ID, Came: came, Seen: l.Version})
		}
		_, err = o.a.Receptions.Receive(t.Context(), o.as("Rita"), number, in)
		o.ok(err)
		o.read("Ada", "8 × Article", "8 sur 10", "n'attend plus le reste", "rupture chez eux", "seul ce qui manque", "!jusqu'ici")
		o.read("Ben", "n'arriveront pas tous", "0 sur 10", "rupture chez eux", "!venir les chercher")
		for _, l := range v.Lines {
			name, want := "Ben", int64(10)
			if strings.HasPrefix(l.Parts[0].Basket.Owner, "Ada") {
				name, want = "Ada", 2
			}
			n, err := o.a.Baskets.Copy(t.Context(), o.as(name), l.Parts[0].Basket.Number, basket.Copying{})
			o.ok(err)
			again, err := o.a.Baskets.Show(t.Context(), o.as(name), n)
			o.ok(err)
			if len(again.Lines) != 1 || again.Lines[0].Asked != want {
				t.Errorf("%s's duplicate has %+v", name, again.Lines)
			}
		}
	})
}
