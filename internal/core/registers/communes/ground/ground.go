// Package ground is where communes are, and the outlines of départements, for small maps that the server draws: to a hundredth of a degree,
// about a kilometre.
//
// NOTICE names the sources and their licences. Communes that were made since the sources' year, and the collectivities that they leave out,
// have no place here.
package ground

import (
	_ "embed" // the lists
	"slices"
	"strconv"
	"strings"
	"sync"

	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/packed"
)

// Point is a place, in hundredths of a degree: X east of Greenwich, Y north of the equator.
type Point struct{ X, Y int }

// Ground is the two lists. The zero value is ready: they are unpacked when a ground is first asked, and kept in some 3 MB, once for all
// grounds of the program.
type Ground struct {
	once sync.Once
	*lists
}

// lists are what is unpacked. Nobody changes them.
type lists struct {
	places   map[communes.Code]Point
	outlines map[string][][]Point
}

//go:embed places.tsv.gz
var places []byte

//go:embed outlines.tsv.gz
var outlines []byte

// Notice names the sources and their licences.
func Notice() string { return notice }

//go:embed NOTICE
var notice string

// Place is the middle of a commune; false where it is not known.
func (g *Ground) Place(code communes.Code) (Point, bool) {
	g.open()
	p, ok := g.places[code]
	return p, ok
}

// Outline is the outline of a département, an island each; nothing where it is not known. It is shared: nobody may change it.
func (g *Ground) Outline(department string) [][]Point {
	g.open()
	return g.outlines[department]
}

func (g *Ground) open() { g.once.Do(func() { g.lists = unpacked() }) }

// unpacked is the same for everybody, as the lists within the program are.
var unpacked = sync.OnceValue(unpack)

func unpack() *lists {
	rows := packed.Rows(places)
	l := &lists{places: make(map[communes.Code]Point, len(rows)), outlines: map[string][][]Point{}}
	for _, row := range rows {
		code, at, _ := strings.Cut(row, "\t")
		l.places[communes.Code(code)] = point(at)
	}
	for _, row := range packed.Rows(outlines) {
		department, rings, _ := strings.Cut(row, "\t")
		for ring := range strings.SplitSeq(rings, ";") {
			var all []Point
			for at := range strings.FieldsSeq(ring) {
				all = append(all, point(at))
			}
			l.outlines[department] = append(l.outlines[department], all)
		}
	}
	return l
}

// point reads « 235,4885 », written by makedata.
func point(s string) Point {
	x, y, _ := strings.Cut(s, ",")
	px, _ := strconv.Atoi(x)
	py, _ := strconv.Atoi(y)
	return Point{px, py}
}

// Simple is a line with fewer points, none of which is farther from the line than so much.
func Simple(line []Point, far float64) []Point {
	if len(line) < 3 {
		return line
	}
	first, last := line[0], line[len(line)-1]
	most, at := 0.0, 0
	for i, p := range line[1 : len(line)-1] {
		if d := distance(p, first, last); d > most {
			most, at = d, i+1
		}
	}
	if most <= far*far {
		return []Point{first, last}
	}
	return slices.Concat(Simple(line[:at+1], far)[:], Simple(line[at:], far)[1:])
}

// distance is the square of that from a point to the line through two others; to the first, where they are one.
func distance(p, a, b Point) float64 {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	px, py := float64(p.X-a.X), float64(p.Y-a.Y)
	long := dx*dx + dy*dy
	if long == 0 {
		return px*px + py*py
	}
	cross := dy*px - dx*py
	return cross * cross / long
}
