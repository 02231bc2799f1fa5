package ordering_test

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/db"
	"preau/internal/kit/db/dbtest"
	"preau/internal/ordering"
)

// Where no superacheteur can be told of an order above the maximum amount, who heads the authority is mailed which role is missing, and is led to
// where it is given: the authority, not the establishment.
func TestNoSuperbuyerIsNamedAtTheAuthority(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *dbtest.DB) {
		covers.Statement(t, "R124", "R272")
		o := newOffice(t, d)
		for _, name := range []string{"Sarah", "Tom"} {
			p := o.who(name)
			for i := range p.posts {
				if p.posts[i].role == ordering.Superbuyer {
					o.take(p, &p.posts[i])
				}
			}
		}
		school := o.schools[0]
		o.ok(o.a.Ordering.SetLimit(t.Context(), o.as("Pat"), school.Ref, ordering.LimitInput{Limited: true, Amount: 100, Knowing: true}))
		n := o.fills("Ada", 1, 0)
		o.confirms("Ada", n)
		number := o.creates("Véra", n)
		o.read("Pat", "Nommez un superacheteur", "/acces/"+school.headRef, "!/acces/"+school.Ref)
		o.ok(o.a.Baskets.Remind(t.Context(), o.as("Ada"), n))
		o.read("Pat", "demande où en est son panier", "Nommez un superacheteur", "/acces/"+school.headRef, "!/acces/"+school.Ref)

		// Nor is of one that came back (R291).
		o.exec(`UPDATE ordering_orders SET state = 'sending', sent_by = $1, sent_name = 'Sarah Wirth' WHERE number = $2`, o.who("Sarah").ID, number)
		v, err := o.a.Orders.Show(t.Context(), o.as("Véra"), number)
		o.ok(err)
		o.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return o.a.Orders.Bounced(t.Context(), tx, v.ID, "boîte inconnue", "") }))
		o.read("Pat", "boîte inconnue", "nommez un superacheteur", "/acces/"+school.headRef, "!/acces/"+school.Ref)
	})
}
