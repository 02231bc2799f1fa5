package orderweb

import (
	"testing"

	"preau/internal/kit/covers"
	"preau/internal/kit/web"
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

// What the box « Gratuité » says is read, whatever the label says: what becomes of both is the order's.
func TestTheBoxIsRead(t *testing.T) {
	covers.Statement(t, "R207")
	for _, ticked := range []bool{true, false} {
		v := map[string]string{"colis": "1-x", order.LabelField("1-x"): "GRATUITé"}
		if ticked {
			v[order.FieldFree+".1-x"] = "oui"
		}
		if got := readCreating(web.NewForm(v)).Labels["1-x"].Free; got == nil || *got != ticked {
			t.Errorf("ticked %v, and read %v", ticked, got)
		}
	}
}
