// Command makedata makes the places of communes and the outlines of départements that the program embeds, out of a folder that holds
// france-geojson:
//
//	go run ./internal/core/registers/communes/ground/makedata FOLDER
//
// It runs from the top of the repository. A folder without it leaves the lists as they are. The same input gives the same files, byte by byte.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"preau/internal/core/registers/communes"
	"preau/internal/core/registers/communes/ground"
	"preau/internal/core/registers/packed"
)

const folder = "internal/core/registers/communes/ground"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "makedata:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("the folder that holds the registers is missing: make data FROM=folder")
	}
	from := filepath.Join(args[0], "france-geojson")
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		fmt.Println("no france-geojson: the places of communes stay as they are")
		return nil
	}
	rows, err := places(from)
	if err != nil {
		return err
	}
	if err := packed.Write(filepath.FromSlash(folder+"/places.tsv.gz"), rows); err != nil {
		return err
	}
	if rows, err = outlines(from); err != nil {
		return err
	}
	return packed.Write(filepath.FromSlash(folder+"/outlines.tsv.gz"), rows)
}

// feature is one of a file: a commune or a département, its parts as rings of degrees, the outer one first.
type feature struct {
	Properties struct {
		Code string `json:"code"`
	} `json:"properties"`
	Geometry struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

func features(path string) ([]feature, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // the folder that was named
	if err != nil {
		return nil, err
	}
	var all struct{ Features []feature }
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all.Features, nil
}

// parts are the outer rings.
func (f feature) parts() ([][][2]float64, error) {
	var out [][][2]float64
	if f.Geometry.Type == "Polygon" {
		var one [][][2]float64
		if err := json.Unmarshal(f.Geometry.Coordinates, &one); err != nil {
			return nil, err
		}
		return one[:1], nil
	}
	var all [][][][2]float64
	if err := json.Unmarshal(f.Geometry.Coordinates, &all); err != nil {
		return nil, err
	}
	for _, p := range all {
		out = append(out, p[0])
	}
	return out, nil
}

// places are the middles of the communes that the register has.
func places(from string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(from, "departements", "*", "communes-*.geojson"))
	if err != nil {
		return nil, err
	}
	var register communes.Register
	var rows []string
	for _, path := range files {
		all, err := features(path)
		if err != nil {
			return nil, err
		}
		for _, f := range all {
			code := communes.Code(f.Properties.Code)
			if at, known := register.ByCode(code); !known || at.Code != code {
				continue
			}
			parts, err := f.parts()
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", path, code, err)
			}
			most, x, y := -1.0, 0.0, 0.0
			for _, ring := range parts {
				if size, cx, cy := middle(ring); size > most {
					most, x, y = size, cx, cy
				}
			}
			rows = append(rows, fmt.Sprintf("%s\t%d,%d", code, hundredths(x), hundredths(y)))
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// middle is the size of a ring and its centre of gravity.
func middle(ring [][2]float64) (size, x, y float64) {
	for i := range ring[:len(ring)-1] {
		a, b := ring[i], ring[i+1]
		cross := a[0]*b[1] - b[0]*a[1]
		size, x, y = size+cross, x+(a[0]+b[0])*cross, y+(a[1]+b[1])*cross
	}
	if math.Abs(size) < 1e-12 {
		return 0, ring[0][0], ring[0][1]
	}
	return math.Abs(size / 2), x / (3 * size), y / (3 * size)
}

func hundredths(degrees float64) int { return int(math.Round(degrees * 100)) }

// smallest is the box of the smallest island that is kept, in square hundredths of a degree.
const smallest = 40

// outlines are those of the départements.
func outlines(from string) ([]string, error) {
	all, err := features(filepath.Join(from, "departements-avec-outre-mer.geojson"))
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, f := range all {
		parts, err := f.parts()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Properties.Code, err)
		}
		var rings []string
		for _, ring := range parts {
			if r := simple(ring); r != "" {
				rings = append(rings, r)
			}
		}
		rows = append(rows, f.Properties.Code+"\t"+strings.Join(rings, ";"))
	}
	slices.Sort(rows)
	return rows, nil
}

// simple is a ring with fewer points; empty for a small island.
func simple(ring [][2]float64) string {
	var line []ground.Point
	for _, p := range ring {
		if at := (ground.Point{X: hundredths(p[0]), Y: hundredths(p[1])}); len(line) == 0 || line[len(line)-1] != at {
			line = append(line, at)
		}
	}
	half := len(line) / 2
	line = append(ground.Simple(line[:half+1], 1.2), ground.Simple(line[half:], 1.2)[1:]...)
	low, high := line[0], line[0]
	var out []string
	for _, p := range line {
		low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
		out = append(out, fmt.Sprintf("%d,%d", p.X, p.Y))
	}
	if (high.X-low.X)*(high.Y-low.Y) < smallest {
		return ""
	}
	return strings.Join(out, " ")
}
