package orderweb

import (
	"strings"
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingweb/msg"
)

// Two baskets of one person are told apart, by number and by name, wherever a parcel is said to be theirs; who has one is named alone.
func TestBasketsOfOnePersonAreToldApart(t *testing.T) {
	covers.Statement(t, "R204", "R205", "R206")
	all, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	first := basket.Basket{ID: "a", Number: 12, Owner: "Léo Guillermou", OwnerID: "l"}
	second := basket.Basket{ID: "b", Number: 14, Owner: "Léo Guillermou", OwnerID: "l", Title: "Rentrée"}
	other := basket.Basket{ID: "c", Number: 15, Owner: "Ada Tremblay", OwnerID: "x"}
	p := planPage{T: all.For(i18n.French, time.UTC), Together: order.Plan{Parcels: []order.Parcel{{Baskets: []basket.Basket{first, other}}, {Baskets: []basket.Basket{second}}}}}
	for _, x := range []struct {
		of   basket.Basket
		want string
	}{{first, "Léo Guillermou (panier n° 12)"}, {second, "Léo Guillermou (panier n° 14 · Rentrée)"}, {other, "Ada Tremblay"}} {
		got := p.who(order.Parcel{Baskets: []basket.Basket{x.of}})
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}
