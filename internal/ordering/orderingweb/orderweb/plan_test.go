package orderweb

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/ordering/basket"
	"preau/internal/ordering/order"
)

// A basket that has a part in several parcels is told once, and one that shares none is not.
func TestMixedBaskets(t *testing.T) {
	covers.Statement(t, "R205")
	parcel := func(ids ...string) (x order.Parcel) {
		for _, id := range ids {
			x.Baskets = append(x.Baskets, basket.Basket{ID: id})
		}
		return x
	}
	for _, x := range []struct {
		want    int
		parcels []order.Parcel
	}{
		{0, nil},
		{0, []order.Parcel{parcel("a"), parcel("a")}},
		{2, []order.Parcel{parcel("a", "b")}},
		{3, []order.Parcel{parcel("a", "b", "c"), parcel("a", "b"), parcel("d")}},
	} {
		if got := mixed(order.Plan{Parcels: x.parcels}); got != x.want {
			t.Errorf("%d baskets are mixed, not %d: %v", got, x.want, x.parcels)
		}
	}
}
