package basketweb

import (
	"testing"
	"time"

	"preau/internal/kit/covers"
	"preau/internal/kit/i18n"
	"preau/internal/ordering"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/orderingweb/msg"
)

// Who goes on shopping from a basket does so for its establishment, whichever they act for elsewhere.
func TestShoppingGoesOnForTheBasketsPlace(t *testing.T) {
	covers.Statement(t, "R129")
	p := basketPage{}
	p.Org = ordering.Body{Ref: "vieux-chene"}
	if got := p.shopping(); got != "/catalogue?pour=vieux-chene" {
		t.Errorf("it goes on at %s", got)
	}
}

// For an establishment that is closed nobody is led to the catalogue, nor to references to paste, only for them to be refused.
func TestNoShoppingForAClosedPlace(t *testing.T) {
	covers.Statement(t, "R161")
	cat, err := i18n.Load(msg.Source())
	if err != nil {
		t.Fatal(err)
	}
	for closed, want := range map[bool]int{false: 2, true: 0} {
		p := basketPage{T: cat.For(i18n.French, time.UTC)}
		p.State, p.Closed = basket.Open, closed
		p.Acts = basket.Moves.Offers(basket.Open, []basket.Relation{basket.AsOwner}, p.Case)
		if got := p.heads(); len(got) != want {
			t.Errorf("closed %v: %d acts lead to more, want %d", closed, len(got), want)
		}
	}
}
