package ground_test

import (
	"strings"
	"testing"

	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/communes/ground"
)

// Towns are where they are, within a few kilometres; overseas too.
func TestPlaces(t *testing.T) {
	t.Parallel()
	var g ground.Ground
	for code, want := range map[communes.Code]ground.Point{"75056": {235, 4886}, "35238": {-168, 4811}, "13055": {542, 4330}, "97411": {5545, -2095}, "2A004": {875, 4193}} {
		got, ok := g.Place(code)
		if dx, dy := got.X-want.X, got.Y-want.Y; !ok || dx*dx+dy*dy > 100 {
			t.Errorf("%s is at %v, want %v", code, got, want)
		}
	}
	if _, ok := g.Place("99999"); ok {
		t.Error("a commune that is none has a place")
	}
}

// Nearly all communes of the register have a place, and every département with communes that have one has an outline around them.
func TestWhole(t *testing.T) {
	t.Parallel()
	var g ground.Ground
	var r communes.Register
	for _, d := range r.Departments() {
		low, high := box(g.Outline(d.Code))
		known, found := 0, r.Search(strings.NewReplacer("A", "0", "B", "0").Replace(d.Code), 1000) // their postal codes begin so
		for _, c := range found {
			p, ok := g.Place(c.Code)
			if !ok || c.Department.Code != d.Code {
				continue
			}
			known++
			if p.X < low.X-5 || p.X > high.X+5 || p.Y < low.Y-5 || p.Y > high.Y+5 {
				t.Errorf("%s of %s is at %v, outside of it", c.Name, d.Name, p)
			}
		}
		if known == 0 && len(d.Region.Code) > 0 {
			t.Errorf("nothing of %s has a place", d.Name)
		}
	}
}

func box(rings [][]ground.Point) (low, high ground.Point) {
	first := true
	for _, ring := range rings {
		for _, p := range ring {
			if first {
				low, high, first = p, p, false
			}
			low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
		}
	}
	return low, high
}

// A line without the points that hardly matter begins and ends where it did.
func TestSimple(t *testing.T) {
	t.Parallel()
	line := []ground.Point{{0, 0}, {5, 1}, {10, 0}, {15, 9}, {20, 0}}
	if got := ground.Simple(line, 2); len(got) != 4 || got[0] != line[0] || got[3] != line[4] || got[2] != line[3] {
		t.Error(got)
	}
	if got := ground.Simple(line, 50); len(got) != 2 {
		t.Error(got)
	}
}
