package publicweb

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/communes/ground"
	"preau/internal/kit/web/ui"
	"preau/internal/offers/public"
)

var (
	places ground.Ground
	drawer = maps{ground: &places}
)

// spot is a commune with so many offers.
func spot(code, name, department string, n int) public.Spot {
	var r communes.Register
	t := &public.Town{Code: code, Name: name, Department: department}
	t.Land = slices.IndexFunc(r.Departments(), func(d communes.Department) bool { return d.Code == department })
	t.At, t.Placed = places.Place(communes.Code(code))
	return public.Spot{Town: t, N: n}
}

// Places come upon the land where they are: Rennes west of Vitré, Saint-Malo north of both, all within the picture and its outline.
func TestWhereOffersAre(t *testing.T) {
	t.Parallel()
	spots := []public.Spot{spot("35238", "Rennes", "35", 5), spot("35288", "Saint-Malo", "35", 3), spot("35360", "Vitré", "35", 1)}
	lands := departments(spots)
	l := drawer.land(lands)
	if l.width != mapWidth || l.height < 100 || l.height > mapHeight || !strings.HasPrefix(l.path, "M") || strings.Count(l.path, "l") < 20 {
		t.Fatalf("%+v", l)
	}
	at := map[string]pin{}
	for _, p := range l.pins(spots, lands) {
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
	var r communes.Register
	var spots []public.Spot
	want := 0
	for _, d := range []string{"35", "22", "75", "13", "59"} {
		for i, c := range r.Search(d, 300) {
			if s := spot(string(c.Code), c.Name, d, 1+i%7); s.Placed && c.Department.Code == d {
				spots = append(spots, s)
				want += 1 + i%7
			}
		}
	}
	lands := departments(spots)
	pins := drawer.land(lands).pins(spots, lands)
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
	home, away := spot("35238", "", "35", 2), spot("97411", "", "974", 3)
	if got := departments([]public.Spot{home, away}); len(got) != 1 || got[0] != "974" {
		t.Error(got)
	}
	home.N = 4
	if got := departments([]public.Spot{home, away}); len(got) != 1 || got[0] != "35" {
		t.Error(got)
	}
	if l := drawer.land([]string{"974"}); l.path == "" {
		t.Error("La Réunion has no outline")
	}
}

// A pin leads to what it stands for, with the other filters kept.
func TestPinsLead(t *testing.T) {
	t.Parallel()
	rennes, cesson := spot("35238", "", "35", 0), spot("35051", "", "35", 0)
	dinan := spot("22050", "", "22", 0)
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
