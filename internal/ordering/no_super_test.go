package ordering_test

import (
	"testing"

	"preau/internal/kit/covers"
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
		o.creates("Véra", n)
		o.read("Pat", "Nommez un superacheteur", "/acces/"+school.headRef, "!/acces/"+school.Ref)
		o.ok(o.a.Baskets.Remind(t.Context(), o.as("Ada"), n))
		o.read("Pat", "demande où en est son panier", "Nommez un superacheteur", "/acces/"+school.headRef, "!/acces/"+school.Ref)
	})
}
