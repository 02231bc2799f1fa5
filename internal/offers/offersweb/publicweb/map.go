package publicweb

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"preau/internal/core/registers/communes/ground"
	"preau/internal/kit/web"
	"preau/internal/kit/web/ui"
	"preau/internal/kit/web/ui/showcase"
	"preau/internal/offers/offersweb/publicweb/msg"
	"preau/internal/offers/public"
)

// maps draw where offers are (O103). The land of an area is drawn once.
type maps struct {
	ground *ground.Ground
	mu     sync.Mutex
	drawn  map[string]land
}

// land is an area as it is drawn: its outlines as a path, and how places come upon it.
type land struct {
	path          string
	packed        *web.Packed // the path
	west, north   float64     // hundredths of a degree
	scale, squash float64     // pixels in a hundredth of a degree of latitude; how much narrower one of longitude is
	width, height int
}

const (
	mapWidth  = 288
	mapHeight = 320 // at most
	mapMargin = 14  // for the pins on its edges
	pinNear   = 30  // pixels within which two pins become one
	mostPins  = 40
	mostTowns = 12 // in the list below
	mostLands = 200
)

// pin is a place of the map with the communes that it stands for.
type pin struct {
	x, y  float64
	n     int
	spots []public.Spot

	first, last, many int // of its communes, while they are put together
}

// of is the map of what was found, and its land, compressed once; none where no place is known.
func (m *maps) of(p listPage) (*showcase.Map, *web.Packed) {
	spots := known(p.Facets.Spots)
	if len(spots) == 0 {
		return nil, nil
	}
	lands := departments(spots)
	l := m.land(lands)
	pins := l.pins(spots, lands)
	t, total := p.T, 0
	for _, s := range spots {
		total += s.N
	}
	at := newLinks(p.At)
	out := &showcase.Map{Label: t.S(msg.MapLabel, "n", total, "places", len(spots)), Width: l.width, Height: l.height, Land: l.path, Source: t.S(msg.MapSource)}
	for _, x := range pins {
		first := x.spots[0]
		label := t.S(msg.MapPin, "place", first.Name, "n", x.n)
		if k := len(x.spots) - 1; k > 0 {
			label = t.S(msg.MapPins, "place", first.Name, "k", k, "n", x.n)
		}
		out.Pins = append(out.Pins, showcase.Pin{X: int(x.x), Y: int(x.y), R: radius(x.n), Text: short(x.n), Label: label, Href: at.to(x, len(lands) > 1)})
	}
	out.List = ui.Chips{T: t, Label: t.S(msg.MapTowns)}
	if len(lands) > 1 && len(spots) > mostTowns {
		out.List = p.lands(at)
		return out, l.packed
	}
	for _, s := range spots[:min(len(spots), mostTowns)] {
		out.List.Items = append(out.List.Items, ui.Chip{Label: t.S(msg.Counted, "name", s.Name, "n", s.N), Href: at.to(pin{spots: []public.Spot{s}}, false)})
	}
	return out, l.packed
}

// lands are the départements that have the most, where their communes are too many to be read.
func (p listPage) lands(at links) ui.Chips {
	t := p.T
	out := ui.Chips{T: t, Label: t.S(msg.MapLands)}
	all := slices.Clone(p.Facets.Of[public.Departments])
	slices.SortStableFunc(all, func(a, b public.Count) int { return cmp.Compare(b.N, a.N) })
	for _, c := range all[:min(len(all), mostTowns)] {
		out.Items = append(out.Items, ui.Chip{Label: t.S(msg.Counted, "name", c.Label, "n", c.N), Href: at.path + "?" + at.rest + params[public.Departments] + "=" + c.Value})
	}
	return out
}

// known are the communes that have offers, and a place on the ground, in their order: the most first.
func known(spots []public.Spot) []public.Spot {
	none := func(s public.Spot) bool { return !s.Placed || s.Land < 0 || s.N <= 0 }
	if !slices.ContainsFunc(spots, none) { // mostly, and they are thousands
		return spots
	}
	return slices.DeleteFunc(slices.Clone(spots), none)
}

// overseas says whether a département is: it has a map of its own, since no map shows it with the others.
func overseas(department string) bool { return len(department) > 2 }

// shown says whether a département is on the map of some.
func shown(department string, departments []string) bool {
	if overseas(departments[0]) {
		return department == departments[0]
	}
	return !overseas(department)
}

// departments are those that the map shows: of offers in several parts of the world, those of the part that has the most.
func departments(spots []public.Spot) []string {
	type many struct {
		code string
		n    int
	}
	var of []many // by the place of each among all
	home := 0
	for _, s := range spots {
		if s.Land >= len(of) {
			of = append(of, make([]many, s.Land+1-len(of))...)
		}
		of[s.Land].code = s.Department
		of[s.Land].n += s.N
		if !overseas(s.Department) {
			home += s.N
		}
	}
	most := many{}
	var out []string
	for _, d := range of {
		switch {
		case d.code == "":
		case !overseas(d.code):
			out = append(out, d.code)
		case d.n > most.n || d.n == most.n && d.code < most.code:
			most = d
		}
	}
	if most.n > home {
		return []string{most.code}
	}
	slices.Sort(out)
	return out
}

// land draws the outlines of some départements.
func (m *maps) land(departments []string) land {
	key := strings.Join(departments, " ")
	m.mu.Lock()
	defer m.mu.Unlock()
	if l, ok := m.drawn[key]; ok {
		return l
	}
	if m.drawn == nil || len(m.drawn) >= mostLands {
		m.drawn = map[string]land{}
	}
	l := m.draw(departments)
	m.drawn[key] = l
	return l
}

func (m *maps) draw(departments []string) land {
	west, east, south, north := math.MaxInt, math.MinInt, math.MaxInt, math.MinInt
	for _, d := range departments {
		for _, ring := range m.ground.Outline(d) {
			for _, p := range ring {
				west, east, south, north = min(west, p.X), max(east, p.X), min(south, p.Y), max(north, p.Y)
			}
		}
	}
	if west > east {
		return land{packed: web.Pack(""), width: mapWidth, height: mapHeight, scale: 1, squash: 1}
	}
	l := land{west: float64(west), north: float64(north), squash: math.Cos(float64(north+south) / 2 / 100 * math.Pi / 180)}
	wide, high := float64(east-west)*l.squash, float64(north-south)
	l.scale = min((mapWidth-2*mapMargin)/wide, (mapHeight-2*mapMargin)/high)
	l.width, l.height = mapWidth, int(high*l.scale)+2*mapMargin
	l.west -= (float64(mapWidth-2*mapMargin) - wide*l.scale) / 2 / l.scale / l.squash // in the middle
	var b strings.Builder
	for _, d := range departments {
		for _, ring := range m.ground.Outline(d) {
			l.line(&b, ground.Simple(ring, 1.4/l.scale))
		}
	}
	l.path = b.String()
	l.packed = web.Pack(l.path)
	return l
}

// line writes an outline, in whole pixels and relative to each other.
func (l land) line(b *strings.Builder, ring []ground.Point) {
	if len(ring) < 4 {
		return
	}
	px, py := 0, 0
	for i, p := range ring {
		fx, fy := l.on(p)
		x, y := int(math.Round(fx)), int(math.Round(fy))
		switch {
		case i == 0:
			fmt.Fprintf(b, "M%d %d", x, y)
		case x == px && y == py:
			continue
		default:
			fmt.Fprintf(b, "l%d %d", x-px, y-py)
		}
		px, py = x, y
	}
	b.WriteByte('z')
}

// on is a place's pixel.
func (l land) on(p ground.Point) (x, y float64) {
	return (float64(p.X)-l.west)*l.squash*l.scale + mapMargin, (l.north-float64(p.Y))*l.scale + mapMargin
}

// squares is the land in squares of the size of a pin, those of one row beside each other: far more than there are.
const squares, squaresInRow = 2048, 64

// square is that of a pixel.
func square(x, y float64) int {
	row, at := int(y)/pinNear, int(x)/pinNear
	return min(max(row, 0), squares/squaresInRow-1)*squaresInRow + min(max(at, 0), squaresInRow-1)
}

// pins puts the communes upon the land: those of one square of it become one, under the name of the one with the most, and so do those
// that would still cover each other. Which communes a pin has is a chain through all of them, since they are thousands.
func (l land) pins(spots []public.Spot, departments []string) []pin {
	var all []pin
	var known [squares]uint16 // which pin is a square's, from 1
	next := make([]int32, len(spots))
	shownOf := 0
	for i, s := range spots { // the most first
		if !shown(s.Department, departments) {
			continue
		}
		x, y := l.on(s.At)
		at := &known[square(x, y)]
		if *at == 0 {
			all = append(all, pin{x: x, y: y, first: i, last: i})
			*at = uint16(len(all)) //nolint:gosec // no more than there are squares
		}
		p := &all[*at-1]
		next[p.last], p.last = int32(i), i //nolint:gosec // there are 35,000 communes
		p.n += s.N
		p.many++
		shownOf++
	}
	slices.SortStableFunc(all, func(a, b pin) int { return cmp.Compare(b.n, a.n) })
	var out []pin
	for _, q := range all {
		if i, near := nearest(out, q); near < pinNear*pinNear || len(out) >= mostPins {
			p := &out[i]
			next[p.last], p.last = int32(q.first), q.last //nolint:gosec // the same
			p.n += q.n
			p.many += q.many
			continue
		}
		out = append(out, q)
	}
	beside := make([]public.Spot, 0, shownOf)
	for i := range out {
		p := &out[i]
		for at, from := p.first, len(beside); len(beside)-from < p.many; at = int(next[at]) {
			beside = append(beside, spots[at])
		}
		p.spots = beside[len(beside)-p.many:]
	}
	slices.SortStableFunc(out, func(a, b pin) int { return cmp.Compare(a.y, b.y) }) // read from the north
	return out
}

// nearest is the pin that is nearest to another, and the square of how far it is.
func nearest(pins []pin, to pin) (int, float64) {
	at, near := 0, math.Inf(1)
	for i, p := range pins {
		if d := (p.x-to.x)*(p.x-to.x) + (p.y-to.y)*(p.y-to.y); d < near {
			at, near = i, d
		}
	}
	return at, near
}

func radius(n int) int {
	switch {
	case n >= 100:
		return 17
	case n >= 10:
		return 14
	}
	return 11
}

// short is a number that fits a pin.
func short(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return strconv.Itoa(n/1000) + "k"
}

// links make the addresses of places: that of the page without its own place.
type links struct{ path, rest string }

func newLinks(at ui.Address) links {
	q := url.Values{}
	for k, vs := range at.Query {
		if k != "page" && k != params[public.Communes] && k != params[public.Departments] {
			q[k] = vs
		}
	}
	rest := q.Encode()
	if rest != "" {
		rest += "&"
	}
	return links{at.Path, rest}
}

// mostNamed is how many communes an address names; of more, their départements.
const mostNamed = 20

// to leads to what a pin stands for: a commune, some of them, or a département where several are shown.
func (l links) to(p pin, several bool) string {
	in := p.lands()
	var b strings.Builder
	b.WriteString(l.path + "?" + l.rest)
	if len(p.spots) > 1 && (several || len(p.spots) > mostNamed) {
		for i, d := range in {
			b.WriteString(amp(i) + params[public.Departments] + "=" + d)
		}
		return b.String()
	}
	for i, d := range in {
		b.WriteString(amp(i) + params[public.Departments] + "=" + d)
	}
	for _, s := range p.spots {
		b.WriteString("&" + params[public.Communes] + "=" + s.Code)
	}
	return b.String()
}

// lands are the départements of a pin, as many as an address names.
func (p pin) lands() []string {
	var out []string
	last := -1
	for _, s := range p.spots {
		if s.Land == last || slices.Contains(out, s.Department) {
			continue
		}
		if out, last = append(out, s.Department), s.Land; len(out) == mostNamed {
			break
		}
	}
	return out
}

func amp(i int) string {
	if i == 0 {
		return ""
	}
	return "&"
}
