package publicweb

import (
	"net/url"
	"strings"
	"testing"

	"preau/internal/core/registers/communes"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/public"
)

// Places come upon the land where they are: Rennes west of Vitré, Saint-Malo north of both, all within the picture and its outline.
func TestWhereOffersAre(t *testing.T) {
	t.Parallel()
	var m maps
	spots := []public.Spot{{Code: "35238", Name: "Rennes", Department: "35", N: 5}, {Code: "35288", Name: "Saint-Malo", Department: "35", N: 3}, {Code: "35360", Name: "Vitré", Department: "35", N: 1}}
	lands := m.departments(spots)
	l := m.land(lands)
	if l.width != mapWidth || l.height < 100 || l.height > mapHeight || !strings.HasPrefix(l.path, "M") || strings.Count(l.path, "l") < 20 {
		t.Fatalf("%+v", l)
	}
	at := map[string]pin{}
	for _, p := range m.pins(spots, lands, l) {
		at[p.spots[0].Name] = p
		if p.x < 0 || p.x > mapWidth || p.y < 0 || p.y > float64(l.height) {
			t.Errorf("%s is outside", p.spots[0].Name)
		}
	}
	if len(at) != 3 || at["Rennes"].x >= at["Vitré"].x || at["Saint-Malo"].y >= at["Rennes"].y || at["Saint-Malo"].y >= at["Vitré"].y {
		t.Errorf("%+v", at)
	}
}

// Communes that would cover each other are one pin, under the larger one's name, with the sum; nothing is lost.
func TestPins(t *testing.T) {
	t.Parallel()
	var m maps
	var r communes.Register
	var spots []public.Spot
	want := 0
	for _, d := range []string{"35", "22", "75", "13", "59"} {
		for i, c := range r.Search(d, 300) {
			if _, ok := m.ground.Place(c.Code); ok && c.Department.Code == d {
				spots = append(spots, public.Spot{Code: string(c.Code), Name: c.Name, Department: d, N: 1 + i%7})
				want += 1 + i%7
			}
		}
	}
	lands := m.departments(spots)
	pins := m.pins(spots, lands, m.land(lands))
	got, names := 0, 0
	for i, p := range pins {
		got += p.n
		names += len(p.spots)
		for _, o := range pins[:i] {
			if dx, dy := p.x-o.x, p.y-o.y; dx*dx+dy*dy < pinNear*pinNear {
				t.Errorf("%s and %s cover each other", p.spots[0].Name, o.spots[0].Name)
			}
		}
	}
	if got != want || names != len(spots) || len(pins) > mostPins || len(pins) < 5 {
		t.Errorf("%d pins for %d offers of %d communes, want %d of %d", len(pins), got, names, want, len(spots))
	}
}

// Where most are overseas, the map is of that place; else of those that are not.
func TestPartsOfTheWorld(t *testing.T) {
	t.Parallel()
	var m maps
	home, away := public.Spot{Code: "35238", Department: "35", N: 2}, public.Spot{Code: "97411", Department: "974", N: 3}
	if got := m.departments([]public.Spot{home, away}); len(got) != 1 || got[0] != "974" {
		t.Error(got)
	}
	home.N = 4
	if got := m.departments([]public.Spot{home, away}); len(got) != 1 || got[0] != "35" {
		t.Error(got)
	}
	if l := m.land([]string{"974"}); l.path == "" {
		t.Error("La Réunion has no outline")
	}
}

// A pin leads to what it stands for, with the other filters kept.
func TestPinsLead(t *testing.T) {
	t.Parallel()
	rennes, cesson := public.Spot{Code: "35238", Department: "35"}, public.Spot{Code: "35051", Department: "35"}
	dinan := public.Spot{Code: "22050", Department: "22"}
	at := newLinks(ui.Address{Path: "/offres", Query: url.Values{"q": {"dents"}, "page": {"3"}, "dep": {"35"}, "commune": {"35001"}}})
	for want, x := range map[string]struct {
		of      []public.Spot
		several bool
	}{
		"/offres?q=dents&dep=35&commune=35238":               {[]public.Spot{rennes}, true},
		"/offres?q=dents&dep=35&commune=35238&commune=35051": {[]public.Spot{rennes, cesson}, false},
		"/offres?q=dents&dep=35":                             {[]public.Spot{rennes, cesson}, true},
		"/offres?q=dents&dep=35&dep=22":                      {[]public.Spot{rennes, dinan}, true},
	} {
		if got := at.to(pin{spots: x.of}, x.several); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
